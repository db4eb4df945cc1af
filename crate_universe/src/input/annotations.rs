//! Checks annotations one by one, and converts their values to types. Which packages they match is decided later. The
//! only files read here are additive BUILD files.

use std::collections::BTreeMap;

use camino::Utf8Path;
use semver::{Version, VersionReq};
use serde_json::Value as Json;

use crate::build_language;
use crate::error::{Code, Error, Result, TagRef, did_you_mean};
use crate::label::{Label, is_reserved_in_hubs, is_target_name};

use super::attributes::RequestFile;
use super::fields::{FIELDS, Field, FieldRow, named, release};
use super::request;
use super::value::{FieldShape, FieldValue};

/// One annotation, for all platforms or for some.
#[derive(Debug)]
pub struct CrateAnnotation {
    pub tag: Option<TagRef>,
    /// A package's name, or `*`.
    pub package: String,
    pub version: VersionRange,
    /// Values without keys come first, then values by keys: triples, `cfg(...)` expressions, or config labels.
    pub scoped_values: Vec<ScopedValues>,
}

#[derive(Debug)]
pub struct ScopedValues {
    /// Empty: on all platforms.
    pub keys: Vec<String>,
    pub values: BTreeMap<Field, FieldValue>,
}

/// The versions that an annotation applies to.
#[derive(Debug)]
pub enum VersionRange {
    All,
    /// The version that is equal to the text, whatever it looks like, and the versions of the range if the text is one.
    Some {
        text: String,
        range: Option<VersionReq>,
    },
}

impl VersionRange {
    fn parse(text: &str) -> Option<VersionRange> {
        if text == "*" {
            return Some(VersionRange::All);
        }
        let range = VersionReq::parse(text).ok();
        let readable = range.is_some() || Version::parse(text).is_ok();
        readable.then(|| VersionRange::Some { text: text.to_owned(), range })
    }

    /// How specifically a version is matched; `None` if it is not.
    pub fn fit(&self, version: &Version) -> Option<u8> {
        match self {
            VersionRange::All => Some(0),
            VersionRange::Some { text, .. } if *text == version.to_string() => Some(2),
            VersionRange::Some { range: Some(range), .. } if range.matches(version) => Some(1),
            VersionRange::Some { .. } => None,
        }
    }
}

impl CrateAnnotation {
    /// The annotation as the user wrote it.
    pub fn display_tag(&self) -> String {
        match &self.version {
            VersionRange::All => format!("crate.annotation(crate = \"{}\")", self.package),
            VersionRange::Some { text, .. } => {
                format!("crate.annotation(crate = \"{}\", version = \"{text}\")", self.package)
            }
        }
    }
}

pub fn read(
    given: &[request::RequestAnnotation],
    rules_rust: &str,
    workspace_dir: Option<&Utf8Path>,
) -> Result<Vec<CrateAnnotation>> {
    given
        .iter()
        .map(|annotation| {
            checked(annotation, rules_rust, workspace_dir)
                .map_err(|error| with_annotation_location(error, annotation))
        })
        .collect()
}

/// Adds the location of the annotation to an error.
pub fn with_annotation_location(error: Error, annotation: &request::RequestAnnotation) -> Error {
    match &annotation.tag {
        Some(tag) => error.with_tag(tag),
        None => error.note(format!("in the annotation of `{}`", annotation.package)),
    }
}

fn checked(
    given: &request::RequestAnnotation,
    rules_rust: &str,
    workspace_dir: Option<&Utf8Path>,
) -> Result<CrateAnnotation> {
    let version = VersionRange::parse(&given.version).ok_or_else(|| {
        wrong(format!("`{}` is not a valid version requirement", given.version))
            .help("write `*`, a version such as `1.2.3`, or a requirement such as `>=1.2, <2`")
    })?;
    if given.package == "*" && !matches!(version, VersionRange::All) {
        return Err(wrong("`crate.annotation(crate = \"*\")` cannot be combined with `version`".to_owned())
            .help("remove `version`, or name one crate"));
    }
    let reader = AnnotationReader { injections: injections(given)?, rules_rust, workspace_dir };
    let mut scoped_values =
        vec![ScopedValues { keys: Vec::new(), values: reader.values(&given.values, false)? }];
    for select in &given.selects {
        scoped_values.push(ScopedValues {
            keys: reader.keys(&select.keys),
            values: reader.values(&select.values, true)?,
        });
    }
    scoped_values.retain(|scoped| !scoped.values.is_empty());
    Ok(CrateAnnotation { tag: given.tag.clone(), package: given.package.clone(), version, scoped_values })
}

fn wrong(what: String) -> Error {
    Error::new(Code::Annotation, what)
}

/// Apparent name of a repository -> its canonical name.
fn injections(given: &request::RequestAnnotation) -> Result<Vec<(String, String)>> {
    let Some(json) = given.values.get("label_injections") else { return Ok(Vec::new()) };
    let Some(value) = FieldShape::LabelDict.read(json) else { return Err(shape(Field::LabelInjections)) };
    let Some(FieldValue::Dict(entries)) = value else { return Ok(Vec::new()) };
    let pair = |(label, apparent): (String, String)| {
        let canonical = Label::parse(&label)
            .map(|label| label.repository)
            .ok_or_else(|| shape(Field::LabelInjections))?;
        Ok((format!("@{}", apparent.trim_start_matches('@')), canonical))
    };
    entries.into_iter().map(pair).collect()
}

fn shape(field: Field) -> Error {
    let row = field.row();
    wrong(format!("`{}` must be {}", row.name, row.shape.words())).help(format!(
        "write {} = {}",
        row.name,
        row.shape.example()
    ))
}

/// A plain name was probably meant for the `triples` of a select.
fn constraint(label: &str) -> Result<()> {
    if ["//", "@", ":"].iter().any(|start| label.starts_with(start)) {
        return Ok(());
    }
    Err(wrong(format!("`{label}` in `target_compatible_with` is not the label of a constraint value")).help(
        "use labels such as \"@platforms//os:linux\"; the platforms of an annotation_select belong in `triples`",
    ))
}

fn alias_name(name: &str) -> Result<()> {
    if is_target_name(name) && !is_reserved_in_hubs(name) {
        return Ok(());
    }
    Err(wrong(format!("`{name}` in `extra_aliased_targets` is not a valid alias name"))
        .help("use letters, digits, `_`, `-` and `.`, but not the name of one of the hub's own files"))
}

/// Reports invalid BUILD text here, instead of leaving it to Bazel when it loads the BUILD file of a crate.
fn additive(row: &FieldRow, text: &str) -> Result<()> {
    build_language::parse(text).map(drop).map_err(|error| {
        let text = text.lines().nth(error.line - 1).unwrap_or_default();
        wrong(format!("line {} of `{}` is not valid in a BUILD file: {}", error.line, row.name, error.what))
            .note(text)
            .help("use only what a BUILD file may contain: rule calls, loads and assignments")
    })
}

struct AnnotationReader<'a> {
    injections: Vec<(String, String)>,
    rules_rust: &'a str,
    workspace_dir: Option<&'a Utf8Path>,
}

impl AnnotationReader<'_> {
    fn values(&self, given: &BTreeMap<String, Json>, selected: bool) -> Result<BTreeMap<Field, FieldValue>> {
        let mut values = BTreeMap::new();
        for (name, json) in given {
            let row = named(name).ok_or_else(|| unknown(name))?;
            if selected && !row.is_selectable() {
                return Err(wrong(format!("`{name}` cannot differ by platform"))
                    .note("this field has one value for all platforms")
                    .help("give it a single value, without a select"));
            }
            if row.field == Field::LabelInjections {
                continue;
            }
            if let Some((field, value)) = self.value(row, json)? {
                self.check(row)?;
                values.insert(field, value);
            }
        }
        Ok(values)
    }

    fn check(&self, row: &FieldRow) -> Result<()> {
        let Some((major, minor)) = row.since.filter(|_| !row.fits(release(self.rules_rust))) else {
            return Ok(());
        };
        let what = format!(
            "`{}` requires rules_rust {major}.{minor}.0 or newer, but this is {}",
            row.name, self.rules_rust
        );
        Err(Error::new(Code::RulesRustTooOld, what)
            .note("older releases have no attribute for it")
            .help(format!("bazel_dep(name = \"rules_rust\", version = \"{major}.{minor}.0\") or newer")))
    }

    fn value(&self, row: &FieldRow, json: &Json) -> Result<Option<(Field, FieldValue)>> {
        // In the macro, `gen_binaries` is a list, or True for all.
        if let (Field::GenBinaries, Json::Bool(all)) = (row.field, json) {
            return Ok(all.then_some((Field::GenAllBinaries, FieldValue::Flag(true))));
        }
        if row.shape == FieldShape::File {
            let text = self.file(json)?;
            text.iter().try_for_each(|text| additive(row, text))?;
            return Ok(text.map(|text| (row.field, FieldValue::Text(text))));
        }
        let value = row.shape.read(json).ok_or_else(|| shape(row.field))?;
        if let (Field::TargetCompatibleWith, Some(FieldValue::List(labels))) = (row.field, &value) {
            labels.iter().try_for_each(|label| constraint(label))?;
        }
        match (row.field, &value) {
            (Field::ExtraAliasedTargets, Some(FieldValue::Dict(aliases))) => {
                aliases.iter().try_for_each(|(name, _)| alias_name(name))?;
            }
            (Field::AdditiveBuildFileContent, Some(FieldValue::Text(text))) => additive(row, text)?,
            _ => {}
        }
        Ok(value.map(|value| (row.field, self.injected(value))))
    }

    /// The content of a file: either Bazel passes its path, or its label is in the workspace.
    fn file(&self, json: &Json) -> Result<Option<String>> {
        if json.is_null() || json.as_str() == Some("") {
            return Ok(None);
        }
        let path = match serde_json::from_value::<RequestFile>(json.clone()) {
            Ok(file) => super::request_paths::substitute(&file.path, self.workspace_dir),
            Err(_) => {
                let text = json.as_str().ok_or_else(|| shape(Field::AdditiveBuildFile))?;
                let label = Label::parse(text);
                let label = label.filter(|label| label.repository.trim_matches('@').is_empty());
                let dir = self.workspace_dir.zip(label);
                let (dir, label) = dir.ok_or_else(|| {
                    wrong(format!("`{text}` is not a file in this workspace"))
                        .help("write its label in the form \"//package:file\"")
                })?;
                dir.join(label.package).join(label.name)
            }
        };
        let read = crate::disk::read_to_string(&path);
        read.map(Some).map_err(|error| {
            Error::new(Code::Read, format!("the file in `additive_build_file` cannot be read: {error}"))
                .at_path(&path)
                .help("create the file, or correct `additive_build_file` in the annotation")
        })
    }

    /// Config labels in keys have apparent names, too.
    fn keys(&self, keys: &[String]) -> Vec<String> {
        keys.iter().map(|key| self.inject(key.clone())).collect()
    }

    fn inject(&self, text: String) -> String {
        self.injections.iter().fold(text, |text, (from, to)| replaced(&text, from, to))
    }

    fn injected(&self, value: FieldValue) -> FieldValue {
        let inject = |text: String| self.inject(text);
        match value {
            FieldValue::Flag(flag) => FieldValue::Flag(flag),
            FieldValue::Text(text) => FieldValue::Text(inject(text)),
            FieldValue::List(list) => FieldValue::List(list.into_iter().map(inject).collect()),
            FieldValue::Dict(dict) => {
                FieldValue::Dict(dict.into_iter().map(|(key, value)| (inject(key), inject(value))).collect())
            }
        }
    }
}

/// Replaces an apparent repository name by the canonical one if it is a complete name. A bare `@name` is short for
/// `@name//:name`, and would mean another target after the replacement.
fn replaced(text: &str, apparent: &str, canonical: &str) -> String {
    let in_name = |c: char| c.is_ascii_alphanumeric() || "+-._~".contains(c);
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(apparent) {
        let (before, after) = (&rest[..at], &rest[at + apparent.len()..]);
        let begins = !before.ends_with(|c: char| c == '@' || in_name(c));
        let whole = begins && !after.starts_with(in_name);
        result.push_str(before);
        result.push_str(if whole { canonical } else { apparent });
        if whole && !after.starts_with("//") {
            result.push_str("//:");
            result.push_str(&apparent[1..]);
        }
        rest = after;
    }
    result + rest
}

fn unknown(name: &str) -> Error {
    let error = wrong(format!("unknown annotation field `{name}`"));
    match did_you_mean(name, FIELDS.iter().map(|row| row.name)) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_an_odd_version_and_all_fit_by_their_closeness() {
        let fit = |text: &str, version: &str| {
            let version = Version::parse(version).expect("a version");
            VersionRange::parse(text).expect("a requirement").fit(&version)
        };
        assert_eq!(fit("*", "1.0.0-rc.1"), Some(0));
        assert_eq!(fit("1.2", "1.9.0"), Some(1));
        assert_eq!(fit("1.2.3", "1.2.3"), Some(2));
        assert_eq!(fit("1.2.3", "1.2.4"), Some(1));
        assert_eq!(fit("^1", "2.0.0"), None);
        assert_eq!(fit("1.0.0+abc", "1.0.0+abc"), Some(2));
        assert!(VersionRange::parse("one").is_none());
    }

    #[test]
    fn apparent_names_are_replaced_where_they_are_whole() {
        let to = |text| replaced(text, "@curl", "@@m~curl");
        assert_eq!(to("$(execpath @curl//:a) @curl//b"), "$(execpath @@m~curl//:a) @@m~curl//b");
        assert_eq!(to("@curl"), "@@m~curl//:curl");
        assert_eq!(to("@@curl//:a @curly//:a x@curl"), "@@curl//:a @curly//:a x@curl");
    }
}

//! Matches annotations with packages: which annotations apply to each package, and how specific each match is. Also
//! reports annotations that match no package.
//!
//! Platforms play no role here; the room `graph` resolves them.

mod validate;

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result, TagRef, did_you_mean};
use crate::input::annotations::CrateAnnotation;
use crate::input::fields::Field;
use crate::input::package_metadata::{self, OwnValues, PackageMetadata, is_of_others};
use crate::input::value::FieldValue;
use crate::input::{HubConfig, UnusedAnnotations};
use crate::resolve::packages::{LockedPackage, LockedPackages};

/// The value that an annotation sets for one field of one package.
#[derive(Clone, Debug)]
pub struct AnnotationMatch {
    /// How specifically the annotation names the package. Of two values, the one with the higher closeness counts.
    pub closeness: u8,
    /// Triples, `cfg(...)` expressions, or config labels. Empty means everywhere.
    pub keys: Vec<String>,
    pub value: FieldValue,
    pub tag: Option<TagRef>,
}

impl AnnotationMatch {
    /// Whether the annotation is for all packages, so that it applies to those that have what it names.
    pub fn is_for_any_package(&self) -> bool {
        self.closeness == ALL_PACKAGES
    }

    /// Whether the value is from the package's own metadata.
    pub fn is_from_package(&self) -> bool {
        self.closeness == METADATA
    }
}

/// By field, in the order of closeness, lowest first. Values of equal closeness are in the user's order.
pub type MatchesByField = BTreeMap<Field, Vec<AnnotationMatch>>;

#[derive(Debug, Default)]
pub struct MatchedAnnotations {
    /// By [`PackageIx`](crate::resolve::packages::PackageIx).
    pub packages: Vec<MatchesByField>,
    pub warnings: Vec<String>,
    /// The own tables of dependencies that count, and their contents.
    pub own_metadata: Vec<OwnMetadata>,
}

/// The part of a package's own `[package.metadata.bazel]` that counts.
#[derive(Debug)]
pub struct OwnMetadata {
    pub line: String,
    /// Whether the user names the package in `use_metadata_of`.
    pub is_known: bool,
}

/// The closeness of a package's own `[package.metadata.bazel]`. Every annotation is closer.
const METADATA: u8 = 0;
const ALL_PACKAGES: u8 = 1;
/// How specifically the annotation names the version is added to this.
const NAMED: u8 = 2;

pub fn annotate(config: &HubConfig, packages: &LockedPackages) -> Result<MatchedAnnotations> {
    let given = &config.annotations;
    let mut used = vec![false; given.len()];
    let mut annotations = MatchedAnnotations::default();
    for package in &packages.list {
        let mut notes = MatchesByField::new();
        // What a member needs is in its own BUILD file, which the user writes.
        if !package.member {
            match_own_values(config, package, &mut notes, &mut annotations);
            match_annotations(config, package, &mut used, &mut notes)?;
        }
        annotations.packages.push(notes);
    }
    let unused = given.iter().zip(used).filter(|(_, used)| !used);
    let unused = unused.map(|(annotation, _)| unmatched_annotation(annotation, packages));
    for error in unused.chain(unknown_metadata_packages(&config.package_metadata, packages)) {
        match config.attributes.unused_annotations {
            UnusedAnnotations::Error => return Err(error),
            UnusedAnnotations::Warning => annotations.warnings.push(error.to_string()),
        }
    }
    Ok(annotations)
}

/// The tables of all dependencies that count, before annotations override them.
pub fn list_own_metadata(config: &HubConfig, packages: &LockedPackages) -> Vec<OwnMetadata> {
    let of_hub = packages.list.iter().filter(|package| !package.member);
    let own = of_hub
        .filter_map(|package| own_metadata_message(config, package, &read_own_values(config, package)?));
    own.collect()
}

/// `None` if the package has no table, or its table does not count.
fn read_own_values(config: &HubConfig, package: &LockedPackage) -> Option<OwnValues> {
    let counts = !package.bazel_metadata.is_empty() && config.package_metadata.counts(&package.id);
    counts.then(|| package_metadata::read(&package.bazel_metadata, config.rules_rust))
}

fn own_metadata_message(config: &HubConfig, package: &LockedPackage, own: &OwnValues) -> Option<OwnMetadata> {
    let line = package_metadata::own_metadata_line(&package.id.folder_name(), own)
        .filter(|_| is_of_others(&package.id))?;
    Some(OwnMetadata { line, is_known: config.package_metadata.names(&package.id) })
}

fn match_own_values(
    config: &HubConfig,
    package: &LockedPackage,
    notes: &mut MatchesByField,
    annotations: &mut MatchedAnnotations,
) {
    let Some(own) = read_own_values(config, package) else { return };
    let name = package.id.folder_name();
    annotations.warnings.extend(
        own.ignored
            .iter()
            .map(|ignored| format!("{name}: a field of its [package.metadata.bazel] is ignored: {ignored}")),
    );
    annotations.own_metadata.extend(own_metadata_message(config, package, &own));
    for (field, value) in own.values {
        let note = AnnotationMatch { closeness: METADATA, keys: Vec::new(), value, tag: None };
        notes.entry(field).or_default().push(note);
    }
}

fn match_annotations(
    config: &HubConfig,
    package: &LockedPackage,
    used: &mut [bool],
    notes: &mut MatchesByField,
) -> Result<()> {
    for (annotation, used) in config.annotations.iter().zip(used) {
        let Some(closeness) = match_rank(annotation, package) else { continue };
        *used = true;
        validate::check(annotation, package)?;
        for scoped in &annotation.scoped_values {
            for (field, value) in &scoped.values {
                let (keys, value, tag) = (scoped.keys.clone(), value.clone(), annotation.tag.clone());
                notes.entry(*field).or_default().push(AnnotationMatch { closeness, keys, value, tag });
            }
        }
    }
    for notes in notes.values_mut() {
        notes.sort_by_key(|note| note.closeness);
    }
    Ok(())
}

fn match_rank(annotation: &CrateAnnotation, package: &LockedPackage) -> Option<u8> {
    match annotation.package.as_str() {
        "*" => Some(ALL_PACKAGES),
        name if name == package.id.name => Some(NAMED + annotation.version.fit(&package.id.version)?),
        _ => None,
    }
}

/// Names in `use_metadata_of` that no package has.
fn unknown_metadata_packages<'a>(
    metadata: &'a PackageMetadata,
    packages: &'a LockedPackages,
) -> impl Iterator<Item = Error> + use<'a> {
    let names = match metadata {
        PackageMetadata::All => None,
        PackageMetadata::Of(names) => Some(names),
    };
    let is_locked = |name: &str| packages.list.iter().any(|package| package.id.name == name);
    names.into_iter().flatten().filter(move |name| !is_locked(name)).map(|name| {
        let what = format!("`use_metadata_of` names \"{name}\", but no package has that name");
        let locked = packages.list.iter().map(|package| package.id.name.as_str());
        Error::new(Code::UnusedAnnotation, what).help(match did_you_mean(name, locked) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it, or use \"*\" for all packages".to_owned(),
        })
    })
}

fn unmatched_annotation(annotation: &CrateAnnotation, packages: &LockedPackages) -> Error {
    let what = format!("the annotation matches no package: {}", annotation.display_tag());
    let error = Error::new(Code::UnusedAnnotation, what);
    let error = match &annotation.tag {
        Some(tag) => error.with_tag(tag),
        None => error,
    };
    let same = packages.list.iter().filter(|package| package.id.name == annotation.package);
    let (members, locked): (Vec<&LockedPackage>, Vec<&LockedPackage>) =
        same.partition(|package| package.member);
    if !members.is_empty() && locked.is_empty() {
        return error
            .note("it is a workspace member, and you write its BUILD file yourself")
            .help("make the change in that BUILD file, and remove the annotation");
    }
    if !locked.is_empty() {
        let versions: Vec<String> = locked.iter().map(|package| package.id.version.to_string()).collect();
        return error
            .note(format!("{} is locked to {}", annotation.package, versions.join(", ")))
            .help("correct `version`, or remove it to match every version");
    }
    let names =
        packages.list.iter().filter(|package| !package.member).map(|package| package.id.name.as_str());
    if annotation.package == "*" {
        return error.note("Cargo.lock contains only workspace members").help("remove the annotation");
    }
    match did_you_mean(&annotation.package, names) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!(
            "remove the annotation, or add the dependency to a workspace member: cargo add {}",
            annotation.package
        )),
    }
}

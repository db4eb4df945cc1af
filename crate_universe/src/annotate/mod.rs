//! Annotating: which annotation is for which package, and how close. Takes the checked annotations and the packages,
//! gives the notes of each package, least close first; says which annotations are for none. Never looks at a platform.

mod fits;

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result, Tag, did_you_mean};
use crate::input::annotations::{Annotation, of_metadata};
use crate::input::fields::Field;
use crate::input::value::Value;
use crate::input::{Config, Unused};
use crate::resolve::packages::{Package, Packages};

/// What is said of one field of one package.
#[derive(Clone, Debug)]
pub struct Note {
    /// How closely the package is meant: of two values the closer one counts.
    pub closeness: u8,
    /// Triples, `cfg(...)` expressions, or config labels; empty: everywhere.
    pub keys: Vec<String>,
    pub value: Value,
    pub tag: Option<Tag>,
}

impl Note {
    /// Whether it is for whichever packages have what it names.
    pub fn is_of_all(&self) -> bool {
        self.closeness == ALL_PACKAGES
    }
}

/// By field, the less close first; of equally close ones, as the user listed them.
pub type Notes = BTreeMap<Field, Vec<Note>>;

#[derive(Debug, Default)]
pub struct Annotations {
    /// By [`PackageIx`](crate::resolve::packages::PackageIx).
    pub packages: Vec<Notes>,
    pub warnings: Vec<String>,
}

/// A package's own `[package.metadata.bazel]`; annotations are closer.
const METADATA: u8 = 0;
const ALL_PACKAGES: u8 = 1;
/// To this is added how closely the version is meant.
const NAMED: u8 = 2;

pub fn annotate(config: &Config, packages: &Packages) -> Result<Annotations> {
    let given = &config.annotations;
    let mut used = vec![false; given.len()];
    let mut annotations = Annotations::default();
    for package in &packages.list {
        let notes = notes(config, package, &mut used, &mut annotations.warnings)?;
        annotations.packages.push(notes);
    }
    for annotation in given.iter().zip(used).filter(|(_, used)| !used).map(|(annotation, _)| annotation) {
        let error = matches_nothing(annotation, packages);
        match config.unused_annotations {
            Unused::Error => return Err(error),
            Unused::Warning => annotations.warnings.push(error.to_string()),
        }
    }
    Ok(annotations)
}

fn notes(config: &Config, package: &Package, used: &mut [bool], warnings: &mut Vec<String>) -> Result<Notes> {
    let mut notes = Notes::new();
    // What a member needs stands in its own BUILD file, which is its owner's.
    if package.member {
        return Ok(notes);
    }
    let (values, ignored) = of_metadata(&package.said, config.rules_rust);
    warnings.extend(ignored.iter().map(|ignored| {
        format!("{}: a field of its [package.metadata.bazel] has no effect: {ignored}", package.id.plain())
    }));
    for (field, value) in values {
        let note = Note { closeness: METADATA, keys: Vec::new(), value, tag: None };
        notes.entry(field).or_default().push(note);
    }
    for (annotation, used) in config.annotations.iter().zip(used) {
        let Some(closeness) = closeness(annotation, package) else { continue };
        *used = true;
        fits::check(annotation, package)?;
        for said in &annotation.said {
            for (field, value) in &said.values {
                let (keys, value, tag) = (said.keys.clone(), value.clone(), annotation.tag.clone());
                notes.entry(*field).or_default().push(Note { closeness, keys, value, tag });
            }
        }
    }
    for notes in notes.values_mut() {
        notes.sort_by_key(|note| note.closeness);
    }
    Ok(notes)
}

fn closeness(annotation: &Annotation, package: &Package) -> Option<u8> {
    match annotation.package.as_str() {
        "*" => Some(ALL_PACKAGES),
        name if name == package.id.name => Some(NAMED + annotation.version.fit(&package.id.version)?),
        _ => None,
    }
}

fn matches_nothing(annotation: &Annotation, packages: &Packages) -> Error {
    let what = format!("annotation matches no package: {}", annotation.spelled());
    let error = Error::new(Code::UnusedAnnotation, what);
    let error = match &annotation.tag {
        Some(tag) => error.of(tag),
        None => error,
    };
    let same = packages.list.iter().filter(|package| package.id.name == annotation.package);
    let (members, locked): (Vec<&Package>, Vec<&Package>) = same.partition(|package| package.member);
    if !members.is_empty() && locked.is_empty() {
        return error
            .note("it is a member of the workspace, whose BUILD file is yours")
            .help("say it there, and remove the annotation");
    }
    if !locked.is_empty() {
        let versions: Vec<String> = locked.iter().map(|package| package.id.version.to_string()).collect();
        return error
            .note(format!("{} is locked to {}", annotation.package, versions.join(", ")))
            .help("correct its `version`, or leave it out to mean all");
    }
    let names =
        packages.list.iter().filter(|package| !package.member).map(|package| package.id.name.as_str());
    if annotation.package == "*" {
        return error.note("nothing is locked but members of the workspace").help("remove it");
    }
    match did_you_mean(&annotation.package, names) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => {
            error.help(format!("remove it, or let a member depend on it: cargo add {}", annotation.package))
        }
    }
}

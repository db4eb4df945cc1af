//! Applies annotations to the tables before the solver runs: features to add, features to turn off, and dependencies
//! to remove.
//!
//! Also reports items that name nothing, and features that need a package which Cargo.lock does not have.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Code, Error, Result, did_you_mean};
use crate::input::fields::{FIELDS, Field, VariesBy};
use crate::resolve::packages::{DependencyKind, LockedPackage, LockedPackages, PackageIx};

use super::annotations_by_platform::{ItemScope, PlatformAnnotations, ScopedItem};
use super::bits::{BitMask, PlatformBits};
use super::features::{SIDES, SolvedFeatures};
use super::tables::SolverPackage;

pub fn apply(
    packages: &LockedPackages,
    tables: &mut [SolverPackage<'_>],
    annotated: &PlatformAnnotations,
) -> Result<()> {
    if annotated.is_empty() {
        return Ok(());
    }
    // An annotation of all packages applies to those that have what it names. It is a mistake if no package has it.
    let resolved = FIELDS.iter().filter(|row| row.varies == VariesBy::ByTriple).map(|row| row.field);
    let resolved: Vec<Field> = resolved.collect();
    let mut met: BTreeMap<(Field, &str), Option<&ScopedItem>> = BTreeMap::new();
    for (ix, (package, table)) in packages.list.iter().zip(tables.iter_mut()).enumerate() {
        for &field in &resolved {
            for scoped in annotated.items(ix, field) {
                let mask = match &scoped.place {
                    ItemScope::Triples(mask) => *mask,
                    ItemScope::Label(label) => {
                        return Err(at_annotation(config_label_error(package, field, label), scoped));
                    }
                };
                let taken = remove_name(package, table, field, scoped.item.as_text(), mask);
                match (scoped.of_all, taken) {
                    (false, taken) => taken.map_err(|error| at_annotation(error, scoped))?,
                    (true, Ok(())) => drop(met.insert((field, scoped.item.as_text()), None)),
                    (true, Err(_)) => {
                        met.entry((field, scoped.item.as_text())).or_insert(Some(scoped));
                    }
                }
            }
        }
    }
    match met.into_iter().find_map(|((field, _), scoped)| Some((field, scoped?))) {
        None => Ok(()),
        Some((field, scoped)) => Err(missing_feature_or_dependency(field, scoped, tables)),
    }
}

fn missing_feature_or_dependency(field: Field, scoped: &ScopedItem, tables: &[SolverPackage<'_>]) -> Error {
    let (name, thing) = (scoped.item.as_text(), kind_of_name(field));
    let known: BTreeSet<&str> = match field {
        Field::RemoveDeps => tables.iter().flat_map(|table| table.names.iter().copied()).collect(),
        _ => tables.iter().flat_map(|table| table.features.iter().copied()).collect(),
    };
    let what =
        format!("no package has a {thing} `{name}`, which `{}` names for all packages", field.row().name);
    let error = Error::new(Code::AnnotationFeature, what);
    let error = match did_you_mean(name, known.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => error.help(format!("remove it: no package has any {thing}")),
        None => error.help(format!(
            "correct the name; the known ones are: {}",
            shorten_list(&known.into_iter().collect::<Vec<_>>())
        )),
    };
    at_annotation(error, scoped)
}

/// The kind of thing that a field names.
fn kind_of_name(field: Field) -> &'static str {
    match field {
        Field::RemoveDeps => "dependency",
        _ => "feature",
    }
}

fn at_annotation(error: Error, scoped: &ScopedItem) -> Error {
    match &scoped.tag {
        Some(tag) => error.with_tag(tag),
        None => error,
    }
}

fn config_label_error(package: &LockedPackage, field: Field, label: &str) -> Error {
    let what =
        format!("`{}` of {} cannot depend on the config label `{label}`", field.row().name, package.id);
    Error::new(Code::AnnotationKey, what)
        .note("features and dependencies are resolved before Bazel evaluates config settings")
        .help("use triples or a cfg() expression instead")
}

fn remove_name(
    package: &LockedPackage,
    table: &mut SolverPackage<'_>,
    field: Field,
    name: &str,
    mask: BitMask,
) -> Result<()> {
    match field {
        Field::CrateFeatures => {
            table.given.push((find_place(package, "feature", name, &table.features)?, mask))
        }
        Field::RemoveFeatures => {
            table.barred.push((find_place(package, "feature", name, &table.features)?, mask))
        }
        Field::RemoveDeps => {
            let dependency = find_place(package, "dependency", name, &table.names)?;
            for declared in table.declared.iter_mut().filter(|declared| declared.name == dependency) {
                declared.holds.target &= !mask;
                declared.holds.host &= !mask;
            }
        }
        _ => {}
    }
    Ok(())
}

fn find_place(package: &LockedPackage, thing: &str, name: &str, known: &[&str]) -> Result<usize> {
    known.binary_search(&name).map_err(|_| {
        let error = Error::new(Code::AnnotationFeature, format!("{} has no {thing} `{name}`", package.id));
        match did_you_mean(name, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => error.help("remove it from the annotation: the package has none"),
            None => error.help(format!("the package has: {}", shorten_list(known))),
        }
    })
}

fn is_added_by_label(annotated: &PlatformAnnotations, ix: PackageIx, kind: DependencyKind) -> bool {
    let fields = match kind {
        DependencyKind::Build => [Field::BuildScriptDeps, Field::BuildScriptProcMacroDeps],
        _ => [Field::Deps, Field::ProcMacroDeps],
    };
    fields.iter().any(|field| !annotated.items(ix, *field).is_empty())
}

/// Joins names into a list that fits on one line of a message.
fn shorten_list(names: &[&str]) -> String {
    const MOST: usize = 12;
    let more = if names.len() > MOST { ", ..." } else { "" };
    format!("{}{more}", names[..names.len().min(MOST)].join(", "))
}

/// Cargo.lock has only what the manifests can ask for. A dependency that only an annotation turns on has no locked
/// version. That is accepted if an annotation also adds dependencies by label to the package, since one of these may
/// replace it.
pub fn check_added_dependencies(
    packages: &LockedPackages,
    tables: &[SolverPackage<'_>],
    bits: &PlatformBits,
    features: &SolvedFeatures,
    annotated: &PlatformAnnotations,
) -> Result<()> {
    if tables.iter().all(|table| table.given.is_empty()) {
        return Ok(());
    }
    for (ix, (package, table)) in packages.list.iter().zip(tables).enumerate() {
        for (declared, dependency) in table.declared.iter().zip(&package.dependencies) {
            let missing = declared.optional && declared.kind != DependencyKind::Dev;
            let drawn = if declared.package.is_some() { declared.drawn } else { 0 };
            let on = |mask: BitMask| mask & bits.all() & !drawn != 0;
            let asked = SIDES.iter().any(|side| on(features.state(ix, *side).optional[declared.name]));
            if missing && asked && !is_added_by_label(annotated, ix, declared.kind) {
                let what =
                    format!("{} requires `{}`, which is not in Cargo.lock", package.id, dependency.name);
                return Err(Error::new(Code::AnnotationFeature, what)
                    .note("an annotation enables a feature that requires it, and no workspace member can enable that feature")
                    .help("name the feature in the Cargo.toml of a workspace member, so that cargo locks what it requires; or add a label for it to `deps`"));
            }
        }
    }
    Ok(())
}

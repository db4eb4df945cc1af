//! The aliases in `extra_aliased_targets`. Any package may have some, not only direct dependencies.
//!
//! If an annotation asks for a name that already means something else, that is an error. If the package's own
//! metadata asks for it, the alias is ignored with a warning.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Code, Error, Result};
use crate::graph::annotations_by_platform::AnnotationItem;
use crate::input::fields::Field;
use crate::resolve::packages::PackageIx;

use super::names::TargetNames;
use super::plan_input::PlanInput;

/// The target in every hub that repins it; see private/repin.bzl.
pub const REPIN: &str = "repin";

pub struct ExtraAliases {
    /// Name -> package and label.
    pub aliases: BTreeMap<String, (PackageIx, String)>,
    pub warnings: Vec<String>,
}

/// `given`: the other names in the hub, with their labels. `missing`: names of what has no target.
pub fn find<'a>(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    given: &[(&'a str, &'a str)],
    missing: impl Iterator<Item = &'a str>,
) -> Result<ExtraAliases> {
    let other = |name: &str, label: &str| {
        let meaning = given.iter().find(|(other, meaning)| *other == name && *meaning != label);
        meaning.map(|(_, meaning)| *meaning).or((name == REPIN).then_some("the target that repins the hub"))
    };
    let mut aliases: BTreeMap<String, (PackageIx, String)> = BTreeMap::new();
    let mut own: BTreeMap<String, Vec<(PackageIx, String)>> = BTreeMap::new();
    for (ix, name, label, is_own) in requested_binaries(input, names) {
        if is_own {
            own.entry(name.to_owned()).or_default().push((ix, label));
            continue;
        }
        let refused = |meaning: &str, help: &str| {
            let error = duplicate_alias(name, &label, meaning).help(help);
            Err(input.graph.annotated.with_tags(error, ix, Field::ExtraAliasedTargets))
        };
        if let Some(meaning) = other(name, &label) {
            return refused(meaning, "choose another name in `extra_aliased_targets`");
        }
        if let Some((_, meaning)) = aliases.get(name) {
            return refused(meaning, "add `version`, so that the annotation matches only one package");
        }
        aliases.insert(name.to_owned(), (ix, label));
    }
    let missing: BTreeSet<&str> = missing.collect();
    let mut warnings = Vec::new();
    for (name, mut meanings) in own {
        let is_free = !aliases.contains_key(&name) && !missing.contains(name.as_str());
        match meanings.pop() {
            Some((ix, label)) if meanings.is_empty() && is_free && other(&name, &label).is_none() => {
                aliases.insert(name, (ix, label));
            }
            last => {
                let packages =
                    meanings.iter().chain(&last).map(|(ix, _)| input.packages.list[*ix].id.folder_name());
                let packages: Vec<String> = packages.collect();
                warnings.push(format!(
                    "{}: the alias `{name}` of [package.metadata.bazel] is ignored: more than one target would have that \
                     name; to give it a name of your own, use `extra_aliased_targets` in an annotation",
                    packages.join(" and ")
                ));
            }
        }
    }
    Ok(ExtraAliases { aliases, warnings })
}

/// Package, name, label, and whether the package's own metadata asks for it.
fn requested_binaries<'a>(
    input: &'a PlanInput<'_>,
    names: &'a TargetNames<'_>,
) -> impl Iterator<Item = (PackageIx, &'a str, String, bool)> {
    names.spokes().flat_map(move |(ix, _)| {
        input.graph.annotated.items(ix, Field::ExtraAliasedTargets).iter().filter_map(move |scoped| {
            let AnnotationItem::Entry(name, target) = &scoped.item else { return None };
            Some((
                ix,
                name.as_str(),
                names.label_of(ix, target.trim_start_matches(':')),
                scoped.is_from_package,
            ))
        })
    })
}

fn duplicate_alias(name: &str, label: &str, other: &str) -> Error {
    Error::new(Code::NameTwice, format!("two targets have the alias `{name}` in the hub"))
        .note(label)
        .note(other)
}

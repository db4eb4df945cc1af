//! The aliases of a hub: of direct dependencies, of binaries, and those that annotations ask for.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::ids::PackageId;
use crate::input::fields::Field;
use crate::input::render_config::AliasRule;
use crate::resolve::packages::PackageIx;

use super::binaries::{self, binary_name};
use super::dep_labels::DepLabel;
use super::direct_dependencies::direct_dependencies;
use super::exec_targets::ExecTargets;
use super::extra_aliases::{self, ExtraAliases, REPIN};
use super::hub_alias::{AliasTarget, HubAlias};
use super::missing_targets::WithoutTarget;
use super::names::{self, TargetNames};
use super::plan_input::PlanInput;
use super::visibility::PackageVisibilities;

/// All aliases: `name-version` for every direct dependency, its name and its renames if they are unambiguous,
/// binaries, and what annotations ask for. A name that users may expect but that has no target fails with the reason.
pub fn plan_aliases(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    exec: &ExecTargets,
    visibilities: &PackageVisibilities,
    without: &WithoutTarget,
) -> Result<(Vec<HubAlias>, Vec<String>)> {
    let mut wanted: BTreeMap<String, BTreeSet<(String, AliasRule, PackageIx)>> = BTreeMap::new();
    let taken = unrenamed_names(input, names);
    for linked in direct_dependencies(input, names) {
        let Some(label) = linked.to_label(names) else { continue };
        let rule = alias_rule(input, linked.ix)?;
        for name in alias_names(names, &linked, &taken) {
            wanted.entry(name).or_default().insert((label.clone(), rule.clone(), linked.ix));
        }
    }
    for (name, label, ix) in binary_aliases(input, names) {
        wanted.entry(name).or_default().insert((label, AliasRule::plain(), ix));
    }
    let given: Vec<(&str, &str)> = wanted
        .iter()
        .flat_map(|(name, meanings)| meanings.iter().map(|(label, ..)| (name.as_str(), label.as_str())))
        .collect();
    let missing_names = without.aliases.keys().map(String::as_str);
    let ExtraAliases { aliases: extra, warnings } = extra_aliases::find(input, names, &given, missing_names)?;
    // A plain name with more than one meaning gets no alias.
    let alias = |name, label, rule, ix| HubAlias {
        name,
        actual: exec.alias_target(label, rule),
        visibility: visibilities.of_aliases(ix),
    };
    let ambiguous: BTreeSet<String> =
        wanted.iter().filter(|(_, meanings)| meanings.len() > 1).map(|(name, _)| name.clone()).collect();
    let only = |(name, meanings): (String, BTreeSet<(String, AliasRule, PackageIx)>)| match meanings.len() {
        1 => meanings.into_iter().next().map(|(actual, rule, ix)| alias(name, actual, rule, ix)),
        _ => None,
    };
    wanted.retain(|name, _| !extra.contains_key(name));
    let mut aliases: Vec<HubAlias> = wanted.into_iter().filter_map(only).collect();
    for (name, (ix, actual)) in extra {
        aliases.push(alias(name, actual, alias_rule(input, ix)?, ix));
    }
    let taken: BTreeSet<String> = aliases.iter().map(|alias| alias.name.clone()).chain(ambiguous).collect();
    let missing = without.aliases.iter().filter(|(name, _)| !taken.contains(*name) && *name != REPIN);
    aliases.extend(missing.map(|(name, error)| {
        let actual = AliasTarget::Missing(error.clone());
        HubAlias { name: name.clone(), actual, visibility: None }
    }));
    aliases.sort_by(|left, right| left.name.cmp(&right.name));
    Ok((aliases, warnings))
}

/// The rule for the aliases of a package.
pub fn alias_rule(input: &PlanInput<'_>, ix: PackageIx) -> Result<AliasRule> {
    let config = input.config;
    match input.graph.annotated.text(ix, Field::AliasRule) {
        Some(text) => AliasRule::parse(text, &config.repo_names, &config.repository)
            .map_err(|error| input.graph.annotated.with_tags(error, ix, Field::AliasRule)),
        None => Ok(config.render.alias_rule.clone()),
    }
}

/// The packages that some member depends on without renaming them.
fn unrenamed_names<'a>(input: &'a PlanInput<'_>, names: &'a TargetNames<'_>) -> BTreeSet<&'a str> {
    let plain =
        direct_dependencies(input, names).filter(|linked| linked.suffix.is_empty() && !is_renamed(linked));
    plain.map(|linked| linked.package.id.name.as_str()).collect()
}

fn is_renamed(linked: &DepLabel<'_>) -> bool {
    linked.dependency.name != linked.package.id.name
}

/// The alias names of a direct dependency: those of its package and those of a rename. A renamed dependency also has
/// the name of its package, unless a member depends on another package by that name.
fn alias_names(names: &TargetNames<'_>, linked: &DepLabel<'_>, taken: &BTreeSet<&str>) -> Vec<String> {
    let key = names.key_of(linked.ix).map(|key| format!("{key}{}", linked.suffix));
    // A target that only hosts or only some members use has just its full name, since a plain name means the common
    // target.
    if !linked.suffix.is_empty() {
        return Vec::from_iter(key);
    }
    let PackageId { name, version, .. } = &linked.package.id;
    let yields = is_renamed(linked) && taken.contains(name.as_str());
    let spelled =
        [name, &linked.dependency.name].into_iter().flat_map(|name| names::alias_spellings(name, version));
    spelled.filter(|spelled| !yields || spelled != name).chain(key).collect()
}

/// `package__binary` and `package-version__binary`. The first is ambiguous if several versions have binaries.
fn binary_aliases(input: &PlanInput<'_>, names: &TargetNames<'_>) -> Vec<(String, String, PackageIx)> {
    let mut found = Vec::new();
    for (ix, key) in names.spokes() {
        let package = &input.packages.list[ix];
        for binary in binaries::built_binaries(input, ix) {
            let target = binary.target;
            let label = names.label_of(ix, &binary_name(target));
            found.push((format!("{}__{}", package.id.name, target.name), label.clone(), ix));
            found.push((format!("{key}__{}", target.name), label, ix));
        }
    }
    found
}

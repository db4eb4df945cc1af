//! The contents of a hub, and the table behind its macros.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::ids::crate_name;
use crate::input::render_config::AliasRule;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::{DependencyKind, PackageIx};
use crate::splice::DIRECT;

use super::aliases;
use super::checkouts::GitCheckout;
use super::conditions::NamedConditions;
use super::dep_labels::DepLabel;
use super::direct_dependencies::{dependencies_of, direct_dependencies, listed_members};
use super::exec_targets::ExecTargets;
use super::hub_alias::HubAlias;
use super::member_packages::{MemberPackage, package_path};
use super::missing_targets::WithoutTarget;
use super::names::TargetNames;
use super::plan_input::PlanInput;
use super::spoke::Spoke;

/// A hub: everything that is rendered for one `from_cargo` or `crates_vendor`.
#[derive(Debug)]
pub struct HubPlan {
    pub aliases: Vec<HubAlias>,
    pub members: Vec<MemberTable>,
    pub member_packages: Vec<MemberPackage>,
    pub spokes: Vec<Spoke>,
    /// The clones that spokes share.
    pub checkouts: Vec<GitCheckout>,
    pub conditions: NamedConditions,
    pub direct: Vec<DirectRepository>,
    /// The packages that a vendored tree contains only for cargo.
    pub unused_packages: Vec<UnusedPackage>,
    pub warnings: Vec<String>,
}

/// A locked package that no chosen platform needs.
#[derive(Debug)]
pub struct UnusedPackage {
    pub key: String,
    pub ix: PackageIx,
    /// Whether cargo loads the package anyway.
    pub opened: bool,
}

/// A repository that the workspace itself names, through an alias of the hub or a macro.
#[derive(Debug)]
pub struct DirectRepository {
    pub repository: String,
    pub dev_only: bool,
}

/// What the macros know about one workspace member.
#[derive(Debug)]
pub struct MemberTable {
    /// The member's Bazel package.
    pub package: String,
    pub edition: String,
    pub version: String,
    pub features: PerPlatform<String>,
    pub dependencies: PerPlatform<MemberDependency>,
    /// By dependency name: why it has no target.
    pub without_target: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberDependency {
    /// One of the macros' kinds: `normal`, `normal_dev`, `proc_macro`, ...
    pub kind: &'static str,
    pub name: String,
    pub target: MacroTarget,
    /// The name that code uses, if it differs from the library's own name.
    pub alias: Option<String>,
    /// Whether it is another member, which has no alias in the hub.
    pub member: bool,
}

/// What a macro returns for a dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MacroTarget {
    /// An alias of the hub.
    Alias(String),
    Label(String),
}

impl MemberTable {
    pub fn platform_sets(&self) -> impl Iterator<Item = PlatformSet> {
        let features = self.features.cells.iter().map(|(set, _)| *set);
        self.dependencies.cells.iter().map(|(set, _)| *set).chain(features)
    }
}

pub fn member_tables(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    exec: &ExecTargets,
    without: &WithoutTarget,
) -> Result<Vec<MemberTable>> {
    // Specs are declared in the root folder, which may also contain a member.
    let mut by_package: BTreeMap<String, Vec<PackageIx>> = BTreeMap::new();
    for (ix, member) in listed_members(input) {
        // A member outside of the repository is in no Bazel package that could load the macros.
        let Some(package) = package_path(input, member) else { continue };
        by_package.entry(package).or_default().push(ix);
    }
    let table = |(package, members): (String, Vec<PackageIx>)| {
        let of_members = without.dependencies.iter().filter(|((member, _), _)| members.contains(member));
        let without_target = of_members.map(|((_, name), error)| (name.clone(), error.clone())).collect();
        Ok(MemberTable { without_target, ..member_table(input, names, exec, package, &members)? })
    };
    by_package.into_iter().map(table).collect()
}

fn member_table(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    exec: &ExecTargets,
    package: String,
    members: &[PackageIx],
) -> Result<MemberTable> {
    let linked =
        members.iter().flat_map(|ix| dependencies_of(input, names, *ix, input.graph.values_of_member(*ix)));
    let entries = linked.filter_map(|linked| {
        let dependency = member_dependency(input, names, exec, &linked).transpose()?;
        Some(dependency.map(|dependency| (dependency, linked.set)))
    });
    let entries = entries.collect::<Result<Vec<_>>>()?;
    let of = |ix: &PackageIx| (&input.packages.list[*ix], input.graph.values_of_member(*ix));
    // The package that declares the specs has no sources, so the macros need only its dependencies.
    let own = members.iter().map(of).find(|(member, _)| member.id.name != DIRECT);
    let (edition, version, features) = own.map_or_else(Default::default, |(member, values)| {
        let features = values.features.iter().map(|(name, set)| (name.to_string(), *set));
        let features = PerPlatform::factor_sorted(features, values.built);
        (member.edition().to_owned(), member.id.version.to_string(), features)
    });
    let dependencies = PerPlatform::factor_sorted(entries, input.graph.all);
    Ok(MemberTable { package, edition, version, features, dependencies, without_target: BTreeMap::new() })
}

/// A dependency as the macros return it. `None` for a member without a library that Rust code can link.
fn member_dependency(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    exec: &ExecTargets,
    linked: &DepLabel<'_>,
) -> Result<Option<MemberDependency>> {
    let dependency = linked.dependency;
    let kind = match (dependency.kind, linked.package.is_proc_macro()) {
        (DependencyKind::Normal, false) => "normal",
        (DependencyKind::Normal, true) => "proc_macro",
        (DependencyKind::Dev, false) => "normal_dev",
        (DependencyKind::Dev, true) => "proc_macro_dev",
        (DependencyKind::Build, false) => "build",
        (DependencyKind::Build, true) => "build_proc_macro",
    };
    let Some(target) = macro_target(input, names, exec, linked)? else { return Ok(None) };
    let alias = linked.extern_alias().map(str::to_owned);
    let member = names.key_of(linked.ix).is_none();
    Ok(Some(MemberDependency { kind, name: dependency.name.clone(), target, alias, member }))
}

/// What a macro returns. A package of the hub changes with every direct dependency of every member, so an alias of the
/// hub is only named where it is more than an alias.
fn macro_target(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    exec: &ExecTargets,
    linked: &DepLabel<'_>,
) -> Result<Option<MacroTarget>> {
    let label = linked.to_label(names);
    let Some(key) = names.key_of(linked.ix) else { return Ok(label.map(MacroTarget::Label)) };
    if let Some(template) = &input.config.render.crate_alias {
        let target = linked.package.library().map(|library| crate_name(&library.name) + linked.suffix);
        let fill = |target: String| MacroTarget::Label(names.fill_for(template, linked.ix, key, &target));
        return Ok(target.map(fill));
    }
    let is_plain = aliases::alias_rule(input, linked.ix)? == AliasRule::plain();
    Ok(match label.filter(|_| is_plain).and_then(|label| exec.label_of(label)) {
        Some(label) => Some(MacroTarget::Label(label)),
        None => Some(MacroTarget::Alias(format!("{key}{}", linked.suffix))),
    })
}

/// The hub and the repositories of direct dependencies.
pub fn list_direct_repositories(input: &PlanInput<'_>, names: &TargetNames<'_>) -> Vec<DirectRepository> {
    let mut found: BTreeMap<&str, bool> = BTreeMap::from([(input.config.hub.as_str(), false)]);
    for linked in direct_dependencies(input, names) {
        let dev_only = found.entry(names.repository_of(linked.ix)).or_insert(true);
        *dev_only &= linked.dependency.kind == DependencyKind::Dev;
    }
    let found = found.into_iter();
    found
        .map(|(repository, dev_only)| DirectRepository { repository: repository.to_owned(), dev_only })
        .collect()
}

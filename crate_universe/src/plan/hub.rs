//! What a hub offers: aliases of direct dependencies, and the table behind its macros. Takes the members' edges, gives
//! plain data.

use std::collections::{BTreeMap, BTreeSet};

use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::{Kind, Package, PackageIx};

use super::conditions::Conditions;
use super::linked::{self, Linked};
use super::names::Names;
use super::targets::binary_name;
use super::{Known, Spoke, targets};

/// A hub: all that is rendered for one `from_cargo` or `crates_vendor`.
#[derive(Debug)]
pub struct HubPlan {
    pub aliases: Vec<Alias>,
    pub members: Vec<MemberTable>,
    pub spokes: Vec<Spoke>,
    pub conditions: Conditions,
    pub direct: Vec<DirectRepository>,
}

/// A repository that the workspace itself names: through an alias of the hub.
#[derive(Debug)]
pub struct DirectRepository {
    pub repository: String,
    pub dev_only: bool,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    pub name: String,
    pub actual: String,
}

/// The dependencies of one workspace member.
#[derive(Debug)]
pub struct MemberTable {
    /// Its Bazel package.
    pub package: String,
    pub dependencies: PerPlatform<MemberDependency>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberDependency {
    /// One of the macros' kinds: `normal`, `normal_dev`, `proc_macro`, ...
    pub kind: &'static str,
    pub name: String,
    /// The alias in the hub.
    pub target: String,
    /// The name that code uses, where it is not the library's own.
    pub alias: Option<String>,
}

impl MemberTable {
    pub fn sets(&self) -> impl Iterator<Item = PlatformSet> {
        self.dependencies.cells.iter().map(|(set, _)| *set)
    }
}

pub fn members(known: &Known<'_>, names: &Names<'_>) -> Vec<MemberTable> {
    // Specs are declared in the folder of the root, where a member may be as well.
    let mut by_package: BTreeMap<String, Vec<PackageIx>> = BTreeMap::new();
    for (ix, member) in members_of(known) {
        // A member outside of the repository has no Bazel package that could ask for its dependencies.
        let Ok(dir) = member.dir.strip_prefix(&known.config.repository_dir) else { continue };
        by_package.entry(dir.as_str().replace('\\', "/")).or_default().push(ix);
    }
    let tables = by_package.into_iter().map(|(package, members)| {
        let direct = members.into_iter().flat_map(|ix| direct(known, names, ix));
        let direct = direct.map(|direct| (direct.entry(), direct.linked.set));
        MemberTable { package, dependencies: PerPlatform::factor(direct, known.graph.all) }
    });
    tables.collect()
}

/// The hub and the repositories of direct dependencies.
pub fn direct_repositories(known: &Known<'_>, names: &Names<'_>) -> Vec<DirectRepository> {
    let mut found: BTreeMap<String, bool> = BTreeMap::from([(known.config.hub.clone(), false)]);
    for (member, _) in members_of(known) {
        for direct in direct(known, names, member) {
            let dev_only = found.entry(names.repository(direct.linked.ix)).or_insert(true);
            *dev_only &= direct.linked.dependency.kind == Kind::Dev;
        }
    }
    found.into_iter().map(|(repository, dev_only)| DirectRepository { repository, dev_only }).collect()
}

fn members_of<'a>(known: &'a Known<'_>) -> impl Iterator<Item = (PackageIx, &'a Package)> {
    known.packages.list.iter().enumerate().filter(|(_, package)| package.member)
}

/// A dependency of a member that has a repository.
struct Direct<'a> {
    linked: Linked<'a>,
    /// The alias in the hub.
    key: String,
}

fn direct<'a>(
    known: &'a Known<'_>,
    names: &'a Names<'_>,
    member: PackageIx,
) -> impl Iterator<Item = Direct<'a>> {
    linked::linked(known, member, &known.graph.nodes[member].own).filter_map(|linked| {
        let key = format!("{}{}", names.key(linked.ix)?, linked.suffix);
        Some(Direct { linked, key })
    })
}

impl Direct<'_> {
    fn entry(&self) -> MemberDependency {
        let dependency = self.linked.dependency;
        let kind = match (dependency.kind, self.linked.package.is_proc_macro()) {
            (Kind::Normal, false) => "normal",
            (Kind::Normal, true) => "proc_macro",
            (Kind::Dev, false) => "normal_dev",
            (Kind::Dev, true) => "proc_macro_dev",
            (Kind::Build, false) => "build",
            (Kind::Build, true) => "build_proc_macro",
        };
        let alias = self.linked.alias().map(str::to_owned);
        MemberDependency { kind, name: dependency.name.clone(), target: self.key.clone(), alias }
    }
}

/// `name-version` for every direct dependency; its name and its renames where they mean one package only; binaries.
pub fn aliases(known: &Known<'_>, names: &Names<'_>) -> Vec<Alias> {
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (member, _) in members_of(known) {
        for direct in direct(known, names, member) {
            let linked = &direct.linked;
            let Some(label) = linked.label(names) else { continue };
            // What only hosts use goes by its full name alone: a plain name means what is built for the target.
            let plain = [&linked.package.id.name, &linked.dependency.name].into_iter();
            for name in plain.filter(|_| linked.suffix.is_empty()).chain([&direct.key]) {
                wanted.entry(name.clone()).or_default().insert(label.clone());
            }
        }
    }
    for (name, label) in binaries(known, names) {
        wanted.entry(name).or_default().insert(label);
    }
    let only = |(name, labels): (String, BTreeSet<String>)| match labels.len() {
        1 => labels.into_iter().next().map(|actual| Alias { name, actual }),
        _ => None,
    };
    wanted.into_iter().filter_map(only).collect()
}

/// `package__binary`, and with the version between them where several versions have binaries.
fn binaries(known: &Known<'_>, names: &Names<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (ix, key) in names.spokes() {
        let package = &known.packages.list[ix];
        for target in targets::binaries(known, ix) {
            let label = format!("@{}//:{}", names.repository(ix), binary_name(target));
            found.push((format!("{}__{}", package.id.name, target.name), label.clone()));
            found.push((format!("{key}__{}", target.name), label));
        }
    }
    found
}

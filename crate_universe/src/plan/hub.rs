//! What a hub offers: aliases of direct dependencies, and the table behind its macros. Takes the members' edges, gives
//! plain data.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Code, Error, Result};
use crate::graph::annotated::Item;
use crate::graph::stated::Values;
use crate::ids::{PackageId, crate_name};
use crate::input::fields::Field;
use crate::input::render_config::AliasRule;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::{Kind, Package, PackageIx};
use crate::splice::DIRECT;

use super::binaries::{self, binary_name};
use super::checkouts::Checkout;
use super::conditions::Conditions;
use super::linked::{self, Linked};
use super::names::{self, Names};
use super::visibility::Visibilities;
use super::without_target::WithoutTarget;
use super::{Known, Spoke};

/// A hub: all that is rendered for one `from_cargo` or `crates_vendor`.
#[derive(Debug)]
pub struct HubPlan {
    pub aliases: Vec<Alias>,
    pub members: Vec<MemberTable>,
    pub spokes: Vec<Spoke>,
    /// Clones that spokes share.
    pub checkouts: Vec<Checkout>,
    pub conditions: Conditions,
    pub direct: Vec<DirectRepository>,
    /// What a vendored tree holds for cargo alone.
    pub others: Vec<Other>,
    pub warnings: Vec<String>,
}

/// A locked package that no chosen platform needs.
#[derive(Debug)]
pub struct Other {
    pub key: String,
    pub ix: PackageIx,
    /// Whether cargo looks into it all the same.
    pub opened: bool,
}

/// A repository that the workspace itself names: through an alias of the hub.
#[derive(Debug)]
pub struct DirectRepository {
    pub repository: String,
    pub dev_only: bool,
}

#[derive(Clone, Debug)]
pub struct Alias {
    pub name: String,
    pub actual: Actual,
    /// None: everybody.
    pub visibility: Option<Vec<String>>,
}

/// What is behind a name of the hub.
#[derive(Clone, Debug)]
pub enum Actual {
    Target {
        label: String,
        rule: AliasRule,
    },
    /// Nothing: whoever asks gets this error.
    Missing(String),
}

/// What the macros know of one workspace member.
#[derive(Debug)]
pub struct MemberTable {
    /// Its Bazel package.
    pub package: String,
    pub edition: String,
    pub version: String,
    pub features: PerPlatform<String>,
    pub dependencies: PerPlatform<MemberDependency>,
    /// By name, why a dependency has no target.
    pub without_target: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberDependency {
    /// One of the macros' kinds: `normal`, `normal_dev`, `proc_macro`, ...
    pub kind: &'static str,
    pub name: String,
    pub target: Aim,
    /// The name that code uses, where it is not the library's own.
    pub alias: Option<String>,
}

/// What a macro gives for a dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aim {
    /// An alias of the hub.
    Alias(String),
    Label(String),
}

impl MemberTable {
    pub fn sets(&self) -> impl Iterator<Item = PlatformSet> {
        let features = self.features.cells.iter().map(|(set, _)| *set);
        self.dependencies.cells.iter().map(|(set, _)| *set).chain(features)
    }
}

pub fn members(known: &Known<'_>, names: &Names<'_>, without: &WithoutTarget) -> Vec<MemberTable> {
    // Specs are declared in the folder of the root, where a member may be as well.
    let mut by_package: BTreeMap<String, Vec<PackageIx>> = BTreeMap::new();
    for (ix, member) in members_of(known) {
        // A member outside of the repository has no Bazel package that could ask for its dependencies.
        let Ok(dir) = member.dir.strip_prefix(&known.config.repository_dir) else { continue };
        by_package.entry(dir.as_str().replace('\\', "/")).or_default().push(ix);
    }
    let table = |(package, members): (String, Vec<PackageIx>)| {
        let of_members = without.dependencies.iter().filter(|((member, _), _)| members.contains(member));
        let without_target = of_members.map(|((_, name), error)| (name.clone(), error.clone())).collect();
        MemberTable { without_target, ..table(known, names, package, &members) }
    };
    by_package.into_iter().map(table).collect()
}

fn table(known: &Known<'_>, names: &Names<'_>, package: String, members: &[PackageIx]) -> MemberTable {
    let linked = members.iter().flat_map(|ix| dependencies(known, names, *ix, known.graph.member(*ix)));
    let entries = linked.filter_map(|linked| Some((entry(known, names, &linked)?, linked.set)));
    let of = |ix: &PackageIx| (&known.packages.list[*ix], known.graph.member(*ix));
    // What specs are declared in has no sources that could ask for more than its dependencies.
    let own = members.iter().map(of).find(|(member, _)| member.id.name != DIRECT);
    let (edition, version, features) = own.map_or_else(Default::default, |(member, values)| {
        let features = values.features.iter().map(|(name, set)| (name.to_string(), *set));
        let features = PerPlatform::factor(features, values.built);
        (member.edition().to_owned(), member.id.version.to_string(), features)
    });
    let dependencies = PerPlatform::factor(entries, known.graph.all);
    MemberTable { package, edition, version, features, dependencies, without_target: BTreeMap::new() }
}

/// The hub and the repositories of direct dependencies.
pub fn direct_repositories(known: &Known<'_>, names: &Names<'_>) -> Vec<DirectRepository> {
    let mut found: BTreeMap<&str, bool> = BTreeMap::from([(known.config.hub.as_str(), false)]);
    for linked in direct(known, names) {
        let dev_only = found.entry(names.repository(linked.ix)).or_insert(true);
        *dev_only &= linked.dependency.kind == Kind::Dev;
    }
    let found = found.into_iter();
    found
        .map(|(repository, dev_only)| DirectRepository { repository: repository.to_owned(), dev_only })
        .collect()
}

fn members_of<'a>(known: &'a Known<'_>) -> impl Iterator<Item = (PackageIx, &'a Package)> {
    known.packages.list.iter().enumerate().filter(|(_, package)| package.member)
}

/// The dependencies of a member: packages with a repository, and other members.
fn dependencies<'a>(
    known: &'a Known<'_>,
    names: &'a Names<'_>,
    member: PackageIx,
    values: &'a Values<'_>,
) -> impl Iterator<Item = Linked<'a>> {
    linked::linked(known, member, values)
        .filter(|linked| linked.package.member || names.key(linked.ix).is_some())
}

/// What the hub has aliases of: every dependency of a member that has a repository, as all members share it and as the member
/// has it by itself.
fn direct<'a>(known: &'a Known<'_>, names: &'a Names<'_>) -> impl Iterator<Item = Linked<'a>> {
    let of_all = members_of(known).map(|(member, _)| (member, &known.graph.nodes[member].own));
    let by_itself =
        members_of(known).filter_map(|(member, _)| Some((member, known.graph.by_itself(member)?)));
    let all = of_all.chain(by_itself).flat_map(|(member, values)| dependencies(known, names, member, values));
    all.filter(|linked| !linked.package.member)
}

/// A dependency as the macros give it; None for a member, unless the user asks for them.
fn entry(known: &Known<'_>, names: &Names<'_>, linked: &Linked<'_>) -> Option<MemberDependency> {
    let dependency = linked.dependency;
    let kind = match (dependency.kind, linked.package.is_proc_macro()) {
        (Kind::Normal, false) => "normal",
        (Kind::Normal, true) => "proc_macro",
        (Kind::Dev, false) => "normal_dev",
        (Kind::Dev, true) => "proc_macro_dev",
        (Kind::Build, false) => "build",
        (Kind::Build, true) => "build_proc_macro",
    };
    let target = match (names.key(linked.ix), &known.config.render.crate_alias) {
        (None, _) => Aim::Label(linked.label(names).filter(|_| known.config.member_deps)?),
        (Some(key), None) => Aim::Alias(format!("{key}{}", linked.suffix)),
        (Some(key), Some(template)) => {
            let target = crate_name(&linked.package.library()?.name) + linked.suffix;
            Aim::Label(names.fill(template, linked.ix, key, &target))
        }
    };
    let alias = linked.alias().map(str::to_owned);
    Some(MemberDependency { kind, name: dependency.name.clone(), target, alias })
}

/// `name-version` for every direct dependency; its name and its renames where they mean one package only; binaries; and
/// what annotations ask for. Whatever else users may ask for by such names fails with the reason why it is not there.
pub fn aliases(
    known: &Known<'_>,
    names: &Names<'_>,
    visibilities: &Visibilities,
    without: &WithoutTarget,
) -> Result<Vec<Alias>> {
    let mut wanted: BTreeMap<String, BTreeSet<(String, AliasRule, PackageIx)>> = BTreeMap::new();
    let taken = plain_names(known, names);
    for linked in direct(known, names) {
        let Some(label) = linked.label(names) else { continue };
        let rule = alias_rule(known, linked.ix)?;
        for name in names_of(names, &linked, &taken) {
            wanted.entry(name).or_default().insert((label.clone(), rule.clone(), linked.ix));
        }
    }
    for (name, label, ix) in binaries(known, names) {
        wanted.entry(name).or_default().insert((label, AliasRule::plain(), ix));
    }
    let asked = asked(known, names)?;
    for (name, (ix, label)) in &asked {
        let others = wanted.get(name).into_iter().flatten();
        if let Some((other, ..)) = others.clone().find(|(other, ..)| other != label) {
            let error = alias_twice(name, label, other).help("give it another name");
            return Err(known.graph.annotated.blame(error, *ix, Field::ExtraAliasedTargets));
        }
    }
    // Of a name that means two things nobody knows which is meant.
    let alias = |name, label, rule, ix| Alias {
        name,
        actual: Actual::Target { label, rule },
        visibility: visibilities.of_aliases(ix),
    };
    let ambiguous: BTreeSet<String> =
        wanted.iter().filter(|(_, meanings)| meanings.len() > 1).map(|(name, _)| name.clone()).collect();
    let only = |(name, meanings): (String, BTreeSet<(String, AliasRule, PackageIx)>)| match meanings.len() {
        1 => meanings.into_iter().next().map(|(actual, rule, ix)| alias(name, actual, rule, ix)),
        _ => None,
    };
    wanted.retain(|name, _| !asked.contains_key(name));
    let mut aliases: Vec<Alias> = wanted.into_iter().filter_map(only).collect();
    for (name, (ix, actual)) in asked {
        aliases.push(alias(name, actual, alias_rule(known, ix)?, ix));
    }
    let taken: BTreeSet<String> = aliases.iter().map(|alias| alias.name.clone()).chain(ambiguous).collect();
    let missing = without.aliases.iter().filter(|(name, _)| !taken.contains(*name) && *name != REPIN);
    aliases.extend(missing.map(|(name, error)| {
        let actual = Actual::Missing(error.clone());
        Alias { name: name.clone(), actual, visibility: None }
    }));
    aliases.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(aliases)
}

/// The rule behind the aliases of a package.
fn alias_rule(known: &Known<'_>, ix: PackageIx) -> Result<AliasRule> {
    let config = known.config;
    match known.graph.annotated.text(ix, Field::AliasRule) {
        Some(text) => AliasRule::parse(text, &config.repo_names, &config.repository)
            .map_err(|error| known.graph.annotated.blame(error, ix, Field::AliasRule)),
        None => Ok(config.render.alias_rule.clone()),
    }
}

/// The target of every hub that repins it; see private/repin.bzl.
const REPIN: &str = "repin";

/// The aliases that annotations ask for: name -> package and label. Of any package, since its users need not be members.
fn asked(known: &Known<'_>, names: &Names<'_>) -> Result<BTreeMap<String, (PackageIx, String)>> {
    let mut asked: BTreeMap<String, (PackageIx, String)> = BTreeMap::new();
    for (ix, _) in names.spokes() {
        for held in known.graph.annotated.items(ix, Field::ExtraAliasedTargets) {
            let Item::Entry(name, target) = &held.item else { continue };
            let label = names.label(ix, target.trim_start_matches(':'));
            if name == REPIN {
                let error = alias_twice(name, &label, "the target that repins").help("give it another name");
                return Err(known.graph.annotated.blame(error, ix, Field::ExtraAliasedTargets));
            }
            if let Some((_, other)) = asked.get(name) {
                let error = alias_twice(name, &label, other)
                    .help("give `version`, so that the annotation is for one package");
                return Err(known.graph.annotated.blame(error, ix, Field::ExtraAliasedTargets));
            }
            asked.insert(name.clone(), (ix, label));
        }
    }
    Ok(asked)
}

fn alias_twice(name: &str, label: &str, other: &str) -> Error {
    Error::new(Code::NameTwice, format!("the hub has two meanings for the alias `{name}`"))
        .note(label)
        .note(other)
}

/// The packages that some member depends on under their own name.
fn plain_names<'a>(known: &'a Known<'_>, names: &'a Names<'_>) -> BTreeSet<&'a str> {
    let plain = direct(known, names).filter(|linked| linked.suffix.is_empty() && !is_renamed(linked));
    plain.map(|linked| linked.package.id.name.as_str()).collect()
}

fn is_renamed(linked: &Linked<'_>) -> bool {
    linked.dependency.name != linked.package.id.name
}

/// The names of a direct dependency: those of its package, and those of a rename.
/// A renamed dependency has the name of its package as well, unless another one is called so in a manifest.
fn names_of(names: &Names<'_>, linked: &Linked<'_>, taken: &BTreeSet<&str>) -> Vec<String> {
    let key = format!("{}{}", names.key(linked.ix).unwrap_or_default(), linked.suffix);
    // What only hosts use goes by its full name alone: a plain name means what is built for the target.
    if !linked.suffix.is_empty() {
        return vec![key];
    }
    let PackageId { name, version, .. } = &linked.package.id;
    let yields = is_renamed(linked) && taken.contains(name.as_str());
    let spelled = [name, &linked.dependency.name].into_iter().flat_map(|name| names::spelled(name, version));
    spelled.filter(|spelled| !yields || spelled != name).chain([key]).collect()
}

/// `package__binary`, and with the version between them where several versions have binaries.
fn binaries(known: &Known<'_>, names: &Names<'_>) -> Vec<(String, String, PackageIx)> {
    let mut found = Vec::new();
    for (ix, key) in names.spokes() {
        let package = &known.packages.list[ix];
        for binary in binaries::binaries(known, ix) {
            let target = binary.target;
            let label = names.label(ix, &binary_name(target));
            found.push((format!("{}__{}", package.id.name, target.name), label.clone(), ix));
            found.push((format!("{key}__{}", target.name), label, ix));
        }
    }
    found
}

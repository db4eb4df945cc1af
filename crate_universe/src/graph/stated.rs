//! The graph as BUILD files state it: what each package has on each platform, in the target configuration and in the
//! exec configuration. Takes packages, the chosen triples and the mode, gives sets of platforms. The modes are three
//! formulas over the same two sides of Cargo's; docs/host-and-target.md has them for users.

use crate::annotate::Annotations;
use crate::error::Result;
use crate::input::{Features, HostFeatures};
use crate::per_platform::{PlatformSet, Platforms};
use crate::resolve::packages::{Kind, Package, PackageIx, Packages};

use super::annotated::{self, Annotated};
use super::bits::Bits;
use super::features::Side;
use super::merge::Merge;
use super::platforms::Chosen;
use super::solved::{self, Solved};
use super::variants;

/// What one target of a BUILD file states.
#[derive(Debug, Default)]
pub struct Values<'a> {
    /// Where it is built. Elsewhere it may state anything.
    pub built: PlatformSet,
    pub features: Vec<(&'a str, PlatformSet)>,
    /// By declaration, in the order of [`Package::dependencies`].
    pub edges: Vec<Edge>,
}

/// Where a declared dependency is linked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Edge {
    /// Of a build-dependency: where the package is built whose build script asks for it.
    pub on: PlatformSet,
    /// The part of `on` where it is the host variant that is linked.
    pub of_host: PlatformSet,
    /// Of a build-dependency: the platforms that build scripts link it on.
    pub hosts: PlatformSet,
}

/// A package: the target of its name, and the one that only hosts use where that differs.
#[derive(Debug)]
pub struct Node<'a> {
    pub own: Values<'a>,
    pub host: Option<Values<'a>>,
}

#[derive(Debug)]
pub struct Graph<'a> {
    /// By [`PackageIx`].
    pub nodes: Vec<Node<'a>>,
    pub all: PlatformSet,
    /// The platforms that build scripts and proc macros may run on.
    pub hosts: Platforms,
    pub annotated: Annotated,
    pub warnings: Vec<String>,
}

pub fn graph<'a>(
    packages: &'a Packages,
    chosen: &Chosen,
    wanted: Features,
    annotations: &Annotations,
) -> Result<Graph<'a>> {
    let bits = Bits::chosen(&chosen.triples)?;
    let annotated = annotated::annotated(annotations, chosen)?;
    let solved = solved::solve(packages, &bits, wanted.dev, &annotated)?;
    let mut merge = Merge::new(chosen);
    let merged: Vec<Merged> =
        (0..packages.list.len()).map(|ix| merged(&mut merge, &packages.list[ix], ix, &solved)).collect();
    let variants = match wanted.host {
        HostFeatures::Variants => variants::find(packages, &merged),
        HostFeatures::TargetExact | HostFeatures::Union => vec![false; merged.len()],
    };
    let all = merge.platforms(bits.all());
    let hosts = merge.platforms(bits.lift(bits.all()));
    let stating = Stating { packages, solved: &solved, merged: &merged, variants: &variants, all, hosts };
    let nodes = (0..packages.list.len()).map(|ix| stating.node(ix, wanted.host)).collect();
    let said = annotations
        .warnings
        .iter()
        .chain(&annotated.warnings)
        .chain(&chosen.warnings)
        .chain(&solved.warnings);
    let warnings = said.cloned().chain(merge.warning()).collect();
    Ok(Graph { nodes, all: PlatformSet::both(all), hosts, annotated, warnings })
}

/// One value of a package on both of Cargo's sides, by platform.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sides {
    pub target: Platforms,
    pub host: Platforms,
}

/// A package on both sides, by platform.
#[derive(Debug)]
pub struct Merged {
    pub built: Sides,
    pub features: Vec<Sides>,
    pub edges: Vec<Sides>,
    /// By declaration: of build-dependencies, the hosts on which the condition holds.
    hosts: Vec<Platforms>,
}

fn merged(merge: &mut Merge<'_>, package: &Package, ix: PackageIx, solved: &Solved<'_>) -> Merged {
    let [target, host] = [Side::Target, Side::Host].map(|side| solved.built(ix, side));
    let mut sides = |(on, host_on)| Sides {
        target: merge.value(&package.id.name, target, on),
        host: merge.value(&package.id.name, host, host_on),
    };
    let features = solved.features(ix, Side::Target).zip(solved.features(ix, Side::Host));
    let features = features.map(&mut sides).collect();
    let edges = solved.edges(ix, Side::Target).zip(solved.edges(ix, Side::Host));
    let edges = edges.map(&mut sides).collect();
    let declared = solved.tables[ix].declared.iter();
    let hosts = declared.map(|declared| merge.platforms(declared.holds.host)).collect();
    let built = Sides { target: merge.platforms(target), host: merge.platforms(host) };
    Merged { built, features, edges, hosts }
}

/// How the two sides of Cargo's become the two configurations of Bazel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Formula {
    /// On each platform both sides together.
    Together,
    /// Target: the target side. Exec: both sides together, since tools are built there as well as build scripts.
    ByConfiguration,
    /// The target side alone.
    TargetOnly,
    /// The host side alone.
    HostOnly,
    /// The target side, and the host side where there is no other.
    TargetFirst,
}

impl Formula {
    /// What is not built for a platform as a target may still be asked for in the target configuration, with a proc
    /// macro that is built by itself; it then is as on the host.
    fn of(self, built: Sides, on: Sides) -> PlatformSet {
        let (together, first) = (on.target | on.host, on.target | on.host & !built.target);
        match self {
            Formula::Together => PlatformSet::both(together),
            Formula::ByConfiguration => PlatformSet { target: first, exec: together },
            Formula::TargetOnly => PlatformSet::both(on.target),
            Formula::HostOnly => PlatformSet::both(on.host),
            Formula::TargetFirst => PlatformSet::both(first),
        }
    }

    /// Where a value comes from the host side, which links host variants.
    fn of_host(self, built: Sides, on: Sides) -> PlatformSet {
        match self {
            Formula::Together | Formula::TargetOnly => PlatformSet::EMPTY,
            // Only members state both sides by configuration beside variants; what the host needs of them is built in
            // the exec configuration.
            Formula::ByConfiguration => PlatformSet { target: 0, exec: on.host },
            Formula::HostOnly => PlatformSet::both(on.host),
            Formula::TargetFirst => PlatformSet::both(on.host & !built.target),
        }
    }
}

struct Stating<'a, 'b> {
    packages: &'b Packages,
    solved: &'b Solved<'a>,
    merged: &'b [Merged],
    variants: &'b [bool],
    all: Platforms,
    hosts: Platforms,
}

impl<'a> Stating<'a, '_> {
    fn node(&self, ix: PackageIx, mode: HostFeatures) -> Node<'a> {
        let formula = match mode {
            HostFeatures::Union => Formula::Together,
            HostFeatures::TargetExact => Formula::ByConfiguration,
            // The BUILD file of a member is the user's, and has one target for both.
            HostFeatures::Variants if self.packages.list[ix].member => Formula::ByConfiguration,
            HostFeatures::Variants if self.variants[ix] => Formula::TargetOnly,
            HostFeatures::Variants => Formula::TargetFirst,
        };
        let by_configuration = mode == HostFeatures::TargetExact;
        let host = self.variants[ix].then(|| self.values(ix, Formula::HostOnly, by_configuration));
        Node { own: self.values(ix, formula, by_configuration), host }
    }

    fn values(&self, ix: PackageIx, formula: Formula, by_configuration: bool) -> Values<'a> {
        let merged = &self.merged[ix];
        let features = self.solved.tables[ix].features.iter().zip(&merged.features);
        let declared = self.packages.list[ix].dependencies.iter().zip(&merged.edges).zip(&merged.hosts);
        Values {
            built: formula.of(merged.built, merged.built),
            features: features
                .map(|(feature, on)| (*feature, formula.of(merged.built, *on)))
                .filter(|(_, on)| !on.is_empty())
                .collect(),
            edges: declared
                .map(|((dependency, on), hosts)| {
                    let on = (formula.of(merged.built, *on), formula.of_host(merged.built, *on));
                    let variant = dependency.package.is_some_and(|package| self.variants[package]);
                    let of_host = match dependency.kind {
                        _ if !variant => PlatformSet::EMPTY,
                        Kind::Build => on.0,
                        Kind::Normal | Kind::Dev => on.1,
                    };
                    Edge { on: on.0, of_host, hosts: self.linked_on(*hosts, by_configuration) }
                })
                .collect(),
        }
    }

    /// Build scripts are compiled in the exec configuration only. The rule that runs one reads the same attribute in
    /// the configuration of its package, and there would take a platform that is targeted for one that builds.
    fn linked_on(&self, hosts: Platforms, by_configuration: bool) -> PlatformSet {
        match (hosts == self.hosts, by_configuration) {
            (true, _) => PlatformSet::both(self.all),
            (false, true) => PlatformSet { target: 0, exec: hosts },
            (false, false) => PlatformSet::both(hosts),
        }
    }
}

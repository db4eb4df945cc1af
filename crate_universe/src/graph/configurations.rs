//! The graph as BUILD files state it: what each package has on each platform, in the target configuration and in the
//! exec configuration. Takes packages, the chosen triples and the mode, gives sets of platforms. The modes are three
//! formulas over the same two sides of Cargo's; docs/host-and-target.md has them for users.

use std::collections::BTreeMap;

use crate::annotate::Annotations;
use crate::error::Result;
use crate::input::{FeatureScope, Features, HostFeatures};
use crate::per_platform::{PlatformSet, Platforms};
use crate::resolve::cargo::config_values::LinksOverride;
use crate::resolve::packages::{Kind, Package, PackageIx, Packages, TargetKind};

use super::annotations_by_platform::{self, Annotated};
use super::bits::{Bits, Mask};
use super::features::SIDES;
use super::gathered::{self, Gathered};
use super::merge::Merge;
use super::nodes::{Edge, Node, Values};
use super::platforms::Chosen;
use super::solve::Solver;
use super::tables::Table;
use super::variants;
use super::views::{Instance, InstanceIx, Instances, Sides};

#[derive(Debug)]
pub struct Graph<'a> {
    /// By [`PackageIx`].
    pub nodes: Vec<Node<'a>>,
    /// What members have by themselves, where features are those of each member.
    members: BTreeMap<PackageIx, Values<'a>>,
    /// By package and the place of a binary that requires features: where each of them is on.
    pub required: BTreeMap<(PackageIx, usize), Vec<PlatformSet>>,
    /// By package and declaration: whether cargo ignores it, because its package has no library.
    pub ignored: Vec<Vec<bool>>,
    /// By package: what stands in for its build script, and where.
    pub overrides: Vec<Overrides<'a>>,
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
    let annotated = annotations_by_platform::annotated(annotations, chosen)?;
    let mut solver = Solver::new(packages, &bits, wanted.dev, &annotated)?;
    let (solved, warnings) = solver.solve_workspace()?;
    let mut merge = Merge::new(chosen);
    let mut instances = Instances::of_workspace(packages, &solver, &solved, &mut merge);
    if wanted.scope == FeatureScope::Member {
        instances.add_members(packages, wanted, &mut solver, &mut merge);
    }
    let variants = match wanted.host {
        HostFeatures::Variants => variants::find(packages, &instances),
        HostFeatures::TargetExact | HostFeatures::Union => vec![false; instances.list.len()],
    };
    let linked_on = solver
        .tables
        .iter()
        .map(|table| table.declared.iter().map(|declared| merge.platforms(declared.holds.host)).collect());
    let linked_on: Vec<Vec<Platforms>> = linked_on.collect();
    let all = merge.platforms(bits.all());
    let hosts = merge.platforms(bits.lift(bits.all()));
    let stating = Stating {
        packages,
        tables: &solver.tables,
        instances: &instances,
        variants: &variants,
        linked_on: &linked_on,
        all,
        hosts,
    };
    let mut required = BTreeMap::new();
    for (ix, package) in packages.list.iter().enumerate() {
        let binaries =
            package.targets.iter().enumerate().filter(|(_, target)| target.kind == TargetKind::Bin);
        for (place, target) in binaries.filter(|(_, target)| !target.required_features.is_empty()) {
            let on = target.required_features.iter().map(|name| {
                let [host, target] = SIDES.map(|side| solver.required(&solved, ix, side, name));
                Sides { target: merge.platforms(target), host: merge.platforms(host) }
            });
            let on = on.map(|on| stating.formula(ix, wanted.host).of(stating.built(ix), on)).collect();
            required.insert((ix, place), on);
        }
    }
    let ignored = (0..packages.list.len()).map(|ix| solved.ignored(ix)).collect();
    let nodes = (0..instances.list.len()).map(|ix| stating.node(ix, wanted.host)).collect();
    let overrides =
        packages.list.iter().map(|package| overrides(&mut merge, chosen, packages, package)).collect();
    let Gathered { nodes, members } = gathered::gather(packages, &instances, nodes);
    let said =
        annotations.warnings.iter().chain(&annotated.warnings).chain(&chosen.warnings).chain(&warnings);
    let warnings = said.cloned().chain(merge.warning()).collect();
    let all = PlatformSet::both(all);
    Ok(Graph { nodes, members, required, ignored, overrides, all, hosts, annotated, warnings })
}

/// What the configuration has in the place of a build script.
pub type Overrides<'a> = Vec<(PlatformSet, &'a LinksOverride)>;

/// A platform has it as a target and where it builds.
fn overrides<'a>(
    merge: &mut Merge<'_>,
    chosen: &Chosen,
    packages: &'a Packages,
    package: &Package,
) -> Overrides<'a> {
    let Some(by_triple) = package.links.as_ref().and_then(|links| packages.links_overrides.get(links)) else {
        return Vec::new();
    };
    let mut masks: BTreeMap<&LinksOverride, Mask> = BTreeMap::new();
    for (bit, triple) in chosen.triples.iter().enumerate() {
        if let Some(own) = by_triple.get(&triple.cargo_name) {
            *masks.entry(own).or_default() |= 1 << bit;
        }
    }
    masks.into_iter().map(|(own, mask)| (PlatformSet::both(merge.platforms(mask)), own)).collect()
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

    /// Where what is said is Cargo's and no stand-in.
    fn needed(self, built: Sides) -> PlatformSet {
        match self {
            Formula::ByConfiguration => PlatformSet { target: built.target, exec: built.target | built.host },
            _ => self.of(built, built),
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

impl<'a> Graph<'a> {
    /// What the Bazel package of a member states.
    pub fn member(&self, ix: PackageIx) -> &Values<'a> {
        self.by_itself(ix).unwrap_or(&self.nodes[ix].own)
    }

    /// None where members share their features.
    pub fn by_itself(&self, ix: PackageIx) -> Option<&Values<'a>> {
        self.members.get(&ix)
    }
}

struct Stating<'a, 'b> {
    packages: &'b Packages,
    tables: &'b [Table<'a>],
    instances: &'b Instances,
    /// Whether an instance has a second target for hosts.
    variants: &'b [bool],
    /// By package and declaration: the hosts on which its condition holds.
    linked_on: &'b [Vec<Platforms>],
    all: Platforms,
    hosts: Platforms,
}

impl<'a> Stating<'a, '_> {
    fn formula(&self, ix: InstanceIx, mode: HostFeatures) -> Formula {
        match mode {
            HostFeatures::Union => Formula::Together,
            HostFeatures::TargetExact => Formula::ByConfiguration,
            // The BUILD file of a member is the user's, and has one target for both.
            HostFeatures::Variants if self.package(ix).member => Formula::ByConfiguration,
            HostFeatures::Variants if self.variants[ix] => Formula::TargetOnly,
            HostFeatures::Variants => Formula::TargetFirst,
        }
    }

    fn built(&self, ix: InstanceIx) -> Sides {
        self.instances.list[ix].merged.built
    }

    fn node(&self, ix: InstanceIx, mode: HostFeatures) -> Node<'a> {
        let formula = self.formula(ix, mode);
        let by_configuration = mode == HostFeatures::TargetExact;
        let host = self.variants[ix].then(|| self.values(ix, Formula::HostOnly, by_configuration));
        Node { own: self.values(ix, formula, by_configuration), host, variants: Vec::new() }
    }

    fn package(&self, ix: InstanceIx) -> &Package {
        &self.packages.list[self.instances.list[ix].package]
    }

    fn values(&self, ix: InstanceIx, formula: Formula, by_configuration: bool) -> Values<'a> {
        let Instance { package, merged, .. } = &self.instances.list[ix];
        let features = self.tables[*package].features.iter().zip(&merged.features);
        let declared = self.packages.list[*package].dependencies.iter().zip(&merged.edges);
        let declared = declared.zip(&self.linked_on[*package]);
        Values {
            built: formula.of(merged.built, merged.built),
            needed: formula.needed(merged.built),
            features: features
                .map(|(feature, on)| (*feature, formula.of(merged.built, *on)))
                .filter(|(_, on)| !on.is_empty())
                .collect(),
            edges: declared
                .map(|((dependency, on), hosts)| {
                    let on = (formula.of(merged.built, *on), formula.of_host(merged.built, *on));
                    let child = dependency.package.map(|package| self.instances.child(ix, package));
                    let variant = child.is_some_and(|child| self.variants[child]);
                    let of_host = match dependency.kind {
                        _ if !variant => PlatformSet::EMPTY,
                        Kind::Build => on.0,
                        Kind::Normal | Kind::Dev => on.1,
                    };
                    let hosts = self.linked_on(*hosts, by_configuration);
                    Edge { on: on.0, of_host, hosts, variant: None }
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

//! The graph as BUILD files need it: the features and dependencies of each package on each platform, in the target
//! configuration and in the exec configuration.
//!
//! The modes of `host_features` are three formulas over Cargo's target side and host side. docs/host-and-target.md
//! explains them to users.

use std::collections::BTreeMap;

use crate::annotate::MatchedAnnotations;
use crate::error::Result;
use crate::input::{FeatureChoice, FeatureScope, HostFeatures};
use crate::per_platform::{PlatformMask, PlatformSet};
use crate::resolve::cargo::config_values::LinksOverride;
use crate::resolve::packages::{DependencyKind, LockedPackage, LockedPackages, PackageIx, TargetKind};

use super::annotations_by_platform::{self, PlatformAnnotations};
use super::bits::{BitMask, PlatformBits};
use super::features::SIDES;
use super::member_views::{BothSides, InstanceIx, PackageInstance, PackageInstances};
use super::merge::MaskMerger;
use super::node_builder::{self, GraphNodes};
use super::nodes::{DependencyEdge, PackageNode, TargetValues};
use super::platforms::ChosenPlatforms;
use super::solve::GraphSolver;
use super::tables::SolverPackage;
use super::variants;

#[derive(Debug)]
pub struct Graph<'a> {
    /// By [`PackageIx`].
    pub nodes: Vec<PackageNode<'a>>,
    /// The values of each member built on its own, if features are per member.
    members: BTreeMap<PackageIx, TargetValues<'a>>,
    /// By package and index of a target with required features: where each of these features is on.
    pub required: BTreeMap<(PackageIx, usize), Vec<PlatformSet>>,
    /// By package and declaration: whether cargo ignores it, because the package has no library.
    pub ignored: Vec<Vec<bool>>,
    /// By package: what replaces its build script, and where.
    pub overrides: Vec<ScriptOverrides<'a>>,
    pub all: PlatformSet,
    /// The platforms that build scripts and proc macros may run on.
    pub hosts: PlatformMask,
    pub annotated: PlatformAnnotations,
    pub warnings: Vec<String>,
}

pub fn build_graph<'a>(
    packages: &'a LockedPackages,
    chosen: &ChosenPlatforms,
    wanted: FeatureChoice,
    annotations: &MatchedAnnotations,
) -> Result<Graph<'a>> {
    let bits = PlatformBits::of_chosen(&chosen.triples, chosen.sets.choices())?;
    let annotated = annotations_by_platform::by_platform(annotations, chosen)?;
    let mut solver = GraphSolver::new(packages, &bits, &chosen.sets, wanted.dev, &annotated)?;
    let (solved, warnings) = solver.solve_workspace()?;
    let mut merge = MaskMerger::new(chosen);
    let mut instances = PackageInstances::of_workspace(packages, &solver, &solved, &mut merge);
    if wanted.scope == FeatureScope::Member {
        instances.add_members(packages, wanted, &mut solver, &mut merge);
    }
    let variants = match wanted.host {
        HostFeatures::Variants => variants::find_variants(packages, &instances),
        HostFeatures::TargetExact | HostFeatures::Union => vec![false; instances.list.len()],
    };
    let linked_on = solver
        .tables
        .iter()
        .map(|table| table.declared.iter().map(|declared| merge.platforms_of(declared.holds.host)).collect());
    let linked_on: Vec<Vec<PlatformMask>> = linked_on.collect();
    let all = merge.platforms_of(bits.all());
    let hosts = merge.platforms_of(bits.lift_to_hosts(bits.all()));
    let choices: Vec<PlatformMask> =
        bits.choices().iter().map(|choice| merge.platforms_of(*choice)).collect();
    let stating = ConfigurationBuilder {
        packages,
        tables: &solver.tables,
        instances: &instances,
        variants: &variants,
        linked_on: &linked_on,
        all,
        hosts,
        choices: &choices,
    };
    let mut required = BTreeMap::new();
    for (ix, package) in packages.list.iter().enumerate() {
        // Examples, tests and benches have rules only in the BUILD files of members.
        let ruled = package.targets.iter().enumerate();
        let ruled = ruled.filter(|(_, target)| {
            target.kind == TargetKind::Bin || package.member && !target.kind.is_library()
        });
        for (place, target) in ruled.filter(|(_, target)| !target.required_features.is_empty()) {
            let on = target.required_features.iter().map(|name| {
                let [host, target] =
                    SIDES.map(|side| solver.mask_of_required_features(&solved, ix, side, name));
                BothSides { target: merge.platforms_of(target), host: merge.platforms_of(host) }
            });
            let on = on
                .map(|on| stating.formula_of(ix, wanted.host).platforms_of(stating.built_sides(ix), on))
                .collect();
            required.insert((ix, place), on);
        }
    }
    let ignored = (0..packages.list.len()).map(|ix| solved.ignored_declarations(ix)).collect();
    let nodes = (0..instances.list.len()).map(|ix| stating.build_node(ix, wanted.host)).collect();
    let overrides =
        packages.list.iter().map(|package| script_overrides(&mut merge, chosen, packages, package)).collect();
    let GraphNodes { nodes, members } = node_builder::build_nodes(packages, &instances, nodes);
    let messages =
        annotations.warnings.iter().chain(&annotated.warnings).chain(&chosen.warnings).chain(&warnings);
    let warnings = messages.cloned().chain(merge.warning()).collect();
    let all = PlatformSet::on_both_sides(all);
    Ok(Graph { nodes, members, required, ignored, overrides, all, hosts, annotated, warnings })
}

/// The links overrides in cargo's configuration that replace a build script, with their platforms.
pub type ScriptOverrides<'a> = Vec<(PlatformSet, &'a LinksOverride)>;

/// An override for a triple applies to both sides: where the triple is the target, and where it is the host.
fn script_overrides<'a>(
    merge: &mut MaskMerger<'_>,
    chosen: &ChosenPlatforms,
    packages: &'a LockedPackages,
    package: &LockedPackage,
) -> ScriptOverrides<'a> {
    let Some(by_triple) = package.links.as_ref().and_then(|links| packages.links_overrides.get(links)) else {
        return Vec::new();
    };
    let mut masks: BTreeMap<&LinksOverride, BitMask> = BTreeMap::new();
    for (bit, triple) in chosen.triples.iter().enumerate() {
        if let Some(own) = by_triple.get(&triple.cargo_name) {
            *masks.entry(own).or_default() |= 1 << bit;
        }
    }
    masks.into_iter().map(|(own, mask)| (PlatformSet::on_both_sides(merge.platforms_of(mask)), own)).collect()
}

/// How Cargo's two sides become Bazel's two configurations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SideFormula {
    /// On each platform, both sides united.
    Together,
    /// Target: the target side. Exec: both sides united, since Bazel builds both tools and build scripts there.
    ByConfiguration,
    /// Only the target side.
    TargetOnly,
    /// Only the host side.
    HostOnly,
    /// The target side, or the host side where the package is not built for the target.
    TargetFirst,
}

impl SideFormula {
    /// A package that Cargo does not build for the target may still be built in the target configuration, for example
    /// below a proc macro that is built on its own. It then has the values of the host side.
    fn platforms_of(self, built: BothSides, on: BothSides) -> PlatformSet {
        let (together, first) = (on.target | on.host, on.target | on.host & !built.target);
        match self {
            SideFormula::Together => PlatformSet::on_both_sides(together),
            SideFormula::ByConfiguration => PlatformSet { target: first, exec: together },
            SideFormula::TargetOnly => PlatformSet::on_both_sides(on.target),
            SideFormula::HostOnly => PlatformSet::on_both_sides(on.host),
            SideFormula::TargetFirst => PlatformSet::on_both_sides(first),
        }
    }

    /// Where Cargo builds the package with these values. Elsewhere they only fill a gap.
    fn platforms_where_needed(self, built: BothSides) -> PlatformSet {
        match self {
            SideFormula::ByConfiguration => {
                PlatformSet { target: built.target, exec: built.target | built.host }
            }
            _ => self.platforms_of(built, built),
        }
    }

    /// Where a value comes from the host side and so links host variants.
    fn platforms_of_host(self, built: BothSides, on: BothSides) -> PlatformSet {
        match self {
            SideFormula::Together | SideFormula::TargetOnly => PlatformSet::EMPTY,
            // Beside variants, only members use `ByConfiguration`. What the host needs of them is built in the exec
            // configuration.
            SideFormula::ByConfiguration => PlatformSet { target: 0, exec: on.host },
            SideFormula::HostOnly => PlatformSet::on_both_sides(on.host),
            SideFormula::TargetFirst => PlatformSet::on_both_sides(on.host & !built.target),
        }
    }
}

impl<'a> Graph<'a> {
    /// The values that the BUILD file of a member uses.
    pub fn values_of_member(&self, ix: PackageIx) -> &TargetValues<'a> {
        self.member_by_itself(ix).unwrap_or(&self.nodes[ix].own)
    }

    /// The values of a member built on its own. `None` if members share their features.
    pub fn member_by_itself(&self, ix: PackageIx) -> Option<&TargetValues<'a>> {
        self.members.get(&ix)
    }
}

struct ConfigurationBuilder<'a, 'b> {
    packages: &'b LockedPackages,
    tables: &'b [SolverPackage<'a>],
    instances: &'b PackageInstances,
    /// By instance: whether it has a second target for hosts.
    variants: &'b [bool],
    /// By package and declaration: the hosts on which its condition is true.
    linked_on: &'b [Vec<PlatformMask>],
    all: PlatformMask,
    hosts: PlatformMask,
    /// By choice of feature sets: its platforms.
    choices: &'b [PlatformMask],
}

impl<'a> ConfigurationBuilder<'a, '_> {
    fn formula_of(&self, ix: InstanceIx, mode: HostFeatures) -> SideFormula {
        match mode {
            HostFeatures::Union => SideFormula::Together,
            HostFeatures::TargetExact => SideFormula::ByConfiguration,
            // The BUILD file of a member belongs to the user, and has one target for both configurations.
            HostFeatures::Variants if self.package_of(ix).member => SideFormula::ByConfiguration,
            HostFeatures::Variants if self.variants[ix] => SideFormula::TargetOnly,
            HostFeatures::Variants => SideFormula::TargetFirst,
        }
    }

    fn built_sides(&self, ix: InstanceIx) -> BothSides {
        self.instances.list[ix].merged.built
    }

    fn build_node(&self, ix: InstanceIx, mode: HostFeatures) -> PackageNode<'a> {
        let formula = self.formula_of(ix, mode);
        let by_configuration = mode == HostFeatures::TargetExact;
        let host = self.variants[ix].then(|| self.build_values(ix, SideFormula::HostOnly, by_configuration));
        PackageNode { own: self.build_values(ix, formula, by_configuration), host, variants: Vec::new() }
    }

    fn package_of(&self, ix: InstanceIx) -> &LockedPackage {
        &self.packages.list[self.instances.list[ix].package]
    }

    fn build_values(&self, ix: InstanceIx, formula: SideFormula, by_configuration: bool) -> TargetValues<'a> {
        let PackageInstance { package, merged, .. } = &self.instances.list[ix];
        let features = self.tables[*package].features.iter().zip(&merged.features);
        let declared = self.packages.list[*package].dependencies.iter().zip(&merged.edges);
        let declared = declared.zip(&self.linked_on[*package]);
        TargetValues {
            built: formula.platforms_of(merged.built, merged.built),
            needed: formula.platforms_where_needed(merged.built),
            features: features
                .map(|(feature, on)| (*feature, formula.platforms_of(merged.built, *on)))
                .filter(|(_, on)| !on.is_empty())
                .collect(),
            edges: declared
                .map(|((dependency, on), hosts)| {
                    let on = (
                        formula.platforms_of(merged.built, *on),
                        formula.platforms_of_host(merged.built, *on),
                    );
                    let child = dependency.package.map(|package| self.instances.child_instance(ix, package));
                    let variant = child.is_some_and(|child| self.variants[child]);
                    let of_host = match dependency.kind {
                        _ if !variant => PlatformSet::EMPTY,
                        DependencyKind::Build => on.0,
                        DependencyKind::Normal | DependencyKind::Dev => on.1,
                    };
                    let hosts = self.linked_platforms(*hosts, on.0, by_configuration);
                    DependencyEdge { platforms: on.0, of_host, hosts, variant: None }
                })
                .collect(),
        }
    }

    /// Build scripts are compiled only in the exec configuration. But the rule that runs a build script evaluates the
    /// same attribute in the configuration of its package, where a condition on the host would be applied to the
    /// target platform. `asked`: where the package is built whose build script it is.
    fn linked_platforms(
        &self,
        hosts: PlatformMask,
        asked: PlatformSet,
        by_configuration: bool,
    ) -> PlatformSet {
        let asked = asked.target | asked.exec;
        let within =
            self.choices.iter().filter(|choice| asked & **choice != 0).fold(0, |all, choice| all | choice);
        let hosts = hosts & within;
        match (hosts == self.hosts & within, by_configuration) {
            (true, _) => PlatformSet::on_both_sides(self.all & within),
            (false, true) => PlatformSet { target: 0, exec: hosts },
            (false, false) => PlatformSet::on_both_sides(hosts),
        }
    }
}

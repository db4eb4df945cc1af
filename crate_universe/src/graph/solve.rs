//! Runs both phases of the solver for BUILD files: where each package is built on each side, with which features and
//! edges.
//!
//! It works on bits only, and knows neither platforms nor modes.

use crate::error::Result;
use crate::resolve::packages::{DependencyKind, LockedPackages, PackageIx};

use super::annotations_by_platform::PlatformAnnotations;
use super::bits::{BitMask, PlatformBits};
use super::built_units::{self, BuiltUnits, TargetSelection};
use super::feature_sets::FeatureSets;
use super::features::{self, SIDES, SolvedFeatures, TestsCounted, UnitSide};
use super::required_features::RequiredFeatures;
use super::roots::RootPackages;
use super::tables::{self, SolverPackage};
use super::{apply_annotations, resolve_graph, two_names, unknown_cfgs};

/// The parts of a resolution that do not depend on its roots.
pub struct GraphSolver<'a, 'b> {
    packages: &'a LockedPackages,
    bits: &'b PlatformBits,
    /// If set, packages have the features of `cargo build --all-targets`. Otherwise they have those of `cargo build`,
    /// and only packages that are reached through dev-dependencies alone have the features that these ask for.
    dev_features: bool,
    annotated: &'b PlatformAnnotations,
    /// The tables for all members.
    pub tables: Vec<SolverPackage<'a>>,
}

/// Where each package is built, with which features and edges, for certain roots.
#[derive(Debug)]
pub struct SolvedGraph {
    features: SolvedFeatures,
    built: BuiltUnits,
}

impl<'a, 'b> GraphSolver<'a, 'b> {
    pub fn new(
        packages: &'a LockedPackages,
        bits: &'b PlatformBits,
        sets: &FeatureSets,
        dev_features: bool,
        annotated: &'b PlatformAnnotations,
    ) -> Result<Self> {
        let holds = bits.evaluate_conditions(packages)?;
        let mut tables = tables::build_tables(packages, bits, Some(&holds));
        apply_annotations::apply(packages, &mut tables, annotated)?;
        sets.apply(&mut tables, bits);
        resolve_graph::prune_to_cargo_graph(&mut tables, bits, &RootPackages::all_members(packages));
        Ok(GraphSolver { packages, bits, dev_features, annotated, tables })
    }

    /// Solves for all members. Returns warnings, and fails if the workspace has mistakes.
    pub fn solve_workspace(&self) -> Result<(SolvedGraph, Vec<String>)> {
        let (packages, tables, bits) = (self.packages, &self.tables, self.bits);
        let roots = &RootPackages::all_members(packages);
        let features = self.solve_features(roots, TestsCounted::Tests);
        apply_annotations::check_added_dependencies(packages, tables, bits, &features, self.annotated)?;
        let solved = self.complete_graph(roots, features);
        two_names::check_extern_names(packages, tables, &solved.built)?;
        let warnings = unknown_cfgs::find_warnings(packages, bits, tables, &solved.features, &solved.built)?;
        Ok((solved, warnings))
    }

    /// Solves for some members, as `cargo build -p`. Declarations outside of the whole workspace's graph stay
    /// outside.
    pub fn solve_members(&mut self, roots: &RootPackages) -> SolvedGraph {
        let declared = |tables: &[SolverPackage<'_>]| -> Vec<(Option<PackageIx>, BitMask)> {
            let declared = tables.iter().flat_map(|table| &table.declared);
            declared.map(|declared| (declared.package, declared.drawn)).collect()
        };
        let whole = declared(&self.tables);
        resolve_graph::prune_to_cargo_graph(&mut self.tables, self.bits, roots);
        let features = self.solve_features(roots, TestsCounted::Tests);
        let solved = self.complete_graph(roots, features);
        let restored = self.tables.iter_mut().flat_map(|table| &mut table.declared);
        restored.zip(whole).for_each(|(declared, whole)| (declared.package, declared.drawn) = whole);
        solved
    }

    /// Where a package is built with a feature that one of its targets requires.
    pub fn mask_of_required_features(
        &self,
        solved: &SolvedGraph,
        package: PackageIx,
        side: UnitSide,
        name: &str,
    ) -> BitMask {
        let (tables, bits, features) = (self.tables.as_slice(), self.bits, &solved.features);
        let required = RequiredFeatures { tables, bits, features, dev: true };
        required.mask_of_feature(package, side, name) & solved.built_mask(package, side)
    }

    fn solve_features(&self, roots: &RootPackages, counted: TestsCounted) -> SolvedFeatures {
        features::solve(self.packages, &self.tables, self.bits, roots, counted)
    }

    fn build_units(&self, roots: &RootPackages, features: &SolvedFeatures, dev: bool) -> BuiltUnits {
        built_units::build_units(
            self.packages,
            &self.tables,
            self.bits,
            features,
            roots,
            TargetSelection::Members { dev },
        )
    }

    fn complete_graph(&self, roots: &RootPackages, mut features: SolvedFeatures) -> SolvedGraph {
        if !self.dev_features {
            let own = self.solve_features(roots, TestsCounted::Build);
            let needed = self.build_units(roots, &own, false);
            features.replace_within(&own, |package, side| needed.unit(package, side).built);
        }
        let built = self.build_units(roots, &features, true);
        SolvedGraph { features, built }
    }
}

impl SolvedGraph {
    pub fn built_mask(&self, package: PackageIx, side: UnitSide) -> BitMask {
        self.built.unit(package, side).built
    }

    /// By feature index in the package's table: where the package is built with that feature.
    pub fn feature_masks(&self, package: PackageIx, side: UnitSide) -> impl Iterator<Item = BitMask> {
        let built = self.built_mask(package, side);
        self.features.state(package, side).features.iter().map(move |on| on & built)
    }

    /// By declaration: where it is linked. For a build-dependency: where the build script needs it.
    pub fn edge_masks(
        &self,
        table: &SolverPackage<'_>,
        package: PackageIx,
        side: UnitSide,
    ) -> impl Iterator<Item = BitMask> {
        let unit = self.built.unit(package, side);
        table.declared.iter().enumerate().map(|(place, declared)| match declared.kind {
            DependencyKind::Build => unit.requested[place],
            DependencyKind::Normal | DependencyKind::Dev => unit.edges[place],
        })
    }

    /// By declaration: whether cargo ignores it, because the package has no library.
    pub fn ignored_declarations(&self, package: PackageIx) -> Vec<bool> {
        let [target, host] = SIDES.map(|side| &self.built.unit(package, side).ignored);
        target.iter().zip(host).map(|(target, host)| target | host != 0).collect()
    }
}

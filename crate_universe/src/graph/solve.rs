//! Both phases of the solver, run for what BUILD files state. Takes packages and the meaning of bits, gives for each
//! package and side where it is built, with which features and edges. Knows no platform and no mode.

use crate::error::Result;
use crate::resolve::packages::{DependencyKind, LockedPackages, PackageIx};

use super::annotations_by_platform::PlatformAnnotations;
use super::bits::{BitMask, PlatformBits};
use super::built_units::{self, BuiltUnits, TargetSelection};
use super::features::{self, SIDES, SolvedFeatures, TestsCounted, UnitSide};
use super::required_features::RequiredFeatures;
use super::roots::RootPackages;
use super::tables::{self, SolverPackage};
use super::{apply_annotations, resolve_graph, two_names, unknown_cfgs};

/// What a resolution is made of, whatever its roots are.
pub struct GraphSolver<'a, 'b> {
    packages: &'a LockedPackages,
    bits: &'b PlatformBits,
    /// With `dev_features` packages have the features of `cargo build --all-targets`; without, those of `cargo build`, and
    /// only what nothing but dev-dependencies lead to has the features that they ask for.
    dev_features: bool,
    annotated: &'b PlatformAnnotations,
    /// Of all members.
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
        dev_features: bool,
        annotated: &'b PlatformAnnotations,
    ) -> Result<Self> {
        let holds = bits.conditions(packages)?;
        let mut tables = tables::tables(packages, bits, &holds);
        apply_annotations::amend(packages, &mut tables, annotated)?;
        resolve_graph::keep_drawn(&mut tables, &RootPackages::all(packages));
        Ok(GraphSolver { packages, bits, dev_features, annotated, tables })
    }

    /// All members, and warnings. What is wrong with the workspace is found here.
    pub fn solve_workspace(&self) -> Result<(SolvedGraph, Vec<String>)> {
        let (packages, tables, bits) = (self.packages, &self.tables, self.bits);
        let roots = &RootPackages::all(packages);
        let features = self.features(roots, TestsCounted::Tests);
        apply_annotations::check(packages, tables, bits, &features, self.annotated)?;
        let solved = self.finish(roots, features);
        two_names::check(packages, tables, &solved.built)?;
        let warnings = unknown_cfgs::warnings(packages, bits, tables, &solved.features, &solved.built)?;
        Ok((solved, warnings))
    }

    /// Some members, as `cargo build -p`. What all members draw holds whatever some of them draw.
    pub fn solve_members(&mut self, roots: &RootPackages) -> SolvedGraph {
        let declared = |tables: &[SolverPackage<'_>]| -> Vec<Option<PackageIx>> {
            tables.iter().flat_map(|table| &table.declared).map(|declared| declared.package).collect()
        };
        let whole = declared(&self.tables);
        resolve_graph::keep_drawn(&mut self.tables, roots);
        let features = self.features(roots, TestsCounted::Tests);
        let solved = self.finish(roots, features);
        let restored = self.tables.iter_mut().flat_map(|table| &mut table.declared);
        restored.zip(whole).for_each(|(declared, package)| declared.package = package);
        solved
    }

    /// Where a package is built with a feature that one of its targets requires.
    pub fn required(&self, solved: &SolvedGraph, package: PackageIx, side: UnitSide, name: &str) -> BitMask {
        let (tables, bits, features) = (self.tables.as_slice(), self.bits, &solved.features);
        let required = RequiredFeatures { tables, bits, features, dev: true };
        required.one(package, side, name) & solved.built(package, side)
    }

    fn features(&self, roots: &RootPackages, counted: TestsCounted) -> SolvedFeatures {
        features::solve(self.packages, &self.tables, self.bits, roots, counted)
    }

    fn build(&self, roots: &RootPackages, features: &SolvedFeatures, dev: bool) -> BuiltUnits {
        built_units::build(
            self.packages,
            &self.tables,
            self.bits,
            features,
            roots,
            TargetSelection::Members { dev },
        )
    }

    fn finish(&self, roots: &RootPackages, mut features: SolvedFeatures) -> SolvedGraph {
        if !self.dev_features {
            let own = self.features(roots, TestsCounted::Build);
            let needed = self.build(roots, &own, false);
            features.replace(&own, |package, side| needed.of(package, side).built);
        }
        let built = self.build(roots, &features, true);
        SolvedGraph { features, built }
    }
}

impl SolvedGraph {
    pub fn built(&self, package: PackageIx, side: UnitSide) -> BitMask {
        self.built.of(package, side).built
    }

    /// By the table's feature places: where the package is built with a feature.
    pub fn features(&self, package: PackageIx, side: UnitSide) -> impl Iterator<Item = BitMask> {
        let built = self.built(package, side);
        self.features.of(package, side).features.iter().map(move |on| on & built)
    }

    /// By declaration: where it is linked. Of build-dependencies: where the build script asks for it.
    pub fn edges(
        &self,
        table: &SolverPackage<'_>,
        package: PackageIx,
        side: UnitSide,
    ) -> impl Iterator<Item = BitMask> {
        let unit = self.built.of(package, side);
        table.declared.iter().enumerate().map(|(place, declared)| match declared.kind {
            DependencyKind::Build => unit.asked[place],
            DependencyKind::Normal | DependencyKind::Dev => unit.edges[place],
        })
    }

    /// By declaration: whether cargo ignores it, because its package has no library.
    pub fn ignored(&self, package: PackageIx) -> Vec<bool> {
        let [target, host] = SIDES.map(|side| &self.built.of(package, side).ignored);
        target.iter().zip(host).map(|(target, host)| target | host != 0).collect()
    }
}

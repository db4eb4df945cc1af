//! The second phase of the solver: which packages are built, and the edges between them. Mirrors Cargo's unit
//! dependencies.
//!
//! It is separate from the first phase because features may be on for a package that nothing builds.

use crate::resolve::packages::{
    DependencyKind, LockedPackage, LockedPackages, PackageIx, PackageTarget, TargetKind,
};

use super::bits::{BitMask, PlatformBits};
use super::features::{SolvedFeatures, UnitSide};
use super::required_features::RequiredFeatures;
use super::roots::RootPackages;
use super::tables::{SolverDependency, SolverPackage};

/// Which targets of the members are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSelection {
    /// `cargo build --workspace`: libraries and binaries.
    Build,
    /// `cargo build --workspace --all-targets`: tests, benches and examples too.
    AllTargets,
    /// What BUILD files may use: every member as a target, even where cargo does not build it. With `dev`, also every
    /// dev-dependency of a member, even where cargo builds no test that uses it.
    Members { dev: bool },
}

impl TargetSelection {
    fn includes_dev(self) -> bool {
        matches!(self, TargetSelection::AllTargets | TargetSelection::Members { dev: true })
    }
}

/// What is built of one package on one side.
#[derive(Clone, Debug, Default)]
pub struct BuiltUnit {
    pub built: BitMask,
    /// Where tests, benches or examples are built. Only these use dev-dependencies.
    tests: BitMask,
    /// By declaration: where it is linked. Build-dependencies are in host bits, all others in the bits of the unit's
    /// side.
    pub edges: Vec<BitMask>,
    /// By declaration: where a build script needs a build-dependency, in the bits of the unit's side. Whether the
    /// script then links it depends only on the host.
    pub requested: Vec<BitMask>,
    /// By declaration: where cargo ignores it, because the package has no library.
    pub ignored: Vec<BitMask>,
}

#[derive(Debug)]
pub struct BuiltUnits {
    units: Vec<[BuiltUnit; 2]>,
}

impl BuiltUnits {
    pub fn unit(&self, package: PackageIx, side: UnitSide) -> &BuiltUnit {
        &self.units[package][side as usize]
    }
}

pub fn build_units(
    packages: &LockedPackages,
    tables: &[SolverPackage<'_>],
    bits: &PlatformBits,
    features: &SolvedFeatures,
    roots: &RootPackages,
    selection: TargetSelection,
) -> BuiltUnits {
    let units = tables
        .iter()
        .map(|table| {
            let none = vec![0; table.declared.len()];
            let unit = BuiltUnit {
                edges: none.clone(),
                requested: none.clone(),
                ignored: none,
                ..BuiltUnit::default()
            };
            [unit.clone(), unit]
        })
        .collect();
    let mut builder = UnitBuilder {
        packages,
        tables,
        bits,
        features,
        selection,
        built: BuiltUnits { units },
        queue: Vec::new(),
    };
    roots.iter().for_each(|ix| builder.seed_root(ix));
    while let Some((package, side)) = builder.queue.pop() {
        builder.propagate(package, side);
    }
    builder.built
}

struct UnitBuilder<'a> {
    packages: &'a LockedPackages,
    tables: &'a [SolverPackage<'a>],
    bits: &'a PlatformBits,
    features: &'a SolvedFeatures,
    selection: TargetSelection,
    built: BuiltUnits,
    queue: Vec<(PackageIx, UnitSide)>,
}

impl UnitBuilder<'_> {
    fn seed_root(&mut self, ix: PackageIx) {
        let packages = self.packages;
        let package = &packages.list[ix];
        let all = self.bits.all();
        let (tables, bits, features) = (self.tables, self.bits, self.features);
        let required = RequiredFeatures { tables, bits, features, dev: self.selection.includes_dev() };
        for target in &package.targets {
            // Cargo builds a library whatever it requires.
            let enabled = match target.kind {
                TargetKind::Lib | TargetKind::ProcMacro => all,
                _ => all & required.mask_of_all(ix, UnitSide::Target, &target.required_features),
            };
            let test = enabled & if self.selection.includes_dev() { all } else { 0 };
            let harness = if target.tested || target.benched { test } else { 0 };
            match target.kind {
                TargetKind::Lib => self.add_unit(ix, UnitSide::Target, enabled, harness),
                // Rule 6: a proc macro is built for the host, and so are its own tests.
                TargetKind::ProcMacro => {
                    self.add_unit(
                        ix,
                        UnitSide::Host,
                        self.bits.lift_to_hosts(enabled),
                        self.bits.lift_to_hosts(harness),
                    );
                }
                TargetKind::Bin => self.add_unit(ix, UnitSide::Target, enabled, harness),
                TargetKind::Example => self.add_test(ix, target, test),
                TargetKind::Test | TargetKind::Bench => self.add_test(ix, target, harness),
                TargetKind::BuildScript => {}
            }
        }
        if let TargetSelection::Members { dev } = self.selection {
            self.add_unit(ix, UnitSide::Target, all, if dev { all } else { 0 });
        }
    }

    /// Adds an example, a test or a bench.
    fn add_test(&mut self, ix: PackageIx, target: &PackageTarget, mask: BitMask) {
        match target.for_host {
            true => self.add_unit(
                ix,
                UnitSide::Host,
                self.bits.lift_to_hosts(mask),
                self.bits.lift_to_hosts(mask),
            ),
            false => self.add_unit(ix, UnitSide::Target, mask, mask),
        }
    }

    fn add_unit(&mut self, package: PackageIx, side: UnitSide, built: BitMask, tests: BitMask) {
        let unit = &mut self.built.units[package][side as usize];
        if built & !unit.built != 0 || tests & !unit.tests != 0 {
            unit.built |= built;
            unit.tests |= tests;
            self.queue.push((package, side));
        }
    }

    fn propagate(&mut self, package: PackageIx, side: UnitSide) {
        let (tables, packages) = (self.tables, self.packages);
        for (ix, declared) in tables[package].declared.iter().enumerate() {
            let Some(child) = declared.package else { continue };
            let on = self.dependency_mask(&packages.list[package], package, side, declared) & declared.drawn;
            let (child_side, mask) = self.edge_to(side, declared, on);
            if mask == 0 || child == package {
                continue;
            }
            let unit = &mut self.built.units[package][side as usize];
            if !declared.has_library && !declared.has_binaries {
                unit.ignored[ix] |= mask;
                continue;
            }
            // If only the binaries of a package are used, it is built like a root, and nothing links it.
            unit.edges[ix] |= if declared.has_library { mask } else { 0 };
            if declared.kind == DependencyKind::Build {
                unit.requested[ix] |= on;
            }
            let child_mask = match (side, child_side, declared.kind) {
                (UnitSide::Target, UnitSide::Host, DependencyKind::Build) => mask,
                (UnitSide::Target, UnitSide::Host, _) => self.bits.lift_to_hosts(mask),
                _ => mask,
            };
            self.add_unit(child, child_side, child_mask, 0);
            if declared.has_host_library() && side == UnitSide::Target {
                self.add_unit(child, side, on & declared.holds.target, 0);
            }
        }
    }

    /// Where a dependency is used, ignoring its condition, in the bits of the parent's side.
    fn dependency_mask(
        &self,
        package: &LockedPackage,
        ix: PackageIx,
        side: UnitSide,
        declared: &SolverDependency,
    ) -> BitMask {
        let unit = self.built.unit(ix, side);
        // Rule 7: build-dependencies are built only for a build script, dev-dependencies only for tests.
        let wanted = match declared.kind {
            DependencyKind::Normal => unit.built,
            DependencyKind::Dev => unit.tests,
            DependencyKind::Build if package.has_build_script() => {
                unit.built & !self.overridden_mask(ix, side)
            }
            DependencyKind::Build => 0,
        };
        match declared.optional {
            true => wanted & self.features.state(ix, side).optional[declared.name],
            false => wanted,
        }
    }

    /// Where cargo's configuration replaces the build script. Its dependencies are not needed there.
    fn overridden_mask(&self, ix: PackageIx, side: UnitSide) -> BitMask {
        let overridden = self.tables[ix].overridden;
        match side {
            UnitSide::Target => overridden.target,
            UnitSide::Host => overridden.host,
        }
    }

    /// The side of a dependency's unit, and where the edge to it is: in host bits for a build-dependency, otherwise
    /// in the bits of the parent's side.
    fn edge_to(&self, side: UnitSide, declared: &SolverDependency, on: BitMask) -> (UnitSide, BitMask) {
        match (side, declared.kind) {
            (UnitSide::Host, _) => (UnitSide::Host, on & declared.holds.host),
            (UnitSide::Target, DependencyKind::Build) => {
                (UnitSide::Host, self.bits.lift_to_hosts(on) & declared.holds.host)
            }
            (UnitSide::Target, _) if declared.proc_macro => (UnitSide::Host, on & declared.holds.target),
            (UnitSide::Target, _) => (UnitSide::Target, on & declared.holds.target),
        }
    }
}

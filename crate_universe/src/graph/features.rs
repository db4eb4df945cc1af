//! The first phase of the solver: which features are on, for all platforms at once.
//!
//! State only grows, so the worklist reaches the same least fixpoint in any order. Mirrors Cargo's feature resolver:
//! <https://doc.rust-lang.org/cargo/reference/resolver.html#features>.

use crate::resolve::packages::{DependencyKind, LockedPackages, PackageIx};
use crate::splice::manifest::ResolverVersion;

use super::bits::{BitMask, PlatformBits};
use super::roots::RootPackages;
use super::tables::{FeatureAction, SolverDependency, SolverPackage};

/// What a package is built for: the target platform, or the host that builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitSide {
    Host,
    Target,
}

pub const SIDES: [UnitSide; 2] = [UnitSide::Host, UnitSide::Target];

impl UnitSide {
    pub fn as_str(self) -> &'static str {
        match self {
            UnitSide::Host => "host",
            UnitSide::Target => "target",
        }
    }
}

/// What is on for one package on one side.
#[derive(Clone, Debug, Default)]
pub struct FeatureState {
    pub active: BitMask,
    /// By feature index in the package's table.
    pub features: Vec<BitMask>,
    /// By dependency name in the package's table: where an optional dependency is on.
    pub optional: Vec<BitMask>,
}

/// The result: one [`FeatureState`] for each package and side.
#[derive(Debug)]
pub struct SolvedFeatures {
    states: Vec<FeatureState>,
    one_side: bool,
}

impl SolvedFeatures {
    /// The state of a package on a side. With resolver 1, both sides have the same state.
    pub fn state(&self, package: PackageIx, side: UnitSide) -> &FeatureState {
        &self.states[state_index(package, self.effective_side(side))]
    }

    /// Replaces the state by that of `others`, in the bits that `within` returns for a package and side.
    pub fn replace_within(
        &mut self,
        others: &SolvedFeatures,
        within: impl Fn(PackageIx, UnitSide) -> BitMask,
    ) {
        for (at, (own, other)) in self.states.iter_mut().zip(&others.states).enumerate() {
            let side = if at % 2 == UnitSide::Host as usize { UnitSide::Host } else { UnitSide::Target };
            let within = within(at / 2, side);
            let replace = |own: &mut BitMask, other: BitMask| *own = *own & !within | other & within;
            replace(&mut own.active, other.active);
            let own = own.features.iter_mut().chain(&mut own.optional);
            own.zip(other.features.iter().chain(&other.optional))
                .for_each(|(own, other)| replace(own, *other));
        }
    }

    fn effective_side(&self, side: UnitSide) -> UnitSide {
        if self.one_side { UnitSide::Target } else { side }
    }
}

fn state_index(package: PackageIx, side: UnitSide) -> usize {
    package * 2 + side as usize
}

/// What a resolution is for, which decides which dev-dependencies count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestsCounted {
    /// `cargo build`: dev-dependencies count only with resolver 1.
    Build,
    /// `cargo build --all-targets`: dev-dependencies of members count.
    Tests,
    /// Cargo.lock: all features of members, all platforms and kinds, and one side. A weak `name?/feature` locks
    /// `name`.
    Lock,
}

pub fn solve(
    packages: &LockedPackages,
    tables: &[SolverPackage<'_>],
    bits: &PlatformBits,
    roots: &RootPackages,
    counted: TestsCounted,
) -> SolvedFeatures {
    let states = tables
        .iter()
        .flat_map(|table| {
            let empty = FeatureState {
                active: 0,
                features: vec![0; table.features.len()],
                optional: vec![0; table.names.len()],
            };
            [empty.clone(), empty]
        })
        .collect();
    let one_side = packages.resolver == ResolverVersion::V1 || counted == TestsCounted::Lock;
    let mut solver = FeatureSolver {
        packages,
        tables,
        bits,
        one_side,
        dev: one_side || counted == TestsCounted::Tests,
        lock: counted == TestsCounted::Lock,
        states,
        queued: vec![false; tables.len() * 2],
        queue: Vec::new(),
    };
    solver.seed_roots(roots);
    while let Some(next) = solver.queue.pop() {
        solver.queued[next] = false;
        let side = if next % 2 == UnitSide::Host as usize { UnitSide::Host } else { UnitSide::Target };
        solver.propagate(next / 2, side);
    }
    SolvedFeatures { states: solver.states, one_side }
}

struct FeatureSolver<'a> {
    packages: &'a LockedPackages,
    tables: &'a [SolverPackage<'a>],
    bits: &'a PlatformBits,
    one_side: bool,
    dev: bool,
    lock: bool,
    states: Vec<FeatureState>,
    queued: Vec<bool>,
    queue: Vec<usize>,
}

impl FeatureSolver<'_> {
    /// Rule 6: roots have their default features, or those of the chosen set. A root with a proc macro, even as an example, is on both sides.
    fn seed_roots(&mut self, roots: &RootPackages) {
        for ix in roots.iter() {
            let table = &self.tables[ix];
            let own: Vec<(usize, BitMask)> = match self.lock {
                true => (0..table.features.len()).map(|feature| (feature, BitMask::MAX)).collect(),
                false => table.root_features.clone(),
            };
            let all = self.bits.all();
            self.seed_root(ix, UnitSide::Target, all, &own);
            if self.packages.list[ix].has_host_target() && !self.one_side {
                self.seed_root(ix, UnitSide::Host, self.bits.lift_to_hosts(all), &own);
            }
        }
    }

    fn seed_root(&mut self, ix: PackageIx, side: UnitSide, mask: BitMask, features: &[(usize, BitMask)]) {
        self.activate_package(ix, side, mask, &[]);
        features.iter().for_each(|(feature, on)| self.enable_feature(ix, side, *feature, mask & on));
    }

    fn enqueue(&mut self, place: usize) {
        if !self.queued[place] {
            self.queued[place] = true;
            self.queue.push(place);
        }
    }

    fn activate_package(&mut self, package: PackageIx, side: UnitSide, mask: BitMask, features: &[usize]) {
        if mask == 0 {
            return;
        }
        let at = state_index(package, side);
        let state = &mut self.states[at];
        let mut grown = mask & !state.active;
        state.active |= mask;
        let table = &self.tables[package];
        for feature in features {
            let mask = mask & table.possible_mask(*feature);
            grown |= mask & !state.features[*feature];
            state.features[*feature] |= mask;
        }
        if grown != 0 {
            self.enqueue(at);
        }
    }

    fn enable_feature(&mut self, package: PackageIx, side: UnitSide, feature: usize, mask: BitMask) {
        let at = state_index(package, side);
        let mask = mask & self.tables[package].possible_mask(feature);
        if mask & !self.states[at].features[feature] != 0 {
            self.states[at].features[feature] |= mask;
            self.enqueue(at);
        }
    }

    fn enable_optional(&mut self, package: PackageIx, side: UnitSide, name: usize, mask: BitMask) {
        let at = state_index(package, side);
        if mask & !self.states[at].optional[name] != 0 {
            self.states[at].optional[name] |= mask;
            self.enqueue(at);
        }
    }

    /// Propagates all that is on for a package and side to the package's own features and to its dependencies.
    fn propagate(&mut self, package: PackageIx, side: UnitSide) {
        let tables = self.tables;
        let table = &tables[package];
        for (feature, mask) in &table.given {
            let active = self.states[state_index(package, side)].active;
            self.enable_feature(package, side, *feature, active & mask);
        }
        for (feature, actions) in table.actions.iter().enumerate() {
            let mask = self.states[state_index(package, side)].features[feature];
            if mask == 0 {
                continue;
            }
            for action in actions {
                self.run_action(package, side, mask, action);
            }
        }
        for declared in &table.declared {
            if !self.is_followed(declared) {
                continue;
            }
            // Rule 3: a dependency that is not optional is on wherever its parent is.
            let state = &self.states[state_index(package, side)];
            let mask = if declared.optional { state.optional[declared.name] } else { state.active };
            let mask = mask & declared.drawn;
            if let Some(child) = declared.package {
                if declared.has_host_library() && side == UnitSide::Target && !self.one_side {
                    // The binaries in the package of a proc macro are built for the target.
                    self.activate_package(child, side, mask & declared.holds.target, &declared.features);
                }
                let (side, mask) = self.step_into(declared, side, mask);
                self.activate_package(child, side, mask, &declared.features);
            }
        }
    }

    fn run_action(&mut self, package: PackageIx, side: UnitSide, mask: BitMask, action: &FeatureAction) {
        match action {
            FeatureAction::Feature(feature) => self.enable_feature(package, side, *feature, mask),
            FeatureAction::Dep(name) => self.enable_optional(package, side, *name, mask),
            FeatureAction::DepFeature { name, weak, own, reaches } => {
                for (ix, feature) in reaches {
                    self.apply_feature_value(
                        package,
                        side,
                        mask,
                        FeatureValue { name: *name, weak: *weak, own_feature: *own },
                        *ix,
                        *feature,
                    );
                }
            }
        }
    }

    /// Rule 4: `name/feature`, for one declaration of the name.
    fn apply_feature_value(
        &mut self,
        package: PackageIx,
        side: UnitSide,
        mask: BitMask,
        reach: FeatureValue,
        declaration: usize,
        feature: Option<usize>,
    ) {
        let tables = self.tables;
        let declared = &tables[package].declared[declaration];
        if !self.is_followed(declared) {
            return;
        }
        let mut mask = mask & self.condition_mask(declared, side);
        if declared.optional {
            if reach.weak && self.lock {
                self.enable_optional(package, side, reach.name, mask);
            } else if reach.weak {
                mask &= self.states[state_index(package, side)].optional[reach.name];
            } else {
                self.enable_optional(package, side, reach.name, mask);
                if let Some(own) = reach.own_feature {
                    self.enable_feature(package, side, own, mask);
                }
            }
        }
        if let (Some(child), Some(feature)) = (declared.package, feature) {
            let (side, mask) = self.step_into(declared, side, mask & declared.drawn);
            self.enable_feature(child, side, feature, mask);
        }
    }

    /// Rule 5: dev-dependencies count only for members, and only if their tests are built.
    fn is_followed(&self, declared: &SolverDependency) -> bool {
        declared.kind != DependencyKind::Dev || self.dev
    }

    /// Where the condition of a declaration is true, in the bits of the parent's side (rule 2).
    fn condition_mask(&self, declared: &SolverDependency, parent: UnitSide) -> BitMask {
        match (self.one_side, parent, declared.kind) {
            (true, _, _) => self.bits.all(),
            (_, UnitSide::Host, _) => declared.holds.host,
            (_, UnitSide::Target, DependencyKind::Build) => self.bits.lower_to_targets(declared.holds.host),
            (_, UnitSide::Target, _) => declared.holds.target,
        }
    }

    /// The side of a dependency (rule 1), and the bits of that side where its condition is true (rule 2).
    fn step_into(&self, declared: &SolverDependency, parent: UnitSide, mask: BitMask) -> (UnitSide, BitMask) {
        if self.one_side {
            return (UnitSide::Target, mask);
        }
        match (parent, declared.kind) {
            (UnitSide::Host, _) => (UnitSide::Host, mask & declared.holds.host),
            (UnitSide::Target, DependencyKind::Build) => {
                (UnitSide::Host, self.bits.lift_to_hosts(mask) & declared.holds.host)
            }
            (UnitSide::Target, _) if declared.proc_macro => {
                (UnitSide::Host, self.bits.lift_to_hosts(mask & declared.holds.target))
            }
            (UnitSide::Target, _) => (UnitSide::Target, mask & declared.holds.target),
        }
    }
}

/// A `name/feature` value, without the declarations that it applies to.
#[derive(Clone, Copy)]
struct FeatureValue {
    name: usize,
    weak: bool,
    own_feature: Option<usize>,
}

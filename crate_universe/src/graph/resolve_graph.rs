//! Which declarations are in Cargo's own dependency graph.
//!
//! Cargo first resolves versions with the default features of the members, ignoring platforms and sides. It follows a
//! dev-dependency only if a feature that the member has as a root turns it on, not if a dependent of the member asks
//! for that feature. Features and units are then found within this graph. Package sources that list every locked edge
//! need this module: it removes the package from each declaration outside of the graph.

use std::collections::BTreeSet;

use crate::resolve::packages::{DependencyKind, PackageIx};

use super::bits::{BitMask, PlatformBits};
use super::roots::RootPackages;
use super::tables::{FeatureAction, SolverPackage};

/// A package is activated as a root, as a dependency, or both.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PackageRole {
    Root,
    Dependency,
}

#[derive(Clone, Default)]
struct ActivationState {
    active: bool,
    features: BTreeSet<usize>,
    names: BTreeSet<usize>,
    /// Features of a dependency that `name/feature` asks for, by declaration.
    requested: BTreeSet<(usize, usize)>,
}

/// Each choice of feature sets has a graph of its own.
pub fn prune_to_cargo_graph(tables: &mut [SolverPackage<'_>], bits: &PlatformBits, roots: &RootPackages) {
    let graphs: Vec<(BitMask, Vec<BTreeSet<usize>>)> = bits
        .choices()
        .iter()
        .map(|choice| (*choice, CargoGraph::new(tables, *choice, roots).finish()))
        .collect();
    for (ix, table) in tables.iter_mut().enumerate() {
        for (declaration, declared) in table.declared.iter_mut().enumerate() {
            let with = graphs.iter().filter(|(_, drawn)| drawn[ix].contains(&declaration));
            declared.drawn = with.fold(0, |mask, (choice, _)| mask | choice);
            declared.package = declared.package.filter(|_| declared.drawn != 0);
        }
    }
}

struct CargoGraph<'a, 'b> {
    tables: &'b [SolverPackage<'a>],
    states: Vec<[ActivationState; 2]>,
    queue: Vec<(PackageIx, PackageRole)>,
}

impl<'a, 'b> CargoGraph<'a, 'b> {
    fn new(tables: &'b [SolverPackage<'a>], choice: BitMask, roots: &RootPackages) -> Self {
        let mut drawing =
            CargoGraph { tables, states: vec![Default::default(); tables.len()], queue: Vec::new() };
        for ix in roots.iter() {
            let own = tables[ix].root_features.iter().filter(|(_, on)| on & choice != 0);
            drawing.activate_package(ix, PackageRole::Root, own.map(|(feature, _)| *feature));
        }
        drawing
    }

    fn finish(mut self) -> Vec<BTreeSet<usize>> {
        while let Some((package, role)) = self.queue.pop() {
            self.propagate(package, role);
        }
        let drawn = |package: PackageIx| {
            let roles = [PackageRole::Root, PackageRole::Dependency];
            roles.into_iter().flat_map(|role| self.followed_declarations(package, role)).collect()
        };
        (0..self.tables.len()).map(drawn).collect()
    }

    fn activate_package(
        &mut self,
        package: PackageIx,
        role: PackageRole,
        features: impl IntoIterator<Item = usize>,
    ) {
        let state = &mut self.states[package][role as usize];
        let mut grown = !std::mem::replace(&mut state.active, true);
        let given = self.tables[package].given.iter().map(|(feature, _)| *feature);
        for feature in features.into_iter().chain(given) {
            grown |= state.features.insert(feature);
        }
        if grown {
            self.queue.push((package, role));
        }
    }

    /// The declarations that are followed with what is on so far.
    fn followed_declarations(&self, package: PackageIx, role: PackageRole) -> Vec<usize> {
        let state = &self.states[package][role as usize];
        let declared = self.tables[package].declared.iter().enumerate();
        let followed = declared.filter(|(_, declared)| {
            let counts = declared.kind != DependencyKind::Dev || role == PackageRole::Root;
            state.active && counts && (!declared.optional || state.names.contains(&declared.name))
        });
        followed.map(|(declaration, _)| declaration).collect()
    }

    fn propagate(&mut self, package: PackageIx, role: PackageRole) {
        let table = &self.tables[package];
        let mut state = std::mem::take(&mut self.states[package][role as usize]);
        let mut open: Vec<usize> = state.features.iter().copied().collect();
        while let Some(feature) = open.pop() {
            for action in &table.actions[feature] {
                open.extend(run_action(table, &mut state, action));
            }
        }
        let asked = state.requested.clone();
        self.states[package][role as usize] = state;
        for declaration in self.followed_declarations(package, role) {
            let declared = &table.declared[declaration];
            let Some(child) = declared.package else { continue };
            let by_value =
                asked.iter().filter(|(asked, _)| *asked == declaration).map(|(_, feature)| *feature);
            let features: Vec<usize> = declared.features.iter().copied().chain(by_value).collect();
            self.activate_package(child, PackageRole::Dependency, features);
        }
    }
}

/// Applies one value of a feature, and returns the features that it turns on.
fn run_action(
    table: &SolverPackage<'_>,
    state: &mut ActivationState,
    action: &FeatureAction,
) -> Option<usize> {
    match action {
        FeatureAction::Feature(feature) => state.features.insert(*feature).then_some(*feature),
        FeatureAction::Dep(name) => {
            state.names.insert(*name);
            None
        }
        // In this graph, `name?/feature` also turns on the optional dependency.
        FeatureAction::DepFeature { name, weak, own, reaches } => {
            state.names.insert(*name);
            state.requested.extend(
                reaches.iter().filter_map(|(declaration, feature)| Some((*declaration, (*feature)?))),
            );
            let optional = reaches.iter().any(|(declaration, _)| table.declared[*declaration].optional);
            own.filter(|own| optional && !weak && state.features.insert(*own))
        }
    }
}

//! Converts cargo's unit graph of one (host, target) pair into units as the `resolve` contract defines them.
//! Two feature sets in one unit are a panic.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::declarations::Declarations;
use super::feature_choice;
use super::units::{DependencyKind, Side, Unit, UnitEdge, UnitKey, Units};

#[derive(Deserialize)]
struct CargoUnitGraph {
    version: u32,
    units: Vec<CargoUnit>,
}

#[derive(Deserialize)]
struct CargoUnit {
    pkg_id: String,
    target: CargoTarget,
    platform: Option<String>,
    mode: String,
    #[serde(deserialize_with = "feature_choice::others")]
    features: BTreeSet<String>,
    dependencies: Vec<CargoEdge>,
}

#[derive(Deserialize)]
struct CargoTarget {
    kind: Vec<String>,
    name: String,
}

#[derive(Deserialize)]
struct CargoEdge {
    index: usize,
    extern_crate_name: String,
}

/// What a unit of cargo's is, as far as the kind of its edges goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CargoUnitRole {
    /// A library or a binary: it sees the normal dependencies.
    Product,
    /// A test, bench or example: it sees the dev-dependencies as well.
    Trial,
    RunBuildScript,
    CompileBuildScript,
}

impl CargoUnit {
    fn role(&self) -> CargoUnitRole {
        let is = |kind: &str| self.target.kind.iter().any(|own| own == kind);
        match self.mode.as_str() {
            "run-custom-build" => CargoUnitRole::RunBuildScript,
            "test" => CargoUnitRole::Trial,
            "build" if is("custom-build") => CargoUnitRole::CompileBuildScript,
            "build" if is("example") || is("test") || is("bench") => CargoUnitRole::Trial,
            "build" => CargoUnitRole::Product,
            other => panic!("a unit of {} has the mode {other}, which this test does not know", self.pkg_id),
        }
    }

    fn side(&self) -> Side {
        if self.platform.is_some() { Side::Target } else { Side::Host }
    }
}

/// One (package, side): the indices of cargo's units that form it.
type Groups<'a> = BTreeMap<(&'a str, Side), Vec<usize>>;

pub fn units(printed: &[u8], declarations: &Declarations, host: &str, target: &str) -> Result<Units, String> {
    let graph: CargoUnitGraph =
        serde_json::from_slice(printed).map_err(|error| format!("cargo's unit graph: {error}"))?;
    assert_eq!(graph.version, 1, "cargo prints another version of its unit graph");
    let mut units = Units::new();
    for ((id, side), members) in groups(&graph) {
        let reader = UnitGraphReader {
            graph: &graph,
            declarations,
            id,
            side,
            triple: if side == Side::Host { host } else { target },
        };
        let key = UnitKey {
            package: declarations.package(id).name_and_source(),
            side,
            host: host.to_owned(),
            target: target.to_owned(),
        };
        let replaced = units.insert(key, reader.unit(&members));
        assert!(
            replaced.is_none(),
            "two packages of cargo's graph have the name, version and source of {id}"
        );
    }
    Ok(units)
}

/// A build script is compiled for the host whatever side its package is on, so only its run says to which
/// side it belongs.
fn groups(graph: &CargoUnitGraph) -> Groups<'_> {
    let mut groups = Groups::new();
    for (index, unit) in graph.units.iter().enumerate() {
        if unit.role() != CargoUnitRole::CompileBuildScript {
            groups.entry((unit.pkg_id.as_str(), unit.side())).or_default().push(index);
        }
    }
    groups
}

struct UnitGraphReader<'a> {
    graph: &'a CargoUnitGraph,
    declarations: &'a Declarations,
    id: &'a str,
    side: Side,
    triple: &'a str,
}

impl UnitGraphReader<'_> {
    fn unit(&self, members: &[usize]) -> Unit {
        let of_role = |role: CargoUnitRole| {
            members.iter().map(|index| &self.graph.units[*index]).filter(move |unit| unit.role() == role)
        };
        let features = self.graph.units[members[0]].features.clone();
        for unit in members.iter().map(|index| &self.graph.units[*index]) {
            self.assert_features(unit, &features);
        }
        let mut edges: BTreeSet<UnitEdge> = BTreeSet::new();
        for unit in of_role(CargoUnitRole::Product) {
            edges.extend(
                unit.dependencies.iter().filter_map(|edge| self.edge(edge, |_| DependencyKind::Normal)),
            );
        }
        let normal: BTreeSet<UnitEdge> = edges.clone();
        let has_product = of_role(CargoUnitRole::Product).next().is_some();
        for unit in of_role(CargoUnitRole::Trial) {
            let kind = |to: &CargoUnit, edge: &CargoEdge| match has_product {
                true => DependencyKind::Dev,
                false => self.declared_kind(to, edge, &features),
            };
            let trial = unit.dependencies.iter().filter_map(|edge| self.edge(edge, |to| kind(to, edge)));
            edges.extend(
                trial.filter(|edge| {
                    !normal.contains(&UnitEdge { kind: DependencyKind::Normal, ..edge.clone() })
                }),
            );
        }
        for run in of_role(CargoUnitRole::RunBuildScript) {
            let compiled = run.dependencies.iter().map(|edge| &self.graph.units[edge.index]);
            for unit in compiled
                .filter(|unit| unit.pkg_id == self.id && unit.role() == CargoUnitRole::CompileBuildScript)
            {
                self.assert_features(unit, &features);
                edges.extend(
                    unit.dependencies.iter().filter_map(|edge| self.edge(edge, |_| DependencyKind::Build)),
                );
            }
        }
        Unit { features, edges }
    }

    /// An edge that only tests have is a dev edge. But where a package has nothing else than tests on a side,
    /// nothing shows which of their edges are normal ones, so there the declarations say it.
    fn declared_kind(&self, to: &CargoUnit, edge: &CargoEdge, features: &BTreeSet<String>) -> DependencyKind {
        let from = self.declarations.package(self.id);
        let to = self.declarations.package(&to.pkg_id);
        let normal = from.depends_normally(to, &edge.extern_crate_name, features, self.triple);
        if normal { DependencyKind::Normal } else { DependencyKind::Dev }
    }

    /// The contract's edge, or none where the edge stays inside the package or is the order of two build
    /// scripts (`links`).
    fn edge(&self, edge: &CargoEdge, kind: impl FnOnce(&CargoUnit) -> DependencyKind) -> Option<UnitEdge> {
        let to = &self.graph.units[edge.index];
        if to.pkg_id == self.id || to.role() == CargoUnitRole::RunBuildScript {
            return None;
        }
        Some(UnitEdge {
            package: self.declarations.package(&to.pkg_id).name_and_source(),
            side: to.side(),
            kind: kind(to),
            extern_name: edge.extern_crate_name.clone(),
        })
    }

    fn assert_features(&self, unit: &CargoUnit, features: &BTreeSet<String>) {
        assert_eq!(
            &unit.features, features,
            "cargo itself gives the units of {} ({}) different features: {}",
            self.id, self.side, unit.target.name
        );
    }
}

//! Reads one of cargo's unit graphs. A build script and its run are one unit here: it has the features of the run, and
//! the dependencies of both.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

#[derive(Deserialize)]
struct PrintedGraph {
    units: Vec<PrintedUnit>,
    roots: Vec<usize>,
}

#[derive(Deserialize)]
struct PrintedUnit {
    pkg_id: String,
    target: PrintedTarget,
    platform: Option<String>,
    mode: String,
    #[serde(deserialize_with = "crate::support::feature_choice::others")]
    features: BTreeSet<String>,
    dependencies: Vec<PrintedDependency>,
}

#[derive(Deserialize)]
struct PrintedTarget {
    kind: Vec<String>,
    crate_types: Vec<String>,
    name: String,
    src_path: PathBuf,
    edition: String,
    test: bool,
}

#[derive(Deserialize)]
struct PrintedDependency {
    index: usize,
    extern_crate_name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitMode {
    Build,
    Test,
    Run,
}

/// What tells a unit from others of its side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitName {
    pub package: String,
    pub root: PathBuf,
    pub kind: String,
    pub target: String,
    pub mode: UnitMode,
}

#[derive(Clone, Debug)]
pub struct MemberUnit {
    pub member: bool,
    pub crate_types: Vec<String>,
    pub edition: String,
    pub harness: bool,
    pub features: BTreeSet<String>,
    pub dependencies: BTreeSet<UnitDependency>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitDependency {
    pub to: UnitName,
    pub extern_name: String,
    /// `name-version` of a package that is no member, as the hub spells it.
    pub third_party: Option<String>,
    /// Whether rustc gets it as `--extern`.
    pub linked: bool,
    pub proc_macro: bool,
    /// Whether it runs while building.
    pub exec: bool,
}

impl MemberUnit {
    pub fn join(&mut self, other: MemberUnit) {
        self.features.extend(other.features);
        self.dependencies.extend(other.dependencies);
    }
}

#[derive(Default)]
pub struct SidesOfUnits {
    pub target: BTreeMap<UnitName, MemberUnit>,
    pub host: BTreeMap<UnitName, MemberUnit>,
    pub roots: BTreeSet<UnitName>,
    pub bench_only: BTreeSet<UnitName>,
}

pub struct UnitReader<'a> {
    members: &'a BTreeSet<String>,
}

impl<'a> UnitReader<'a> {
    pub fn new(members: &'a BTreeSet<String>) -> UnitReader<'a> {
        UnitReader { members }
    }

    pub fn read(&self, printed: &[u8]) -> SidesOfUnits {
        let graph: PrintedGraph = serde_json::from_slice(printed).expect("cargo prints a unit graph");
        let mut sides = SidesOfUnits::default();
        for unit in graph.units.iter().filter(|unit| !unit.compiles_script()) {
            let side = if unit.platform.is_some() { &mut sides.target } else { &mut sides.host };
            let own = self.unit(&graph, unit);
            match side.get_mut(&unit.name()) {
                // With another profile.
                Some(twin) if twin.features == own.features => twin.join(own),
                Some(_) => {
                    panic!("cargo builds {} of {} with two sets of features", unit.target.name, unit.pkg_id)
                }
                None => drop(side.insert(unit.name(), own)),
            }
            if unit.name().mode == UnitMode::Test && !unit.target.test && !unit.is("bench") {
                sides.bench_only.insert(unit.name());
            }
        }
        sides.roots = graph.roots.iter().map(|index| graph.units[*index].name()).collect();
        sides
    }

    fn unit(&self, graph: &PrintedGraph, unit: &PrintedUnit) -> MemberUnit {
        let mut dependencies = BTreeSet::new();
        let runs = unit.mode == "run-custom-build";
        for edge in &unit.dependencies {
            let to = &graph.units[edge.index];
            if runs && to.compiles_script() {
                assert_eq!(unit.features, to.features, "the features of the build script of {}", unit.pkg_id);
                let own = to.dependencies.iter();
                dependencies
                    .extend(own.map(|edge| UnitDependency { exec: true, ..self.dependency(graph, edge) }));
            } else {
                dependencies.insert(self.dependency(graph, edge));
            }
        }
        let member = self.members.contains(&unit.pkg_id);
        MemberUnit {
            member,
            crate_types: unit.target.crate_types.clone(),
            edition: unit.target.edition.clone(),
            harness: !member || unit.has_harness(),
            features: unit.features.clone(),
            dependencies,
        }
    }

    fn dependency(&self, graph: &PrintedGraph, edge: &PrintedDependency) -> UnitDependency {
        let to = &graph.units[edge.index];
        let linkable = ["lib", "rlib", "dylib", "proc-macro"];
        let has_library = to.target.crate_types.iter().any(|kind| linkable.contains(&kind.as_str()));
        let third_party = (!self.members.contains(&to.pkg_id)).then(|| spelled(&to.pkg_id));
        let proc_macro = to.is("proc-macro");
        UnitDependency {
            to: to.name(),
            extern_name: edge.extern_crate_name.clone(),
            third_party,
            linked: to.mode == "build" && has_library && !to.is("example"),
            proc_macro,
            exec: proc_macro,
        }
    }
}

impl PrintedUnit {
    fn is(&self, kind: &str) -> bool {
        self.target.kind.iter().any(|own| own == kind)
    }

    fn compiles_script(&self) -> bool {
        self.is("custom-build") && self.mode == "build"
    }

    fn name(&self) -> UnitName {
        UnitName {
            package: self.pkg_id.clone(),
            root: self.target.src_path.clone(),
            kind: self.target.kind.join(" "),
            target: self.target.name.clone(),
            mode: match self.mode.as_str() {
                "build" => UnitMode::Build,
                "test" => UnitMode::Test,
                "run-custom-build" => UnitMode::Run,
                other => panic!("{}: the mode {other}", self.pkg_id),
            },
        }
    }

    /// What only the manifest says: whether libtest has the main function of its tests.
    fn has_harness(&self) -> bool {
        let (Some(dir), true) = (package_dir(&self.pkg_id), self.mode == "test") else { return true };
        let manifest: toml::Table = fs::read_to_string(dir.join("Cargo.toml")).unwrap().parse().unwrap();
        let section = match self.target.kind[0].as_str() {
            kind @ ("bin" | "test" | "bench" | "example") => kind,
            _ => "lib",
        };
        let targets: Vec<&toml::Value> = match manifest.get(section) {
            Some(toml::Value::Array(targets)) => targets.iter().collect(),
            other => other.into_iter().collect(),
        };
        let own = targets.into_iter().find(|target| {
            let name = target.get("name").and_then(toml::Value::as_str);
            section == "lib" || name == Some(self.target.name.as_str())
        });
        own.and_then(|target| target.get("harness")?.as_bool()).unwrap_or(true)
    }
}

fn package_dir(id: &str) -> Option<&Path> {
    id.strip_prefix("path+file://")?.split('#').next().map(Path::new)
}

/// `name-version` of `source#name@version`, or of `source/name#version`.
fn spelled(id: &str) -> String {
    let (source, rest) = id.rsplit_once('#').expect("the id of a package has a fragment");
    let (name, version) = rest.split_once('@').unwrap_or_else(|| {
        let path = source.split('?').next().unwrap_or_default();
        (path.rsplit('/').next().unwrap_or_default(), rest)
    });
    format!("{name}-{version}").replace('+', "-")
}

//! What cargo compiles and runs of workspace members, from its unit graphs of every host and target, as
//! `cargo_package()` should: each crate with its configurations, features and externs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use crate::member_units::{MemberUnit, UnitDependency, UnitMode, UnitName, UnitReader};
use crate::support::cargo;
use crate::support::declarations::Declarations;
use crate::support::feature_choice::EditedManifests;
use crate::support::matrix::{Mode, Selection};
use crate::{EXEC, TRIPLES};

/// What one action makes: a crate, or the results of a build script.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberCrate {
    /// The crate root, relative to the Bazel workspace.
    pub root: String,
    pub crate_name: String,
    pub form: CrateForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CrateForm {
    Library,
    ProcMacro,
    Cdylib,
    Staticlib,
    Binary,
    /// With `--test`.
    Test,
    /// A test without libtest harness, with `--cfg test`.
    PlainTest,
    BuildScriptRun,
}

impl fmt::Display for MemberCrate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?} of {})", self.crate_name, self.form, self.root)
    }
}

/// What an extern leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExternCrate {
    /// `name-version`, as the hub spells it.
    ThirdParty(String),
    Member(MemberCrate),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extern {
    /// The name that code uses.
    pub name: String,
    pub to: ExternCrate,
    /// Whether it is of the exec configuration.
    pub exec: bool,
}

impl fmt::Display for Extern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = configuration(self.exec);
        match &self.to {
            ExternCrate::ThirdParty(package) => write!(f, "{package} ({side}) as {}", self.name),
            ExternCrate::Member(own) => write!(f, "{own} ({side}) as {}", self.name),
        }
    }
}

pub fn configuration(exec: bool) -> &'static str {
    if exec { "exec" } else { "target" }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrateValues {
    pub edition: String,
    pub features: BTreeSet<String>,
    /// Of a run of a build script: those of the script.
    pub externs: BTreeSet<Extern>,
}

/// The crates with their values, by whether they are in the exec configuration.
pub type ExpectedMembers = BTreeMap<(MemberCrate, bool), CrateValues>;

type SideUnits = BTreeMap<UnitName, MemberUnit>;

/// cargo's unit graphs of a workspace. The names are those of docs/host-and-target.md.
pub struct CargoTargets {
    bazel_root: PathBuf,
    /// target(P), and what cargo is asked for there.
    targets: BTreeMap<&'static str, (SideUnits, BTreeSet<UnitName>)>,
    /// host(H) over all chosen targets.
    hosts: BTreeMap<&'static str, SideUnits>,
    /// Tests that `--all-targets` builds for `cargo bench` alone: `test = false`, of anything but a bench. In Bazel, only benches are
    /// benched.
    bench_only: BTreeSet<UnitName>,
}

impl CargoTargets {
    /// `features`: `MEMBER=FEATURES`, if a member does not have its default ones.
    pub fn read(bazel_root: &Path, cargo_dir: &Path, features: Option<&str>) -> CargoTargets {
        let declarations = Declarations::of_workspace(cargo_dir).unwrap_or_else(|error| panic!("{error}"));
        let features = features.map(|text| crate::read_features(&declarations, text));
        let asked = Selection { features: features.as_ref(), ..Selection::default() };
        let _edited = features.as_ref().map(EditedManifests::new);
        let members = declarations.members().into_iter().map(|member| member.id).collect();
        let reader = UnitReader::new(&members);
        let mut found = CargoTargets {
            bazel_root: bazel_root.to_path_buf(),
            targets: BTreeMap::new(),
            hosts: BTreeMap::new(),
            bench_only: BTreeSet::new(),
        };
        for host in TRIPLES {
            for target in TRIPLES {
                let printed = cargo::unit_graph(cargo_dir, asked, (host, target), Mode::AllTargets);
                let mut graph = reader.read(&printed.unwrap_or_else(|error| panic!("{error}")));
                found.bench_only.extend(graph.bench_only);
                let own = found.hosts.entry(host).or_default();
                for (name, unit) in graph.host {
                    match own.get_mut(&name) {
                        Some(known) => known.join(unit),
                        None => drop(own.insert(name, unit)),
                    }
                }
                if host == EXEC {
                    graph.roots.retain(|name| !found.bench_only.contains(name));
                    found.targets.insert(target, (graph.target, graph.roots));
                }
            }
        }
        found
    }

    /// What Bazel should have actions for, where all targets of the members are built for a platform.
    pub fn expected(&self, mode: &str, platform: &str) -> ExpectedMembers {
        let mut expected = ExpectedMembers::new();
        let mut left: Vec<(UnitName, bool)> =
            self.targets[platform].1.iter().map(|name| (name.clone(), false)).collect();
        let mut seen: BTreeSet<(UnitName, bool)> = left.iter().cloned().collect();
        while let Some((name, exec)) = left.pop() {
            let unit = self.unit(&name, exec, mode, platform);
            if unit.member {
                for own in self.crates(&name, &unit) {
                    expected.insert((own, exec), self.values(&name, &unit, exec));
                }
            }
            for dependency in &unit.dependencies {
                let next = (dependency.to.clone(), exec || dependency.exec);
                if seen.insert(next.clone()) {
                    left.push(next);
                }
            }
        }
        expected
    }

    /// A member has one target for both sides. In the exec configuration it has what cargo's sides have together; in
    /// the target configuration what the target side has, or the host side if its package is not built for the target.
    fn unit(&self, name: &UnitName, exec: bool, mode: &str, platform: &str) -> MemberUnit {
        let platform = if exec { EXEC } else { platform };
        let target = self.targets[platform].0.get(name);
        let host = self.hosts[platform].get(name);
        match (target, host) {
            (Some(target), Some(host)) if exec || mode == "union" => {
                let mut unit = target.clone();
                unit.join(host.clone());
                unit
            }
            (Some(unit), _) | (None, Some(unit)) => unit.clone(),
            (None, None) => panic!("cargo does not build {name:?} for {platform}"),
        }
    }

    fn crates(&self, name: &UnitName, unit: &MemberUnit) -> Vec<MemberCrate> {
        let forms = match name.mode {
            UnitMode::Run => vec![CrateForm::BuildScriptRun],
            UnitMode::Test if unit.harness => vec![CrateForm::Test],
            UnitMode::Test => vec![CrateForm::PlainTest],
            UnitMode::Build => unit.crate_types.iter().map(|kind| form_of(kind)).collect(),
        };
        let own = |form| MemberCrate {
            root: self.relative(&name.root),
            crate_name: name.target.replace('-', "_"),
            form,
        };
        forms.into_iter().map(own).collect()
    }

    fn relative(&self, root: &Path) -> String {
        root.strip_prefix(&self.bazel_root).unwrap_or(root).to_string_lossy().into_owned()
    }

    fn values(&self, name: &UnitName, unit: &MemberUnit, exec: bool) -> CrateValues {
        let linked = unit.dependencies.iter().filter(|dependency| dependency.linked);
        let end = |dependency: &UnitDependency| match &dependency.third_party {
            Some(package) => ExternCrate::ThirdParty(package.clone()),
            None => ExternCrate::Member(MemberCrate {
                root: self.relative(&dependency.to.root),
                crate_name: dependency.to.target.replace('-', "_"),
                form: if dependency.proc_macro { CrateForm::ProcMacro } else { CrateForm::Library },
            }),
        };
        let externs = linked.map(|dependency| Extern {
            name: dependency.extern_name.clone(),
            to: end(dependency),
            exec: exec || dependency.exec || name.mode == UnitMode::Run,
        });
        CrateValues {
            edition: unit.edition.clone(),
            features: unit.features.clone(),
            externs: externs.collect(),
        }
    }
}

/// rules_rust has no rule for a dylib: it is a library there.
fn form_of(crate_type: &str) -> CrateForm {
    match crate_type {
        "lib" | "rlib" | "dylib" => CrateForm::Library,
        "proc-macro" => CrateForm::ProcMacro,
        "cdylib" => CrateForm::Cdylib,
        "staticlib" => CrateForm::Staticlib,
        "bin" => CrateForm::Binary,
        other => panic!("the crate type {other}"),
    }
}

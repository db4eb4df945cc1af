//! Source crates: libraries that give files of their own to programs that run during the build. They find them by the
//! folder in which they were compiled (`env!("CARGO_MANIFEST_DIR")`).
//!
//! In Bazel, that folder must be relative to where the code runs, and the files must be inputs of that action. This
//! module finds the source crates, and the build scripts that may run their code.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::fields::Field;
use crate::resolve::packages::{DependencyKind, LockedPackage, PackageIx};
use crate::resolve::source_facts::FolderText;

use super::dep_labels::linked_deps;
use super::package_annotations::PackageAnnotations;
use super::plan_input::PlanInput;
use super::rules::ToolConfiguration;

#[derive(Debug, Default)]
pub struct SourceCrates {
    run_by: BTreeMap<PackageIx, ToolConfiguration>,
    /// By package: the source crates whose code its build script may run.
    of_scripts: BTreeMap<PackageIx, Vec<PackageIx>>,
}

impl SourceCrates {
    pub fn new(input: &PlanInput<'_>) -> SourceCrates {
        let list = &input.packages.list;
        let mut crates = SourceCrates::default();
        if !list.iter().any(|package| folder_text(package).in_code) {
            return crates;
        }
        let hand_out =
            |found: BTreeSet<PackageIx>| found.into_iter().filter(|ix| may_hand_out_folder(input, *ix));
        for (ix, package) in list.iter().enumerate() {
            if package.is_proc_macro() && !package.member {
                let found = with_dependencies(input, vec![ix]);
                crates.run_by.extend(hand_out(found).map(|ix| (ix, ToolConfiguration::ProcMacros)));
            }
        }
        for (ix, _) in list.iter().enumerate().filter(|(_, package)| package.has_build_script()) {
            let linked = linked_packages(input, ix, DependencyKind::Build)
                .into_iter()
                .filter(|ix| !list[*ix].is_proc_macro());
            let found: Vec<PackageIx> = hand_out(with_dependencies(input, linked.collect())).collect();
            if !found.is_empty() {
                crates.run_by.extend(found.iter().map(|ix| (*ix, ToolConfiguration::BuildScripts)));
                crates.of_scripts.insert(ix, found);
            }
        }
        crates
    }

    /// `None` for a package that is not a source crate.
    pub fn configuration_of_tool(&self, ix: PackageIx) -> Option<ToolConfiguration> {
        self.run_by.get(&ix).copied()
    }

    pub fn crates_of_script(&self, ix: PackageIx) -> &[PackageIx] {
        self.of_scripts.get(&ix).map_or(&[], Vec::as_slice)
    }
}

/// The packages that a package links on any platform.
fn linked_packages(input: &PlanInput<'_>, ix: PackageIx, kind: DependencyKind) -> Vec<PackageIx> {
    let node = &input.graph.nodes[ix];
    let linked = node.values().flat_map(|values| linked_deps(input, ix, values));
    linked.filter(|linked| linked.dependency.kind == kind).map(|linked| linked.ix).collect()
}

/// These packages and their dependencies. The dependencies of a proc macro run within that macro, and not in a build
/// script that links code which the macro generated.
fn with_dependencies(input: &PlanInput<'_>, mut pending: Vec<PackageIx>) -> BTreeSet<PackageIx> {
    let mut found = BTreeSet::new();
    while let Some(ix) = pending.pop() {
        if found.insert(ix) {
            let linked = linked_packages(input, ix, DependencyKind::Normal);
            pending.extend(linked.into_iter().filter(|ix| !input.packages.list[*ix].is_proc_macro()));
        }
    }
    found
}

/// Whether a package can get another folder than the one in which rustc compiles it. Nothing except its own code may
/// read the variable.
fn may_hand_out_folder(input: &PlanInput<'_>, ix: PackageIx) -> bool {
    let package = &input.packages.list[ix];
    let annotations = PackageAnnotations { input, ix };
    let users = [Field::RustcEnv, Field::OverrideTargetLib, Field::OverrideTargetProcMacro];
    let is_users = users.iter().any(|field| match field {
        Field::RustcEnv => annotations.keys(*field).contains("CARGO_MANIFEST_DIR"),
        _ => annotations.texts(*field).next().is_some(),
    });
    let own = folder_text(package);
    if !own.in_code || own.in_include || package.member || is_users {
        return false;
    }
    let macros = linked_packages(input, ix, DependencyKind::Normal).into_iter();
    let macros = macros.filter(|ix| input.packages.list[*ix].is_proc_macro()).collect();
    !with_dependencies(input, macros).into_iter().any(|ix| folder_text(&input.packages.list[ix]).at_run_time)
}

/// How the package's code uses its folder.
fn folder_text(package: &LockedPackage) -> FolderText {
    package.text.folder.unwrap_or_default()
}

//! Which packages Bazel cannot build in the target configuration as Cargo builds them: Cargo builds them only for the
//! host, but in the target configuration something that they link would have the features of the target.
//!
//! Such packages exist only in the mode that distinguishes the two configurations.

use std::collections::BTreeMap;

use crate::input::HostFeatures;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{DependencyKind, PackageIx};

use super::plan_input::PlanInput;

#[derive(Debug)]
pub struct ExecOnly {
    /// By package: whether it, or something that it links, differs between the two configurations of a host.
    differs: Vec<bool>,
}

impl ExecOnly {
    pub fn find(input: &PlanInput<'_>) -> ExecOnly {
        let list = &input.packages.list;
        if input.config.features.host != HostFeatures::TargetExact {
            return ExecOnly { differs: vec![false; list.len()] };
        }
        let mut differs: Vec<bool> = (0..list.len()).map(|ix| is_split(input, ix)).collect();
        let mut dependents: BTreeMap<PackageIx, Vec<PackageIx>> = BTreeMap::new();
        for (ix, node) in input.graph.nodes.iter().enumerate() {
            for values in node.values() {
                // Proc macros and build scripts are always built in the exec configuration.
                let linked = list[ix].dependencies.iter().zip(&values.edges);
                let linked = linked
                    .filter(|(own, edge)| own.kind == DependencyKind::Normal && !edge.platforms.is_empty());
                let linked = linked.filter_map(|(dependency, _)| dependency.package);
                for child in linked.filter(|child| !list[*child].is_proc_macro()) {
                    dependents.entry(child).or_default().push(ix);
                }
            }
        }
        let mut queue: Vec<PackageIx> = (0..list.len()).filter(|ix| differs[*ix]).collect();
        while let Some(ix) = queue.pop() {
            for dependent in dependents.get(&ix).into_iter().flatten() {
                if !std::mem::replace(&mut differs[*dependent], true) {
                    queue.push(*dependent);
                }
            }
        }
        ExecOnly { differs }
    }

    /// Whether the library of a package may be built only in the exec configuration.
    pub fn has_library(&self, input: &PlanInput<'_>, ix: PackageIx) -> bool {
        self.differs[ix] && input.packages.list[ix].is_proc_macro()
    }

    /// The same for the binaries: those of a package that Cargo does not build for any target.
    pub fn has_binaries(&self, input: &PlanInput<'_>, ix: PackageIx) -> bool {
        self.differs[ix] && input.graph.nodes[ix].own.needed.target == 0
    }
}

/// Whether a value of a package differs between the two configurations of some host.
fn is_split(input: &PlanInput<'_>, ix: PackageIx) -> bool {
    let differs = |set: PlatformSet| (set.target ^ set.exec) & input.graph.hosts != 0;
    input.graph.nodes[ix].values().any(|values| {
        let features = values.features.iter().any(|(_, on)| differs(*on));
        features || values.edges.iter().any(|edge| differs(edge.platforms))
    })
}

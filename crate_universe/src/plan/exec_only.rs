//! Which packages cannot be built in the target configuration as Cargo builds them: there, something that they link has the
//! features of the target, while Cargo builds them for the host alone. Takes what the graph states, gives flags. Only the mode
//! that tells the two configurations apart has such packages.

use std::collections::BTreeMap;

use crate::input::HostFeatures;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{DependencyKind, PackageIx};

use super::plan_input::PlanInput;

#[derive(Debug)]
pub struct ExecOnly {
    /// By package: whether it, or something that it links, is not the same in both configurations of a host.
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
                // Proc macros and build scripts are built in the exec configuration, whoever asks.
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

    /// Whether the library of a package is for the exec configuration alone.
    pub fn has_library(&self, input: &PlanInput<'_>, ix: PackageIx) -> bool {
        self.differs[ix] && input.packages.list[ix].is_proc_macro()
    }

    /// Whether the binaries are: those of a package that Cargo builds for no target.
    pub fn has_binaries(&self, input: &PlanInput<'_>, ix: PackageIx) -> bool {
        self.differs[ix] && input.graph.nodes[ix].own.needed.target == 0
    }
}

/// Whether a value of a package is not the same in both configurations of some host.
fn is_split(input: &PlanInput<'_>, ix: PackageIx) -> bool {
    let differs = |set: PlatformSet| (set.target ^ set.exec) & input.graph.hosts != 0;
    input.graph.nodes[ix].values().any(|values| {
        let features = values.features.iter().any(|(_, on)| differs(*on));
        features || values.edges.iter().any(|edge| differs(edge.platforms))
    })
}

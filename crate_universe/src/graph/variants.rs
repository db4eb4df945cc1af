//! Which instances need a second target for hosts: those that Cargo compiles twice for one platform, because their
//! own values or those of a dependency differ between the two sides.

use crate::resolve::packages::{DependencyKind, LockedPackages};

use super::member_views::{InstanceIx, MergedPackage, PackageInstances};

pub fn find_variants(packages: &LockedPackages, instances: &PackageInstances) -> Vec<bool> {
    let list = &instances.list;
    let is_member = |ix: InstanceIx| packages.list[list[ix].package].member;
    let mut found: Vec<bool> =
        (0..list.len()).map(|ix| !is_member(ix) && differs_by_side(&list[ix].merged)).collect();
    let mut dependents: Vec<Vec<InstanceIx>> = vec![Vec::new(); list.len()];
    for (ix, instance) in list.iter().enumerate().filter(|(ix, _)| !is_member(*ix)) {
        let dependencies = &packages.list[instance.package].dependencies;
        for (dependency, on) in dependencies.iter().zip(&instance.merged.edges) {
            // Build-dependencies do not count: a build script links what is built for the host, on either side.
            match (dependency.package, dependency.kind) {
                (Some(child), DependencyKind::Normal) if on.target & on.host != 0 => {
                    dependents[instances.child_instance(ix, child)].push(ix);
                }
                _ => {}
            }
        }
    }
    let mut queue: Vec<InstanceIx> = (0..list.len()).filter(|ix| found[*ix]).collect();
    while let Some(ix) = queue.pop() {
        for dependent in &dependents[ix] {
            if !found[*dependent] {
                found[*dependent] = true;
                queue.push(*dependent);
            }
        }
    }
    found
}

/// Whether a value differs between the two sides, on a platform for which the package is built on both.
fn differs_by_side(merged: &MergedPackage) -> bool {
    let both = merged.built.target & merged.built.host;
    let mut values = merged.features.iter().chain(&merged.edges);
    values.any(|on| (on.target ^ on.host) & both != 0)
}

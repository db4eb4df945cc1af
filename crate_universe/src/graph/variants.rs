//! Which instances need a second target for hosts. Takes both sides of every instance by platform, gives a flag for each:
//! where Cargo compiles a package twice for one platform, because its own values differ or those of a dependency do.

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
            // A build script links what is built for the host, whichever side it belongs to.
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

/// Whether a value of the package is not the same on both sides of a platform that it is built for on both.
fn differs_by_side(merged: &MergedPackage) -> bool {
    let both = merged.built.target & merged.built.host;
    let mut values = merged.features.iter().chain(&merged.edges);
    values.any(|on| (on.target ^ on.host) & both != 0)
}

//! Which packages need a second target for hosts. Takes both sides of every package by platform, gives a flag for each:
//! where Cargo compiles a package twice for one platform, because its own values differ or those of a dependency do.

use crate::resolve::packages::{Kind, PackageIx, Packages};

use super::stated::Merged;

pub fn find(packages: &Packages, merged: &[Merged]) -> Vec<bool> {
    let mut found: Vec<bool> =
        (0..merged.len()).map(|ix| !packages.list[ix].member && differs(&merged[ix])).collect();
    let mut dependents: Vec<Vec<PackageIx>> = vec![Vec::new(); merged.len()];
    for (ix, package) in packages.list.iter().enumerate().filter(|(_, package)| !package.member) {
        for (dependency, on) in package.dependencies.iter().zip(&merged[ix].edges) {
            // A build script links what is built for the host, whichever side it belongs to.
            match (dependency.package, dependency.kind) {
                (Some(child), Kind::Normal) if on.target & on.host != 0 => dependents[child].push(ix),
                _ => {}
            }
        }
    }
    let mut queue: Vec<PackageIx> = (0..merged.len()).filter(|ix| found[*ix]).collect();
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
fn differs(merged: &Merged) -> bool {
    let both = merged.built.target & merged.built.host;
    let mut values = merged.features.iter().chain(&merged.edges);
    values.any(|on| (on.target ^ on.host) & both != 0)
}

//! Whether Cargo.lock is up to date, as `cargo --locked` would decide, but without cargo.
//!
//! Cargo locks for all features of the members, all platforms and all kinds of dependencies, with one set of features
//! for each package. So this runs the solver in one more mode, and reports locked packages that are missing or
//! superfluous.

use std::collections::BTreeSet;

use crate::resolve::packages::{DependencyKind, LockedDependency, LockedPackage, LockedPackages, PackageIx};
use crate::resolve::stale_reason::StaleReason;

use super::bits::PlatformBits;
use super::features::{self, TestsCounted, UnitSide};
use super::roots::RootPackages;
use super::tables;

/// What is wrong with Cargo.lock. Empty if it is up to date, or if cargo itself has checked it.
pub fn find_problems(packages: &LockedPackages) -> Vec<StaleReason> {
    if packages.list.iter().any(|package| package.locked.is_none()) {
        return Vec::new();
    }
    let bits = PlatformBits::without_platform();
    let tables = tables::build_tables(packages, &bits, None);
    let features =
        features::solve(packages, &tables, &bits, &RootPackages::all_members(packages), TestsCounted::Lock);
    // Problems of path packages come first: they explain the problems of all others.
    let (mut own, mut problems) = (Vec::new(), Vec::new());
    for (ix, package) in packages.list.iter().enumerate() {
        let state = features.state(ix, UnitSide::Target);
        let id = &package.id;
        if state.active == 0 {
            problems.push(StaleReason::Unrequired(id.clone()));
            continue;
        }
        let mut needed: BTreeSet<PackageIx> = BTreeSet::new();
        for (declared, dependency) in tables[ix].declared.iter().zip(&package.dependencies) {
            let counts = dependency.kind != DependencyKind::Dev || package.member;
            let on = !declared.optional || state.optional[declared.name] != 0;
            match dependency.package {
                Some(child) if counts && on => drop(needed.insert(child)),
                None if counts && on && id.source.is_path() => {
                    own.push(missing_dependency(package, dependency))
                }
                None if counts && on => problems.push(missing_dependency(package, dependency)),
                _ => {}
            }
        }
        for extra in package.locked.iter().flatten().filter(|locked| !needed.contains(locked)) {
            let dependency = packages.list[*extra].id.clone();
            problems.push(StaleReason::FormerDependency { package: id.clone(), dependency });
        }
    }
    own.append(&mut problems);
    own
}

fn missing_dependency(package: &LockedPackage, dependency: &LockedDependency) -> StaleReason {
    let is_users = package.id.source.is_path();
    StaleReason::Dependency {
        package: package.id.name.clone(),
        version: package.id.version.clone(),
        dependency: dependency.name.clone(),
        requirement: dependency.requirement.as_ref().map(ToString::to_string),
        manifest: is_users.then(|| package.dir.join("Cargo.toml")),
    }
}

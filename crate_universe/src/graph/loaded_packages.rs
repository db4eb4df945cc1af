//! Which packages cargo loads when it builds for a chosen platform. Cargo loads packages before it knows features:
//! all locked packages, except those that only other platforms need.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::resolve::packages::{DependencyKind, LockedPackages, PackageIx};

use super::bits::PlatformBits;

pub fn packages_cargo_loads(packages: &LockedPackages, bits: &PlatformBits) -> Result<BTreeSet<PackageIx>> {
    let conditions = bits.evaluate_conditions(packages)?;
    let holds = |platform: &String| conditions.get(platform).is_none_or(|on| on.target | on.host != 0);
    let mut pending: Vec<PackageIx> =
        (0..packages.list.len()).filter(|ix| packages.list[*ix].member).collect();
    let mut opened = BTreeSet::new();
    while let Some(ix) = pending.pop() {
        if !opened.insert(ix) {
            continue;
        }
        let package = &packages.list[ix];
        let counts =
            package.dependencies.iter().filter(|own| own.kind != DependencyKind::Dev || package.member);
        let named: BTreeSet<PackageIx> = counts.clone().filter_map(|own| own.package).collect();
        let here = counts.filter(|own| own.platform.as_ref().is_none_or(holds));
        pending.extend(here.filter_map(|own| own.package));
        // A locked package without a library may belong to no declaration.
        pending.extend(package.locked.iter().flatten().filter(|ix| !named.contains(ix)));
    }
    Ok(opened)
}

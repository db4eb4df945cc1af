//! Packages that one package depends on under two names, which is an error in cargo.
//!
//! The code of a package may know another package by one name only, across all kinds and conditions. Cargo checks
//! this when it links the package, so it accepts a manifest where at most one of the names is on.

use crate::error::{Code, Error, Result};
use crate::resolve::packages::{LockedPackages, PackageIx};

use super::bits::BitMask;
use super::built_units::BuiltUnits;
use super::features::SIDES;
use super::tables::SolverPackage;

/// `tables`: without the declarations that are not in cargo's own dependency graph.
pub fn check_extern_names(
    packages: &LockedPackages,
    tables: &[SolverPackage<'_>],
    built: &BuiltUnits,
) -> Result<()> {
    for (ix, table) in tables.iter().enumerate() {
        for (place, declared) in table.declared.iter().enumerate() {
            let Some(child) = declared.package else { continue };
            let linked = SIDES.into_iter().fold(0, |on, side| on | built.unit(ix, side).edges[place]);
            if let Some(other) = other_name(packages, table, (ix, child), (place, linked)) {
                let own = &packages.list[ix].dependencies[place].extern_name;
                return Err(two_names_error(packages, (ix, child), [own, other]));
            }
        }
    }
    Ok(())
}

/// Another name for the package of a declaration, where that one is linked.
fn other_name<'a>(
    packages: &'a LockedPackages,
    table: &SolverPackage<'_>,
    (ix, child): (PackageIx, PackageIx),
    (place, linked): (usize, BitMask),
) -> Option<&'a str> {
    let dependencies = &packages.list[ix].dependencies;
    let own = &dependencies[place].extern_name;
    let same = table
        .declared
        .iter()
        .zip(dependencies)
        .filter(|(other, _)| other.package == Some(child) && other.drawn & linked != 0);
    same.map(|(_, other)| &other.extern_name).find(|other| *other != own).map(String::as_str)
}

fn two_names_error(
    packages: &LockedPackages,
    (ix, child): (PackageIx, PackageIx),
    names: [&str; 2],
) -> Error {
    let (package, child) = (&packages.list[ix], &packages.list[child]);
    let [one, other] = names;
    let what = format!("{} depends on {} under two names: `{one}` and `{other}`", package.id, child.id);
    let error =
        Error::new(Code::ManifestSyntax, what).help("use one name for it in all tables of that manifest");
    match package.id.source.is_path() {
        true => error.at_path(&package.dir.join("Cargo.toml")),
        false => error,
    }
}

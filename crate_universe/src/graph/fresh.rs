//! Whether Cargo.lock is what cargo would write: the answer of `cargo --locked`, without cargo. Takes packages with
//! their locked edges, gives what is missing or too much. Cargo locks for all features of the members, all platforms
//! and all kinds, with one set of features a package; that is one more reading of the solver.

use std::collections::BTreeSet;

use crate::resolve::packages::{Kind, PackageIx, Packages};

use super::bits::Bits;
use super::features::{self, Counted, Side};
use super::tables;

/// Sentences that say what is wrong with the lock; none where it is fresh, or where cargo has checked it.
pub fn problems(packages: &Packages) -> Vec<String> {
    if packages.list.iter().any(|package| package.locked.is_none()) {
        return Vec::new();
    }
    let bits = Bits::one();
    let tables = tables::tables(packages, &bits, &Default::default());
    let features = features::solve(packages, &tables, &bits, Counted::Lock);
    let mut problems = Vec::new();
    for (ix, package) in packages.list.iter().enumerate() {
        let state = features.of(ix, Side::Target);
        let id = &package.id;
        if state.active == 0 {
            problems.push(format!("{} {} is locked, and nothing needs it any more", id.name, id.version));
            continue;
        }
        let mut needed: BTreeSet<PackageIx> = BTreeSet::new();
        for (declared, dependency) in tables[ix].declared.iter().zip(&package.dependencies) {
            let counts = dependency.kind != Kind::Dev || package.member;
            let on = !declared.optional || state.optional[declared.name] != 0;
            match dependency.package {
                Some(child) if counts && on => drop(needed.insert(child)),
                None if counts && on => {
                    problems.push(format!(
                        "{} {} wants {}, which is not locked for it",
                        id.name, id.version, dependency.name
                    ));
                }
                _ => {}
            }
        }
        for extra in package.locked.iter().flatten().filter(|locked| !needed.contains(locked)) {
            let locked = &packages.list[*extra].id;
            problems.push(format!(
                "{} {} does not need {} {} any more",
                id.name, id.version, locked.name, locked.version
            ));
        }
    }
    // What users wrote themselves explains what is wrong with what they did not write.
    problems.sort_by_key(|problem| {
        !packages.list.iter().any(|package| {
            package.id.source.is_none()
                && problem.starts_with(&format!("{} {} wants", package.id.name, package.id.version))
        })
    });
    problems
}

//! Packages that lead to each other, which cargo refuses. Takes packages, tells whether there are any; a dev-dependency
//! leads nowhere, since only tests link it.

use crate::resolve::packages::{Kind, Package, PackageIx};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

pub fn exists(list: &[Package]) -> bool {
    let mut marks = vec![Mark::New; list.len()];
    for root in 0..list.len() {
        // Each entry is a package and its dependencies that are still to be followed.
        let mut path: Vec<(PackageIx, Vec<PackageIx>)> = Vec::new();
        if marks[root] == Mark::New {
            marks[root] = Mark::Open;
            path.push((root, linked(&list[root])));
        }
        while let Some((ix, pending)) = path.last_mut() {
            match pending.pop() {
                Some(next) if marks[next] == Mark::Open => return true,
                Some(next) if marks[next] == Mark::New => {
                    marks[next] = Mark::Open;
                    path.push((next, linked(&list[next])));
                }
                Some(_) => {}
                None => {
                    marks[*ix] = Mark::Done;
                    path.pop();
                }
            }
        }
    }
    false
}

fn linked(package: &Package) -> Vec<PackageIx> {
    let linked = package.dependencies.iter().filter(|dependency| dependency.kind != Kind::Dev);
    linked.filter_map(|dependency| dependency.package).collect()
}

//! Finds what cargo rejects even if the Cargo.lock fits, such as dependency cycles and missing features, so that cargo
//! reports it. Dev-dependencies are not part of cycles, because only tests link them.

use std::collections::BTreeSet;

use crate::resolve::packages::{DependencyKind, LockedPackage, PackageIx};

/// The first reason to let cargo decide; `None` if cargo would not reject the packages.
pub fn fallback_reason(list: &[LockedPackage]) -> Option<&'static str> {
    if list.iter().filter(|package| is_unchecked(package)).any(is_refused) {
        return Some("a manifest that cargo may reject");
    }
    if list.iter().any(|package| lacks_feature(package, list)) {
        return Some("a requested feature does not exist");
    }
    has_cycle(list).then_some("packages depend on each other in a cycle")
}

/// A registry has already checked its packages; only their dependents can use them wrongly.
fn is_unchecked(package: &LockedPackage) -> bool {
    package.checksum.is_none()
}

/// Cargo's checks of a manifest before it resolves dependencies, if nothing else here makes them.
fn is_refused(package: &LockedPackage) -> bool {
    const EDITIONS: [&str; 4] = ["2015", "2018", "2021", "2024"];
    let word =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_+.".contains(c));
    let mut seen = BTreeSet::new();
    package.targets.is_empty()
        || !word(&package.id.name)
        || package.targets.iter().any(|target| !EDITIONS.contains(&target.edition.as_str()))
        || package.targets.iter().any(|target| !seen.insert((target.kind, target.name.as_str())))
        || (package.links.is_some() && !package.has_build_script())
        || package.features.keys().any(|feature| !word(feature))
        || package.about.rust_version.as_ref().is_some_and(|version| !version.starts_with(char::is_numeric))
}

/// See <https://doc.rust-lang.org/cargo/reference/features.html>.
fn lacks_feature(package: &LockedPackage, list: &[LockedPackage]) -> bool {
    let dependency = |name: &str| package.dependencies.iter().any(|dependency| dependency.name == name);
    // Cargo resolves a lock with all features of the members.
    let child_lacks = |name: &str, feature: &str| {
        let named = package.dependencies.iter().filter(|dependency| dependency.name == name);
        let mut children = named.filter_map(|dependency| dependency.package);
        children.any(|child| !list[child].features.contains_key(feature))
    };
    let unknown = |feature: &str, value: &str| match (value.strip_prefix("dep:"), value.split_once('/')) {
        (Some(name), _) => !dependency(name),
        (None, Some((name, feature))) => {
            let name = name.trim_end_matches('?');
            !dependency(name) || package.member && child_lacks(name, feature)
        }
        (None, None) => value == feature || !package.features.contains_key(value),
    };
    let mut own = package.features.iter().filter(|_| is_unchecked(package));
    own.any(|(feature, values)| values.iter().any(|value| unknown(feature, value)))
        || package.dependencies.iter().any(|dependency| {
            let child =
                dependency.package.filter(|_| dependency.kind != DependencyKind::Dev || package.member);
            child.is_some_and(|child| {
                dependency.features.iter().any(|feature| !list[child].features.contains_key(feature))
            })
        })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum VisitMark {
    New,
    Open,
    Done,
}

fn has_cycle(list: &[LockedPackage]) -> bool {
    let mut marks = vec![VisitMark::New; list.len()];
    for root in 0..list.len() {
        // Each entry is a package, and its dependencies that are still to be visited.
        let mut path: Vec<(PackageIx, Vec<PackageIx>)> = Vec::new();
        if marks[root] == VisitMark::New {
            marks[root] = VisitMark::Open;
            path.push((root, linked_packages(&list[root])));
        }
        while let Some((ix, pending)) = path.last_mut() {
            match pending.pop() {
                Some(next) if marks[next] == VisitMark::Open => return true,
                Some(next) if marks[next] == VisitMark::New => {
                    marks[next] = VisitMark::Open;
                    path.push((next, linked_packages(&list[next])));
                }
                Some(_) => {}
                None => {
                    marks[*ix] = VisitMark::Done;
                    path.pop();
                }
            }
        }
    }
    false
}

fn linked_packages(package: &LockedPackage) -> Vec<PackageIx> {
    let linked = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Dev);
    linked.filter_map(|dependency| dependency.package).collect()
}

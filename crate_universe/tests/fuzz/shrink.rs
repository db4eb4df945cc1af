//! Shrinks a workspace on which cargo and the program differ: removes one part after the other as long as
//! they still differ.

use super::model::{LibraryKind, RandomPackage, RandomWorkspace, WorkspaceMembership};

/// More attempts than any failing case has needed; each is a handful of cargo runs.
const ATTEMPTS: usize = 400;

pub fn shrink(
    mut workspace: RandomWorkspace,
    mut differs: impl FnMut(&RandomWorkspace) -> bool,
) -> RandomWorkspace {
    let mut attempts = 0;
    loop {
        let before = attempts;
        let mut smaller = false;
        for package in 0..workspace.packages.len() {
            let mut at = 0;
            while let Some(candidate) = without(&workspace, package, at) {
                attempts += 1;
                if attempts > ATTEMPTS {
                    return workspace;
                }
                if differs(&candidate) {
                    workspace = candidate;
                    smaller = true;
                } else {
                    at += 1;
                }
            }
        }
        if !smaller || attempts == before {
            return workspace;
        }
    }
}

/// The workspace without the `at`th thing that can be taken from a package; none when there are no more.
fn without(workspace: &RandomWorkspace, package: usize, at: usize) -> Option<RandomWorkspace> {
    let mut candidate = workspace.clone();
    let needed = workspace
        .packages
        .iter()
        .flat_map(|other| &other.dependencies)
        .any(|dependency| dependency.to == package);
    if !needed
        && matches!(
            workspace.packages[package].place,
            WorkspaceMembership::Member | WorkspaceMembership::Excluded | WorkspaceMembership::Outside
        )
    {
        if at == 0 {
            candidate.packages[package].place = WorkspaceMembership::Absent;
            candidate.packages[package].dependencies.clear();
            return Some(candidate);
        }
        take(&mut candidate.packages[package], at - 1)?;
        return Some(candidate);
    }
    if workspace.packages[package].place == WorkspaceMembership::Absent {
        return None;
    }
    take(&mut candidate.packages[package], at)?;
    Some(candidate)
}

fn take(package: &mut RandomPackage, mut at: usize) -> Option<()> {
    if at < package.dependencies.len() {
        let gone = package.dependencies.remove(at);
        if !package.dependencies.iter().any(|dependency| dependency.key == gone.key) {
            forget(package, &gone.key);
        }
        return Some(());
    }
    at -= package.dependencies.len();
    if at < package.targets.len() && (package.library != LibraryKind::Missing || package.targets.len() > 1) {
        package.targets.remove(at);
        return Some(());
    }
    at = at.checked_sub(package.targets.len())?;
    for (_, values) in &mut package.features {
        if at < values.len() {
            values.remove(at);
            return Some(());
        }
        at -= values.len();
    }
    for dependency in &mut package.dependencies {
        if at < dependency.features.len() {
            dependency.features.remove(at);
            return Some(());
        }
        at -= dependency.features.len();
    }
    if at < package.features.len() {
        package.features.remove(at);
        return Some(());
    }
    at -= package.features.len();
    (at == 0 && package.build_script).then(|| {
        package.build_script = false;
        package.links = false;
    })
}

/// Values that name a dependency which is no longer there would be rejected.
fn forget(package: &mut RandomPackage, key: &str) {
    let names = |value: &str| {
        let name = value.strip_prefix("dep:").unwrap_or(value);
        name.split(['/', '?']).next() == Some(key)
    };
    for (_, values) in &mut package.features {
        values.retain(|value| !names(value));
    }
    for target in &mut package.targets {
        target.required_features.retain(|value| !names(value));
    }
}

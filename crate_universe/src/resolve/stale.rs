//! The error for a stale Cargo.lock; names at most three dependencies and the command.

use camino::Utf8Path;
use cargo_metadata as cm;

use crate::disk::is_same_file;
use crate::error::{Code, Error};
use crate::splice::{DIRECT, LocalPackage, SplicedWorkspace};

use super::cargo_lock::entries::CargoLock;
use super::stale_reason::StaleReason;

/// How many dependencies the error names. The command fixes all of them at once.
const NAMED: usize = 3;

/// The error for a stale lock, with the first few notes about its reasons.
pub fn lock_error(lock: &Utf8Path, notes: &[String], repin: &str) -> Error {
    let mut error = Error::new(Code::LockStale, "Cargo.lock is out of date").at_path(lock);
    for text in notes.iter().take(NAMED) {
        error = error.note(text.clone());
    }
    if notes.len() > NAMED {
        error = error.note(format!("and {} more", notes.len() - NAMED));
    }
    error.help(repin)
}

/// The missing packages, according to the members' declarations. If there are none, the changes that cargo would make.
pub fn find_reasons(lock: &CargoLock, members: &cm::Metadata, pending: Vec<String>) -> Vec<StaleReason> {
    let missing = missing_packages(lock, members);
    if missing.is_empty() {
        return pending.into_iter().map(StaleReason::PendingUpdate).collect();
    }
    missing
}

fn missing_packages(lock: &CargoLock, members: &cm::Metadata) -> Vec<StaleReason> {
    let is_locked = |member: &cm::Package| {
        let mut entries = lock.entries_named(&member.name);
        entries.any(|entry| entry.id.version == member.version && entry.id.source.is_path())
    };
    let missing = members.packages.iter().filter(|member| !is_locked(member));
    let missing = missing.map(|member| StaleReason::MissingMember {
        name: member.name.to_string(),
        version: member.version.clone(),
    });
    missing.chain(unlocked_dependencies(lock, members, |_| true)).collect()
}

/// The dependencies of members that the lock lacks, among those that count.
pub fn unlocked_dependencies(
    lock: &CargoLock,
    members: &cm::Metadata,
    counts: impl Fn(&cm::Dependency) -> bool,
) -> Vec<StaleReason> {
    let wanted = members
        .packages
        .iter()
        .flat_map(|member| member.dependencies.iter().map(move |wanted| (member, wanted)));
    let is_locked = |wanted: &cm::Dependency| {
        lock.entries_named(&wanted.name).any(|entry| wanted.req.matches(&entry.id.version))
    };
    let missing = wanted.filter(|(_, wanted)| counts(wanted) && !is_locked(wanted));
    missing
        .map(|(member, wanted)| StaleReason::Dependency {
            package: member.name.to_string(),
            version: member.version.clone(),
            dependency: wanted.name.clone(),
            requirement: Some(wanted.req.to_string()),
            manifest: Some(member.manifest_path.clone()),
        })
        .collect()
}

/// Whether a `crate.spec` declares the dependency: it belongs to the generated package, which no user has written, or
/// to a root package whose manifest does not declare it.
fn is_of_spec(workspace: &SplicedWorkspace, reason: &StaleReason) -> bool {
    match reason {
        StaleReason::Dependency { package, dependency, .. } => {
            let mut declaring = workspace.locals.iter().filter(|local| !local.added.is_empty());
            let is_spec =
                || workspace.specs.iter().any(|spec| spec.name == *dependency || spec.package == *dependency);
            let is_named = |local: &LocalPackage| {
                local.manifest.package.as_ref().is_some_and(|own| own.name == *package)
            };
            package == DIRECT || declaring.any(is_named) && is_spec()
        }
        StaleReason::FormerDependency { package, .. } => package.name == DIRECT,
        StaleReason::MissingMember { name, .. } => name == DIRECT,
        _ => false,
    }
}

/// The error for a lock that is stale for these reasons.
pub fn workspace_error(workspace: &SplicedWorkspace, lock: &Utf8Path, reasons: &[StaleReason]) -> Error {
    let describe = |reason: &StaleReason| match is_of_spec(workspace, reason) {
        true => reason.describe_for_spec(),
        false => reason.to_string(),
    };
    let notes: Vec<String> = reasons.iter().map(describe).collect();
    let cargos_own = workspace.roots.iter().any(|root| is_same_file(lock, &root.dir.join("Cargo.lock")));
    let lacks_spec = reasons
        .iter()
        .any(|reason| matches!(reason, StaleReason::Dependency { .. }) && is_of_spec(workspace, reason));
    if !cargos_own || !lacks_spec {
        return lock_error(lock, &notes, &workspace.repin.to_string());
    }
    let copy = lock.with_file_name("Cargo.crates.lock");
    let help = format!("cp {lock} {copy}, set `cargo_lockfile` to the copy, then {}", workspace.repin);
    lock_error(lock, &notes, &help)
        .note("cargo uses this Cargo.lock as well: it does not know the specs, and would remove them again")
}

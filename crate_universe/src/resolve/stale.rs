//! The error of a stale lock. Takes reasons, or finds them where cargo refused without saying: which dependency of a
//! member the lock does not hold. Gives one error that names at most three of them and the command.

use camino::Utf8Path;
use cargo_metadata as cm;

use crate::error::{Code, Error};
use crate::paths::is_same_file;
use crate::splice::{DIRECT, SplicedWorkspace};

use super::cargo_lock::entries::CargoLock;

/// How many dependencies the error names; the command cures all of them at once.
const NAMED: usize = 3;

/// The error of a stale lock, with the first of its reasons.
pub fn lock_error(lock: &Utf8Path, reasons: &[String], repin: &str) -> Error {
    let mut error = Error::new(Code::LockStale, "Cargo.lock is out of date").at_path(lock);
    for text in reasons.iter().take(NAMED) {
        error = error.note(text.clone());
    }
    if reasons.len() > NAMED {
        error = error.note(format!("and {} more", reasons.len() - NAMED));
    }
    error.help(repin)
}

/// What is missing, as far as the members' declarations tell; else what cargo says that it would change.
pub fn find_reasons(lock: &CargoLock, members: &cm::Metadata, pending: &[String]) -> Vec<String> {
    let missing = missing_packages(lock, members);
    if missing.is_empty() {
        return pending.iter().map(|line| format!("cargo would change Cargo.lock: {line}")).collect();
    }
    missing
}

fn missing_packages(lock: &CargoLock, members: &cm::Metadata) -> Vec<String> {
    let mut texts = Vec::new();
    for member in &members.packages {
        if !lock
            .entries_named(&member.name)
            .any(|entry| entry.id.version == member.version && entry.id.source.is_none())
        {
            texts.push(format!(
                "{} {} is a workspace member, but not in Cargo.lock",
                member.name, member.version
            ));
        }
    }
    texts.extend(unlocked_dependencies(lock, members, |_| true));
    texts
}

/// The dependencies of members that the lock does not hold, of those that count.
pub fn unlocked_dependencies(
    lock: &CargoLock,
    members: &cm::Metadata,
    counts: impl Fn(&cm::Dependency) -> bool,
) -> Vec<String> {
    let wanted = members
        .packages
        .iter()
        .flat_map(|member| member.dependencies.iter().map(move |wanted| (member, wanted)));
    let held = |wanted: &cm::Dependency| {
        lock.entries_named(&wanted.name).any(|entry| wanted.req.matches(&entry.id.version))
    };
    let missing = wanted.filter(|(_, wanted)| counts(wanted) && !held(wanted));
    missing
        .map(|(member, wanted)| {
            format!(
                "{}@{} requires {} {}, which is not locked for it ({})",
                member.name, member.version, wanted.name, wanted.req, member.manifest_path
            )
        })
        .collect()
}

/// A reason about our own package, a name and a manifest that no user has written, is about specs; so is what the root package
/// wants by a spec, which its manifest does not say.
fn explain_reason(workspace: &SplicedWorkspace, reason: &str) -> String {
    let declaring = workspace.locals.iter().filter(|local| !local.added.is_empty());
    let packages = declaring.filter_map(|local| local.manifest.package.as_ref());
    let mut by_spec = packages.filter_map(|package| {
        let (_, wanted) = reason.strip_prefix(&package.name)?.strip_prefix('@')?.split_once(" requires ")?;
        let (name, _) = wanted.split_once([' ', ','])?;
        let is_spec = workspace.specs.iter().any(|spec| spec.name == name || spec.package == name);
        is_spec.then(|| format!("{WANTED_BY_SPEC}{}", wanted.split(" (").next().unwrap_or(wanted)))
    });
    if let Some(by_spec) = by_spec.next() {
        return by_spec;
    }
    let own = [format!("{DIRECT} 0.0.1"), format!("{DIRECT}@0.0.1")];
    match own.iter().find_map(|own| reason.strip_prefix(own)) {
        Some(rest) => format!("crate.spec{}", rest.split(" (").next().unwrap_or(rest)),
        None => own.iter().fold(reason.to_owned(), |reason, own| reason.replace(own, "crate.spec")),
    }
}

const WANTED_BY_SPEC: &str = "crate.spec requires ";

/// The error of a lock that is stale for these reasons.
pub fn workspace_error(workspace: &SplicedWorkspace, lock: &Utf8Path, reasons: &[String]) -> Error {
    let reasons: Vec<String> = reasons.iter().map(|reason| explain_reason(workspace, reason)).collect();
    let cargos_own = workspace.roots.iter().any(|root| is_same_file(lock, &root.dir.join("Cargo.lock")));
    if !cargos_own || !reasons.iter().any(|reason| reason.starts_with(WANTED_BY_SPEC)) {
        return lock_error(lock, &reasons, &workspace.repin);
    }
    let copy = lock.with_file_name("Cargo.crates.lock");
    let help = format!("cp {lock} {copy}, set `cargo_lockfile` to the copy, then {}", workspace.repin);
    lock_error(lock, &reasons, &help)
        .note("cargo uses this Cargo.lock as well: it does not know the specs, and would remove them again")
}

//! The error of a stale lock. Takes reasons, or finds them where cargo refused without saying: which dependency of a
//! member the lock does not hold. Gives one error that names at most three of them and the command.

use camino::Utf8Path;
use cargo_metadata as cm;

use crate::error::{Code, Error};

use super::lock::Lock;

/// How many dependencies the error names; the command cures all of them at once.
const NAMED: usize = 3;

/// The error of a stale lock, with the first of its reasons.
pub fn error(lock: &Utf8Path, reasons: &[String], repin: &str) -> Error {
    let mut error = Error::new(Code::LockStale, "Cargo.lock is out of date").at(lock);
    for text in reasons.iter().take(NAMED) {
        error = error.note(text.clone());
    }
    if reasons.len() > NAMED {
        error = error.note(format!("and {} more", reasons.len() - NAMED));
    }
    error.help(repin)
}

/// What is missing, as far as the members' declarations tell; else what cargo says that it would change.
pub fn reasons(lock: &Lock, members: &cm::Metadata, pending: &[String]) -> Vec<String> {
    let missing = missing(lock, members);
    if missing.is_empty() {
        return pending.iter().map(|line| format!("cargo would change Cargo.lock: {line}")).collect();
    }
    missing
}

fn missing(lock: &Lock, members: &cm::Metadata) -> Vec<String> {
    let mut texts = Vec::new();
    for member in &members.packages {
        if !lock
            .named(&member.name)
            .any(|entry| entry.id.version == member.version && entry.id.source.is_none())
        {
            texts.push(format!(
                "{} {} is a workspace member, but not in Cargo.lock",
                member.name, member.version
            ));
        }
    }
    texts.extend(unlocked(lock, members, |_| true));
    texts
}

/// The dependencies of members that the lock does not hold, of those that count.
pub fn unlocked(
    lock: &Lock,
    members: &cm::Metadata,
    counts: impl Fn(&cm::Dependency) -> bool,
) -> Vec<String> {
    let wanted = members
        .packages
        .iter()
        .flat_map(|member| member.dependencies.iter().map(move |wanted| (member, wanted)));
    let held =
        |wanted: &cm::Dependency| lock.named(&wanted.name).any(|entry| wanted.req.matches(&entry.id.version));
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

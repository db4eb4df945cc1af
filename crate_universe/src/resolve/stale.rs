//! Why `cargo metadata --locked` refused: finds which dependency of a member Cargo.lock does not hold.
//! Takes the members' declarations and the lock, gives one error that names at most three of them and the command.

use camino::Utf8Path;
use cargo_metadata as cm;

use crate::error::{Code, Error};

use super::lock::Lock;

/// How many dependencies the error names; the command cures all of them at once.
const NAMED: usize = 3;

pub fn error(lock_path: &Utf8Path, lock: &Lock, members: &cm::Metadata, pending: &[String]) -> Error {
    let mut error =
        Error::new(Code::LockStale, "Cargo.lock does not hold what the manifests ask for").at(lock_path);
    let mut missing = missing(lock, members);
    if missing.is_empty() {
        // No declaration lacks its package: a feature asks for another one, or one is not wanted any more.
        missing.extend(pending.iter().map(|line| format!("cargo would change it: {line}")));
    }
    for text in missing.iter().take(NAMED) {
        error = error.note(text.clone());
    }
    if missing.len() > NAMED {
        error = error.note(format!("and {} more", missing.len() - NAMED));
    }
    let manifest = members.workspace_root.join("Cargo.toml");
    error.help(format!("cargo update --workspace --manifest-path {manifest}"))
}

fn missing(lock: &Lock, members: &cm::Metadata) -> Vec<String> {
    let mut texts = Vec::new();
    for member in &members.packages {
        let entries = lock.named(&member.name);
        if !entries.iter().any(|entry| entry.id.version == member.version && entry.id.source.is_none()) {
            texts.push(format!("{} {} is a member, but not locked", member.name, member.version));
        }
        for wanted in &member.dependencies {
            let held = lock.named(&wanted.name).iter().any(|entry| wanted.req.matches(&entry.id.version));
            if !held {
                texts.push(format!(
                    "{} wants {} {}, which is not locked ({})",
                    member.name, wanted.name, wanted.req, member.manifest_path
                ));
            }
        }
    }
    texts
}

//! Repins: cargo updates a copy of the lock in a scratch workspace. The user's own lock is only read here; the caller
//! writes it after everything has succeeded.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::input::repin::RepinUpdate;
use crate::resolve::cargo_lock::{self, CargoLock};
use crate::resolve::package_resolver::PackageResolver;

use super::{configuration, messages, metadata, temporary_lockfile};

/// An updated lock.
pub struct RepinnedLock {
    pub text: String,
    /// The changes as cargo prints them, one line per package.
    pub changes: Vec<String>,
}

pub fn repin_lock(
    resolver: &PackageResolver<'_>,
    place: &Utf8Path,
    update: &RepinUpdate,
) -> Result<RepinnedLock> {
    let workspace = resolver.workspace;
    CargoLock::check_name(place)?;
    // Cargo's error would have neither line nor column.
    match workspace.lock.path().map(CargoLock::read) {
        Some(Err(error)) if error.code() == Code::LockSyntax => return Err(error),
        _ => {}
    }
    // Errors found here have a code and a position. Also, cargo would block if a configuration file is a pipe.
    configuration::read(resolver.toolchain, &workspace.dir)?;
    let cargo = resolver.cargo();
    // The scratch workspace contains only what could be read. If cargo rejects the user's own manifests, there must be
    // no new lock.
    for root in workspace.roots.iter().filter(|_| workspace.doubt.is_some()) {
        if let Err(refusal) = cargo.run_members_metadata(&root.dir.join("Cargo.toml"))? {
            return Err(metadata::refusal_error(&cargo, workspace, place, &refusal));
        }
    }
    let scratch = resolver.create_scratch()?;
    let mut changes = Vec::new();
    for words in update_commands(update, crate::disk::is_file(scratch.lock_path())) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match cargo.update_lock(&scratch.manifest_path(), &words)? {
            Ok(changed) => {
                changes.extend(changed.iter().map(|line| scratch.restore_paths(&workspace.dir, line)))
            }
            Err(refusal) if workspace.specs.is_empty() => {
                let reason = scratch.restore_paths(&workspace.dir, &refusal.reason());
                return Err(Error::new(Code::RepinRefused, format!("`cargo {}` failed", words.join(" ")))
                    .at_path(place)
                    .note(reason)
                    .note("no file was changed")
                    .help(refusal_help(update, &refusal.stderr)));
            }
            Err(refusal) => {
                return Err(temporary_lockfile::refusal_error(workspace, &scratch, &refusal.reason()));
            }
        }
    }
    let path: Utf8PathBuf = scratch.lock_path();
    let text = crate::disk::read_to_string(&path).map_err(|error| {
        Error::new(Code::Read, format!("the updated Cargo.lock cannot be read: {error}")).at_path(&path)
    })?;
    Ok(RepinnedLock { text, changes })
}

/// Removes packages that come from neither a registry nor a git repository.
pub fn strip_path_packages(path: &Utf8Path, text: &str) -> Result<String> {
    let lock = cargo_lock::parse_any_version(path, text)?;
    let packages = lock.packages.into_iter().filter(|package| package.source.is_some()).collect();
    Ok(::cargo_lock::Lockfile { packages, ..lock }.to_string())
}

/// Help that fixes the problem.
fn refusal_help(update: &RepinUpdate, stderr: &str) -> &'static str {
    if messages::is_checksum_changed(stderr) {
        return "git checkout Cargo.lock, or remove the [[package]] that the note names from it, and run this again";
    }
    match update {
        RepinUpdate::Packages(_) => {
            "name packages as in Cargo.lock: NAME, or NAME@VERSION if there are several versions"
        }
        RepinUpdate::Workspace | RepinUpdate::Full => {
            "correct what the note names, in a manifest or in Cargo's configuration, and run this again"
        }
    }
}

/// The arguments of each cargo command. Every command also adds what the lock lacks, and keeps the rest.
fn update_commands(update: &RepinUpdate, has_lock: bool) -> Vec<Vec<String>> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut commands = Vec::new();
    if !has_lock {
        commands.push(words(&["generate-lockfile"]));
    }
    match update {
        RepinUpdate::Workspace | RepinUpdate::Full if !has_lock => {}
        RepinUpdate::Workspace => commands.push(words(&["update", "--workspace"])),
        RepinUpdate::Full => commands.push(words(&["update"])),
        RepinUpdate::Packages(packages) => {
            let free: Vec<&str> = packages
                .iter()
                .filter(|pinned| pinned.version.is_none())
                .flat_map(|pinned| ["--package", &pinned.package])
                .collect();
            if !free.is_empty() {
                commands.push(words(&[&["update"], free.as_slice()].concat()));
            }
            // Cargo accepts only one package per command with `--precise`.
            for pinned in packages {
                let exact = pinned.version.iter();
                commands.extend(
                    exact.map(|version| {
                        words(&["update", "--package", &pinned.package, "--precise", version])
                    }),
                );
            }
        }
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::repin;

    fn called(value: &str, has_lock: bool) -> Vec<String> {
        let update = repin::parse(value).expect("a value").expect("an update");
        update_commands(&update, has_lock).iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn cargo_is_called_for_what_was_asked() {
        assert_eq!(called("1", true), ["update --workspace"]);
        assert_eq!(called("full", true), ["update"]);
        assert_eq!(called("a,b@1", true), ["update --package a --package b@1"]);
        assert_eq!(
            called("a=2.0.0,b,c@1=1.5.0", true),
            [
                "update --package b",
                "update --package a --precise 2.0.0",
                "update --package c@1 --precise 1.5.0"
            ]
        );
    }

    #[test]
    fn a_first_lock_is_generated() {
        assert_eq!(called("1", false), ["generate-lockfile"]);
        assert_eq!(called("full", false), ["generate-lockfile"]);
        assert_eq!(called("a=2.0.0", false), ["generate-lockfile", "update --package a --precise 2.0.0"]);
    }
}

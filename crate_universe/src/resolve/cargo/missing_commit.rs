//! Recognizes that cargo could not find a locked commit, and makes the error.

use camino::Utf8Path;

use crate::error::{Code, Error};
use crate::input::repin_command::RepinHelp;
use crate::resolve::cargo_lock::{CargoLock, LockEntry};

use super::command::CargoRefusal;
use super::messages;

/// `None` if cargo failed for another reason. `repin` has the command that updates the whole lock.
pub fn to_error(refusal: &CargoRefusal, lock_path: &Utf8Path, repin: &RepinHelp) -> Option<Error> {
    let cause = messages::missing_commit(&refusal.stderr)?;
    let lock = CargoLock::read(lock_path).ok()?;
    let mut affected =
        refusal.stderr.lines().filter_map(messages::broken_git_source).flat_map(|(address, commit)| {
            lock.packages.iter().filter(move |entry| is_from(entry, address, commit)).collect::<Vec<_>>()
        });
    let first = affected.next()?;
    let git = first.id.source.git()?;
    let commit = git.commit?;
    let mut repository = format!("repository {}", git.address);
    if let Some((key, value)) = git.reference {
        repository += &format!(", {key} {value}");
    }
    let what = format!("{} is locked to a commit that its repository does not have", first.id);
    let error =
        Error::new(Code::Commit, what).at_path(lock_path).note(repository).note(format!("commit {commit}"));
    // For a submodule, cargo names another commit.
    let error =
        affected.map(|other| format!("{} comes from the same commit", other.id)).fold(error, Error::note);
    let error = error.note(format!("cargo says: {cause}"));
    let help = repin.command.for_package(&first.id.name);
    Some(error.help(match git.reference {
        Some(("rev", _)) => {
            format!("change `rev` in the manifest that declares it to a commit that exists, then: {help}")
        }
        _ => help,
    }))
}

fn is_from(entry: &LockEntry, address: &str, commit: &str) -> bool {
    let whole =
        |git: &crate::source_id::GitSource<'_>| git.commit.is_some_and(|whole| whole.starts_with(commit));
    entry.id.source.git().is_some_and(|git| git.address == address && whole(&git))
}

//! The lock of a workspace that has none committed: cargo makes it in the scratch folder. Takes a workspace and the folder
//! where its scratch stands, gives the lock's path, or an error that names the spec at fault.

use camino::Utf8PathBuf;

use crate::error::{Code, Error, Result};
use crate::input::{Spec, Toolchain};
use crate::splice::scratch::Scratch;
use crate::splice::{Lock, Workspace};

use super::command::{Cargo, Refusal};

/// Where the lock is that counts; made first where none is committed.
pub fn lock(
    toolchain: &Toolchain,
    workspace: &Workspace,
    prepare: super::Prepare<'_>,
) -> Result<Utf8PathBuf> {
    let from = match &workspace.lock {
        Lock::At(path) => return Ok(path.clone()),
        Lock::Made { from } => from,
    };
    let dir = prepare()?;
    let scratch = Scratch { dir: &dir };
    let cargo = Cargo { toolchain, dir: &workspace.dir };
    match cargo.make_lock(&scratch.manifest(), from.is_some())? {
        Ok(()) => Ok(scratch.lock()),
        Err(refusal) => Err(refused(workspace, &scratch, &refusal)),
    }
}

/// What cargo said about a scratch workspace, as an error about what the user wrote.
pub fn refused(workspace: &Workspace, scratch: &Scratch<'_>, refusal: &Refusal) -> Error {
    let reason = scratch.told(&workspace.dir, &refusal.reason());
    // What a bad connection breaks is no spec's fault.
    let unheard =
        ["network", "download", "resolve host", "timed out"].iter().any(|word| reason.contains(word));
    match workspace.specs.iter().find(|spec| !unheard && named(spec, &reason)) {
        Some(spec) => {
            let what = format!("cargo finds nothing for the spec of {}", spec.package);
            let help = "correct the name, the version or the source in the crate.spec";
            spec.blamed(Error::new(Code::SpecRefused, what).note(reason).help(help))
        }
        None => {
            super::asked::said(&workspace.place(), &reason, format!("{} resolves it anew", workspace.repin))
        }
    }
}

/// Cargo quotes a package as `name`, or with what is asked of it: `name = "^1"`, `name v1.0.0`.
fn named(spec: &Spec, reason: &str) -> bool {
    let package = &spec.package;
    ["`", " = ", " v"].iter().any(|behind| reason.contains(&format!("`{package}{behind}")))
}

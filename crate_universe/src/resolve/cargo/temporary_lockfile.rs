//! Makes cargo create a lock in the scratch folder for a workspace that has no committed one. Errors name the spec at
//! fault.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::ids::PackageId;
use crate::input::CrateSpec;
use crate::resolve::cargo_lock::{self as locked, LockEntry};
use crate::resolve::package_resolver::PackageResolver;
use crate::resolve::stale;
use crate::resolve::stale_reason::StaleReason;
use crate::splice::scratch::ScratchWorkspace;
use crate::splice::{DIRECT, LocalPackage, SplicedWorkspace, WorkspaceLock};

use super::command::CargoCommand;
use super::{configuration, messages, scratch_refusal};

/// The path of the lock to use. Creates the lock first if none is committed.
pub fn find_or_create_lock(resolver: &PackageResolver<'_>) -> Result<Utf8PathBuf> {
    let workspace = resolver.workspace;
    let keep = match &workspace.lock {
        WorkspaceLock::At(path) if !is_foreign(workspace, path)? => return Ok(path.clone()),
        WorkspaceLock::Made { from } => from.is_some(),
        WorkspaceLock::At(_) | WorkspaceLock::Completed(_) => true,
    };
    configuration::read(resolver.toolchain, &workspace.dir)?;
    let scratch = resolver.create_scratch()?;
    let cargo = &resolver.cargo();
    match cargo.create_lock(&scratch.manifest_path(), keep)? {
        Ok(()) => check_nothing_added(cargo, workspace, &scratch).map(|()| scratch.lock_path()),
        Err(refusal) => Err(refusal_error(workspace, &scratch, &refusal.reason())),
    }
}

/// Whether cargo wrote the lock for another workspace: it lacks the generated package that declares the specs. The
/// documentation of rules_rust tells users to copy such a lock.
fn is_foreign(workspace: &SplicedWorkspace, path: &Utf8Path) -> Result<bool> {
    let declares = workspace.locals.iter().any(LocalPackage::is_direct);
    Ok(declares
        && crate::disk::is_file(path)
        && locked::CargoLock::read(path)?.entries_named(DIRECT).next().is_none())
}

/// Fails if cargo had to add a package from a registry or a git repository to a committed lock. Otherwise, what is
/// built would change by itself.
fn check_nothing_added(
    cargo: &CargoCommand<'_>,
    workspace: &SplicedWorkspace,
    scratch: &ScratchWorkspace<'_>,
) -> Result<()> {
    let (WorkspaceLock::At(path) | WorkspaceLock::Completed(path)) = &workspace.lock else { return Ok(()) };
    let committed = locked::CargoLock::read(path)?;
    let completed = locked::CargoLock::read(&scratch.lock_path())?;
    let added: Vec<&LockEntry> = completed
        .packages
        .iter()
        .filter(|entry| {
            !entry.id.source.is_path()
                && !committed.entries_named(&entry.id.name).any(|known| known.id == entry.id)
        })
        .collect();
    if added.is_empty() {
        return Ok(());
    }
    // Dependencies that a user declared explain the other added packages.
    let mut reasons = Vec::new();
    if let Ok(members) = cargo.run_members_metadata(&scratch.manifest_path())? {
        let unlocked =
            stale::unlocked_dependencies(&committed, &members.metadata, |wanted| wanted.path.is_none());
        reasons.extend(unlocked.into_iter().map(|reason| {
            reason.with_manifest(|manifest| scratch.restore_paths(&workspace.dir, manifest.as_str()).into())
        }));
    }
    let is_named = |id: &PackageId| {
        let mut dependencies = reasons.iter().filter_map(StaleReason::dependency);
        dependencies.any(|name| name == id.name)
    };
    let others = added.iter().map(|entry| &entry.id).filter(|id| !is_named(id));
    let others: Vec<StaleReason> = others.cloned().map(StaleReason::Missing).collect();
    reasons.extend(others);
    Err(stale::workspace_error(workspace, path, &reasons))
}

/// Turns cargo's message about a scratch workspace into an error about what the user wrote.
pub fn refusal_error(workspace: &SplicedWorkspace, scratch: &ScratchWorkspace<'_>, reason: &str) -> Error {
    let reason = scratch.restore_paths(&workspace.dir, reason);
    // A network problem is not the fault of a spec.
    let unheard = messages::is_network_problem(&reason);
    match workspace.specs.iter().find(|spec| !unheard && mentions_spec(spec, &reason)) {
        Some(spec) => {
            let what = format!("cargo cannot resolve the crate.spec of package `{}`", spec.package);
            let help = "correct the package name, version or source in the crate.spec";
            spec.with_declaring_file(Error::new(Code::SpecRefused, what).note(reason).help(help))
        }
        None => scratch_refusal::scratch_error(
            &workspace.main_manifest(),
            &reason,
            format!("{} resolves the workspace again", workspace.repin),
        ),
    }
}

/// Cargo quotes a package as `name`, or with its requirement or version: `name = "^1"`, `name v1.0.0`.
fn mentions_spec(spec: &CrateSpec, reason: &str) -> bool {
    let package = &spec.package;
    ["`", " = ", " v"].iter().any(|behind| reason.contains(&format!("`{package}{behind}")))
}

//! The package source that runs cargo, used where the native source cannot answer. If cargo cannot read the user's
//! workspace in place, it reads a scratch workspace, and the paths in the answer are mapped back.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::Metadata;

use crate::error::{Code, Error, Result};
use crate::resolve::cargo_lock::CargoLock;
use crate::resolve::package_resolver::PackageResolver;
use crate::resolve::packages::LockedPackages;
use crate::resolve::stale_reason::StaleReason;
use crate::resolve::{stale, watched_files};
use crate::splice::SplicedWorkspace;
use crate::splice::manifest::CargoManifest;
use crate::splice::scratch::ScratchWorkspace;

use super::command::{CargoCommand, CargoRefusal};
use super::scratch_refusal::artifact_error;
use super::{
    configuration, from_metadata, messages, missing_commit, packages_without_lib, registries,
    temporary_lockfile,
};

/// Runs `cargo metadata --locked` and converts its answer.
pub fn resolve_packages(resolver: &PackageResolver<'_>, lock_path: &Utf8Path) -> Result<LockedPackages> {
    let workspace = resolver.workspace;
    if !workspace.in_place {
        return resolve_scratch(resolver, lock_path, &resolver.create_scratch()?);
    }
    let cargo = &resolver.cargo();
    let manifest = &workspace.dir.join("Cargo.toml");
    let answer = match cargo.run_locked_metadata(manifest, resolver.facts.all_features)? {
        Ok(answer) => packages_without_lib::add_missing_packages(cargo, answer)?,
        Err(refusal) => return Err(refusal_error(cargo, workspace, lock_path, &refusal)),
    };
    let metadata = &answer.metadata;
    let root = &metadata.workspace_root;
    let lock = CargoLock::read(lock_path)?;
    let features = CargoManifest::read(&root.join("Cargo.toml"))?.resolver_version();
    let configuration = configuration::read(resolver.toolchain, &workspace.dir)?;
    let mut inputs = watched_files::watched_inputs(&configuration, workspace);
    inputs.files.extend(package_folders(metadata).iter().flat_map(|dir| watched_files::package_files(dir)));
    inputs.watch_lock(workspace);
    from_metadata::convert_packages(
        &answer,
        &lock,
        features,
        inputs,
        lock_path.to_owned(),
        configuration.rustflags,
    )
}

fn resolve_scratch(
    resolver: &PackageResolver<'_>,
    lock_path: &Utf8Path,
    scratch: &ScratchWorkspace<'_>,
) -> Result<LockedPackages> {
    let workspace = resolver.workspace;
    let lock = CargoLock::read(lock_path)?;
    let cargo = &resolver.cargo();
    let answer = match cargo.run_locked_metadata(&scratch.manifest_path(), resolver.facts.all_features)? {
        Ok(answer) => packages_without_lib::add_missing_packages(cargo, answer)?,
        Err(refusal) if messages::is_lock_outdated(&refusal.stderr) => {
            let pending = cargo.list_pending_updates(&scratch.manifest_path());
            let lines = pending.iter().map(|line| scratch.restore_paths(&workspace.dir, line));
            let notes: Vec<String> = lines.map(|line| StaleReason::PendingUpdate(line).to_string()).collect();
            return Err(stale::lock_error(lock_path, &notes, &workspace.repin.to_string()));
        }
        Err(refusal) => {
            if let Some(error) = missing_commit::to_error(&refusal, lock_path, &workspace.repin) {
                return Err(error);
            }
            let reason = registries::add_addresses(&refusal.reason(), lock_path);
            return Err(temporary_lockfile::refusal_error(workspace, scratch, &reason));
        }
    };
    let configuration = configuration::read(resolver.toolchain, &workspace.dir)?;
    let mut inputs = watched_files::watched_inputs(&configuration, workspace);
    inputs.watch_lock(workspace);
    let mut packages = from_metadata::convert_packages(
        &answer,
        &lock,
        workspace.resolver,
        inputs,
        lock_path.to_owned(),
        configuration.rustflags,
    )?;
    for package in packages.list.iter_mut().filter(|package| package.id.source.is_path()) {
        package.dir = scratch.original_path(workspace, &package.dir);
    }
    Ok(packages)
}

/// The folders of local packages.
fn package_folders(metadata: &Metadata) -> BTreeSet<Utf8PathBuf> {
    let local = metadata.packages.iter().filter(|package| package.source.is_none());
    local.filter_map(|package| Some(package.manifest_path.parent()?.to_owned())).collect()
}

/// Turns cargo's refusal into the most precise error that can be given.
pub fn refusal_error(
    cargo: &CargoCommand<'_>,
    workspace: &SplicedWorkspace,
    lock_path: &Utf8Path,
    refusal: &CargoRefusal,
) -> Error {
    let manifest = &workspace.dir.join("Cargo.toml");
    // Cargo reports no error code or position for a broken member, so the manifest is read here.
    for path in messages::broken_manifests(&refusal.stderr) {
        if let Err(error) = CargoManifest::read(&path) {
            return error;
        }
    }
    for path in messages::broken_locks(&refusal.stderr) {
        if let Err(error) = CargoLock::read(&path) {
            return error;
        }
    }
    let members = messages::is_lock_outdated(&refusal.stderr)
        .then(|| cargo.run_members_metadata(manifest))
        .and_then(|read| read.ok()?.ok());
    if let Some(members) = members {
        let members = members.metadata;
        return match CargoLock::read(lock_path) {
            Ok(lock) => {
                let pending = cargo.list_pending_updates(manifest);
                let reasons = stale::find_reasons(&lock, &members, pending);
                let notes: Vec<String> = reasons.iter().map(ToString::to_string).collect();
                stale::lock_error(lock_path, &notes, &workspace.repin.to_string())
            }
            Err(error) => error,
        };
    }
    if let Some(error) = artifact_error(manifest, &refusal.stderr) {
        return error;
    }
    if let Some(error) = missing_commit::to_error(refusal, lock_path, &workspace.repin) {
        return error;
    }
    let reason = registries::add_addresses(&refusal.reason(), lock_path);
    let named = messages::broken_manifests(&refusal.stderr);
    let code = if named.is_empty() { Code::Cargo } else { Code::ManifestSyntax };
    let help = refusal_help(manifest, &refusal.stderr);
    let error = match messages::root_cause(&refusal.stderr).filter(|_| !named.is_empty()) {
        Some(cause) => Error::new(code, format!("cargo rejected a manifest: {cause}")),
        None => Error::new(code, "`cargo metadata` failed for this workspace").note(reason),
    };
    // Cargo names the outer manifest first, then the one that is wrong.
    at_quoted_line(error, named.last().unwrap_or(manifest), &refusal.stderr).help(help)
}

/// Help that fixes the problem, else a command that shows it.
fn refusal_help(manifest: &Utf8Path, stderr: &str) -> String {
    if ["(which is replacing", "replaced source"].iter().any(|words| stderr.contains(words)) {
        return "remove the [source] replacement from Cargo's configuration for the moment, fill the directory that it names with \
                `cargo vendor` or the crates_vendor target that wrote it, and put the replacement back"
            .to_owned();
    }
    format!("to reproduce: cargo metadata --locked --manifest-path {manifest}")
}

/// Adds the line of the manifest that cargo's message is about: cargo quotes the text that it rejects.
fn at_quoted_line(error: Error, manifest: &Utf8Path, stderr: &str) -> Error {
    let text = crate::disk::read_to_string(manifest).unwrap_or_default();
    let mut quoted =
        messages::root_cause(stderr).into_iter().flat_map(|cause| cause.split('`').skip(1).step_by(2));
    // Text that occurs more than once does not identify a line.
    let only = |quoted: &str| text.find(quoted).filter(|at| text.rfind(quoted) == Some(*at));
    match quoted.find_map(only) {
        Some(offset) => error.at_offset(manifest, &text, offset),
        None => error.at_path(manifest),
    }
}

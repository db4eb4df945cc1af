//! The first package source, asked where the second cannot answer: one `cargo metadata --locked`. Takes a workspace,
//! gives [`Packages`], or the most precise error that can be given for cargo's refusal.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::input::Toolchain;
use crate::splice::Workspace;

use super::command::{Cargo, Refusal};
use super::lock::Lock;
use super::manifest::Manifest;
use super::packages::Packages;
use super::{configuration, foreign, inputs, metadata, same_file, stale, unlinked};

/// One `cargo metadata --locked`; the lock and the manifests are read first, so that what is wrong with them is said
/// with file, line and column.
pub fn packages(toolchain: &Toolchain, workspace: &Workspace) -> Result<Packages> {
    let cargo = &Cargo(toolchain);
    for manifest in &workspace.manifests {
        Manifest::read(manifest)?;
    }
    let manifest = &workspace.manifests[0];
    let early_lock = workspace.lock.as_deref().map(Lock::read).transpose()?;
    let answer = match cargo.metadata(manifest)? {
        Ok(answer) => unlinked::add(cargo, answer)?,
        Err(refusal) => return Err(refused(cargo, workspace, &refusal)),
    };
    let metadata = &answer.metadata;
    let root = &metadata.workspace_root;
    let lock_path = root.join("Cargo.lock");
    if let Some(named) = workspace.lock.as_deref().filter(|named| !same_file(named, &lock_path)) {
        return Err(Error::new(Code::LockElsewhere, format!("{named} is not the lock of this workspace"))
            .at(&lock_path)
            .note("cargo reads the Cargo.lock beside the workspace's root manifest")
            .help(format!("name {lock_path} in cargo_lockfile")));
    }
    for manifest in &workspace.manifests {
        if !known(metadata, manifest) {
            return Err(foreign(manifest, root));
        }
    }
    let lock = match early_lock {
        Some(lock) => lock,
        None => Lock::read(&lock_path)?,
    };
    let root_manifest = Manifest::read(&root.join("Cargo.toml"))?;
    let local = metadata.packages.iter().filter(|package| package.source.is_none());
    let manifests = local.map(|package| package.manifest_path.clone());
    let configuration = configuration::read(toolchain, root)?;
    let inputs = inputs::inputs(&configuration, root, manifests, &root_manifest);
    let rustflags = configuration.rustflags;
    metadata::packages(&answer, &lock, root_manifest.resolver(), inputs, lock_path, rustflags)
}

fn known(metadata: &cargo_metadata::Metadata, manifest: &Utf8Path) -> bool {
    same_file(manifest, &metadata.workspace_root.join("Cargo.toml"))
        || metadata.packages.iter().any(|package| same_file(&package.manifest_path, manifest))
}

/// Turns cargo's refusal into the most precise error that can be given.
fn refused(cargo: &Cargo<'_>, workspace: &Workspace, refusal: &Refusal) -> Error {
    let manifest = &workspace.manifests[0];
    // A member that is broken is named by cargo without code; read it for line and column.
    for path in named_manifests(&refusal.stderr) {
        if let Err(error) = Manifest::read(&path) {
            return error;
        }
    }
    let locks = refusal.stderr.lines().filter_map(|line| line.split_once("failed to parse lock file at: "));
    for (_, path) in locks {
        if let Err(error) = Lock::read(Utf8Path::new(path.trim())) {
            return error;
        }
    }
    if refusal.stderr.contains("--locked")
        && let Ok(Ok(members)) = cargo.members(manifest)
    {
        let members = members.metadata;
        let lock_path = members.workspace_root.join("Cargo.lock");
        return match Lock::read(&lock_path) {
            Ok(lock) => {
                let pending = cargo.pending(manifest);
                stale::error(&lock_path, &stale::reasons(&lock, &members, &pending))
            }
            Err(error) => error,
        };
    }
    let named = named_manifests(&refusal.stderr);
    let code = if named.is_empty() { Code::Cargo } else { Code::ManifestSyntax };
    let help = format!("cargo metadata --locked --manifest-path {manifest} shows the same");
    let error = match cause(&refusal.stderr).filter(|_| !named.is_empty()) {
        Some(cause) => Error::new(code, format!("cargo refuses a manifest: {cause}")),
        None => Error::new(code, "cargo metadata refused this workspace").note(refusal.reason()),
    };
    // The outer manifest only names the one that is wrong.
    place(error, named.last().unwrap_or(manifest), &refusal.stderr).help(help)
}

/// The innermost reason, which comes last.
fn cause(stderr: &str) -> Option<&str> {
    stderr.rsplit_once("Caused by:").map(|(_, cause)| cause.trim())
}

/// The line of a manifest that cargo speaks of: it quotes what it does not like.
fn place(error: Error, manifest: &Utf8Path, stderr: &str) -> Error {
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    let mut quoted = cause(stderr).into_iter().flat_map(|cause| cause.split('`').skip(1).step_by(2));
    // What stands there more than once tells nothing.
    let only = |quoted: &str| text.find(quoted).filter(|at| text.rfind(quoted) == Some(*at));
    match quoted.find_map(only) {
        Some(offset) => error.at_offset(manifest, &text, offset),
        None => error.at(manifest),
    }
}

/// The manifests that cargo says it could not read: the file itself, or the folder of a workspace member.
fn named_manifests(stderr: &str) -> Vec<Utf8PathBuf> {
    let quoted = |line: &str, before: &str| Some(line.split_once(before)?.1.split('`').next()?.to_owned());
    stderr
        .lines()
        .filter_map(|line| {
            let file = quoted(line, "failed to parse manifest at `").map(Utf8PathBuf::from);
            file.or_else(|| {
                let folder = quoted(line, "failed to load manifest for workspace member `")?;
                Some(Utf8PathBuf::from(folder).join("Cargo.toml"))
            })
        })
        .collect()
}

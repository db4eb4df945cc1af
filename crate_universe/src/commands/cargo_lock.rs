//! Locks the files of a hub that a run writes, and lets cargo update the Cargo.lock.

use camino::Utf8Path;

use crate::disk::{self, FolderLocks, WritableRoot};
use crate::error::{Code, Error, Result};
use crate::evaluate::hub_sources;
use crate::input::repin::RepinUpdate;
use crate::input::{self, HubConfig, Toolchain, VendorMode};
use crate::paths;
use crate::resolve::{self, PackageResolver};
use crate::splice::SplicedWorkspace;

use super::report::update_message;

/// Prevents other runs from writing the same files. Fails if this run must not write them.
pub fn lock_hub(config: &HubConfig, workspace: &SplicedWorkspace) -> Result<FolderLocks> {
    // If the path is a link, the folder of its target.
    let folder = |path: &Utf8Path| paths::real_path(path).parent().map(Utf8Path::to_owned);
    let lock = lock_path(config, workspace).and_then(folder);
    let facts = config.facts.lockfile.as_ref().and_then(|facts| folder(&facts.path));
    let source_config = config.vendor.as_ref().and_then(|vendor| folder(vendor.source_config.as_ref()?));
    let vendor = config.vendor.as_ref().filter(|vendor| vendor.mode != VendorMode::Repository);
    let tree = vendor
        .map(|vendor| WritableRoot::below_workspace(&vendor.workspace_dir, &vendor.package))
        .transpose()?;
    let tree = tree.map(|root| root.path().to_owned());
    let folders =
        [lock, facts, source_config, tree].into_iter().flatten().map(|folder| input::absolute(&folder));
    let locks = FolderLocks::lock_all(&folders.collect::<Vec<_>>())?;
    config.facts.lockfile.as_ref().map_or(Ok(()), |facts| resolve::check_facts_file(&facts.path))?;
    Ok(locks)
}

/// What requested the update of a Cargo.lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RepinScope {
    /// A variable that applies to all hubs.
    General,
    /// A command or a variable that names the hub.
    Hub,
}

impl RepinScope {
    pub fn from_environment(config: &HubConfig) -> RepinScope {
        if config.repinning.names_hub { RepinScope::Hub } else { RepinScope::General }
    }
}

/// Lets cargo update a copy of the Cargo.lock, and writes the user's file if that succeeds. Returns a message about the
/// changes.
pub fn update_lock(
    config: &HubConfig,
    toolchain: &Toolchain,
    workspace: &mut SplicedWorkspace,
    (update, scope): (&RepinUpdate, RepinScope),
) -> Result<Option<String>> {
    if config.repinning.lock_stays {
        return Ok(None);
    }
    let Some(path) = lock_path(config, workspace) else {
        if scope == RepinScope::General {
            // Cargo resolves the hub again in any case.
            return Ok(None);
        }
        return Err(Error::new(Code::RepinElsewhere, format!("@{} has no Cargo.lock to update", config.hub))
            .note("without a committed Cargo.lock, cargo resolves the crates on every evaluation")
            .help("set `cargo_lockfile` to a file, which may be empty"));
    };
    if paths::is_fetched(&paths::real_path(path)) {
        let what = format!("the Cargo.lock of @{} is in a repository that Bazel fetched", config.hub);
        return Err(Error::new(Code::RepinElsewhere, what)
            .at_path(path)
            .note("Bazel may fetch that repository again at any time, and the update would be lost")
            .help("copy Cargo.lock into your workspace, and set `cargo_lockfile` to the copy"));
    }
    let resolver = PackageResolver::new(toolchain, workspace, &config.facts);
    let repinned = resolve::cargo::repin::repin_lock(&resolver, path, update)?;
    let text = match config.repinning.strip {
        true => resolve::cargo::repin::strip_path_packages(path, &repinned.text)?,
        false => repinned.text,
    };
    let written = disk::write_file(path, text.as_bytes())?;
    // If the Cargo.lock leaves out the workspace's own packages, cargo reports every time that it adds them.
    let changes = repinned.changes.iter().filter(|_| written).map(|change| format!("\n  {change}"));
    let message = update_message(path, written) + &changes.collect::<String>();
    workspace.find_lock(&hub_sources(config));
    Ok(Some(message))
}

/// The Cargo.lock that an update writes.
pub fn lock_path<'a>(config: &'a HubConfig, workspace: &'a SplicedWorkspace) -> Option<&'a Utf8Path> {
    config.lock.as_deref().or(workspace.lock.path())
}

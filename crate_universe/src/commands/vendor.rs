//! `vendor`, `vendor --check` and `verify`: write or check the vendored files of a hub.

use crate::error::{Code, Error, Result};
use crate::evaluate::{evaluate, hub_sources};
use crate::graph::platforms;
use crate::input::repin::RepinUpdate;
use crate::input::{self, HubConfig, VendorConfig};
use crate::paths::canonical_path;
use crate::render::{self, HubStyle};
use crate::splice::{self, SplicedWorkspace};
use crate::vendor::{commit, tree};
use crate::{cli, terminal};

use super::bazel_run::workspace_dir;
use super::cargo_lock::{RepinScope, lock_hub, update_lock};
use super::fact_sources::{facts_of_packages, facts_outside_of_bazel};
use super::facts_file::write_facts;
use super::own_metadata;
use super::report::{print_message, print_warnings};
use super::vendored_tree::{self, IsolatedCargo, LockBackup};

pub fn vendor(arguments: &cli::VendorArgs) -> Result<()> {
    let config = input::read(&arguments.request, workspace_dir()?.as_deref())?;
    vendor_with(&config, arguments).map_err(|error| config.with_declaring_file(error))
}

fn vendor_with(config: &HubConfig, arguments: &cli::VendorArgs) -> Result<()> {
    let Some(vendor) = &config.vendor else {
        return Err(Error::new(Code::Request, "the request was not written by a crates_vendor target")
            .at_path(&arguments.request));
    };
    let mut workspace = splice::splice(&hub_sources(config))?;
    let asked = arguments.repin.as_deref().map(input::repin::parse).transpose()?;
    let scope = if asked.is_some() { RepinScope::Hub } else { RepinScope::from_environment(config) };
    let update = match asked {
        Some(asked) => asked,
        None => config
            .repinning
            .update
            .clone()
            .or(needs_lock(config, &workspace).then_some(RepinUpdate::Workspace)),
    };
    // A check may run while another run writes.
    let _lock = if arguments.check { None } else { Some(lock_hub(config, &workspace)?) };
    let outside = IsolatedCargo::new(config, vendor, &workspace)?;
    // A check writes nothing, whatever the variables say.
    let Some(update) = update.filter(|_| !arguments.check) else {
        return vendor_locked(config, (vendor, &outside), &workspace, arguments.check);
    };
    let kept = LockBackup::new(config, &workspace);
    print_message(update_lock(config, &outside.toolchain, &mut workspace, (&update, scope))?);
    // A Cargo.lock that does not match the tree would be useless to cargo.
    vendor_locked(config, (vendor, &outside), &workspace, false)
        .inspect_err(|_| print_message(kept.restore()))
}

/// The part after the update of Cargo.lock.
fn vendor_locked(
    config: &HubConfig,
    (vendor, outside): (&VendorConfig, &IsolatedCargo),
    workspace: &SplicedWorkspace,
    check: bool,
) -> Result<()> {
    let facts = if check { facts_of_packages(config) } else { facts_outside_of_bazel(config) };
    let chosen = platforms::choose_platforms(&config.choice)?;
    let packages = vendored_tree::vendored_packages(config, (vendor, outside), workspace, &facts)?;
    let evaluation = evaluate(config, chosen, packages)?;
    print_warnings(&evaluation.warnings);
    own_metadata::print_all(config, &evaluation.own_metadata);
    evaluation.check_directories(&facts, |spoke| render::is_in_tree(spoke, vendor))?;
    let packages = &evaluation.packages;
    let tree = tree::plan_tree(&HubStyle::new(config)?, vendor, packages, &evaluation.plan)?;
    if check {
        return vendored_tree::check_tree(config, vendor, workspace, (packages, &tree));
    }
    vendored_tree::write_tree(config, (vendor, outside), workspace, (packages, &tree))?;
    print_message(write_facts(config, &facts, workspace, packages)?);
    Ok(())
}

/// The user named an empty Cargo.lock, and wants this run to fill it.
fn needs_lock(config: &HubConfig, workspace: &SplicedWorkspace) -> bool {
    config.lock.is_some() && workspace.lock.path().is_none()
}

/// Hashes every file of a vendored tree.
pub fn verify_tree(arguments: &cli::VerifyArgs) -> Result<()> {
    let named = canonical_path(&arguments.tree).map_err(|error| {
        Error::new(Code::Read, format!("the vendored tree cannot be opened: {error}"))
            .at_path(&arguments.tree)
    })?;
    let root = if named.is_dir() { named.as_path() } else { named.parent().unwrap_or(&named) };
    let (packages, files) = commit::verify_tree(root, &arguments.cure)?;
    terminal::print_stdout(&format!("{packages} packages, {files} files: all checksums match\n"))
}

//! Writes the facts file (attribute `lockfile`), or compares it with the packages.

use crate::error::Result;
use crate::input::{FactSources, HubConfig, VendorMode};
use crate::resolve::packages::LockedPackages;
use crate::resolve::{self, FactsFileText};
use crate::splice::SplicedWorkspace;
use crate::{disk, terminal};

use super::fact_sources::facts_of_packages;
use super::report::update_message;

/// Writes the facts if this run should do so, and returns a message. Otherwise the message says why the file is
/// ignored.
pub fn write_facts(
    config: &HubConfig,
    facts: &FactSources,
    workspace: &SplicedWorkspace,
    packages: &LockedPackages,
) -> Result<Option<String>> {
    let Some(lockfile) = &config.facts.lockfile else { return Ok(None) };
    if !lockfile.rewrite {
        return Ok(resolve::ignored_facts_file(&lockfile.path));
    }
    let Some(FactsFileText { text, unread }) = facts_file_text(config, facts, workspace, packages)? else {
        return Ok(None);
    };
    let written = disk::write_file(&lockfile.path, text.as_bytes())?;
    let without = unread.iter().map(|name| format!("\n  without {name}, whose .crate file was not found"));
    Ok(Some(update_message(&lockfile.path, written) + &without.collect::<String>()))
}

/// The differences between the facts file and the packages. A package that cannot be compared is a difference, too. With
/// sources in the tree it is only reported, because the facts file is not used then.
pub fn differences(
    config: &HubConfig,
    workspace: &SplicedWorkspace,
    packages: &LockedPackages,
) -> Result<Vec<String>> {
    let Some(lockfile) = config.facts.lockfile.as_ref() else { return Ok(Vec::new()) };
    resolve::check_facts_file(&lockfile.path)?;
    let Some(FactsFileText { text, unread }) =
        facts_file_text(config, &facts_of_packages(config), workspace, packages)?
    else {
        return Ok(Vec::new());
    };
    let present = disk::read_to_string(&lockfile.path).unwrap_or_default();
    let file = lockfile.path.file_name().unwrap_or_default();
    let wrong = resolve::facts_file_differences(&present, &text, &unread);
    let mut wrong: Vec<String> = wrong.into_iter().map(|wrong| format!("{file}: {wrong}")).collect();
    let in_tree = config.vendor.as_ref().is_some_and(|vendor| vendor.mode == VendorMode::Local);
    for name in unread {
        let line = format!("{file}: {name}: not compared, because its .crate file was not found");
        if in_tree { terminal::print_stderr(&line) } else { wrong.push(line) }
    }
    Ok(wrong)
}

fn facts_file_text(
    config: &HubConfig,
    facts: &FactSources,
    workspace: &SplicedWorkspace,
    packages: &LockedPackages,
) -> Result<Option<FactsFileText>> {
    // A Cargo.lock that cargo generated only for this run no longer exists.
    let Some(lock) = workspace.lock.path() else { return Ok(None) };
    resolve::facts_file_text(&config.toolchain, lock, facts, packages).map(Some)
}

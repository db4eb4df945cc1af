//! `generate`: writes plan.json for a request of the module extension, or failure.json if that fails.

use std::mem::ManuallyDrop;

use camino::Utf8Path;

use crate::error::Result;
use crate::evaluate::{evaluate, find_packages, hub_sources};
use crate::graph::platforms;
use crate::input::{self, HubConfig};
use crate::resolve::Resolution;
use crate::resolve::watched_files::{watch_missing_libraries, watch_target_folders};
use crate::{cli, disk, render, splice};

use super::cargo_lock::{RepinScope, lock_hub, update_lock};
use super::facts_file::write_facts;
use super::failure;
use super::kept_plan::KeptPlan;
use super::own_metadata::UnreportedMetadata;

pub fn generate(arguments: &cli::GenerateArgs) -> Result<()> {
    let kept = KeptPlan::of_request(&arguments.request);
    let plan = arguments.output_dir.join("plan.json");
    if kept.as_ref().is_some_and(|kept| kept.restore(&plan)) {
        return Ok(());
    }
    disk::note_inputs();
    let mut messages = Vec::new();
    let config = input::read(&arguments.request, None);
    let failed = |config: Option<&HubConfig>, error, messages: &[String]| {
        // The error is what matters, so a failure to write it is ignored.
        let text = failure::to_json(config, &error, messages).ok();
        text.and_then(|text| {
            disk::write_file(&arguments.output_dir.join("failure.json"), text.as_bytes()).ok()
        });
        error
    };
    let config = config.map_err(|error| failed(None, error, &[]))?;
    let is_same_next_time = write_plan(&config, &plan, &mut messages)
        .map_err(|error| failed(Some(&config), config.with_declaring_file(error), &messages))?;
    if let (true, Some(kept), Some(inputs)) = (is_same_next_time, kept, disk::take_noted_inputs()) {
        kept.keep(&plan, &inputs);
    }
    Ok(())
}

/// Returns whether another run with the same inputs writes the same plan. `messages`: shown to the user whether the run
/// succeeds or fails, because Bazel hides the program's output.
fn write_plan(config: &HubConfig, plan: &Utf8Path, messages: &mut Vec<String>) -> Result<bool> {
    let chosen = platforms::choose_platforms(&config.choice)?;
    let mut workspace = splice::splice(&hub_sources(config))?;
    let update = config.repinning.update.as_ref();
    let _lock = update.map(|_| lock_hub(config, &workspace)).transpose()?;
    if let Some(update) = update {
        let scope = RepinScope::from_environment(config);
        messages.extend(update_lock(config, &config.toolchain, &mut workspace, (update, scope))?);
    }
    let mut packages = match find_packages(&config.toolchain, &workspace, &config.facts)? {
        Resolution::Missing(downloads) => {
            disk::write_file(plan, render::missing_json(&downloads, messages)?.as_bytes())?;
            return Ok(false);
        }
        Resolution::Complete(packages) => *packages,
    };
    packages.inputs.watch_configuration(&config.repository_dir);
    match config.attributes.cargo_package_macros {
        true => watch_target_folders(&mut packages.inputs),
        false => watch_missing_libraries(&mut packages.inputs),
    }
    // Not freed, because the process is about to end.
    let evaluation = ManuallyDrop::new(evaluate(config, chosen, packages)?);
    evaluation.check_directories(&config.facts, |_| false)?;
    messages.extend(write_facts(config, &config.facts, &workspace, &evaluation.packages)?);
    messages.extend(advise_committing_lock(config, evaluation.packages.committed));
    let news = UnreportedMetadata::new(config, &evaluation.own_metadata);
    messages.extend(news.lines.iter().chain(&evaluation.warnings).cloned());
    disk::write_streamed(plan, |out| {
        render::plan_json(config, &evaluation.plan, &evaluation.packages, messages, out)
    })?;
    news.mark_reported();
    // What is reported once would be repeated, and a repin is for this run alone.
    Ok(news.lines.is_empty() && update.is_none())
}

/// An evaluation does not write into the user's source tree.
fn advise_committing_lock(config: &HubConfig, committed: bool) -> Option<String> {
    let path = config.lock.as_ref().filter(|_| !committed)?;
    let repin = &config.repin;
    Some(format!(
        "{path} is empty, so cargo resolves the crates of @{} on every evaluation; to fill it, run: {repin}",
        config.hub
    ))
}

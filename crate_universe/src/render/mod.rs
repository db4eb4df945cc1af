//! Renders the plan as text: a [`HubPlan`] becomes files or plan.json. This room makes no decisions except about
//! text, and never touches the disk.

mod conditions;
pub mod crates;
mod frame;
#[cfg(test)]
mod generated_files;
pub mod hub;
mod licenses;
mod member_packages;
mod plan_json;
mod platform_cells;
mod repository;
mod shared_hub;
pub mod spoke;
pub mod starlark;
pub mod style;
pub mod vendored_hub;

use std::io::Write;

use crate::error::Result;
use crate::input::HubConfig;
use crate::plan::HubPlan;
use crate::resolve::MissingDownload;
use crate::resolve::packages::LockedPackages;

pub use plan_json::{FilesToWatch, failure_json};
pub use style::HubStyle;
pub use vendored_hub::is_in_tree;

/// Writes plan.json: the repositories that the module extension declares.
pub fn plan_json(
    config: &HubConfig,
    plan: &HubPlan,
    packages: &LockedPackages,
    warnings: &[String],
    out: &mut dyn Write,
) -> Result<()> {
    plan_json::plan_json(config, &HubStyle::new(config)?, plan, packages, warnings, out)
}

/// plan.json for a request that lacks facts: the files to download before the next run.
pub fn missing_json(downloads: &[MissingDownload], warnings: &[String]) -> Result<String> {
    plan_json::missing_json(downloads, warnings)
}

//! Rendering: the plan as text. Takes a [`HubPlan`], gives files by path, or plan.json; decides nothing that is not
//! about text, and never touches the disk.

mod conditions;
pub mod crates;
mod frame;
#[cfg(test)]
mod generated_files;
pub mod hub;
mod licenses;
mod plan_json;
mod repository;
mod shared_hub;
pub mod spoke;
pub mod starlark;
pub mod style;
pub mod vendored_hub;

use crate::error::Result;
use crate::input::Config;
use crate::plan::HubPlan;
use crate::resolve::MissingDownload;
use crate::resolve::packages::LockedPackages;

pub use plan_json::failure_json;
pub use style::HubStyle;
pub use vendored_hub::is_in_tree;

/// plan.json: what the module extension declares.
pub fn plan_json(
    config: &Config,
    plan: &HubPlan,
    packages: &LockedPackages,
    warnings: &[String],
) -> Result<String> {
    plan_json::plan_json(config, &HubStyle::new(config)?, plan, packages, warnings)
}

/// plan.json of a request that lacks facts: what to download before it is asked again.
pub fn missing_json(downloads: &[MissingDownload], warnings: &[String]) -> Result<String> {
    plan_json::missing_json(downloads, warnings)
}

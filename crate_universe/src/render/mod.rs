//! Rendering: the plan as text. Takes a [`HubPlan`], gives files by path, or plan.json; decides nothing that is not
//! about text, and never touches the disk.

mod conditions;
mod crates;
mod frame;
#[cfg(test)]
mod generated_files;
mod hub;
mod licenses;
mod plan_json;
mod repository;
mod shared;
mod spoke;
pub mod starlark;
mod style;
pub mod tree;
mod vendored;

use crate::error::Result;
use crate::input::{Config, Vendor};
use crate::plan::HubPlan;
use crate::resolve::Download;
use crate::resolve::packages::Packages;

pub use plan_json::failure_json;
use style::Style;
use tree::Tree;
pub use vendored::is_in_tree;

/// plan.json: what the module extension declares.
pub fn plan_json(
    config: &Config,
    plan: &HubPlan,
    packages: &Packages,
    warnings: &[String],
) -> Result<String> {
    plan_json::plan_json(config, &Style::new(config)?, plan, packages, warnings)
}

/// plan.json of a request that lacks facts: what to download before it is asked again.
pub fn missing_json(downloads: &[Download], warnings: &[String]) -> Result<String> {
    plan_json::missing_json(downloads, warnings)
}

/// The files of a vendored hub, and its packages where it holds them, relative to its own folder.
pub fn tree(config: &Config, vendor: &Vendor, packages: &Packages, plan: &HubPlan) -> Result<Tree> {
    tree::tree(&Style::new(config)?, vendor, packages, plan)
}

//! Rendering: the plan as text. Takes a [`HubPlan`], gives files by path, or plan.json; decides nothing that is not
//! about text, and never touches the disk.

mod conditions;
mod crates;
mod fields;
mod frame;
mod hub;
mod licenses;
mod plan_json;
mod shared;
mod spoke;
pub mod starlark;
pub mod tree;
mod vendored;

use std::collections::BTreeMap;

use crate::error::Result;
use crate::generated::ORIGIN;
use crate::input::render_config::RenderConfig;
use crate::input::{Config, Mode, RepoNames, Vendor};
use crate::label::Label;
use crate::plan::HubPlan;
use crate::resolve::Download;
use crate::resolve::packages::Packages;

use frame::{Frames, Piece};
pub use plan_json::failure_json;
use starlark::Star;
use tree::Tree;
pub use vendored::is_in_tree;

/// Files by their path, relative to the folder they are for.
pub type FileSet = BTreeMap<String, String>;

/// The two lines that every generated file begins with.
struct Header {
    /// Every vendored file begins with this; it tells our files from others.
    pub origin: &'static str,
    pub cure: String,
}

/// What all files of one hub have in common.
pub struct Style<'a> {
    frames: Frames,
    header: Header,
    hub: &'a str,
    /// The package of the conditions.
    cfg: String,
    /// Whether the packages are folders of one tree, rather than repositories.
    in_tree: bool,
    repo_names: &'a RepoNames,
    render: &'a RenderConfig,
}

impl<'a> Style<'a> {
    pub fn new(config: &'a Config) -> Result<Style<'a>> {
        let cure = match (&config.render.regen_command, &config.vendor) {
            (Some(command), _) => format!("To make it anew: {command}"),
            (None, Some(vendor)) if vendor.mode == Mode::Repository => {
                format!("To make it anew: bazel sync --only={}", config.hub)
            }
            (None, Some(vendor)) => {
                format!("To make it anew: {}", vendor.cure())
            }
            (None, None) => "It is made anew whenever Cargo.lock or a manifest changes.".to_owned(),
        };
        let tree = config.vendor.as_ref().filter(|vendor| vendor.mode == Mode::Local);
        Ok(Style {
            frames: Frames::new()?,
            header: Header { origin: ORIGIN, cure },
            hub: &config.hub,
            cfg: match tree {
                Some(vendor) => vendor.folder("cfg"),
                None => format!("@{}//cfg", config.hub),
            },
            in_tree: tree.is_some(),
            repo_names: &config.repo_names,
            render: &config.render,
        })
    }

    /// A BUILD file; `metadata` are arguments of `package()` beside the visibility, before it by name. Without
    /// `visibility` it is everybody's.
    fn build(
        &self,
        loads: Vec<String>,
        metadata: Vec<(&'static str, Star)>,
        visibility: Option<&[String]>,
        statements: Vec<String>,
    ) -> Result<String> {
        let texts = visibility.map_or_else(|| Star::texts(["//visibility:public"]), Star::texts);
        let visible = ("default_visibility", texts);
        let package = match metadata.is_empty() && visibility.is_none_or(|texts| texts.len() == 1) {
            true => Star::CallInline("package", vec![visible]),
            false => Star::Call("package", metadata.into_iter().chain([visible]).collect()),
        };
        let pieces = [
            ("loads", Piece::Many(loads)),
            ("package", Piece::One(package.write()?.trim_end().to_owned())),
            ("statements", Piece::Many(statements)),
        ];
        self.frames.render("build", &self.header, &pieces)
    }
}

/// The path of a file that a template names by its label.
fn path_of(label: &str) -> String {
    Label::parse(label).map_or_else(String::new, |label| match label.package.as_str() {
        "" => label.name,
        package => format!("{package}/{}", label.name),
    })
}

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

/// What is written from the table of annotation fields, by its path in this repository.
pub fn fields() -> Result<FileSet> {
    fields::files()
}

/// The files of a vendored hub, and its packages where it holds them, relative to its own folder.
pub fn tree(config: &Config, vendor: &Vendor, packages: &Packages, plan: &HubPlan) -> Result<Tree> {
    tree::tree(&Style::new(config)?, vendor, packages, plan)
}

//! What all files of one hub share: their first lines, the frames around their statements, and the targets of labels.

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result};
use crate::generated::ORIGIN;
use crate::input::render_config::RenderSettings;
use crate::input::{HubConfig, RepoNames, VendorMode};
use crate::label::Label;

use super::frame::{FileHeader, FramePiece, FrameTemplates};
use super::starlark::StarlarkExpr;

/// Files by path, relative to the folder that they are written to.
pub type FileSet = BTreeMap<String, String>;

/// What all files of one hub share.
pub struct HubStyle<'a> {
    pub frames: FrameTemplates,
    pub header: FileHeader,
    pub hub: &'a str,
    /// The package with the conditions, as the BUILD files of packages name it.
    pub cfg: String,
    /// The repository with the conditions, or with aliases of those of a vendored tree.
    pub conditions_repository: String,
    /// Whether the packages are folders in one tree, not repositories.
    pub in_tree: bool,
    /// Whether the hub has the table for `cargo_package()`.
    pub cargo_package_macros: bool,
    /// Whether the macros return members, too.
    pub member_deps: bool,
    pub repo_names: &'a RepoNames,
    pub render: &'a RenderSettings,
}

impl<'a> HubStyle<'a> {
    pub fn new(config: &'a HubConfig) -> Result<HubStyle<'a>> {
        let cure = match (config.render.options.regen_command.as_str(), &config.vendor) {
            ("", Some(vendor)) if vendor.mode == VendorMode::Repository => {
                format!("To make it anew: bazel sync --only={}", config.hub)
            }
            ("", Some(vendor)) => {
                format!("To make it anew: {}", vendor.cure())
            }
            ("", None) => "It is made anew whenever Cargo.lock or a manifest changes.".to_owned(),
            (command, _) => format!("To make it anew: {command}"),
        };
        let tree = config.vendor.as_ref().filter(|vendor| vendor.mode == VendorMode::Local);
        Ok(HubStyle {
            frames: FrameTemplates::new()?,
            header: FileHeader { origin: ORIGIN, cure },
            hub: &config.hub,
            cfg: match tree {
                Some(vendor) => vendor.folder("cfg"),
                None => format!("@{}//", config.conditions_repository()),
            },
            conditions_repository: config.conditions_repository(),
            in_tree: tree.is_some(),
            cargo_package_macros: config.attributes.cargo_package_macros,
            member_deps: config.attributes.member_deps,
            repo_names: &config.repo_names,
            render: &config.render,
        })
    }

    /// A BUILD file. `metadata`: arguments of `package()` that come before the visibility by name. Without
    /// `visibility`, the package is public.
    pub fn render_build_file(
        &self,
        loads: Vec<String>,
        metadata: Vec<(&'static str, StarlarkExpr)>,
        visibility: Option<&[String]>,
        statements: Vec<String>,
    ) -> Result<String> {
        let texts =
            visibility.map_or_else(|| StarlarkExpr::texts(["//visibility:public"]), StarlarkExpr::texts);
        let visible = ("default_visibility", texts);
        let package = match metadata.is_empty() && visibility.is_none_or(|texts| texts.len() == 1) {
            true => StarlarkExpr::CallInline("package", vec![visible]),
            false => StarlarkExpr::Call("package", metadata.into_iter().chain([visible]).collect()),
        };
        let pieces = [
            ("loads", FramePiece::Many(loads)),
            ("package", FramePiece::One(package.to_text()?.trim_end().to_owned())),
            ("statements", FramePiece::Many(statements)),
        ];
        self.frames.render("build", &self.header, &pieces)
    }
}

/// The path of the file that a template's label refers to.
pub fn path_of_label(label: &str) -> Result<String> {
    let unchecked = || Error::new(Code::Internal, format!("the label {label} of a template was not checked"));
    let label = Label::parse(label).ok_or_else(unchecked)?;
    Ok(match label.package.as_str() {
        "" => label.name,
        package => format!("{package}/{}", label.name),
    })
}

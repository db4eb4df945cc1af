//! Where vendored files go, and the command that writes them.

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk::WritableRoot;
use crate::error::{Code, Error, Result};
use crate::label::Label;
use crate::paths;

use super::request::{self, VendorMode, VendorPlatforms};

/// Where vendored files go.
#[derive(Debug)]
pub struct VendorConfig {
    pub mode: VendorMode,
    pub platforms: VendorPlatforms,
    pub target: Label,
    /// The folder of the vendored files, relative to the root of the workspace. It is also their Bazel package.
    pub package: String,
    pub workspace_dir: Utf8PathBuf,
    /// The configuration file of cargo that should name the tree as a source.
    pub source_config: Option<Utf8PathBuf>,
}

impl VendorConfig {
    /// The folder of the vendored files.
    pub fn dir(&self) -> Utf8PathBuf {
        self.workspace_dir.join(&self.package)
    }

    /// The command that writes the vendored files.
    pub fn cure(&self) -> String {
        format!("bazel run //{}:{}", self.target.package, self.target.name)
    }

    /// The Bazel package of a folder in the tree.
    pub fn folder(&self, name: &str) -> String {
        match self.package.as_str() {
            "" => format!("//{name}"),
            package => format!("//{package}/{name}"),
        }
    }
}

/// Checks that the path is a configuration file of cargo outside the tree.
fn check_source_config(path: &Utf8Path, package: &str) -> Result<()> {
    let name = path.file_name().unwrap_or_default();
    let is_configuration = name == "config" || (name.ends_with(".toml") && name != "Cargo.toml");
    let is_in_tree = !package.is_empty() && path.starts_with(package);
    if is_configuration && !is_in_tree {
        return Ok(());
    }
    Err(Error::new(Code::UnsafePath, format!("`source_config` is not a Cargo configuration file: {path}"))
        .note("crates_vendor adds [source] tables to it that point Cargo to the vendored tree")
        .help("use `.cargo/config.toml`, or another .toml file outside the tree"))
}

pub fn read(
    vendor: &request::RequestVendor,
    workspace_dir: Option<&Utf8Path>,
    repository_dir: &Utf8Path,
) -> Result<VendorConfig> {
    let target = super::request_paths::label(&vendor.target)?;
    let workspace_dir = match vendor.mode {
        VendorMode::Remote | VendorMode::Tarball | VendorMode::Local => workspace_dir,
        // A repository rule runs outside the workspace, and finds it by the manifests.
        VendorMode::Repository => Some(repository_dir),
    };
    let workspace_dir = workspace_dir.ok_or_else(|| {
        Error::new(Code::Request, "crates_vendor does not know which workspace to write to")
            .note("`bazel run` sets BUILD_WORKSPACE_DIRECTORY to the root of the workspace")
            .help(format!("bazel run {}", vendor.target))
    })?;
    // A path with a leading slash is relative to the root of the workspace, not to the target's package.
    let package = match vendor.vendor_path.strip_prefix('/') {
        Some(path) => path.to_owned(),
        None => Utf8Path::new(&target.package).join(&vendor.vendor_path).into_string(),
    };
    // Writing checks that the path is in the workspace.
    let package = paths::normalize(Utf8Path::new(&package)).into_string();
    let source_config = Some(&vendor.source_config).filter(|path| !path.is_empty());
    if let Some(folder) = source_config.and_then(|path| Utf8Path::new(path).parent()) {
        WritableRoot::below_workspace(workspace_dir, folder.as_str())?;
    }
    if let Some(path) = source_config.map(Utf8Path::new) {
        check_source_config(path, &package)?;
    }
    Ok(VendorConfig {
        mode: vendor.mode,
        platforms: vendor.vendor_platforms,
        target,
        package,
        workspace_dir: workspace_dir.to_owned(),
        source_config: source_config.map(|path| workspace_dir.join(path)),
    })
}

//! Finds the Cargo workspace in a directory, its members, and the Bazel workspace that it belongs to.

use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use crate::error::{Code, Error, Result};
use crate::input::Toolchain;
use crate::invocation;
use crate::paths::canonical_path;
use crate::resolve::cargo::command::CargoCommand;
use crate::resolve::cargo::metadata;
use crate::splice::manifest::CargoManifest;
use crate::splice::manifest::wire::{InheritedValue, WorkspacePackageTable};
use crate::splice::{self, HubSources, SplicedWorkspace};

use super::bazel_root::find_bazel_root;
use super::toolchain_version::parse_rust_version;

/// A Cargo workspace, or a single package, and where it is in Bazel's eyes.
pub struct InitWorkspace {
    /// The root of the Bazel workspace, without symbolic links.
    pub bazel_root: Utf8PathBuf,
    /// What the user should know about it before anything is written.
    pub root_message: Option<String>,
    /// The Bazel package of the root manifest.
    pub package: String,
    pub spliced: SplicedWorkspace,
    /// Sorted by directory.
    pub members: Vec<WorkspaceMember>,
}

pub struct WorkspaceMember {
    pub dir: Utf8PathBuf,
    pub manifest: Rc<CargoManifest>,
    /// Its Bazel package; `None` outside of the Bazel workspace.
    pub package: Option<String>,
}

impl InitWorkspace {
    /// `dir`: a path without symbolic links.
    pub fn find(dir: &Utf8Path, toolchain: &Toolchain) -> Result<InitWorkspace> {
        let manifest = dir.join("Cargo.toml");
        if !manifest.is_file() {
            return Err(Error::new(Code::ManifestMissing, "the directory has no Cargo.toml")
                .at_path(dir)
                .help(format!(
                    "name the root directory of a Cargo workspace: {} DIR",
                    invocation::command_of("init")
                )));
        }
        let (root, _) = splice::find_root(dir, CargoManifest::read(&manifest)?, Utf8Path::new(""))?;
        if root.dir != dir {
            return Err(Error::new(
                Code::NotWorkspaceRoot,
                "the directory belongs to a Cargo workspace above it",
            )
            .at_path(&manifest)
            .note(format!("the root of that workspace is {}", root.dir))
            .help(format!("{} {}", invocation::command_of("init"), root.dir)));
        }
        let spliced = splice::splice(&HubSources { manifests: &[manifest], ..HubSources::default() })?;
        let found = find_bazel_root(dir);
        let root_message = found.message(dir);
        let bazel_root = found.dir;
        let mut members = list_members(&spliced, toolchain)?;
        for member in &mut members {
            member.package = bazel_package(&bazel_root, &member.dir);
        }
        members.sort_by(|left, right| left.dir.cmp(&right.dir));
        let package = bazel_package(&bazel_root, dir).unwrap_or_default();
        Ok(InitWorkspace { bazel_root, root_message, package, spliced, members })
    }

    pub fn dir(&self) -> &Utf8Path {
        &self.spliced.dir
    }

    pub fn lock_path(&self) -> Utf8PathBuf {
        self.dir().join("Cargo.lock")
    }

    /// The text of Cargo.lock, unless it is missing or empty.
    pub fn lock_text(&self) -> Option<String> {
        crate::disk::read_to_string(self.lock_path()).ok().filter(|text| !text.trim().is_empty())
    }

    /// Whether the root manifest has no package.
    pub fn is_virtual(&self) -> bool {
        self.spliced.root_manifests().all(|manifest| manifest.package.is_none())
    }

    /// The newest edition of the members.
    pub fn newest_edition(&self) -> Option<&str> {
        let shared = self.shared().and_then(|shared| shared.edition.as_ref());
        let packages = self.members.iter().filter_map(|member| member.manifest.package.as_ref());
        packages.filter_map(|package| inherited(package.edition.as_ref()?, shared)).max()
    }

    /// The highest `rust-version` of the members.
    pub fn least_rust_version(&self) -> Option<Version> {
        let shared = self.shared().and_then(|shared| shared.rust_version.as_ref());
        let packages = self.members.iter().filter_map(|member| member.manifest.package.as_ref());
        let versions = packages.filter_map(|package| inherited(package.rust_version.as_ref()?, shared));
        versions.filter_map(parse_rust_version).max()
    }

    /// What members may inherit from the root manifest.
    fn shared(&self) -> Option<&WorkspacePackageTable> {
        self.spliced.root_manifests().find_map(|manifest| Some(&manifest.workspace.as_ref()?.package))
    }
}

fn inherited<'a>(own: &'a InheritedValue<String>, shared: Option<&'a String>) -> Option<&'a str> {
    match own {
        InheritedValue::Value(value) => Some(value),
        InheritedValue::Workspace {} => shared.map(String::as_str),
    }
}

/// The members as splicing finds them or, if only cargo can tell, as cargo lists them.
fn list_members(spliced: &SplicedWorkspace, toolchain: &Toolchain) -> Result<Vec<WorkspaceMember>> {
    let member = |dir: &Utf8Path, manifest| WorkspaceMember { dir: dir.to_owned(), manifest, package: None };
    if spliced.doubt.is_none() {
        let locals = spliced.locals.iter().filter(|local| local.member);
        return Ok(locals.map(|local| member(&local.dir, local.manifest.clone())).collect());
    }
    let cargo = CargoCommand::new(toolchain, spliced);
    let manifest = spliced.main_manifest();
    let answer = cargo.run_members_metadata(&manifest)?;
    let answer = answer.map_err(|refusal| {
        metadata::refusal_error(&cargo, spliced, &spliced.dir.join("Cargo.lock"), &refusal)
    })?;
    let manifests =
        answer.metadata.workspace_packages().into_iter().map(|package| package.manifest_path.clone());
    manifests
        .map(|path| {
            let dir = path.parent().unwrap_or(&path);
            Ok(member(dir, Rc::new(CargoManifest::read(&path)?)))
        })
        .collect()
}

/// The Bazel package of a directory, if it is below the root, also behind symbolic links.
fn bazel_package(root: &Utf8Path, dir: &Utf8Path) -> Option<String> {
    canonical_path(dir).ok().filter(|real| real.starts_with(root))?;
    let package = dir.strip_prefix(root).ok()?;
    Some(package.as_str().replace('\\', "/"))
}

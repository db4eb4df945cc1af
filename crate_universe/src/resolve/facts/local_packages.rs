//! Reads the packages of the workspace in place: members, all path packages, and patches.

use camino::{Utf8Path, Utf8PathBuf};

use crate::splice::manifest::CargoManifest;
use crate::splice::{self, SplicedWorkspace};

use super::declarations::{self, InheritedWorkspace};
use super::fallback_reason::FallbackReason;
use super::package_facts::PackageFacts;
use super::patches::CargoPatch;
use super::read_package;
use super::targets::FileListing;

/// A package that is read in place.
pub struct ReadLocalPackage {
    pub dir: Utf8PathBuf,
    pub facts: PackageFacts,
    pub member: bool,
    /// Whether it patches a package of another source.
    pub patch: bool,
}

/// A folder on disk.
pub struct PackageFolder<'a>(pub &'a Utf8Path);

impl FileListing for PackageFolder<'_> {
    fn is_file(&self, path: &str) -> Result<bool, FallbackReason> {
        Ok(crate::disk::is_file(self.0.join(path)))
    }

    fn entries(&self, dir: &str) -> Result<Vec<(String, bool)>, FallbackReason> {
        let entries = crate::disk::list_folder(self.0.join(dir)).into_iter();
        Ok(entries.map(|entry| (entry.name.clone(), entry.leads_to_folder())).collect())
    }
}

pub fn read_local_packages(
    workspace: &SplicedWorkspace,
    patches: &[CargoPatch],
) -> Result<Vec<ReadLocalPackage>, FallbackReason> {
    let mut locals = Vec::new();
    let known = |dir: &Utf8Path| workspace.locals.iter().any(|local| local.dir == dir);
    // Patches in cargo's configuration are not in the manifests.
    let configured = patches.iter().filter_map(|patch| Some(Utf8PathBuf::from(patch.dir()?)));
    let configured: Vec<Utf8PathBuf> = configured.filter(|dir| !known(dir)).collect();
    let others =
        splice::add_outside_packages(configured).map_err(|_| FallbackReason("a manifest cannot be read"))?;
    if let Some(reason) = others.doubt {
        return Err(FallbackReason(reason));
    }
    let others = others.locals.iter().filter(|local| !known(&local.dir));
    for local in workspace.locals.iter().chain(others) {
        let heritage = inherited_workspace(&local.root);
        let mut facts = read_package::read_facts(
            &local.manifest,
            &local.dir,
            heritage,
            &PackageFolder(&local.dir),
            local.member,
        )?;
        facts.declarations.extend(declarations::read_patched_dependencies(&local.added, &local.dir)?);
        let patch = patches.iter().any(|patch| patch.dir() == Some(local.dir.as_str()));
        locals.push(ReadLocalPackage { dir: local.dir.clone(), facts, member: local.member, patch });
    }
    Ok(locals)
}

/// Reads a package that is not a member, and inherits from its own workspace. The workspace is not searched for outside
/// `within`.
pub fn read_outside_package(
    dir: &Utf8Path,
    manifest: &CargoManifest,
    within: &Utf8Path,
) -> Result<PackageFacts, FallbackReason> {
    let unread = |_| FallbackReason("a manifest cannot be read");
    let own = CargoManifest::read(&dir.join("Cargo.toml")).map_err(unread)?;
    let (root, doubt) = splice::find_root(dir, own, within).map_err(unread)?;
    match doubt {
        Some(reason) => Err(FallbackReason(reason)),
        None => {
            read_package::read_facts(manifest, dir, inherited_workspace(&root), &PackageFolder(dir), false)
        }
    }
}

fn inherited_workspace(root: &splice::WorkspaceRoot) -> InheritedWorkspace<'_> {
    InheritedWorkspace { root: &root.dir, workspace: root.manifest.workspace.as_ref() }
}

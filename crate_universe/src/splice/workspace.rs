//! Finds cargo workspaces: roots, members, and the path packages that they refer to. Nothing is written; uncertain
//! cases are left to cargo.
//! Mirrors <https://doc.rust-lang.org/cargo/reference/workspaces.html>.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk::{self, is_same_file};
use crate::error::{Code, Error, Result};
use crate::paths::normalize;

use super::manifest::CargoManifest;
use super::manifest::wire::{DependencyTable, DependencyValue, WorkspaceTable};

/// The package that declares specs if no package of the user's can. The name is part of Cargo.lock files.
pub const DIRECT: &str = "direct-cargo-bazel-deps";

/// The root of a workspace, or a package outside of any workspace.
#[derive(Debug)]
pub struct WorkspaceRoot {
    pub dir: Utf8PathBuf,
    pub manifest: Rc<CargoManifest>,
}

/// A package that is read in place.
#[derive(Debug)]
pub struct LocalPackage {
    pub dir: Utf8PathBuf,
    pub manifest: Rc<CargoManifest>,
    /// The root that it inherits from.
    pub root: Rc<WorkspaceRoot>,
    pub member: bool,
    /// Dependencies in addition to those of the manifest.
    pub added: DependencyTable,
}

impl LocalPackage {
    /// Whether this is our own package for specs, which exists in no tree.
    pub fn is_direct(&self) -> bool {
        let name = self.manifest.package.as_ref().map(|package| package.name.as_str());
        name == Some(DIRECT) && !self.added.is_empty()
    }

    /// `[lints]`, its own or those of its workspace, as flags of rustc.
    pub fn lint_flags(&self) -> Vec<String> {
        self.manifest.lint_flags(self.root.manifest.workspace.as_ref())
    }
}

#[derive(Debug, Default)]
pub struct FoundWorkspaces {
    pub roots: Vec<Rc<WorkspaceRoot>>,
    /// Members, and all other path packages that a declaration or a patch refers to; sorted by folder.
    pub locals: Vec<LocalPackage>,
    /// Why only cargo can tell whether the result is complete and correct.
    pub doubt: Option<&'static str>,
}

/// `others`: folders of packages that are never members.
pub fn find_workspaces(
    manifests: &[Utf8PathBuf],
    others: impl IntoIterator<Item = Utf8PathBuf>,
) -> Result<FoundWorkspaces> {
    let mut search = WorkspaceSearch::default();
    for manifest in manifests {
        let own = CargoManifest::read(manifest)?;
        if own.package.is_none() && own.workspace.is_none() {
            return Err(Error::new(
                Code::ManifestSyntax,
                "the manifest has neither [package] nor [workspace]",
            )
            .at_path(manifest)
            .help("add one of the two, or remove the manifest from `manifests`"));
        }
        let own_dir = normalize(manifest.parent().unwrap_or(Utf8Path::new("")));
        let root = Rc::new(search.root_of_member(&own_dir, own)?);
        let known = |known: &Rc<WorkspaceRoot>| is_same_file(&known.dir, &root.dir);
        if !search.roots.iter().any(known) {
            search.add_workspace(&root)?;
            search.roots.push(root);
        }
    }
    for dir in others {
        search.add_outside_package(dir)?;
    }
    let WorkspaceSearch { roots, locals, doubt, .. } = search;
    Ok(FoundWorkspaces { roots, locals: locals.into_values().collect(), doubt })
}

#[derive(Default)]
struct WorkspaceSearch {
    roots: Vec<Rc<WorkspaceRoot>>,
    locals: BTreeMap<Utf8PathBuf, LocalPackage>,
    doubt: Option<&'static str>,
}

/// Whether a folder is excluded, and not also listed as a member.
fn is_excluded(workspace: &WorkspaceTable, root: &Utf8Path, dir: &Utf8Path) -> bool {
    let within = |paths: &[String]| paths.iter().any(|path| dir.starts_with(normalize(&root.join(path))));
    within(&workspace.exclude) && !within(&workspace.members)
}

/// The workspace's root: the one that the package names, the package itself, or the nearest one above it but inside
/// `within`. The second value is the reason if only cargo can tell.
pub fn find_root(
    dir: &Utf8Path,
    own: CargoManifest,
    within: &Utf8Path,
) -> Result<(WorkspaceRoot, Option<&'static str>)> {
    let mut doubt = None;
    if own.workspace.is_some() {
        return Ok((WorkspaceRoot { dir: dir.to_owned(), manifest: Rc::new(own) }, doubt));
    }
    if let Some(named) = own.package.as_ref().and_then(|package| package.workspace.as_ref()) {
        let dir = normalize(&dir.join(named));
        let manifest = Rc::new(CargoManifest::read(&dir.join("Cargo.toml"))?);
        return Ok((WorkspaceRoot { dir, manifest }, doubt));
    }
    for above in dir.ancestors().skip(1).filter(|above| above.starts_with(within)) {
        let path = above.join("Cargo.toml");
        if !disk::exists(&path) {
            continue;
        }
        // A manifest above that has nothing to do with this one may be broken.
        let Ok(manifest) = CargoManifest::read(&path) else { continue };
        if let Some(workspace) = &manifest.workspace {
            if !is_excluded(workspace, above, dir) {
                return Ok((WorkspaceRoot { dir: above.to_owned(), manifest: Rc::new(manifest) }, doubt));
            }
        } else if manifest.package.is_some_and(|package| package.workspace.is_some()) {
            doubt = Some("a parent directory has a package that sets `package.workspace`");
        }
    }
    Ok((WorkspaceRoot { dir: dir.to_owned(), manifest: Rc::new(own) }, doubt))
}

/// Finds packages that are not members, and the packages that they refer to.
pub fn add_outside_packages(dirs: impl IntoIterator<Item = Utf8PathBuf>) -> Result<FoundWorkspaces> {
    find_workspaces(&[], dirs)
}

impl WorkspaceSearch {
    fn note_fallback(&mut self, reason: &'static str) {
        self.doubt.get_or_insert(reason);
    }

    fn root_of_member(&mut self, dir: &Utf8Path, own: CargoManifest) -> Result<WorkspaceRoot> {
        let (root, doubt) = find_root(dir, own, Utf8Path::new(""))?;
        doubt.into_iter().for_each(|reason| self.note_fallback(reason));
        Ok(root)
    }

    fn add_workspace(&mut self, root: &Rc<WorkspaceRoot>) -> Result<()> {
        let mut pending: Vec<(Utf8PathBuf, bool)> = Vec::new();
        if root.manifest.package.is_some() {
            pending.push((root.dir.clone(), true));
        }
        for pattern in root.manifest.workspace_members() {
            pending.extend(self.expand_pattern(root, pattern).into_iter().map(|dir| (dir, true)));
        }
        for dependency in root.manifest.patch.values().flat_map(|table| table.values()) {
            match dependency {
                DependencyValue::Detailed(detailed) if detailed.git.is_none() => {
                    let path = detailed.path.as_ref();
                    pending.extend(path.map(|path| (normalize(&root.dir.join(path)), false)));
                }
                _ => {}
            }
        }
        self.follow_dependencies(root, pending)
    }

    /// Adds a package outside of the known workspaces, and the packages that it refers to.
    fn add_outside_package(&mut self, dir: Utf8PathBuf) -> Result<()> {
        let path = dir.join("Cargo.toml");
        let own = CargoManifest::read(&path)?;
        let root = Rc::new(self.root_of_member(&dir, own)?);
        self.follow_dependencies(&root, vec![(dir, false)])
    }

    fn follow_dependencies(
        &mut self,
        root: &Rc<WorkspaceRoot>,
        mut pending: Vec<(Utf8PathBuf, bool)>,
    ) -> Result<()> {
        while let Some((dir, member)) = pending.pop() {
            let known = self.locals.get(&dir);
            if known.is_some_and(|local| local.member || !member) {
                continue;
            }
            let Some(local) = self.read_local_package(root, &dir, member)? else { continue };
            for path in path_dependencies(&local) {
                // A path dependency of a member is also a member if it is below the root.
                let joins = member && joins_workspace(root, &path)?;
                pending.push((path, joins));
            }
            self.locals.insert(dir, local);
        }
        Ok(())
    }

    /// The folders with a manifest that match a member pattern.
    fn expand_pattern(&mut self, root: &WorkspaceRoot, pattern: &str) -> BTreeSet<Utf8PathBuf> {
        let whole = normalize(&root.dir.join(pattern));
        let mut dirs = BTreeSet::new();
        let Some(matches) = disk::glob(&whole) else {
            self.note_fallback("a pattern in `members` is invalid");
            return dirs;
        };
        let mut is_matched = false;
        for path in matches {
            is_matched = true;
            let Ok(path) = Utf8PathBuf::from_path_buf(path) else {
                self.note_fallback("a path is not valid UTF-8");
                continue;
            };
            let workspace = root.manifest.workspace.as_ref();
            if workspace.is_some_and(|workspace| is_excluded(workspace, &root.dir, &path))
                || !disk::is_folder(&path)
            {
                continue;
            }
            // Cargo rejects a folder without a manifest, even if it only matches a pattern. A manifest that is not a
            // file causes an error when it is read.
            if disk::exists(path.join("Cargo.toml")) {
                dirs.insert(path);
            } else {
                self.note_fallback("a workspace member has no Cargo.toml");
            }
        }
        // Cargo takes a pattern without a match as the name of a folder.
        if !is_matched {
            self.note_fallback("a workspace member does not exist");
        }
        dirs
    }

    fn read_local_package(
        &mut self,
        root: &Rc<WorkspaceRoot>,
        dir: &Utf8Path,
        member: bool,
    ) -> Result<Option<LocalPackage>> {
        let path = dir.join("Cargo.toml");
        if !disk::exists(&path) {
            self.note_fallback("a path dependency has no Cargo.toml");
            return Ok(None);
        }
        let manifest =
            if dir == root.dir { root.manifest.clone() } else { Rc::new(CargoManifest::read(&path)?) };
        manifest.fallback_reason().into_iter().for_each(|reason| self.note_fallback(reason));
        let named = manifest.package.as_ref().and_then(|package| package.workspace.as_ref());
        let elsewhere = named.is_some_and(|named| normalize(&dir.join(named)) != root.dir);
        if member && dir != root.dir && (manifest.workspace.is_some() || elsewhere) {
            self.note_fallback("a workspace is nested in another workspace");
        }
        // A package outside the workspace inherits from its own workspace.
        let root = match member {
            true => root.clone(),
            false => Rc::new(self.root_of_member(dir, CargoManifest::read(&path)?)?),
        };
        Ok(Some(LocalPackage { dir: dir.to_owned(), manifest, root, member, added: DependencyTable::new() }))
    }
}

fn joins_workspace(root: &WorkspaceRoot, dir: &Utf8Path) -> Result<bool> {
    let Some(workspace) = &root.manifest.workspace else { return Ok(dir == root.dir) };
    if is_excluded(workspace, &root.dir, dir) {
        return Ok(false);
    }
    if dir.starts_with(&root.dir) {
        return Ok(true);
    }
    // A package elsewhere joins the workspace if its manifest names it.
    let manifest = dir.join("Cargo.toml");
    if !disk::exists(&manifest) {
        return Ok(false);
    }
    let named = CargoManifest::read(&manifest)?.package.and_then(|package| package.workspace);
    Ok(named.is_some_and(|named| normalize(&dir.join(named)) == root.dir))
}

/// The folders of a package's path dependencies.
fn path_dependencies(local: &LocalPackage) -> Vec<Utf8PathBuf> {
    let shared = local.root.manifest.workspace.as_ref().map(|workspace| &workspace.dependencies);
    let folder = |(name, dependency): (&String, &DependencyValue)| {
        let DependencyValue::Detailed(own) = dependency else { return None };
        let (detailed, dir) = match (own.workspace, shared.and_then(|shared| shared.get(name))) {
            (Some(true), Some(DependencyValue::Detailed(inherited))) => (inherited, &local.root.dir),
            (Some(true), _) => return None,
            _ => (own, &local.dir),
        };
        let path = detailed.path.as_ref().filter(|_| detailed.git.is_none())?;
        Some(normalize(&dir.join(path)))
    };
    local.manifest.dependency_tables().flat_map(|table| table.iter()).filter_map(folder).collect()
}

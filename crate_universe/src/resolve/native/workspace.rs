//! Which manifests make up a workspace: its root, its members, and the path packages that these lead to. Takes one
//! manifest, gives them read. Mirrors <https://doc.rust-lang.org/cargo/reference/workspaces.html>.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::Result;
use crate::input::Toolchain;
use crate::resolve::configuration::{self, Configuration};
use crate::resolve::manifest::Manifest;
use crate::resolve::manifest::wire::Workspace;

use super::declarations::{Heritage, normalized};
use super::facts::{Facts, Origin};
use super::patches::{self, Patch};
use super::targets::Listing;
use super::{Outcome, Unsupported, read, unless_unsupported};

/// A package that is read where it stands.
pub struct Local {
    pub dir: Utf8PathBuf,
    pub facts: Facts,
    pub member: bool,
    /// Whether it stands in the place of a package of another source.
    pub patch: bool,
}

pub struct Found {
    pub root: Utf8PathBuf,
    pub root_manifest: Manifest,
    pub configuration: Configuration,
    pub patches: Vec<Patch>,
    /// Members and all other path packages that a declaration or a patch leads to.
    pub locals: Vec<Local>,
}

/// A folder on disk.
pub struct Folder<'a>(pub &'a Utf8Path);

impl Listing for Folder<'_> {
    fn is_file(&self, path: &str) -> std::result::Result<bool, Unsupported> {
        Ok(self.0.join(path).is_file())
    }

    fn entries(&self, dir: &str) -> std::result::Result<Vec<(String, bool)>, Unsupported> {
        let entries = self.0.join(dir).read_dir_utf8().into_iter().flatten().flatten();
        Ok(entries.map(|entry| (entry.file_name().to_owned(), entry.path().is_dir())).collect())
    }
}

pub fn find(toolchain: &Toolchain, manifest: &Utf8Path) -> Result<Outcome<Found>> {
    let own = Manifest::read(manifest)?;
    let own_dir = normalized(manifest.parent().unwrap_or(Utf8Path::new("")));
    let (root, root_manifest) = match root_of(&own_dir, own, Utf8Path::new(""))? {
        Outcome::Done(found) => found,
        Outcome::Unsupported(reason) => return Ok(Outcome::Unsupported(reason)),
    };
    if let Some(reason) = odd(&root_manifest) {
        return Ok(Outcome::Unsupported(Unsupported(reason)));
    }
    let configuration = configuration::read(toolchain, &root)?;
    if let Some(reason) = configuration.odd {
        return Ok(Outcome::Unsupported(Unsupported(reason)));
    }
    let patches = match patches::patches(&root, &root_manifest, &configuration) {
        Ok(patches) => patches,
        Err(reason) => return Ok(Outcome::Unsupported(reason)),
    };
    let mut search = Search {
        root: &root,
        root_manifest: &root_manifest,
        patches: BTreeSet::new(),
        locals: BTreeMap::new(),
    };
    let found = search.members(&patches)?;
    let locals = search.locals.into_values().collect();
    Ok(match found {
        Outcome::Unsupported(reason) => Outcome::Unsupported(reason),
        Outcome::Done(()) => Outcome::Done(Found { locals, root, root_manifest, configuration, patches }),
    })
}

/// What of a root manifest is cargo's to refuse, or not read here.
fn odd(manifest: &Manifest) -> Option<&'static str> {
    if (manifest.package.is_none() && manifest.workspace.is_none()) || !manifest.has_known_resolver() {
        return Some("a manifest that cargo may refuse");
    }
    (!manifest.replace.is_empty()).then_some("[replace]")
}

/// The folder and manifest of the workspace's root: named by the package, itself, or the nearest one above, but none
/// outside of `within`.
fn root_of(dir: &Utf8Path, own: Manifest, within: &Utf8Path) -> Result<Outcome<(Utf8PathBuf, Manifest)>> {
    if own.workspace.is_some() {
        return Ok(Outcome::Done((dir.to_owned(), own)));
    }
    if let Some(named) = own.package.as_ref().and_then(|package| package.workspace.as_ref()) {
        let root = normalized(&dir.join(named));
        let manifest = Manifest::read(&root.join("Cargo.toml"))?;
        return Ok(Outcome::Done((root, manifest)));
    }
    for above in dir.ancestors().skip(1).filter(|above| above.starts_with(within)) {
        let path = above.join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        // A manifest above that is none of ours may be broken.
        let Ok(manifest) = Manifest::read(&path) else { continue };
        if let Some(workspace) = &manifest.workspace {
            if !excluded(workspace, above, dir) {
                return Ok(Outcome::Done((above.to_owned(), manifest)));
            }
        } else if manifest.package.is_some_and(|package| package.workspace.is_some()) {
            return Ok(Outcome::Unsupported(Unsupported("a folder of a package that names its workspace")));
        }
    }
    Ok(Outcome::Done((dir.to_owned(), own)))
}

/// A folder that is excluded, and not named as a member all the same.
fn excluded(workspace: &Workspace, root: &Utf8Path, dir: &Utf8Path) -> bool {
    let within = |paths: &[String]| paths.iter().any(|path| dir.starts_with(normalized(&root.join(path))));
    within(&workspace.exclude) && !within(&workspace.members)
}

struct Search<'a> {
    root: &'a Utf8Path,
    root_manifest: &'a Manifest,
    patches: BTreeSet<Utf8PathBuf>,
    locals: BTreeMap<Utf8PathBuf, Local>,
}

impl Search<'_> {
    fn members(&mut self, patches: &[Patch]) -> Result<Outcome<()>> {
        let mut pending: Vec<(Utf8PathBuf, bool)> = Vec::new();
        if self.root_manifest.package.is_some() {
            pending.push((self.root.to_owned(), true));
        }
        for pattern in self.root_manifest.workspace_members() {
            match self.expand(pattern) {
                Ok(dirs) => pending.extend(dirs.into_iter().map(|dir| (dir, true))),
                Err(reason) => return Ok(Outcome::Unsupported(reason)),
            }
        }
        for patch in patches {
            if let Origin::Path(path) = &patch.declaration.origin {
                self.patches.insert(path.into());
                pending.push((path.into(), false));
            }
        }
        while let Some((dir, member)) = pending.pop() {
            let known = self.locals.get(&dir);
            if known.is_some_and(|local| local.member || !member) {
                continue;
            }
            let local = match self.local(&dir, member)? {
                Outcome::Done(local) => local,
                Outcome::Unsupported(reason) => return Ok(Outcome::Unsupported(reason)),
            };
            for declaration in &local.facts.declarations {
                if let Origin::Path(path) = &declaration.origin {
                    let path = Utf8PathBuf::from(path);
                    // A path dependency of a member is a member too where it lies below the root.
                    let joins = member && self.joins(&path)?;
                    pending.push((path, joins));
                }
            }
            self.locals.insert(dir, local);
        }
        Ok(Outcome::Done(()))
    }

    /// Folders with a manifest that a member pattern means.
    fn expand(&self, pattern: &str) -> std::result::Result<Vec<Utf8PathBuf>, Unsupported> {
        let whole = normalized(&self.root.join(pattern));
        let mut dirs = BTreeSet::new();
        let matches = glob::glob(whole.as_str()).map_err(|_| Unsupported("a member pattern"))?;
        for path in matches.flatten() {
            let path =
                Utf8PathBuf::from_path_buf(path).map_err(|_| Unsupported("a path that is not UTF-8"))?;
            let workspace = self.root_manifest.workspace.as_ref();
            let out = workspace.is_some_and(|workspace| excluded(workspace, self.root, &path));
            if out || !path.is_dir() {
                continue;
            }
            // Cargo refuses a folder without manifest, however it is named.
            if !path.join("Cargo.toml").is_file() {
                return Err(Unsupported("a member without manifest"));
            }
            dirs.insert(path);
        }
        if dirs.is_empty() && !pattern.contains(['*', '?', '[']) {
            return Err(Unsupported("a member that does not exist"));
        }
        Ok(dirs.into_iter().collect())
    }

    fn joins(&self, dir: &Utf8Path) -> Result<bool> {
        let Some(workspace) = &self.root_manifest.workspace else { return Ok(dir == self.root) };
        if excluded(workspace, self.root, dir) {
            return Ok(false);
        }
        if dir.starts_with(self.root) {
            return Ok(true);
        }
        // What lies elsewhere joins where it says so itself.
        let manifest = dir.join("Cargo.toml");
        if !manifest.is_file() {
            return Ok(false);
        }
        let named = Manifest::read(&manifest)?.package.and_then(|package| package.workspace);
        Ok(named.is_some_and(|named| normalized(&dir.join(named)) == self.root))
    }

    fn local(&self, dir: &Utf8Path, member: bool) -> Result<Outcome<Local>> {
        let own;
        let manifest = if dir == self.root {
            self.root_manifest
        } else {
            let path = dir.join("Cargo.toml");
            if !path.is_file() {
                return Ok(Outcome::Unsupported(Unsupported("a path without manifest")));
            }
            own = Manifest::read(&path)?;
            &own
        };
        let named = manifest.package.as_ref().and_then(|package| package.workspace.as_ref());
        let elsewhere = named.is_some_and(|named| normalized(&dir.join(named)) != self.root);
        if member && dir != self.root && (manifest.workspace.is_some() || elsewhere) {
            return Ok(Outcome::Unsupported(Unsupported("a workspace within a workspace")));
        }
        let patch = self.patches.contains(dir);
        let local = |facts| Local { dir: dir.to_owned(), facts, member, patch };
        if !member {
            return Ok(match outside(dir, manifest, Utf8Path::new(""))? {
                Outcome::Done(facts) => Outcome::Done(local(facts)),
                Outcome::Unsupported(reason) => Outcome::Unsupported(reason),
            });
        }
        let heritage = Heritage { root: self.root, workspace: self.root_manifest.workspace.as_ref() };
        Ok(unless_unsupported(read::facts(manifest, dir, heritage, &Folder(dir), true), local))
    }
}

/// A package that is no member, which inherits from a workspace of its own; that is not looked for outside of `within`.
pub fn outside(dir: &Utf8Path, manifest: &Manifest, within: &Utf8Path) -> Result<Outcome<Facts>> {
    let (root, root_manifest) = match root_of(dir, Manifest::read(&dir.join("Cargo.toml"))?, within)? {
        Outcome::Done(found) => found,
        Outcome::Unsupported(reason) => return Ok(Outcome::Unsupported(reason)),
    };
    let heritage = Heritage { root: &root, workspace: root_manifest.workspace.as_ref() };
    Ok(unless_unsupported(read::facts(manifest, dir, heritage, &Folder(dir), false), |facts| facts))
}

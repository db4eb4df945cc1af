//! The packages that are read where they stand. Takes a workspace and patches, gives the facts of members and of all
//! path packages, or says that cargo must be asked.

use camino::{Utf8Path, Utf8PathBuf};

use crate::splice::manifest::Manifest;
use crate::splice::{self, Workspace};

use super::declarations::{self, Heritage};
use super::package_facts::Facts;
use super::patches::Patch;
use super::read_package;
use super::targets::Listing;
use super::unsupported::Unsupported;

/// A package that is read where it stands.
pub struct Local {
    pub dir: Utf8PathBuf,
    pub facts: Facts,
    pub member: bool,
    /// Whether it stands in the place of a package of another source.
    pub patch: bool,
}

/// A folder on disk.
pub struct Folder<'a>(pub &'a Utf8Path);

impl Listing for Folder<'_> {
    fn is_file(&self, path: &str) -> Result<bool, Unsupported> {
        Ok(self.0.join(path).is_file())
    }

    fn entries(&self, dir: &str) -> Result<Vec<(String, bool)>, Unsupported> {
        let entries = self.0.join(dir).read_dir_utf8().into_iter().flatten().flatten();
        Ok(entries.map(|entry| (entry.file_name().to_owned(), entry.path().is_dir())).collect())
    }
}

pub fn read(workspace: &Workspace, patches: &[Patch]) -> Result<Vec<Local>, Unsupported> {
    let mut locals = Vec::new();
    let known = |dir: &Utf8Path| workspace.locals.iter().any(|local| local.dir == dir);
    // The manifests do not tell of patches that cargo's configuration has.
    let configured = patches.iter().filter_map(|patch| Some(Utf8PathBuf::from(patch.dir()?)));
    let configured: Vec<Utf8PathBuf> = configured.filter(|dir| !known(dir)).collect();
    let others = splice::outside(configured).map_err(|_| Unsupported("a manifest cannot be read"))?;
    if let Some(reason) = others.doubt {
        return Err(Unsupported(reason));
    }
    let others = others.locals.iter().filter(|local| !known(&local.dir));
    for local in workspace.locals.iter().chain(others) {
        let heritage = heritage(&local.root);
        let mut facts =
            read_package::facts(&local.manifest, &local.dir, heritage, &Folder(&local.dir), local.member)?;
        facts.declarations.extend(declarations::added(&local.added, &local.dir)?);
        let patch = patches.iter().any(|patch| patch.dir() == Some(local.dir.as_str()));
        locals.push(Local { dir: local.dir.clone(), facts, member: local.member, patch });
    }
    Ok(locals)
}

/// A package that is no member, which inherits from a workspace of its own; that is not looked for outside of `within`.
pub fn outside(dir: &Utf8Path, manifest: &Manifest, within: &Utf8Path) -> Result<Facts, Unsupported> {
    let unread = |_| Unsupported("a manifest cannot be read");
    let own = Manifest::read(&dir.join("Cargo.toml")).map_err(unread)?;
    let (root, doubt) = splice::root_of(dir, own, within).map_err(unread)?;
    match doubt {
        Some(reason) => Err(Unsupported(reason)),
        None => read_package::facts(manifest, dir, heritage(&root), &Folder(dir), false),
    }
}

fn heritage(root: &splice::Root) -> Heritage<'_> {
    Heritage { root: &root.dir, workspace: root.manifest.workspace.as_ref() }
}

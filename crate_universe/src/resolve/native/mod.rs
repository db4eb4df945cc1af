//! The second package source: Cargo.lock for edges and checksums, manifests for facts, no process. Takes a workspace and
//! where facts may be found, gives [`Packages`], or says which `.crate` files it lacks, or that cargo must be asked.

mod archive;
mod cache;
mod declarations;
mod facts;
mod locked;
mod read;
mod sound;
mod targets;
mod workspace;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::Result;
use crate::input::{FactSources, Toolchain};
use crate::registry;
use crate::splice::Workspace;

use super::lock::{Lock, Locked};
use super::manifest::Manifest;
use super::packages::Packages;
use super::{foreign, inputs, same_file};
use archive::Archive;
use cache::Cache;
pub use cache::Kept;
use facts::Facts;
use locked::Apart;
use targets::Listing;

/// Why cargo has to be asked: something that this source does not read. It is no error.
#[derive(Clone, Copy, Debug)]
pub struct Unsupported(pub &'static str);

pub enum Outcome<T> {
    Done(T),
    Unsupported(Unsupported),
}

fn unless_unsupported<T, U>(
    result: std::result::Result<T, Unsupported>,
    done: impl FnOnce(T) -> U,
) -> Outcome<U> {
    match result {
        Ok(value) => Outcome::Done(done(value)),
        Err(reason) => Outcome::Unsupported(reason),
    }
}

pub enum Native {
    Done {
        packages: Packages,
        kept: Option<Kept>,
    },
    /// `.crate` files that are needed and nowhere found.
    Missing(Vec<Download>),
    Unsupported(Unsupported),
    /// The lock does not hold what the manifests say, for these reasons.
    Stale {
        lock: Utf8PathBuf,
        reasons: Vec<String>,
    },
}

/// A `.crate` file to download.
#[derive(Debug, serde::Serialize)]
pub struct Download {
    pub url: String,
    pub sha256: String,
}

pub fn resolve(toolchain: &Toolchain, workspace: &Workspace, sources: &FactSources) -> Result<Native> {
    let found = match workspace::find(&workspace.manifests[0])? {
        Outcome::Done(found) => found,
        Outcome::Unsupported(reason) => return Ok(Native::Unsupported(reason)),
    };
    let manifest = &found.root_manifest;
    if (manifest.package.is_none() && manifest.workspace.is_none()) || !manifest.has_known_resolver() {
        return Ok(Native::Unsupported(Unsupported("a manifest that cargo may refuse")));
    }
    if !found.root_manifest.replace.is_empty() || configured(toolchain, &found.root) {
        return Ok(Native::Unsupported(Unsupported("[replace], or a patch in cargo's configuration")));
    }
    for manifest in &workspace.manifests {
        let is_root = same_file(manifest, &found.root.join("Cargo.toml"));
        let mut members = found.locals.iter().filter(|local| local.member);
        if !is_root && !members.any(|member| same_file(manifest, &member.dir.join("Cargo.toml"))) {
            return Err(foreign(manifest, &found.root));
        }
    }
    let lock_path = workspace.lock.clone().unwrap_or_else(|| found.root.join("Cargo.lock"));
    let lock = Lock::read(&lock_path)?;
    let unread = lock.packages.iter().any(|entry| {
        let git = entry.id.source.as_ref().is_some_and(|source| source.starts_with("git+"));
        git || entry.replaced || (entry.id.source.is_some() && entry.checksum.is_none())
    });
    if unread {
        return Ok(Native::Unsupported(Unsupported("a git package, or one without checksum")));
    }
    let registry: BTreeMap<&str, &Locked> =
        lock.packages.iter().filter_map(|entry| Some((entry.checksum.as_deref()?, entry))).collect();
    let gathered = gather(toolchain, &registry, sources);
    if !gathered.missing.is_empty() {
        let download = |checksum: &&str| {
            let id = &registry[checksum].id;
            let url = registry::download_url(id.source.as_deref()?, &id.name, &id.version)?;
            Some(Download { url, sha256: (*checksum).to_owned() })
        };
        let downloads: Vec<Download> = gathered.missing.iter().filter_map(download).collect();
        return Ok(match sources.may_download && downloads.len() == gathered.missing.len() {
            true => Native::Missing(downloads),
            false => Native::Unsupported(Unsupported("packages whose facts are nowhere found")),
        });
    }
    let Gathered { facts, kept, .. } = gathered;
    let manifests = found.locals.iter().map(|local| local.dir.join("Cargo.toml"));
    let read = inputs::inputs(toolchain, &found.root, manifests, &found.root_manifest)?;
    let packages = locked::packages(read, found, &lock, &lock_path, facts);
    Ok(match packages {
        Ok(packages) => match sound::doubt(&packages.list) {
            Some(reason) => Native::Unsupported(Unsupported(reason)),
            None => Native::Done { packages, kept },
        },
        Err(Apart::Unsupported(reason)) => Native::Unsupported(reason),
        Err(Apart::Stale(reasons)) => Native::Stale { lock: lock_path, reasons },
    })
}

/// Whether cargo's configuration changes what is locked, which only cargo can tell.
fn configured(toolchain: &Toolchain, root: &Utf8Path) -> bool {
    let above = root.ancestors().flat_map(|dir| [dir.join(".cargo/config.toml"), dir.join(".cargo/config")]);
    let home = toolchain.home().into_iter().flat_map(|dir| [dir.join("config.toml"), dir.join("config")]);
    above.chain(home).chain(toolchain.config.clone()).any(|path| {
        std::fs::read_to_string(path)
            .is_ok_and(|text| text.contains("[patch") || text.lines().any(|line| line.starts_with("paths")))
    })
}

struct Gathered<'a> {
    facts: BTreeMap<&'a str, Facts>,
    missing: Vec<&'a str>,
    kept: Option<Kept>,
}

/// The facts of registry packages: from the cache, else from a `.crate` file whose checksum is right.
fn gather<'a>(
    toolchain: &Toolchain,
    registry: &BTreeMap<&'a str, &'a Locked>,
    sources: &FactSources,
) -> Gathered<'a> {
    let wanted: BTreeSet<&str> = registry.keys().copied().collect();
    let cache = sources.cache.as_deref().map(Cache::open);
    let mut facts = cache.as_ref().map(|cache| cache.facts(&wanted)).unwrap_or_default();
    let mut missing = Vec::new();
    let mut new = Vec::new();
    let folders = crate_folders(toolchain);
    for (checksum, entry) in registry.iter().filter(|(checksum, _)| !facts.contains_key(*checksum)) {
        let given = sources.crate_files.get(*checksum).cloned();
        let file = format!("{}-{}.crate", entry.id.name, entry.id.version);
        let mut candidates = given.into_iter().chain(folders.iter().map(|folder| folder.join(&file)));
        match candidates
            .find_map(|path| Archive::open(&path, checksum))
            .and_then(|archive| read_archive(&archive))
        {
            Some(read) => new.push((*checksum, read)),
            None => missing.push(*checksum),
        }
    }
    let kept = cache.and_then(|cache| {
        let new: Vec<(&str, &Facts)> = new.iter().map(|(checksum, facts)| (*checksum, facts)).collect();
        cache.with(&new)
    });
    facts.extend(new);
    Gathered { facts, missing, kept }
}

fn read_archive(archive: &Archive) -> Option<Facts> {
    let text = archive.manifest().ok()?;
    let manifest = Manifest::parse(Utf8Path::new("Cargo.toml"), &text).ok()?;
    // A published manifest inherits nothing.
    let heritage = declarations::Heritage { root: Utf8Path::new(""), workspace: None };
    let listing: &dyn Listing = archive;
    read::facts(&manifest, Utf8Path::new(""), heritage, listing, false).ok()
}

/// The folders where cargo keeps what it has downloaded. Nothing depends on them: a file there is taken only if its
/// checksum is right, and what is not there is found otherwise.
fn crate_folders(toolchain: &Toolchain) -> Vec<Utf8PathBuf> {
    let Some(cache) = toolchain.home().map(|home| home.join("registry/cache")) else { return Vec::new() };
    let entries = cache.read_dir_utf8().into_iter().flatten().flatten();
    let mut folders: Vec<Utf8PathBuf> = entries.map(|entry| entry.into_path()).collect();
    folders.sort();
    folders
}

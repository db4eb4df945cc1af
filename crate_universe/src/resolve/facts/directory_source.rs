//! Reads packages of a directory source, as `cargo vendor` creates it. If the checksums in the directory do not match,
//! cargo has to read the package.
//! See <https://doc.rust-lang.org/cargo/reference/source-replacement.html#directory-sources>.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::Deserialize;

use crate::digest;
use crate::resolve::cargo_lock::entries::LockEntry;
use crate::splice::manifest::CargoManifest;

use super::declarations::InheritedWorkspace;
use super::fallback_reason::FallbackReason;
use super::link::ReadPackage;
use super::local_packages::PackageFolder;
use super::package_facts::PackageFacts;
use super::read_package;

/// The checksums in the folder of each package.
pub const CHECKSUMS: &str = ".cargo-checksum.json";

#[derive(Deserialize)]
struct DirectoryChecksums {
    /// The checksum of the `.crate` file; `None` for a git package.
    package: Option<String>,
    files: BTreeMap<String, String>,
    /// Added by crates_vendor.
    crate_universe: Option<GitCommitMark>,
}

#[derive(Deserialize)]
struct GitCommitMark {
    /// The source of a git package, with the commit.
    source: Option<String>,
}

impl DirectoryChecksums {
    /// Whether these are the checksums of the locked package. For a git package, only the mark of crates_vendor
    /// contains the commit; without it, any commit matches, as in cargo.
    fn matches_entry(&self, entry: &LockEntry) -> bool {
        let noted = self.crate_universe.as_ref().filter(|_| entry.checksum.is_none());
        self.package == entry.checksum
            && noted.is_none_or(|mark| mark.source.as_deref() == entry.id.source.as_str())
    }
}

/// Path -> checksum of each file of a package.
pub fn read_checksums(dir: &Utf8Path) -> Option<BTreeMap<String, String>> {
    let checksums: DirectoryChecksums =
        serde_json::from_slice(&crate::disk::read_bytes(dir.join(CHECKSUMS)).ok()?).ok()?;
    Some(checksums.files)
}

pub fn read_package(directory: &Utf8Path, entry: &LockEntry) -> Result<ReadPackage, FallbackReason> {
    let (name, version) = (&entry.id.name, &entry.id.version);
    // The folder's name has the version if several versions are vendored, and always in a tree of crates_vendor.
    let folders = [name.clone(), format!("{name}-{version}"), entry.id.folder_name()];
    let mut dirs = folders.iter().map(|folder| directory.join(folder));
    let found = dirs.find_map(|dir| Some((cached_package(&dir, entry)?, dir)));
    let (facts, dir) = found.ok_or(FallbackReason("a vendored package is missing, or was edited"))?;
    Ok(ReadPackage {
        dir,
        checkout_path: entry.checksum.is_none().then(String::new),
        ..ReadPackage::without_workspace(facts)
    })
}

fn cached_package(dir: &Utf8Path, entry: &LockEntry) -> Option<PackageFacts> {
    if crate::disk::is_folder(dir) {
        crate::disk::note_tree(dir);
    }
    let checksums: DirectoryChecksums =
        serde_json::from_slice(&crate::disk::read_bytes(dir.join(CHECKSUMS)).ok()?).ok()?;
    let path = dir.join("Cargo.toml");
    let text = crate::disk::read_to_string(&path).ok()?;
    let sha256 = digest::sha256(&text);
    if !checksums.matches_entry(entry) || checksums.files.get("Cargo.toml") != Some(&sha256) {
        return None;
    }
    let manifest = CargoManifest::parse(&path, &text).ok()?;
    // Like a published manifest, a vendored one inherits nothing.
    let heritage = InheritedWorkspace { root: dir, workspace: None };
    let facts = read_package::read_facts(&manifest, dir, heritage, &PackageFolder(dir), false).ok()?;
    // Cargo rejects a package without targets.
    let is_whole = !facts.targets.is_empty();
    (is_whole && facts.name == entry.id.name && facts.version == entry.id.version).then_some(facts)
}

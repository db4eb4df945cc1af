//! Packages of a directory that stands in the place of a source, as `cargo vendor` makes it. Takes a directory and a
//! locked package, gives its facts where the directory's own checksums hold; else cargo has to be asked.
//! See <https://doc.rust-lang.org/cargo/reference/source-replacement.html#directory-sources>.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::Deserialize;

use crate::digest;
use crate::resolve::cargo_lock::entries::Locked;
use crate::splice::manifest::Manifest;

use super::declarations::Heritage;
use super::link::Source;
use super::local_packages::Folder;
use super::package_facts::Facts;
use super::read_package;
use super::unsupported::Unsupported;

/// The list in the folder of each package.
pub const CHECKSUMS: &str = ".cargo-checksum.json";

#[derive(Deserialize)]
struct Checksums {
    /// That of the `.crate` file; a git package has none.
    package: Option<String>,
    files: BTreeMap<String, String>,
    /// What crates_vendor adds.
    crate_universe: Option<Mark>,
}

#[derive(Deserialize)]
struct Mark {
    /// Of a git package, with the commit.
    source: Option<String>,
}

impl Checksums {
    /// Whether they are of the locked package. Of a git package they tell no more than what crates_vendor has noted; cargo
    /// takes any commit for the one that is locked.
    fn fit(&self, entry: &Locked) -> bool {
        let noted = self.crate_universe.as_ref().filter(|_| entry.checksum.is_none());
        self.package == entry.checksum && noted.is_none_or(|mark| mark.source == entry.id.source)
    }
}

/// The checksum of each file of a package in such a directory, by path.
pub fn checksums(dir: &Utf8Path) -> Option<BTreeMap<String, String>> {
    let checksums: Checksums = serde_json::from_slice(&crate::disk::read(dir.join(CHECKSUMS)).ok()?).ok()?;
    Some(checksums.files)
}

pub fn read(directory: &Utf8Path, entry: &Locked) -> Result<Source, Unsupported> {
    let (name, version) = (&entry.id.name, &entry.id.version);
    // The version is in the folder's name where several are vendored, and in that of all in a tree of crates_vendor.
    let folders = [name.clone(), format!("{name}-{version}"), entry.id.plain()];
    let mut dirs = folders.iter().map(|folder| directory.join(folder));
    let found = dirs.find_map(|dir| Some((package(&dir, entry)?, dir)));
    let (facts, dir) = found.ok_or(Unsupported("a vendored package is missing, or was edited"))?;
    Ok(Source { dir, checkout_path: entry.checksum.is_none().then(String::new), ..Source::of(facts) })
}

fn package(dir: &Utf8Path, entry: &Locked) -> Option<Facts> {
    let checksums: Checksums = serde_json::from_slice(&crate::disk::read(dir.join(CHECKSUMS)).ok()?).ok()?;
    let path = dir.join("Cargo.toml");
    let text = crate::disk::read_to_string(&path).ok()?;
    let sha256 = digest::sha256(&text);
    if !checksums.fit(entry) || checksums.files.get("Cargo.toml") != Some(&sha256) {
        return None;
    }
    let manifest = Manifest::parse(&path, &text).ok()?;
    // As a published manifest, a vendored one inherits nothing.
    let heritage = Heritage { root: dir, workspace: None };
    let facts = read_package::facts(&manifest, dir, heritage, &Folder(dir), false).ok()?;
    // One that has lost its only target cargo refuses.
    let is_whole = !facts.targets.is_empty();
    (is_whole && facts.name == entry.id.name && facts.version == entry.id.version).then_some(facts)
}

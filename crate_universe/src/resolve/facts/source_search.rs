//! Finds the facts in the sources of packages whose code may run during a build: in the facts file, the cache, a
//! checkout, or the `.crate` file. This waits until all packages are known: reading the sources is most of the cost of
//! reading a new package, and few packages need it.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;

use crate::input::{FactSources, Toolchain};
use crate::parallel;
use crate::resolve::cargo::home;
use crate::resolve::packages::{LockedPackage, PackageIx};
use crate::resolve::source_facts::FolderText;
use crate::resolve::source_text::{build_time_packages, read_folder, script_root};

use super::cache::{self, FactsCache};
use super::crate_files::CrateFiles;

/// Adds the facts from the sources of packages without a folder, and returns the checksums of those that were not
/// found.
pub fn complete_sources(
    list: &mut [LockedPackage],
    toolchain: &Toolchain,
    shelf: &CrateFiles<'_>,
    sources: &FactSources,
) -> Vec<String> {
    let elsewhere = |ix: &PackageIx| list[*ix].dir.as_str().is_empty() && list[*ix].text.folder.is_none();
    let wanted: Vec<PackageIx> = build_time_packages(list).into_iter().filter(elsewhere).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let cache = sources.cache.as_deref().map(|dir| FactsCache::open(dir, cache::FOLDERS));
    let checksums = wanted.iter().filter_map(|ix| list[*ix].checksum.as_deref()).collect::<BTreeSet<_>>();
    let known: BTreeMap<&str, FolderText> =
        cache.iter().flat_map(|cache| cache.read_known(&checksums)).collect();
    let home = toolchain.home();
    let found = parallel::map(&wanted, |ix| {
        let package = &list[*ix];
        let script = script_root(&package.targets);
        match package.checksum.as_deref() {
            Some(checksum) => match known.get(checksum) {
                Some(known) => Some(*known),
                None => shelf.open_archive(&package.id, checksum)?.read_folder(script).ok(),
            },
            None => Some(read_folder(&checkout_folder(package, home.as_deref()?)?, script)),
        }
    });
    let (mut missing, mut new) = (Vec::new(), Vec::new());
    for (ix, found) in wanted.iter().zip(&found) {
        match (list[*ix].checksum.as_deref(), found) {
            (Some(checksum), Some(found)) if !known.contains_key(checksum) => new.push((checksum, found)),
            (Some(checksum), None) => missing.push(checksum.to_owned()),
            _ => {}
        }
    }
    if let Some(cache) = cache {
        cache.append_new(&checksums, &new);
    }
    for (ix, found) in wanted.into_iter().zip(found) {
        list[ix].text.folder = found;
    }
    missing
}

/// The folder of a git package in cargo's checkout.
fn checkout_folder(package: &LockedPackage, home: &camino::Utf8Path) -> Option<Utf8PathBuf> {
    let root = home::find_checkout(home, package.id.source.git()?.commit?)?;
    Some(root.join(package.checkout_path.as_ref()?))
}

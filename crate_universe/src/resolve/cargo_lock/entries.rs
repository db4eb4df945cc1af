//! The entries of a Cargo.lock, indexed by name.

use std::collections::BTreeMap;

use semver::Version;

use crate::ids::PackageId;

#[derive(Debug)]
pub struct CargoLock {
    /// In the order of the file.
    pub packages: Vec<LockEntry>,
    /// Unused patches, which Cargo.lock lists separately.
    pub unused: Vec<PackageId>,
    pub(super) places: NameIndex,
}

/// Name -> indices in the list of packages.
#[derive(Debug, Default)]
pub struct NameIndex(BTreeMap<String, Vec<usize>>);

impl NameIndex {
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> NameIndex {
        let mut places = NameIndex::default();
        for (place, name) in names.into_iter().enumerate() {
            places.0.entry(name.to_owned()).or_default().push(place);
        }
        places
    }

    pub fn indices_of(&self, name: &str) -> &[usize] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

#[derive(Debug)]
pub struct LockEntry {
    pub id: PackageId,
    pub checksum: Option<String>,
    /// Indices in [`CargoLock::packages`].
    pub dependencies: Vec<usize>,
    /// Whether the deprecated `[replace]` replaces this package.
    pub replaced: bool,
}

impl CargoLock {
    pub fn entries_named(&self, name: &str) -> impl Iterator<Item = &LockEntry> {
        self.places.indices_of(name).iter().map(|place| &self.packages[*place])
    }

    /// The checksum of a package. Source strings are compared only if a version has several sources, because the same
    /// source can be written in several ways.
    pub fn checksum_of(&self, name: &str, version: &Version, source: Option<&str>) -> Option<&str> {
        let same: Vec<&LockEntry> =
            self.entries_named(name).filter(|entry| entry.id.version == *version).collect();
        let entry = match same.as_slice() {
            [only] => only,
            several => several.iter().find(|entry| entry.id.source.as_str() == source)?,
        };
        entry.checksum.as_deref()
    }
}

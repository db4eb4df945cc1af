//! Finds `.crate` files.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::ids::PackageId;
use crate::input::{FactSources, Toolchain};
use crate::resolve::cargo::home;
use crate::resolve::cargo::registries::RegistrySources;

use super::archive::CrateArchive;

/// Where `.crate` files may be. Nothing depends on these places: a file is used only if its checksum is right.
pub struct CrateFiles<'a> {
    given: &'a BTreeMap<String, Utf8PathBuf>,
    registries: &'a RegistrySources,
    /// The folders of cargo's downloads.
    folders: Vec<Utf8PathBuf>,
}

impl<'a> CrateFiles<'a> {
    pub fn new(
        toolchain: &Toolchain,
        registries: &'a RegistrySources,
        sources: &'a FactSources,
    ) -> CrateFiles<'a> {
        let folders = toolchain.home().map(|home| home::crate_folders(&home)).unwrap_or_default();
        CrateFiles { given: &sources.crate_files, registries, folders }
    }

    pub fn open_archive(&self, id: &PackageId, checksum: &str) -> Option<CrateArchive> {
        let given = self.given.get(checksum).cloned();
        let file = format!("{}-{}.crate", id.name, id.version);
        let given = given.into_iter().chain(self.registries.local_archive(id));
        let mut candidates = given.chain(self.folders.iter().map(|folder| folder.join(&file)));
        candidates.find_map(|path| CrateArchive::open(&path, id, checksum))
    }
}

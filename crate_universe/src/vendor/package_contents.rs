//! Reads the files of locked packages, to copy them into a tree. The sources are, in this order: a directory that
//! replaces the package's source, a `.crate` file whose SHA-256 is the one in Cargo.lock, and, for git packages, a copy
//! made by `cargo vendor`. What is found nowhere, cargo downloads.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk::{self, BodySpool, FileBody, SpoolError};
use crate::error::{Code, Error, Result};
use crate::paths::is_same_file;
use crate::resolve::cargo::command::{CargoCommand, CargoRefusal};
use crate::resolve::cargo::{configuration, home, missing_commit, temporary_lockfile};
use crate::resolve::facts::{ArchiveError, CrateArchive, directory_contents};
use crate::resolve::package_files::{PackageFile, is_executable, unpack_error};
use crate::resolve::package_resolver::PackageResolver;
use crate::resolve::packages::{LockedPackage, LockedPackages, PackageIx};

/// Where the files of some packages are.
pub struct PackageContents<'a> {
    packages: &'a LockedPackages,
    /// Packages in a directory source; the directory's checksums verify them.
    directories: BTreeSet<PackageIx>,
    /// Candidates for the package's `.crate` file; its checksum tells which one is right.
    archives: BTreeMap<PackageIx, Vec<Utf8PathBuf>>,
    /// The packages without a `.crate` file, as cargo vendored them.
    copies: Option<disk::ScratchFolder>,
}

/// `resolver`: its toolchain must use a configuration that does not name `tree` as a source, since the tree is about to
/// be made or repaired. `wanted`: the packages whose files are needed.
pub fn find_contents<'a>(
    resolver: &PackageResolver<'_>,
    packages: &'a LockedPackages,
    wanted: &[PackageIx],
    tree: &Utf8Path,
) -> Result<PackageContents<'a>> {
    let workspace = resolver.workspace;
    let stands = |ix: &PackageIx| is_in_other_directory(&packages.list[*ix], packages, tree);
    let (standing, elsewhere): (Vec<PackageIx>, Vec<PackageIx>) = wanted.iter().copied().partition(stands);
    let (archived, others): (Vec<PackageIx>, Vec<PackageIx>) =
        elsewhere.into_iter().partition(|ix| packages.list[*ix].checksum.is_some());
    let run = |command: &str, call: &dyn Fn(&CargoCommand<'_>, &Utf8Path) -> Result<ContentAnswer>| {
        let manifest = locked_manifest(resolver)?;
        let refusal = call(&resolver.cargo(), &manifest)?.err();
        let error = |refusal: CargoRefusal| {
            let gone = missing_commit::to_error(&refusal, &packages.lock, &workspace.repin);
            gone.unwrap_or_else(|| refusal_error(&workspace.main_manifest(), command, &refusal))
        };
        refusal.map_or(Ok(()), |refusal| Err(error(refusal)))
    };
    let mut archives = archive_candidates(resolver, packages, &archived)?;
    if archives.values().any(Vec::is_empty) {
        run("fetch", &|cargo, manifest| cargo.run_fetch(manifest))?;
        archives = archive_candidates(resolver, packages, &archived)?;
    }
    let mut copies = None;
    if !others.is_empty() {
        let scratch = disk::create_scratch_folder(&BTreeMap::new(), resolver.toolchain.debug)?;
        let dir = scratch.path.join("copies");
        run("vendor", &|cargo, manifest| cargo.run_vendor(manifest, &dir))?;
        copies = Some(scratch);
    }
    Ok(PackageContents { packages, directories: standing.into_iter().collect(), archives, copies })
}

type ContentAnswer = std::result::Result<(), CargoRefusal>;

/// A manifest with the workspace's Cargo.lock beside it: the user's own, or that of a scratch.
fn locked_manifest(resolver: &PackageResolver<'_>) -> Result<Utf8PathBuf> {
    if resolver.workspace.in_place {
        return Ok(resolver.workspace.manifests[0].clone());
    }
    temporary_lockfile::find_or_create_lock(resolver)?;
    Ok(resolver.create_scratch()?.manifest_path())
}

/// Whether a package is in a directory that replaces its source, other than the tree to be made.
fn is_in_other_directory(package: &LockedPackage, packages: &LockedPackages, tree: &Utf8Path) -> bool {
    let other = packages.directory_of(package).is_some_and(|directory| !is_same_file(directory, tree));
    other && package.dir.join("Cargo.toml").is_file()
}

/// Every file that has the name of a package's archive.
fn archive_candidates(
    resolver: &PackageResolver<'_>,
    packages: &LockedPackages,
    wanted: &[PackageIx],
) -> Result<BTreeMap<PackageIx, Vec<Utf8PathBuf>>> {
    // This configuration does not name the tree as a source. That of `packages` may: archives of the tree are
    // candidates, too.
    let PackageResolver { toolchain, facts, .. } = resolver;
    let configuration = configuration::read(toolchain, &resolver.workspace.dir)?;
    let folders = toolchain.home().map(|home| home::crate_folders(&home)).unwrap_or_default();
    let of = |package: &LockedPackage| {
        let given = package.checksum.as_ref().and_then(|checksum| facts.crate_files.get(checksum)).cloned();
        let file = format!("{}-{}.crate", package.id.name, package.id.version);
        let named = folders.iter().map(|folder| folder.join(&file));
        let elsewhere = package.id.source.as_str().and_then(|source| configuration.local_registry_of(source));
        let elsewhere = elsewhere.map(|registry| registry.join(&file));
        let local = packages.registries.local_archive(&package.id).into_iter().chain(elsewhere);
        given.into_iter().chain(local).chain(named).filter(|path| path.is_file()).collect()
    };
    Ok(wanted.iter().map(|ix| (*ix, of(&packages.list[*ix]))).collect())
}

fn refusal_error(manifest: &Utf8Path, command: &str, refusal: &CargoRefusal) -> Error {
    Error::new(Code::Cargo, format!("`cargo {command}` failed, so the sources of some packages are missing"))
        .at_path(manifest)
        .note(refusal.reason())
        .help(format!("to reproduce: cargo {command} --locked --manifest-path {manifest}"))
}

impl PackageContents<'_> {
    /// The wanted files of a package that [`find_contents`] was called for.
    pub fn read_files(&self, ix: PackageIx, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<PackageFile>> {
        let package = &self.packages.list[ix];
        if self.directories.contains(&ix) {
            return directory_contents::read_files(package, wanted);
        }
        let Some(checksum) = &package.checksum else { return self.copy_files(package, wanted) };
        let (path, archive) = self.open_archive(ix, checksum)?;
        archive.read_entries(wanted).map_err(|why| match why {
            ArchiveError::Refused(reason) => {
                Error::new(Code::Source, format!("the .crate file of {} cannot be unpacked", package.id))
                    .at_path(path)
                    .note(format!("it is {}", reason.0))
                    .help("use another version of the package, and report this to its author")
            }
            ArchiveError::Disk(error) => unpack_error(package, &error),
        })
    }

    /// The `.crate` file of a package that [`find_contents`] was called for.
    pub fn read_archive(&self, ix: PackageIx, checksum: &str) -> Result<FileBody> {
        let (path, archive) = self.open_archive(ix, checksum)?;
        archive.file_body().map_err(|error| {
            Error::new(Code::Read, format!("the .crate file cannot be read: {error}")).at_path(path)
        })
    }

    fn open_archive(&self, ix: PackageIx, checksum: &str) -> Result<(&Utf8Path, CrateArchive)> {
        let paths = self.archives.get(&ix).map(Vec::as_slice).unwrap_or_default();
        let found = paths.iter().find_map(|path| {
            Some((path.as_path(), CrateArchive::open(path, &self.packages.list[ix].id, checksum)?))
        });
        found.ok_or_else(|| {
            let id = &self.packages.list[ix].id;
            let wants = format!("Cargo.lock requires sha256 {checksum}");
            match paths.first() {
                Some(path) => {
                    Error::new(Code::Source, format!("the .crate file of {id} does not match its checksum in Cargo.lock"))
                        .at_path(path)
                        .note(wants)
                        .help("delete the file, and run `cargo fetch --locked` to download it again")
                }
                None => Error::new(Code::Source, format!("the .crate file of {id} was not found"))
                    .at_path(&self.packages.lock)
                    .note(wants)
                    .help("run `cargo fetch --locked` without the [source] replacement in Cargo's configuration"),
            }
        })
    }

    fn copy_files(&self, package: &LockedPackage, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<PackageFile>> {
        let dir = self.copies.as_ref().map(|copies| &copies.path);
        let name = format!("copies/{}-{}", package.id.name, package.id.version);
        let Some(dir) = dir.map(|dir| dir.join(name)) else { return Ok(Vec::new()) };
        let mut found = CollectedFiles { dir: &dir, wanted, spool: BodySpool::new(), entries: Vec::new() };
        found.collect_files("").map_err(|error| {
            let what = format!("the sources of {} cannot be read: {error}", package.id);
            Error::new(Code::Source, what).at_path(&dir)
        })?;
        Ok(found.entries)
    }
}

/// Collects the wanted files of a folder.
struct CollectedFiles<'a> {
    dir: &'a Utf8Path,
    wanted: &'a dyn Fn(&str) -> bool,
    spool: BodySpool,
    entries: Vec<PackageFile>,
}

impl CollectedFiles<'_> {
    fn collect_files(&mut self, prefix: &str) -> std::io::Result<()> {
        for entry in self.dir.join(prefix).read_dir_utf8()? {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name());
            if entry.file_type()?.is_dir() {
                self.collect_files(&format!("{path}/"))?;
            } else if (self.wanted)(&path) {
                let added = self.spool.add(&mut disk::open_bounded(entry.path())?);
                let body = added.map_err(|(SpoolError::Content(error) | SpoolError::Disk(error))| error)?;
                self.entries.push(PackageFile { body, executable: is_executable(&entry.metadata()?), path });
            }
        }
        Ok(())
    }
}

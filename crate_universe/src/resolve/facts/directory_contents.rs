//! Verifies and reads the packages of directory sources. Cargo checks the checksums of a package when it compiles it; a
//! hub checks them when it is evaluated.
//! See <https://doc.rust-lang.org/cargo/reference/source-replacement.html#directory-sources>.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;

use camino::Utf8Path;

use crate::disk::{
    self, BodySpool, FileBody, FileStat, KnownPackage, RelativePath, SpoolError, StatIndex, StatIndexKind,
};
use crate::error::{Code, Error, Result};
use crate::generated::is_generated;
use crate::resolve::package_files::{PackageFile, is_executable, unpack_error};
use crate::resolve::packages::{LockedPackage, LockedPackages, PackageIx};
use crate::{digest, parallel};

use super::directory_source::{CHECKSUMS, read_checksums as checksums_of};

/// Verifies every listed file of the packages in directory sources. If there is a cache, files that have not changed
/// since an earlier run are not read again.
pub fn check_files(packages: &LockedPackages, wanted: &[PackageIx], cache: Option<&Utf8Path>) -> Result<()> {
    let mut directories: BTreeMap<&Utf8Path, BTreeSet<PackageIx>> = BTreeMap::new();
    for ix in wanted {
        if let Some(directory) = packages.directory_of(&packages.list[*ix]) {
            directories.entry(directory).or_default().insert(*ix);
        }
    }
    for (directory, standing) in directories {
        let standing: Vec<&LockedPackage> = standing.into_iter().map(|ix| &packages.list[ix]).collect();
        let path = cache.map(|cache| StatIndex::index_path(cache, StatIndexKind::Directory, directory));
        let before = path.as_deref().map(StatIndex::read).unwrap_or_default();
        let found = parallel::map(&standing, |package| known_or_read(package, &before));
        let (mut folders, mut is_new) = (BTreeMap::new(), false);
        for (package, found) in standing.iter().zip(found) {
            let (known, is_read) = found?;
            is_new |= is_read;
            folders.insert(package.dir.file_name().unwrap_or_default(), known);
        }
        if let Some(path) = path.filter(|_| is_new) {
            // Without an index, the next run reads every file.
            let _ = StatIndex::write(&path, &folders);
        }
    }
    Ok(())
}

/// The package as the index knows it, or as its files are, and whether they were read.
fn known_or_read(package: &LockedPackage, before: &StatIndex) -> Result<(KnownPackage, bool)> {
    let list = disk::read_bytes(package.dir.join(CHECKSUMS)).unwrap_or_default();
    let seal = digest::sha256(&list);
    let name = package.dir.file_name().unwrap_or_default();
    if let Some(known) = before.unchanged_package(&package.dir, name, &seal) {
        return Ok((known, false));
    }
    let entry = |(path, sha256): (String, String)| {
        // Taken before the file is read, so that the next run notices a later edit. For a link, the numbers are those
        // of its target, so every run reads it again.
        let mut stat = None;
        let read = |file: File| {
            stat = Some(FileStat::of_file(&file).map_err(SpoolError::Content)?);
            FileBody::from_file(file).map_err(SpoolError::Content)
        };
        read_listed(package, &path, &sha256, read)?;
        Ok(stat.map(|stat| (path, stat)))
    };
    let entries = read_checksums(package)?
        .into_iter()
        .filter_map(|listed| entry(listed).transpose())
        .collect::<Result<_>>()?;
    Ok((KnownPackage { seal, entries }, true))
}

/// The wanted files of a package, out of those that its checksums list.
pub fn read_files(package: &LockedPackage, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<PackageFile>> {
    let mut spool = BodySpool::new();
    let mut read = |(path, sha256): (String, String)| {
        let body = read_listed(package, &path, &sha256, |mut file| spool.add(&mut file))?;
        let executable = package.dir.join(&path).metadata().is_ok_and(|metadata| is_executable(&metadata));
        Ok(PackageFile { path, body, executable })
    };
    read_checksums(package)?.into_iter().filter(|(path, _)| wanted(path)).map(&mut read).collect()
}

/// The content of a listed file. An error if it does not have the listed checksum.
fn read_listed(
    package: &LockedPackage,
    path: &str,
    sha256: &str,
    read: impl FnOnce(File) -> std::result::Result<FileBody, SpoolError>,
) -> Result<FileBody> {
    RelativePath::new(path).map_err(|refused| {
        damaged_file(
            package,
            CHECKSUMS,
            &format!(".cargo-checksum.json lists the invalid path {path}: {refused}"),
        )
    })?;
    let file =
        disk::open_bounded(package.dir.join(path)).map_err(|error| unreadable_file(package, path, &error))?;
    let body = read(file).map_err(|why| match why {
        SpoolError::Content(error) => unreadable_file(package, path, &error),
        SpoolError::Disk(error) => unpack_error(package, &error),
    })?;
    match body.sha256().map_err(|error| unreadable_file(package, path, &error))? == sha256 {
        true => Ok(body),
        false => Err(damaged_file(package, path, &format!("{path} was changed"))),
    }
}

fn unreadable_file(package: &LockedPackage, path: &str, error: &io::Error) -> Error {
    damaged_file(package, path, &format!("{path} cannot be read: {error}"))
}

fn read_checksums(package: &LockedPackage) -> Result<BTreeMap<String, String>> {
    checksums_of(&package.dir)
        .ok_or_else(|| damaged_file(package, CHECKSUMS, ".cargo-checksum.json is missing or damaged"))
}

fn damaged_file(package: &LockedPackage, path: &str, what: &str) -> Error {
    let is_ours = package.dir.parent().is_some_and(is_vendored_by_us);
    let help = match is_ours {
        true => "the `crates_vendor` target that wrote the directory writes it again",
        false => {
            "to write the directory again, run `cargo vendor` without the [source] replacement in Cargo's configuration"
        }
    };
    Error::new(Code::Source, what)
        .at_path(&package.dir.join(path))
        .note(format!("the directory replaces the source of {}", package.id))
        .help(help)
}

/// Whether `crates_vendor` has written a folder. In another mode or under another name, it may be the tree that this
/// run replaces.
pub fn is_vendored_by_us(folder: &Utf8Path) -> bool {
    let is_ours =
        |list: &str| crate::disk::read_to_string(folder.join(list)).is_ok_and(|text| is_generated(&text));
    ["SHA256SUMS", "packages.txt"].into_iter().any(is_ours)
}

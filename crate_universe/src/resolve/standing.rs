//! Packages that stand in a directory in the place of their source. Takes packages, says whether the files are those that the
//! directory's own checksums name, and gives their content. cargo looks at a package's checksums when it compiles it; a hub does when it
//! is evaluated. See <https://doc.rust-lang.org/cargo/reference/source-replacement.html#directory-sources>.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use crate::digest;
use crate::disk::{self, Body, Index, IndexOf, Known, RelativePath, Spool, Stat, Unread};
use crate::error::{Code, Error, Result};
use crate::parallel;

use super::native;
use super::packages::{Package, PackageIx, Packages};
use super::sources::{Entry, is_executable, no_room};

/// Reads every file that is listed of the packages that stand in a directory. What has not changed since it was read by a run before
/// is not read again, where there is a cache.
pub fn check(packages: &Packages, wanted: &[PackageIx], cache: Option<&Utf8Path>) -> Result<()> {
    let mut directories: BTreeMap<&Utf8Path, BTreeSet<PackageIx>> = BTreeMap::new();
    for ix in wanted {
        if let Some(directory) = packages.directory(&packages.list[*ix]) {
            directories.entry(directory).or_default().insert(*ix);
        }
    }
    for (directory, standing) in directories {
        let standing: Vec<&Package> = standing.into_iter().map(|ix| &packages.list[ix]).collect();
        let path = cache.map(|cache| Index::path(cache, IndexOf::Directory, directory));
        let before = path.as_deref().map(Index::read).unwrap_or_default();
        let found = parallel::map(&standing, |package| known(package, &before));
        let (mut folders, mut is_new) = (BTreeMap::new(), false);
        for (package, found) in standing.iter().zip(found) {
            let (known, is_read) = found?;
            is_new |= is_read;
            folders.insert(package.dir.file_name().unwrap_or_default(), known);
        }
        if let Some(path) = path.filter(|_| is_new) {
            // Without an index the next run reads every file.
            let _ = Index::write(&path, &folders);
        }
    }
    Ok(())
}

/// What the index says of a package, or else what its files say, and that they were read.
fn known(package: &Package, before: &Index) -> Result<(Known, bool)> {
    let list = disk::read(package.dir.join(native::CHECKSUMS)).unwrap_or_default();
    let seal = digest::sha256(&list);
    let name = package.dir.file_name().unwrap_or_default();
    if let Some(known) = before.unchanged(&package.dir, name, &seal) {
        return Ok((known, false));
    }
    let entry = |(path, sha256): (String, String)| {
        let file = package.dir.join(&path);
        let unreadable = |error| damaged(package, &path, &format!("{path} cannot be read: {error}"));
        let stat = Stat::of(&file).map_err(unreadable)?;
        let body = disk::open(&file).and_then(Body::of_file).map_err(unreadable)?;
        match body.sha256().map_err(unreadable)? == sha256 {
            true => Ok((path, stat)),
            false => Err(damaged(package, &path, &format!("{path} has changed"))),
        }
    };
    let entries = checksums(package)?.into_iter().map(entry).collect::<Result<_>>()?;
    Ok((Known { seal, entries }, true))
}

/// The files of a package that its checksums name.
pub fn files(package: &Package, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Entry>> {
    let mut spool = Spool::new();
    let mut read = |(path, sha256): (String, String)| {
        RelativePath::new(&path).map_err(|refused| {
            damaged(package, native::CHECKSUMS, &format!("{path} is no file of it: {refused}"))
        })?;
        let file = package.dir.join(&path);
        let unreadable = |error| damaged(package, &path, &format!("{path} cannot be read: {error}"));
        let mut opened = disk::open(&file).map_err(unreadable)?;
        let body = spool.add(&mut opened).map_err(|why| match why {
            Unread::Content(error) => unreadable(error),
            Unread::Disk(error) => no_room(package, &error),
        })?;
        let executable = file.metadata().is_ok_and(|metadata| is_executable(&metadata));
        match body.sha256().map_err(unreadable)? == sha256 {
            true => Ok(Entry { path, body, executable }),
            false => Err(damaged(package, &path, &format!("{path} has changed"))),
        }
    };
    checksums(package)?.into_iter().filter(|(path, _)| wanted(path)).map(&mut read).collect()
}

fn checksums(package: &Package) -> Result<BTreeMap<String, String>> {
    native::checksums(&package.dir)
        .ok_or_else(|| damaged(package, native::CHECKSUMS, ".cargo-checksum.json is missing or damaged"))
}

fn damaged(package: &Package, path: &str, what: &str) -> Error {
    Error::new(Code::Source, what).at(&package.dir.join(path)).note(format!("{} stands there in the place of its source", package.id)).help(
        "cargo vendor writes that directory anew, with what [source] of cargo's configuration has in its place moved aside",
    )
}

//! The files of locked packages, to be copied. Takes packages, gives the content of each: out of a `.crate` file whose
//! whole sha256 is the lock's, or, of a git package, as cargo itself would vendor it. What is nowhere found cargo
//! downloads. Never writes into the user's tree.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use crate::error::{Code, Error, Result};
use crate::input::{FactSources, Toolchain};
use crate::label::Label;

use super::command::{Cargo, Refusal};
use super::native::Archive;
use super::packages::{Package, PackageIx, Packages};
use super::{cargo_home, gone};

/// A file of a package, by its path from the package's folder.
#[derive(Debug)]
pub struct Entry {
    pub path: String,
    pub bytes: Vec<u8>,
    pub executable: bool,
}

/// Where the files of some packages are.
pub struct Sources<'a> {
    packages: &'a Packages,
    /// Files that may be the package's; the checksum tells.
    archives: BTreeMap<PackageIx, Vec<Utf8PathBuf>>,
    /// What cargo vendored, where a package has no `.crate` file.
    copies: Option<TempDir>,
}

/// `toolchain`: one whose configuration does not name the tree as the place of all packages, since that is to be made or
/// mended. `repin`: the command that brings the lock up to date.
pub fn find<'a>(
    toolchain: &Toolchain,
    facts: &FactSources,
    packages: &'a Packages,
    wanted: &[PackageIx],
    repin: &str,
) -> Result<Sources<'a>> {
    let manifest = packages.lock.with_file_name("Cargo.toml");
    let refused = |command: &str, refusal: Refusal| {
        gone::error(&refusal, &packages.lock, repin).unwrap_or_else(|| refused(&manifest, command, &refusal))
    };
    let cargo = Cargo { toolchain, dir: Utf8Path::new(""), bindeps: false };
    let archived: Vec<PackageIx> =
        wanted.iter().copied().filter(|ix| packages.list[*ix].checksum.is_some()).collect();
    let mut archives = candidates(toolchain, facts, packages, &archived);
    if archives.values().any(Vec::is_empty) {
        cargo.fetch(&manifest)?.map_err(|refusal| refused("fetch", refusal))?;
        archives = candidates(toolchain, facts, packages, &archived);
    }
    let mut copies = None;
    if archived.len() < wanted.len() {
        let scratch = tempfile::tempdir()
            .map_err(|error| Error::new(Code::Write, format!("no temporary folder can be made: {error}")))?;
        let dir = Utf8Path::from_path(scratch.path()).map(|dir| dir.join("copies")).unwrap_or_default();
        cargo.vendor(&manifest, &dir)?.map_err(|refusal| refused("vendor", refusal))?;
        copies = Some(scratch);
    }
    Ok(Sources { packages, archives, copies })
}

/// Every file that has the name of a package's archive.
fn candidates(
    toolchain: &Toolchain,
    facts: &FactSources,
    packages: &Packages,
    wanted: &[PackageIx],
) -> BTreeMap<PackageIx, Vec<Utf8PathBuf>> {
    let folders = toolchain.home().map(|home| cargo_home::crate_folders(&home)).unwrap_or_default();
    let of = |package: &Package| {
        let given = package.checksum.as_ref().and_then(|checksum| facts.crate_files.get(checksum)).cloned();
        let file = format!("{}-{}.crate", package.id.name, package.id.version);
        let named = folders.iter().map(|folder| folder.join(&file));
        given.into_iter().chain(named).filter(|path| path.is_file()).collect()
    };
    wanted.iter().map(|ix| (*ix, of(&packages.list[*ix]))).collect()
}

fn refused(manifest: &Utf8Path, command: &str, refusal: &Refusal) -> Error {
    Error::new(Code::Cargo, format!("cargo {command} failed: the sources of some packages are not here"))
        .at(manifest)
        .note(refusal.reason())
        .help(format!("cargo {command} --locked --manifest-path {manifest} shows the same"))
}

impl Sources<'_> {
    /// All files of a package that was asked for.
    pub fn read(&self, ix: PackageIx) -> Result<Vec<Entry>> {
        let package = &self.packages.list[ix];
        let Some(checksum) = &package.checksum else { return self.copy(package) };
        let (path, archive) = self.open(ix, checksum)?;
        archive.entries().map_err(|reason| {
            Error::new(Code::Source, format!("the .crate file of {} cannot be unpacked", package.id))
                .at(path)
                .note(format!("it is {}", reason.0))
        })
    }

    /// The `.crate` file of a package that was asked for and has one.
    pub fn archive(&self, ix: PackageIx) -> Result<Vec<u8>> {
        let checksum = self.packages.list[ix].checksum.as_deref().unwrap_or_default();
        let (path, archive) = self.open(ix, checksum)?;
        archive.bytes().map_err(|error| {
            Error::new(Code::Read, format!("a .crate file cannot be read: {error}")).at(path)
        })
    }

    fn open(&self, ix: PackageIx, checksum: &str) -> Result<(&Utf8Path, Archive)> {
        let paths = self.archives.get(&ix).map(Vec::as_slice).unwrap_or_default();
        let found = paths.iter().find_map(|path| Some((path.as_path(), Archive::open(path, checksum)?)));
        found.ok_or_else(|| {
            let id = &self.packages.list[ix].id;
            Error::new(Code::Source, format!("no .crate file of {id} has the lock's checksum"))
                .at(paths.first().unwrap_or(&self.packages.lock))
                .note(format!("Cargo.lock wants sha256 {checksum}"))
                .help("delete the file, and let cargo fetch --locked download it anew")
        })
    }

    fn copy(&self, package: &Package) -> Result<Vec<Entry>> {
        let dir = self.copies.as_ref().and_then(|copies| Utf8Path::from_path(copies.path()));
        let name = format!("copies/{}-{}", package.id.name, package.id.version);
        let mut entries = Vec::new();
        if let Some(dir) = dir {
            let dir = dir.join(name);
            collect(&dir, "", &mut entries).map_err(|error| {
                let what = format!("the sources of {} cannot be read: {error}", package.id);
                Error::new(Code::Source, what).at(&dir)
            })?;
        }
        Ok(entries)
    }
}

fn collect(dir: &Utf8Path, prefix: &str, entries: &mut Vec<Entry>) -> std::io::Result<()> {
    for entry in dir.read_dir_utf8()? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name());
        match entry.file_type()?.is_dir() {
            true => collect(entry.path(), &format!("{path}/"), entries)?,
            false => entries.push(Entry {
                bytes: std::fs::read(entry.path())?,
                executable: is_executable(&entry.metadata()?),
                path,
            }),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_executable(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    false
}

/// The text of each patch by its label. Only files of the workspace can be read so.
pub fn patches<'a>(
    workspace_dir: &Utf8Path,
    labels: impl Iterator<Item = &'a String>,
) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for text in labels {
        let inside = Label::parse(text).filter(|label| matches!(label.repository.as_str(), "" | "@" | "@@"));
        let label = inside.ok_or_else(|| {
            Error::new(Code::Annotation, format!("a patch is no file of the workspace: {text}"))
                .note("crates_vendor applies patches itself where it writes sources")
                .help("copy the patch into the workspace, and name it by its label there")
        })?;
        let path = workspace_dir.join(&label.package).join(&label.name);
        let read = std::fs::read_to_string(&path);
        let patch = read.map_err(|error| {
            Error::new(Code::Read, format!("a patch cannot be read: {error}"))
                .at(&path)
                .help("correct `patches` of the annotation")
        })?;
        texts.insert(text.clone(), patch);
    }
    Ok(texts)
}

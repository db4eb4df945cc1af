//! Makes the content of a package's folder: the files that a vendored tree keeps, patched, with the checksums that
//! cargo needs.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Component, Utf8Path};

use crate::bazel_files::{BOUNDARY_FILES, PACKAGE_FILES};
use crate::disk::{FileBody, RefusedPath, RelativePath, may_be_same_name};
use crate::error::{Code, Error, Result};
use crate::resolve::CHECKSUMS;
use crate::resolve::package_files::{PackageFile, unpack_error};
use crate::resolve::packages::LockedPackage;
use crate::toml_size;

use super::checksums::{CargoChecksums, OwnershipMark};
use super::patch;
use super::pieces::{PackageForm, TreePackage, patch_text};

/// The generated file in the folder of a package.
pub const BUILD_FILE: &str = "BUILD.bazel";

const MANIFEST: &str = "Cargo.toml";

/// Files that would make git ignore or change other files of the tree, and files that cargo writes itself.
const NEVER: [&str; 5] = [CHECKSUMS, ".cargo-ok", ".git", ".gitattributes", ".gitignore"];

/// A file to write into the folder of a package.
pub type FolderFile = PackageFile<RelativePath>;

/// Whether the folder of a package is made from this file.
pub fn is_needed(form: &PackageForm, path: &str) -> bool {
    !matches!(form, PackageForm::Stub) || path == MANIFEST
}

/// The content of a folder. `seal`: identifies what it is made from. `patches`: text by label.
pub fn folder_content(
    piece: &TreePackage,
    package: &LockedPackage,
    entries: Vec<PackageFile>,
    patches: &BTreeMap<String, String>,
    seal: String,
) -> Result<Vec<FolderFile>> {
    let entries = match &piece.form {
        PackageForm::Archive { .. } => entries,
        PackageForm::Stub => stub_files(package, entries)?,
        PackageForm::Whole { patches: labels, strip } => {
            labels.iter().try_fold(entries, |entries, label| {
                patch::apply_patch(entries, patch_text(patches, label)?, *strip).map_err(|reason| {
                    Error::new(Code::Patch, format!("the patch of {} does not apply: {label}", package.id))
                        .note(reason)
                        .help("recreate the patch for this version, or remove it from the annotation")
                })
            })?
        }
    };
    let kept = entries.into_iter().filter_map(|entry| keep_file(package, entry).transpose());
    let mut files = kept.collect::<Result<Vec<FolderFile>>>()?;
    if !files.iter().any(|file| file.path.as_str() == MANIFEST) {
        let what = format!("the sources of {} contain no Cargo.toml", package.id);
        return Err(Error::new(Code::Source, what).help("cargo fetch --locked"));
    }
    let sums = files.iter().map(|file| Ok((file.path.to_string(), file.body.sha256()?)));
    let sums = sums
        .collect::<std::io::Result<BTreeMap<String, String>>>()
        .map_err(|error| unpack_error(package, &error))?;
    let source = package.id.source.git().and(package.id.source.as_str()).map(str::to_owned);
    let mark = OwnershipMark { seal, source, ..OwnershipMark::default() };
    let checksums = CargoChecksums::new(sums, package.checksum.clone(), mark);
    let bytes = serde_json::to_vec(&checksums).map_err(|error| {
        Error::new(Code::Internal, format!("{CHECKSUMS} cannot be written as JSON: {error}"))
    })?;
    files.push(PackageFile {
        path: own_path(CHECKSUMS)?,
        body: FileBody::from_bytes(bytes),
        executable: false,
    });
    Ok(files)
}

/// A path that this program chose itself.
pub fn own_path(path: &str) -> Result<RelativePath> {
    RelativePath::new(path).map_err(|refused| Error::new(Code::Internal, format!("{path}: {refused}")))
}

/// Whether a tree keeps a file. As in `cargo vendor`, a file that git would take for a repository is left out, and so
/// is one whose name is not valid on every system.
fn keep_file(package: &LockedPackage, entry: PackageFile) -> Result<Option<FolderFile>> {
    let PackageFile { path, body, executable } = entry;
    let path = match RelativePath::new(&path) {
        Ok(path) => path,
        Err(RefusedPath::Git | RefusedPath::Character(_)) => return Ok(None),
        Err(refused) => {
            let what = format!("{} contains a file that cannot be vendored: {path}", package.id);
            return Err(Error::new(Code::UnsafePath, what)
                .note(refused.to_string())
                .help("use another version of the package, and report this to its author"));
        }
    };
    // Our own files have these names, and some file systems ignore differences of case.
    let is_any = |name: &str, names: &[&str]| names.iter().any(|known| may_be_same_name(name, known));
    let is_never = |name: &str| is_any(name, &NEVER);
    let name = path.as_path().file_name().unwrap_or_default();
    let left_over = name.ends_with(".orig") || name.ends_with(".rej");
    let is_ours = path
        .as_path()
        .iter()
        .next()
        .is_some_and(|first| may_be_same_name(first, BUILD_FILE) || is_never(first));
    // These files would make the folder a Bazel package or repository of its own.
    let is_boundary = is_any(name, &PACKAGE_FILES) || is_any(name, &BOUNDARY_FILES);
    let is_kept = !(left_over || is_ours || is_boundary || is_never(name));
    Ok(is_kept.then_some(PackageFile { path, body, executable }))
}

/// The manifest, and every file that it names, empty. Cargo cannot read a manifest whose files are missing, and nothing
/// builds a stub.
fn stub_files(package: &LockedPackage, entries: Vec<PackageFile>) -> Result<Vec<PackageFile>> {
    let Some(manifest) = entries.into_iter().find(|entry| entry.path == MANIFEST) else {
        return Ok(Vec::new());
    };
    let bytes = manifest.body.read_all().map_err(|error| unpack_error(package, &error))?;
    let text = String::from_utf8_lossy(&bytes);
    if let Some(why) = toml_size::refusal_reason(&text) {
        let what = format!("the manifest of {} is too large: {why}", package.id);
        return Err(Error::new(Code::Source, what)
            .help("use another version of the package, and report this to its author"));
    }
    let table: toml::Table = toml::from_str(&text).map_err(|error| {
        let what = format!("the manifest of {} is invalid: {}", package.id, error.message());
        Error::new(Code::Source, what)
    })?;
    let mut roots: BTreeSet<String> = package.targets.iter().map(|target| target.root.clone()).collect();
    let build = table.get("package").and_then(|package| package.get("build"));
    roots.extend(build.and_then(toml::Value::as_str).map(str::to_owned));
    roots.extend(table.get("lib").and_then(target_path));
    for (key, folder) in
        [("bin", "src/bin"), ("example", "examples"), ("test", "tests"), ("bench", "benches")]
    {
        for target in table.get(key).and_then(toml::Value::as_array).into_iter().flatten() {
            let name = target.get("name").and_then(toml::Value::as_str);
            roots.extend(target_path(target).or_else(|| Some(format!("{folder}/{}.rs", name?))));
        }
    }
    let empty = |path: String| PackageFile { path, body: FileBody::from_bytes(""), executable: false };
    let inside = roots.into_iter().filter_map(|path| path_within(&path)).map(empty);
    Ok(inside.chain([manifest]).collect())
}

/// A path in the manifest, without `.` and `..`. `None` if it leaves the package: cargo does not package such files
/// either.
fn path_within(path: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for component in Utf8Path::new(path).components() {
        match component {
            Utf8Component::Normal(name) => names.push(name),
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => drop(names.pop()?),
            Utf8Component::RootDir | Utf8Component::Prefix(_) => return None,
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

fn target_path(target: &toml::Value) -> Option<String> {
    Some(target.get("path")?.as_str()?.to_owned())
}

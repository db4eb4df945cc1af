//! The content of one package's folder. Takes the files that the package has, gives those that a vendored tree keeps,
//! patched, with the checksums that cargo wants beside them.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::error::{Code, Error, Result};
use crate::resolve::packages::Package;
use crate::resolve::sources::Entry;

use super::checksums::{CHECKSUMS, Checksums, Mark, hex};
use super::{Form, Piece, patch};

/// The file of ours in the folder of a package.
pub const BUILD_FILE: &str = "BUILD.bazel";

/// Files that would make a Bazel package, or a repository, of a folder inside a package.
const BOUNDARIES: [&str; 7] =
    ["BUILD", BUILD_FILE, "MODULE.bazel", "REPO.bazel", "WORKSPACE", "WORKSPACE.bazel", "WORKSPACE.bzlmod"];

/// Files by which git would leave out or change others of the tree, and those of cargo's own.
const NEVER: [&str; 5] = [".cargo-checksum.json", ".cargo-ok", ".git", ".gitattributes", ".gitignore"];

/// A file to write, by its path in the folder; the empty path is that of a file in the place of a folder.
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
    pub executable: bool,
}

/// Of a folder. `seal`: what it is made from. `patches`: text by label.
pub fn content(
    piece: &Piece,
    package: &Package,
    entries: Vec<Entry>,
    patches: &BTreeMap<String, String>,
    seal: String,
) -> Result<Vec<File>> {
    let entries = match &piece.form {
        Form::Archive => entries,
        Form::Stub => stub(package, entries)?,
        Form::Whole { patches: labels, strip } => labels.iter().try_fold(entries, |entries, label| {
            let text = patches.get(label).map(String::as_str).unwrap_or_default();
            patch::apply(entries, text, *strip).map_err(|reason| {
                Error::new(Code::Patch, format!("a patch of {} does not apply: {label}", package.id))
                    .note(reason)
                    .help("make the patch anew for this version, or remove it from the annotation")
            })
        })?,
    };
    let kept = entries.into_iter().filter(|entry| is_kept(&entry.path));
    let mut files: Vec<File> =
        kept.map(|Entry { path, bytes, executable }| File { path, bytes, executable }).collect();
    if !files.iter().any(|file| file.path == "Cargo.toml") {
        let what = format!("the sources of {} have no Cargo.toml", package.id);
        return Err(Error::new(Code::Source, what).help("cargo fetch --locked"));
    }
    let sums = files.iter().map(|file| (file.path.clone(), hex(&Sha256::digest(&file.bytes))));
    let source = package.id.git().and(package.id.source.clone());
    let mark = Mark { seal, source, ..Mark::default() };
    let checksums = Checksums::new(sums.collect(), package.checksum.clone(), mark);
    let bytes = serde_json::to_vec(&checksums)
        .map_err(|error| Error::new(Code::Internal, format!("{CHECKSUMS}: {error}")))?;
    files.push(File { path: CHECKSUMS.into(), bytes, executable: false });
    Ok(files)
}

fn is_kept(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let left_over = name.ends_with(".orig") || name.ends_with(".rej");
    !(left_over || BOUNDARIES.contains(&name) || NEVER.contains(&name))
}

/// The manifest, and every file that it names, empty: with less cargo would not read it, and nobody builds it.
fn stub(package: &Package, entries: Vec<Entry>) -> Result<Vec<Entry>> {
    let Some(manifest) = entries.into_iter().find(|entry| entry.path == "Cargo.toml") else {
        return Ok(Vec::new());
    };
    let text = String::from_utf8_lossy(&manifest.bytes);
    let table: toml::Table = toml::from_str(&text).map_err(|error| {
        let what = format!("the manifest of {} cannot be read: {}", package.id, error.message());
        Error::new(Code::Source, what)
    })?;
    let mut roots: BTreeSet<String> = package.targets.iter().map(|target| target.root.clone()).collect();
    let build = table.get("package").and_then(|package| package.get("build"));
    roots.extend(build.and_then(toml::Value::as_str).map(str::to_owned));
    roots.extend(table.get("lib").and_then(path));
    for (key, folder) in
        [("bin", "src/bin"), ("example", "examples"), ("test", "tests"), ("bench", "benches")]
    {
        for target in table.get(key).and_then(toml::Value::as_array).into_iter().flatten() {
            let name = target.get("name").and_then(toml::Value::as_str);
            roots.extend(path(target).or_else(|| Some(format!("{folder}/{}.rs", name?))));
        }
    }
    let empty = |path: String| Entry { path, bytes: Vec::new(), executable: false };
    let inside = roots.into_iter().filter(|path| !path.starts_with("..")).map(empty);
    Ok(inside.chain([manifest]).collect())
}

fn path(target: &toml::Value) -> Option<String> {
    let path = target.get("path")?.as_str()?;
    Some(path.trim_start_matches("./").to_owned())
}

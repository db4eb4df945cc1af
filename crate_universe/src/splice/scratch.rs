//! The files of a scratch workspace: a folder in which cargo can write a Cargo.lock for a workspace that it must not
//! write into, or that exists in no tree. In the folder `tree`, every package has the path that it has on disk, a
//! standalone manifest, and empty sources. The root of the workspace is in `root`. This module only reads the disk.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use toml::{Table, Value};

use crate::error::{Code, Error, Result};
use crate::paths::{normalize, relative_from};

use super::manifest::CargoManifest;
use super::manifest::wire::{self, TextOrFlag};
use super::mirror::{TREE, mirror_path};
use super::standalone::{PlacedManifest, make_standalone, write_dependency};
use super::{LocalPackage, SplicedWorkspace, WorkspaceLock, absolute_dependency, specs};

/// Text by path.
pub type ScratchFiles = BTreeMap<String, String>;

const ROOT: &str = "root";

/// A scratch workspace on disk.
#[derive(Clone, Copy, Debug)]
pub struct ScratchWorkspace<'a> {
    pub dir: &'a Utf8Path,
}

impl ScratchWorkspace<'_> {
    pub fn manifest_path(&self) -> Utf8PathBuf {
        self.dir.join(ROOT).join("Cargo.toml")
    }

    pub fn lock_path(&self) -> Utf8PathBuf {
        self.dir.join(ROOT).join("Cargo.lock")
    }

    /// The original of a mirrored folder. That of the root is the workspace's own folder.
    pub fn original_path(&self, workspace: &SplicedWorkspace, dir: &Utf8Path) -> Utf8PathBuf {
        let Ok(within) = dir.strip_prefix(self.dir.join(TREE)) else {
            return if dir == self.dir.join(ROOT) { workspace.dir.clone() } else { dir.to_owned() };
        };
        match cfg!(windows) {
            true => within.as_str().replacen(['/', '\\'], ":\\", 1).into(),
            false => Utf8Path::new("/").join(within),
        }
    }

    /// Replaces scratch paths in cargo's messages with paths that the user knows.
    pub fn restore_paths(&self, dir: &Utf8Path, text: &str) -> String {
        text.replace(self.dir.join(TREE).as_str(), "").replace(self.dir.join(ROOT).as_str(), dir.as_str())
    }
}

/// All files of the scratch folder.
pub fn scratch_files(workspace: &SplicedWorkspace) -> Result<ScratchFiles> {
    let mut files = ScratchFiles::new();
    let mut root = root_tables(workspace);
    let mut members = Vec::new();
    for local in &workspace.locals {
        if local.is_direct() {
            root.extend(direct_manifest(local)?);
            files.insert(format!("{ROOT}/none.rs"), String::new());
            continue;
        }
        let dir = mirror_path(&local.dir);
        if local.member {
            members.push(Value::String(relative_from(Utf8Path::new(ROOT), &dir).into_string()));
        }
        files.insert(dir.join("Cargo.toml").into_string(), to_text(&local_manifest(local)?)?);
        for path in source_files(local) {
            files.insert(normalize(&dir.join(path)).into_string(), String::new());
        }
    }
    let table = root.entry("workspace").or_insert_with(|| Value::Table(Table::new()));
    if let Some(table) = table.as_table_mut() {
        table.insert("members".into(), Value::Array(members));
        table.insert("resolver".into(), Value::String(workspace.resolver.as_str().into()));
    }
    files.insert(format!("{ROOT}/Cargo.toml"), to_text(&root)?);
    let lock = match &workspace.lock {
        WorkspaceLock::At(path) | WorkspaceLock::Completed(path) => Some(path),
        WorkspaceLock::Made { from } => from.as_ref(),
    };
    // A missing Cargo.lock is reported elsewhere.
    if let Some(text) = lock.and_then(|path| crate::disk::read_to_string(path).ok()) {
        files.insert(format!("{ROOT}/Cargo.lock"), text);
    }
    Ok(files)
}

/// The tables that are only valid in a root manifest.
fn root_tables(workspace: &SplicedWorkspace) -> Table {
    let mut root = Table::new();
    let patches = workspace.patches.iter().map(|(source, table)| {
        let table =
            table.iter().map(|(name, patch)| (name.clone(), write_dependency(patch, Utf8Path::new(ROOT))));
        (source.clone(), Value::Table(table.collect()))
    });
    let patches: Table = patches.collect();
    if !patches.is_empty() {
        root.insert("patch".into(), Value::Table(patches));
    }
    let replaced = workspace.roots.iter().flat_map(|from| {
        let table = from.manifest.replace.iter();
        table.map(|(name, other)| {
            (name.clone(), write_dependency(&absolute_dependency(other, &from.dir), Utf8Path::new(ROOT)))
        })
    });
    let replaced: Table = replaced.collect();
    if !replaced.is_empty() {
        root.insert("replace".into(), Value::Table(replaced));
    }
    root
}

fn direct_manifest(local: &LocalPackage) -> Result<Table> {
    let mut table = parse_table(Utf8Path::new("Cargo.toml"), &specs::manifest_text())?;
    table.insert("dependencies".into(), Value::Table(member_manifest(local, Utf8Path::new(ROOT))));
    Ok(table)
}

fn member_manifest(local: &LocalPackage, at: &Utf8Path) -> Table {
    local.added.iter().map(|(name, dependency)| (name.clone(), write_dependency(dependency, at))).collect()
}

fn local_manifest(local: &LocalPackage) -> Result<Table> {
    let own = read_table(&local.dir)?;
    let root = if local.root.dir == local.dir { own.clone() } else { read_table(&local.root.dir)? };
    let dir = mirror_path(&local.dir);
    let workspace = relative_from(&dir, Utf8Path::new(ROOT));
    let own = PlacedManifest { dir: &local.dir, table: &own };
    let root = PlacedManifest { dir: &local.root.dir, table: &root };
    let mut table = make_standalone(&own, &root, local.member.then_some(workspace.as_path()));
    if !local.added.is_empty() {
        let dependencies = table.entry("dependencies").or_insert_with(|| Value::Table(Table::new()));
        dependencies.as_table_mut().into_iter().for_each(|table| table.extend(member_manifest(local, &dir)));
    }
    Ok(table)
}

fn read_table(dir: &Utf8Path) -> Result<Table> {
    let path = dir.join("Cargo.toml");
    let text = crate::disk::read_to_string(&path).map_err(|error| {
        Error::new(Code::Read, format!("the file cannot be read: {error}")).at_path(&path)
    })?;
    parse_table(&path, &text)
}

fn parse_table(path: &Utf8Path, text: &str) -> Result<Table> {
    toml::from_str(text).map_err(|error| {
        let what = format!("the manifest is invalid: {}", error.message());
        Error::new(Code::ManifestSyntax, what).at_path(path)
    })
}

fn to_text(table: &Table) -> Result<String> {
    toml::to_string(table)
        .map_err(|error| Error::new(Code::Internal, format!("a manifest cannot be written as TOML: {error}")))
}

/// The files that determine which targets cargo finds, relative to the package's folder.
fn source_files(local: &LocalPackage) -> Vec<String> {
    let mut found = Vec::new();
    list_sources(&local.dir, "", &["README.md", "README.txt", "README"], &mut found);
    for folder in ["src", "examples", "tests", "benches"] {
        list_sources(&local.dir, folder, &[], &mut found);
        for deeper in subfolders(&local.dir.join(folder)) {
            list_sources(&local.dir, &format!("{folder}/{deeper}"), &[], &mut found);
        }
    }
    for folder in subfolders(&local.dir.join("src/bin")) {
        list_sources(&local.dir, &format!("src/bin/{folder}"), &[], &mut found);
    }
    found.extend(named_files(&local.manifest).filter(|path| crate::disk::is_file(local.dir.join(path))));
    found
}

/// The files that a manifest names explicitly.
fn named_files(manifest: &CargoManifest) -> impl Iterator<Item = String> {
    let several = [&manifest.bin, &manifest.example, &manifest.test, &manifest.bench];
    let several = several.into_iter().flatten().flatten();
    let paths =
        manifest.lib.iter().chain(several).filter_map(|target: &wire::ManifestTarget| target.path.clone());
    let build = manifest.package.as_ref().and_then(|package| match &package.build {
        Some(TextOrFlag::Text(path)) => Some(path.clone()),
        _ => None,
    });
    paths.chain(build)
}

/// The Rust sources in a folder, and files with one of these names.
fn list_sources(dir: &Utf8Path, folder: &str, names: &[&str], found: &mut Vec<String>) {
    for entry in crate::disk::list_folder(dir.join(folder)) {
        let name = entry.name.as_str();
        if (name.ends_with(".rs") || names.contains(&name)) && crate::disk::is_file(&entry.path) {
            found.push(Utf8Path::new(folder).join(name).into_string());
        }
    }
}

fn subfolders(dir: &Utf8Path) -> Vec<String> {
    let entries = crate::disk::list_folder(dir).into_iter();
    entries.filter(|entry| entry.leads_to_folder()).map(|entry| entry.name).collect()
}

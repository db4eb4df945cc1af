//! The files and folders that Bazel must watch.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk;
use crate::input::Toolchain;
use crate::splice::SplicedWorkspace;
use crate::splice::manifest::wire::CargoManifest;

use super::cargo::configuration::{self, CargoConfiguration};
use super::packages::WatchedInputs;

pub fn watched_inputs(configuration: &CargoConfiguration, workspace: &SplicedWorkspace) -> WatchedInputs {
    let mut files: BTreeSet<Utf8PathBuf> = BTreeSet::new();
    let mut dirs: BTreeSet<Utf8PathBuf> = BTreeSet::new();
    for local in workspace.locals.iter().filter(|local| !local.is_direct()) {
        files.extend(package_files(&local.dir));
    }
    let members = workspace.locals.iter().filter(|local| local.member && !local.is_direct());
    for root in &workspace.roots {
        files.insert(root.dir.join("Cargo.toml"));
        for pattern in root.manifest.workspace_members() {
            watch_glob(&root.dir, pattern, &mut files, &mut dirs);
        }
    }
    if let [root] = workspace.roots.as_slice() {
        files.insert(root.dir.join("Cargo.lock"));
    }
    WatchedInputs {
        files: files.into_iter().collect(),
        dirs: dirs.into_iter().collect(),
        configuration: configuration.files.clone(),
        members: members.map(|local| local.dir.clone()).collect(),
    }
}

/// What a run that failed may depend on: Cargo's configuration, and the folders that member globs search.
pub fn inputs_after_failure(toolchain: &Toolchain, manifests: &[Utf8PathBuf]) -> WatchedInputs {
    let (mut files, mut dirs, mut configuration) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for manifest in manifests {
        let Some(dir) = manifest.parent() else { continue };
        configuration.extend(configuration::possible_files(toolchain, dir));
        let Ok(read) = CargoManifest::read(manifest) else { continue };
        for pattern in read.workspace_members() {
            watch_glob(dir, pattern, &mut files, &mut dirs);
        }
    }
    WatchedInputs {
        files: files.into_iter().collect(),
        dirs: dirs.into_iter().collect(),
        configuration: configuration.into_iter().collect(),
        members: Vec::new(),
    }
}

/// The files that describe a package. Cargo detects build.rs by its name, and build-dependencies count only if there is
/// a build script.
pub fn package_files(dir: &Utf8Path) -> [Utf8PathBuf; 2] {
    [dir.join("Cargo.toml"), dir.join("build.rs")]
}

/// Adds the folders in which Cargo finds targets of members by the names of their files. What is in a file does not
/// matter. See <https://doc.rust-lang.org/cargo/reference/cargo-targets.html#target-auto-discovery>.
pub fn watch_target_folders(inputs: &mut WatchedInputs) {
    const WITH_FOLDERS: [&str; 4] = ["benches", "examples", "src/bin", "tests"];
    let mut dirs: BTreeSet<Utf8PathBuf> = std::mem::take(&mut inputs.dirs).into_iter().collect();
    for package in &inputs.members {
        for folder in WITH_FOLDERS.into_iter().chain(["src"]) {
            let folder_path = package.join(folder);
            if !disk::is_folder(&folder_path) {
                // A folder that appears is a change.
                inputs.files.push(folder_path);
                continue;
            }
            if WITH_FOLDERS.contains(&folder) {
                // A folder with a `main.rs` is a target.
                dirs.extend(subfolders(&folder_path));
            }
            dirs.insert(folder_path);
        }
    }
    inputs.dirs = dirs.into_iter().collect();
    inputs.files.sort();
    inputs.files.dedup();
}

/// Adds the libraries that members do not have: whether there is one decides what others link.
pub fn watch_missing_libraries(inputs: &mut WatchedInputs) {
    let libraries = inputs.members.iter().map(|package| package.join("src/lib.rs"));
    inputs.files.extend(libraries.filter(|library| !disk::is_file(library)));
    inputs.files.sort();
}

/// Adds the folders that a member glob searches, and the manifests that would make their entries members.
fn watch_glob(
    root: &Utf8Path,
    pattern: &str,
    files: &mut BTreeSet<Utf8PathBuf>,
    dirs: &mut BTreeSet<Utf8PathBuf>,
) {
    if !pattern.contains(['*', '?', '[']) {
        return;
    }
    let mut level = vec![root.to_owned()];
    for component in pattern.split('/').filter(|component| !component.is_empty()) {
        if component.contains(['*', '?', '[']) {
            dirs.extend(level.iter().cloned());
            level = level.iter().flat_map(|dir| subfolders(dir)).collect();
        } else {
            level = level.iter().map(|dir| dir.join(component)).collect();
        }
    }
    files.extend(level.into_iter().map(|dir| dir.join("Cargo.toml")));
}

fn subfolders(dir: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = disk::list_folder(dir).into_iter().map(|entry| entry.path);
    entries.filter(|path| disk::is_folder(path)).collect()
}

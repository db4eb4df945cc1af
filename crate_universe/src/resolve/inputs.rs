//! What a resolution was read from, so that Bazel can watch it.
//! Takes the manifests, gives files and folders.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::configuration::Configuration;
use super::manifest::Manifest;
use super::packages::Inputs;

/// `manifests`: those of members and path packages.
pub fn inputs(
    configuration: &Configuration,
    root: &Utf8Path,
    manifests: impl IntoIterator<Item = Utf8PathBuf>,
    root_manifest: &Manifest,
) -> Inputs {
    let mut files: BTreeSet<Utf8PathBuf> = BTreeSet::new();
    let mut dirs: BTreeSet<Utf8PathBuf> = BTreeSet::new();
    files.extend([root.join("Cargo.toml"), root.join("Cargo.lock")]);
    for manifest in manifests {
        // A build script makes build-dependencies count, and cargo finds it by its name.
        files.insert(manifest.with_file_name("build.rs"));
        files.insert(manifest);
    }
    for pattern in root_manifest.workspace_members() {
        glob(root, pattern, &mut files, &mut dirs);
    }
    let (files, dirs) = (files.into_iter().collect(), dirs.into_iter().collect());
    Inputs { files, dirs, configuration: configuration.files.clone() }
}

/// The folders that a member glob looks into, and the manifests that would make their entries members.
fn glob(root: &Utf8Path, pattern: &str, files: &mut BTreeSet<Utf8PathBuf>, dirs: &mut BTreeSet<Utf8PathBuf>) {
    if !pattern.contains(['*', '?', '[']) {
        return;
    }
    let mut level = vec![root.to_owned()];
    for component in pattern.split('/').filter(|component| !component.is_empty()) {
        if component.contains(['*', '?', '[']) {
            dirs.extend(level.iter().cloned());
            level = level.iter().flat_map(|dir| folders(dir)).collect();
        } else {
            level = level.iter().map(|dir| dir.join(component)).collect();
        }
    }
    files.extend(level.into_iter().map(|dir| dir.join("Cargo.toml")));
}

fn folders(dir: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = dir.read_dir_utf8().into_iter().flatten().flatten();
    entries.map(|entry| entry.into_path()).filter(|path| path.is_dir()).collect()
}

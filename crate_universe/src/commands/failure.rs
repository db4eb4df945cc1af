//! failure.json: the error of a run, and everything that is known about the broken hub, whatever state its files are
//! in.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Error, Result};
use crate::input::HubConfig;
use crate::render::FilesToWatch;
use crate::splice::dependency_names::{self, DependencyNames};
use crate::{plan, render, resolve};

pub fn to_json(config: Option<&HubConfig>, error: &Error, warnings: &[String]) -> Result<String> {
    let mut watch =
        FilesToWatch { files: error.file().map(Utf8Path::to_owned).into_iter().collect(), dirs: Vec::new() };
    let stubs = config.map(|config| {
        let names = dependency_names::scan_manifests(&config.manifests, &config.repository_dir);
        let locks = possible_lock_paths(config, &names);
        let mut inputs = resolve::watched_files::inputs_after_failure(&config.toolchain, &config.manifests);
        inputs.watch_configuration(&config.repository_dir);
        watch.dirs = inputs.dirs;
        watch.files.extend(inputs.files);
        let locked =
            locks.iter().flat_map(|lock| resolve::lock_names::scan_names(&read_lossy(lock))).collect();
        let stubs = plan::stub_names(config, &locked, &names.packages, &module_file_texts(config));
        watch.files.extend(locks.into_iter().chain(names.manifests));
        stubs
    });
    render::failure_json(error, config, &stubs.unwrap_or_default(), &watch, warnings)
}

/// The Cargo.lock that the user named, or those beside manifests.
fn possible_lock_paths(config: &HubConfig, names: &DependencyNames) -> Vec<Utf8PathBuf> {
    if let Some(lock) = &config.lock {
        return vec![lock.clone()];
    }
    let beside = names.manifests.iter().map(|manifest| manifest.with_file_name("Cargo.lock"));
    beside.filter(|lock| lock.is_file()).collect()
}

/// Every string in the module files of the hub and of the main repository. If a repository in `use_repo` does not
/// exist, Bazel loads nothing at all, not even `:repin`.
fn module_file_texts(config: &HubConfig) -> Vec<String> {
    let dirs: BTreeSet<&Utf8Path> = [Some(&config.repository_dir), config.main_dir.as_ref()]
        .into_iter()
        .flatten()
        .map(Utf8PathBuf::as_path)
        .collect();
    let mut found = Vec::new();
    for dir in dirs {
        let mut pending = vec![dir.join("MODULE.bazel")];
        let mut seen = BTreeSet::new();
        while let Some(file) = pending.pop() {
            if !seen.insert(file.clone()) {
                continue;
            }
            let texts: Vec<String> = read_lossy(&file).split(['"', '\'']).map(str::to_owned).collect();
            pending.extend(texts.iter().filter_map(|text| included_file(dir, text)));
            found.extend(texts);
        }
    }
    found
}

/// The file of a label such as `//build:rust.MODULE.bazel`, which `include()` in a module file names.
fn included_file(dir: &Utf8Path, label: &str) -> Option<Utf8PathBuf> {
    let (package, name) = label.strip_prefix("//")?.split_once(':')?;
    name.ends_with(".MODULE.bazel").then(|| dir.join(package).join(name))
}

/// The text of a file. Bytes that are not UTF-8 cannot be part of a name.
fn read_lossy(path: &Utf8Path) -> String {
    String::from_utf8_lossy(&crate::disk::read_bytes(path).unwrap_or_default()).into_owned()
}

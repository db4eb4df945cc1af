//! Reads git packages from cargo's checkout of the locked commit. Nothing is fetched: if there is no checkout, cargo has
//! to make one.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk;
use crate::ids::PackageId;
use crate::resolve::cargo::home;
use crate::resolve::cargo_lock::entries::LockEntry;
use crate::resolve::source_facts::SourceText;
use crate::resolve::source_text;
use crate::splice::manifest::CargoManifest;

use super::fallback_reason::FallbackReason;
use super::link::ReadPackage;
use super::local_packages;
use super::package_facts::{DeclarationSource, PackageFacts};

pub fn read_packages<'a>(
    home: Option<&Utf8Path>,
    entries: &[&'a LockEntry],
) -> Result<BTreeMap<&'a PackageId, ReadPackage>, FallbackReason> {
    let mut by_commit: BTreeMap<&str, Vec<&'a PackageId>> = BTreeMap::new();
    for entry in entries {
        let commit = entry.id.source.git().and_then(|git| git.commit);
        let commit = commit.ok_or(FallbackReason("a git package is locked without a commit"))?;
        by_commit.entry(commit).or_default().push(&entry.id);
    }
    let mut sources = BTreeMap::new();
    for (commit, ids) in by_commit {
        let root = home.and_then(|home| home::find_checkout(home, commit));
        let root = root.ok_or(FallbackReason("the locked commit of a git package is not checked out"))?;
        let found = find_packages(&root, &ids.iter().map(|id| id.name.as_str()).collect())?;
        for id in ids {
            let mut fits = found.iter().filter(|(_, own)| own.name == id.name && own.version == id.version);
            let (Some((dir, facts)), None) = (fits.next(), fits.next()) else {
                return Err(FallbackReason(
                    "a git package is missing from its repository, or is in it more than once",
                ));
            };
            let checkout_path = Some(home::path_in_checkout(dir));
            let script = source_text::read_script_in(dir, source_text::script_root(&facts.targets));
            let facts = PackageFacts { text: SourceText { script, folder: None }, ..facts.clone() };
            sources.insert(id, ReadPackage { checkout_path, ..ReadPackage::without_workspace(facts) });
        }
    }
    Ok(sources)
}

/// The packages with these names in a repository, and those that they refer to. As in cargo, every folder is searched,
/// but a submodule only if a path refers to it.
fn find_packages(
    root: &Utf8Path,
    names: &BTreeSet<&str>,
) -> Result<Vec<(Utf8PathBuf, PackageFacts)>, FallbackReason> {
    let mut pending = Vec::new();
    collect_manifests(root, &mut pending);
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(dir) = pending.pop() {
        if !seen.insert(dir.clone()) {
            continue;
        }
        // Most manifests of a large repository do not contain the names, and need not be parsed.
        let path = dir.join("Cargo.toml");
        let Ok(text) = disk::read_to_string(&path) else { continue };
        if !names.iter().any(|name| text.contains(name)) {
            continue;
        }
        // Repositories contain broken manifests and templates of manifests, which cargo also ignores.
        let Ok(manifest) = CargoManifest::parse(&path, &text) else { continue };
        let Some(name) = manifest.package.as_ref().map(|package| package.name.clone()) else { continue };
        match local_packages::read_outside_package(&dir, &manifest, root) {
            Ok(facts) => {
                let paths = facts.declarations.iter().filter_map(|declaration| match &declaration.origin {
                    DeclarationSource::Path(path) => Some(Utf8PathBuf::from(path)),
                    _ => None,
                });
                pending.extend(paths.filter(|path| path.starts_with(root)));
                found.push((dir, facts));
            }
            _ if names.contains(name.as_str()) => {
                return Err(FallbackReason("the manifest of a git package cannot be read"));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Collects the folders with a manifest.
fn collect_manifests(dir: &Utf8Path, found: &mut Vec<Utf8PathBuf>) {
    let has_manifest = disk::is_file(dir.join("Cargo.toml"));
    for entry in disk::list_folder(dir) {
        let skipped = entry.name.starts_with('.') || (has_manifest && entry.name == "target");
        // Links are not followed, as in cargo.
        if skipped || !entry.is_folder {
            continue;
        }
        if !disk::exists(entry.path.join(".git")) {
            collect_manifests(&entry.path, found);
        }
    }
    if has_manifest {
        found.push(dir.to_owned());
    }
}

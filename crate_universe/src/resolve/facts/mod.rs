//! The native source: reads packages without running cargo, with edges and checksums from Cargo.lock and facts from
//! manifests. If that is not enough, it lists the files to download, or returns the reason to run cargo.

mod archive;
mod archive_links;
pub mod cache;
mod check_registries;
mod crate_files;
mod declarations;
pub mod directory_contents;
pub mod directory_source;
pub mod facts_lockfile;
mod fallback_reason;
mod git_checkouts;
mod link;
mod local_packages;
pub mod package_facts;
mod patches;
mod read_package;
mod source_search;
mod tar_entries;
mod targets;
mod validate;

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use crate::error::Result;
use crate::ids::PackageId;
use crate::input::{FactSources, Toolchain};
use crate::resolve::stale_reason::StaleReason;
use crate::splice::SplicedWorkspace;
use crate::splice::manifest::CargoManifest;
use crate::{parallel, registry};

use super::cargo::configuration::{self, CargoConfiguration};
use super::cargo::registries::{self, RegistrySources};
use super::cargo_lock::{CargoLock, LockEntry};
use super::packages::LockedPackages;
use super::{source_text, watched_files};

pub use archive::{ArchiveError, CrateArchive};
use cache::FactsCache;
use crate_files::CrateFiles;
pub use directory_source::CHECKSUMS;
pub use fallback_reason::FallbackReason;
use link::{CargoLockFile, LinkError, LocalPackages, ReadPackage, ReadPackages};
use package_facts::PackageFacts;
use targets::FileListing;

pub enum FactsOutcome {
    Done(Box<LockedPackages>),
    /// Needed files that were not found.
    Missing(Vec<MissingDownload>),
    /// The manifests or download addresses of some packages are nowhere: cargo downloads them when it is asked.
    NotDownloaded,
    Unsupported(FallbackReason),
    /// The Cargo.lock does not satisfy the manifests, for these reasons.
    Stale {
        reasons: Vec<StaleReason>,
    },
}

/// A file to download: a `.crate` file, or the config.json of an index.
#[derive(Debug, serde::Serialize)]
pub struct MissingDownload {
    /// The key of the file in the next request: the checksum, or the source of the registry.
    pub key: String,
    /// In the order to try them in.
    pub urls: Vec<String>,
    /// Empty if unknown.
    pub sha256: String,
}

pub fn resolve_from_facts(
    toolchain: &Toolchain,
    workspace: &SplicedWorkspace,
    lock_path: &Utf8Path,
    sources: &FactSources,
) -> Result<FactsOutcome> {
    let configuration = configuration::read(toolchain, &workspace.dir)?;
    let doubt = workspace
        .doubt
        .or_else(|| workspace.root_manifests().find_map(manifest_fallback_reason))
        .or(configuration.odd);
    if let Some(reason) = doubt {
        return Ok(FactsOutcome::Unsupported(FallbackReason(reason)));
    }
    let found = match find_local_packages(workspace, &configuration) {
        Ok(found) => found,
        Err(reason) => return Ok(FactsOutcome::Unsupported(reason)),
    };
    let lock = CargoLock::read(lock_path)?;
    if let Some(reason) = check_registries::fallback_reason(workspace, &configuration, &lock) {
        return Ok(FactsOutcome::Unsupported(FallbackReason(reason)));
    }
    let elsewhere = match read_replaced_packages(toolchain, &configuration, &lock) {
        Ok(elsewhere) => elsewhere,
        Err(reason) => return Ok(FactsOutcome::Unsupported(reason)),
    };
    let archived = lock.packages.iter().filter(|entry| !elsewhere.contains_key(&entry.id));
    let registry: BTreeMap<&str, &LockEntry> =
        archived.filter_map(|entry| Some((entry.checksum.as_deref()?, entry))).collect();
    let ids = lock.packages.iter().map(|entry| (&entry.id, entry.checksum.as_deref()));
    let registries = registries::read(toolchain, &configuration, sources, ids)?;
    let shelf = CrateFiles::new(toolchain, &registries, sources);
    let CollectedFacts { facts, missing } = collect_facts(&registry, &shelf, sources)?;
    if let Some(lacking) = missing_downloads(&registry, &registries, &missing, sources) {
        return Ok(lacking);
    }
    let mut inputs = watched_files::watched_inputs(&configuration, workspace);
    let named = |dir: &Utf8Path| workspace.locals.iter().any(|local| local.dir == dir);
    let configured = found.locals.iter().filter(|local| !named(&local.dir));
    inputs.files.extend(configured.flat_map(|local| watched_files::package_files(&local.dir)));
    let cargo_lock = CargoLockFile { lock: &lock, path: lock_path };
    let read = ReadPackages { archived: facts, elsewhere };
    let mut packages = match link::link_packages(inputs, configuration.rustflags, found, &cargo_lock, read) {
        Ok(packages) => packages,
        Err(LinkError::Unsupported(reason)) => return Ok(FactsOutcome::Unsupported(reason)),
        Err(LinkError::Stale(reasons)) => return Ok(FactsOutcome::Stale { reasons }),
    };
    if let Some(reason) = validate::fallback_reason(&packages.list) {
        return Ok(FactsOutcome::Unsupported(FallbackReason(reason)));
    }
    let missing = source_search::complete_sources(&mut packages.list, toolchain, &shelf, sources);
    if let Some(lacking) = missing_downloads(&registry, &registries, &missing, sources) {
        return Ok(lacking);
    }
    Ok(FactsOutcome::Done(Box::new(packages)))
}

/// What has to be downloaded first, by the caller or by cargo.
fn missing_downloads(
    locked: &BTreeMap<&str, &LockEntry>,
    registries: &RegistrySources,
    missing: &[impl AsRef<str>],
    sources: &FactSources,
) -> Option<FactsOutcome> {
    let unknown: Vec<&str> = registries.unknown_registries().filter(|_| sources.addresses).collect();
    if unknown.is_empty() && missing.is_empty() {
        return None;
    }
    let config = |source: &&str| {
        let urls = vec![registry::config_url(source)?];
        Some(MissingDownload { key: (*source).to_owned(), urls, sha256: String::new() })
    };
    let archive = |checksum: &str| {
        let urls = registries.download_urls(&locked[checksum].id, checksum)?;
        Some(MissingDownload { key: checksum.to_owned(), urls, sha256: checksum.to_owned() })
    };
    let configs: Vec<MissingDownload> = unknown.iter().filter_map(config).collect();
    let archives: Vec<MissingDownload> =
        missing.iter().filter_map(|checksum| archive(checksum.as_ref())).collect();
    // Further addresses follow from the configs.
    let all = archives.len() == missing.len() || !configs.is_empty();
    Some(match sources.may_download && all && configs.len() == unknown.len() {
        true => FactsOutcome::Missing(configs.into_iter().chain(archives).collect()),
        false => FactsOutcome::NotDownloaded,
    })
}

/// Why cargo has to read a root manifest: it may reject it, or the manifest uses something that is not supported here.
fn manifest_fallback_reason(manifest: &CargoManifest) -> Option<&'static str> {
    if (manifest.package.is_none() && manifest.workspace.is_none()) || !manifest.has_known_resolver() {
        return Some("a manifest that cargo may reject");
    }
    (!manifest.replace.is_empty()).then_some("a manifest uses [replace]")
}

/// The packages on this machine: those of the workspace, and patches with a path.
fn find_local_packages<'a>(
    workspace: &'a SplicedWorkspace,
    configuration: &CargoConfiguration,
) -> std::result::Result<LocalPackages<'a>, FallbackReason> {
    let patches = patches::read_patches(workspace, configuration)?;
    let locals = local_packages::read_local_packages(workspace, &patches)?;
    Ok(LocalPackages { workspace, locals, patches })
}

/// The packages in directory sources and checkouts. If a directory replaces a source, cargo looks nowhere else.
fn read_replaced_packages<'a>(
    toolchain: &Toolchain,
    configuration: &CargoConfiguration,
    lock: &'a CargoLock,
) -> std::result::Result<BTreeMap<&'a PackageId, ReadPackage>, FallbackReason> {
    let mut sources = BTreeMap::new();
    let mut git = Vec::new();
    for entry in &lock.packages {
        let Some(source) = entry.id.source.as_str() else { continue };
        if entry.replaced {
            return Err(FallbackReason("a package is replaced through [replace]"));
        } else if let Some(directory) = configuration.directory_of(source) {
            sources.insert(&entry.id, directory_source::read_package(directory, entry)?);
        } else if entry.id.source.git().is_some() {
            git.push(entry);
        } else if entry.checksum.is_none() {
            return Err(FallbackReason("a package has no checksum in Cargo.lock"));
        }
    }
    if !git.is_empty() {
        sources.extend(git_checkouts::read_packages(toolchain.home().as_deref(), &git)?);
    }
    Ok(sources)
}

struct CollectedFacts<'a> {
    facts: BTreeMap<&'a str, PackageFacts>,
    missing: Vec<&'a str>,
}

/// The facts of registry packages: from the facts file, the cache, or a `.crate` file with the right checksum.
fn collect_facts<'a>(
    registry: &BTreeMap<&'a str, &'a LockEntry>,
    shelf: &CrateFiles<'_>,
    sources: &FactSources,
) -> Result<CollectedFacts<'a>> {
    let wanted: BTreeSet<&str> = registry.keys().copied().collect();
    let cache = sources.cache.as_deref().map(|dir| FactsCache::open(dir, cache::FACTS));
    let mut committed = read_committed_facts(registry, sources)?;
    // A facts file that is about to be rewritten is used only if nothing else has the facts.
    let is_rewritten = sources.lockfile.as_ref().is_some_and(|lockfile| lockfile.rewrite);
    let mut facts = if is_rewritten { BTreeMap::new() } else { std::mem::take(&mut committed) };
    if facts.len() < wanted.len() {
        facts.extend(cache.iter().flat_map(|cache| cache.read_known::<PackageFacts>(&wanted)));
    }
    let unknown: Vec<(&str, &LockEntry)> = registry
        .iter()
        .filter(|(key, _)| !facts.contains_key(*key))
        .map(|(key, entry)| (*key, *entry))
        .collect();
    let read =
        parallel::map(&unknown, |(checksum, entry)| read_archive(&shelf.open_archive(&entry.id, checksum)?));
    let mut missing = Vec::new();
    let mut new = Vec::new();
    for ((checksum, _), read) in unknown.into_iter().zip(read) {
        match (read, committed.remove(checksum)) {
            (Some(read), _) => new.push((checksum, read)),
            (None, Some(line)) => drop(facts.insert(checksum, line)),
            (None, None) => missing.push(checksum),
        }
    }
    if let Some(cache) = cache {
        let new: Vec<(&str, &PackageFacts)> =
            new.iter().map(|(checksum, facts)| (*checksum, facts)).collect();
        cache.append_new(&wanted, &new);
    }
    facts.extend(new);
    Ok(CollectedFacts { facts, missing })
}

/// The facts in the facts file. It may be broken if it is about to be rewritten. If the package's
/// `[package.metadata.bazel]` applies, the package itself is read instead.
fn read_committed_facts<'a>(
    registry: &BTreeMap<&'a str, &'a LockEntry>,
    sources: &FactSources,
) -> Result<BTreeMap<&'a str, PackageFacts>> {
    let Some(file) = &sources.lockfile else { return Ok(BTreeMap::new()) };
    let named = |entry: &LockEntry| facts_lockfile::key_prefix(&entry.id.name, &entry.id.version);
    let wanted = registry.iter().map(|(checksum, entry)| (*checksum, named(entry))).collect();
    let mut lines = match facts_lockfile::read(&file.path, &wanted) {
        Err(_) if file.rewrite => return Ok(BTreeMap::new()),
        read => read.map_err(|error| error.help(format!("{} rewrites it", file.repin)))?,
    };
    let counts = |checksum: &str| file.rewrite || sources.metadata.counts(&registry[checksum].id);
    lines.retain(|checksum, line| !line.has_metadata || !counts(checksum));
    Ok(lines.into_iter().map(|(checksum, line)| (checksum, line.facts)).collect())
}

/// New content for the facts file.
pub struct FactsFileText {
    pub text: String,
    /// The locked packages that have no line, because they were not found without a download.
    pub unread: Vec<String>,
}

/// The facts of all locked packages that are found without a download, including the facts from their sources.
pub fn facts_file_text(
    toolchain: &Toolchain,
    lock_path: &Utf8Path,
    sources: &FactSources,
    packages: &LockedPackages,
) -> Result<FactsFileText> {
    let lock = CargoLock::read(lock_path)?;
    let registry = registry_entries(&lock);
    let shelf = CrateFiles::new(toolchain, &packages.registries, sources);
    let CollectedFacts { mut facts, missing, .. } = collect_facts(&registry, &shelf, sources)?;
    let folders = packages.list.iter().filter_map(|package| Some((package.checksum.as_deref()?, package)));
    let folders: BTreeMap<&str, _> =
        folders.map(|(checksum, package)| (checksum, package.text.folder)).collect();
    for (checksum, facts) in &mut facts {
        facts.text.folder = folders.get(checksum).copied().flatten();
    }
    let text = facts_lockfile::to_text(facts.iter().map(|(checksum, facts)| (*checksum, facts)))?;
    let name = |checksum: &&str| {
        let id = &registry[checksum].id;
        facts_lockfile::key_prefix(&id.name, &id.version).trim_end().to_owned()
    };
    Ok(FactsFileText { text, unread: missing.iter().map(name).collect() })
}

fn registry_entries(lock: &CargoLock) -> BTreeMap<&str, &LockEntry> {
    lock.packages.iter().filter_map(|entry| Some((entry.checksum.as_deref()?, entry))).collect()
}

fn read_archive(archive: &CrateArchive) -> Option<PackageFacts> {
    let text = archive.read_manifest().ok()?;
    let manifest = CargoManifest::parse(Utf8Path::new("Cargo.toml"), &text).ok()?;
    // A published manifest inherits nothing.
    let heritage = declarations::InheritedWorkspace { root: Utf8Path::new(""), workspace: None };
    let listing: &dyn FileListing = archive;
    let mut facts = read_package::read_facts(&manifest, Utf8Path::new(""), heritage, listing, false).ok()?;
    if let Some(script) = source_text::script_root(&facts.targets) {
        facts.text.script = archive.read_script(script).ok()?;
    }
    Some(facts)
}

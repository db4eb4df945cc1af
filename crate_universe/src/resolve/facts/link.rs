//! Links facts with Cargo.lock: matches each declaration with the package that is locked for it, or gives the reasons
//! why facts and Cargo.lock do not fit together.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use semver::{Version, VersionReq};

use crate::ids::{PackageId, crate_name};
use crate::input::WantedTargets;
use crate::resolve::cargo::config_values::ConfigRustflags;
use crate::resolve::cargo::registries::RegistrySources;
use crate::resolve::cargo_lock::{CargoLock, LockEntry};
use crate::resolve::git_source;
use crate::resolve::packages::{LockedDependency, LockedPackage, LockedPackages, PackageIx, WatchedInputs};
use crate::resolve::stale_reason::StaleReason;
use crate::source_id::SourceId;
use crate::splice::SplicedWorkspace;

use super::fallback_reason::FallbackReason;
use super::local_packages::ReadLocalPackage;
use super::package_facts::{DeclarationSource, DependencyDeclaration, PackageFacts};
use super::patches::CargoPatch;

/// Packages from outside the workspace.
pub struct ReadPackages<'a> {
    /// By checksum.
    pub archived: BTreeMap<&'a str, PackageFacts>,
    pub elsewhere: BTreeMap<&'a PackageId, ReadPackage>,
}

/// Why facts and Cargo.lock cannot be linked.
pub enum LinkError {
    Unsupported(FallbackReason),
    Stale(Vec<StaleReason>),
}

impl From<FallbackReason> for LinkError {
    fn from(reason: FallbackReason) -> LinkError {
        LinkError::Unsupported(reason)
    }
}

/// A Cargo.lock, and its path.
pub struct CargoLockFile<'a> {
    pub lock: &'a CargoLock,
    pub path: &'a Utf8Path,
}

/// What the manifests and the configuration of cargo declare.
pub struct LocalPackages<'a> {
    pub workspace: &'a SplicedWorkspace,
    pub locals: Vec<ReadLocalPackage>,
    pub patches: Vec<CargoPatch>,
}

pub fn link_packages(
    mut inputs: WatchedInputs,
    rustflags: ConfigRustflags,
    found: LocalPackages<'_>,
    cargo_lock: &CargoLockFile<'_>,
    read: ReadPackages<'_>,
) -> Result<LockedPackages, LinkError> {
    let LocalPackages { workspace, locals, patches } = found;
    let lock = cargo_lock.lock;
    let mut by_id: BTreeMap<(String, Version), ReadLocalPackage> = BTreeMap::new();
    for local in locals {
        let key = (local.facts.name.clone(), local.facts.version.clone());
        if by_id.insert(key, local).is_some() {
            return Err(FallbackReason("two path packages have the same name and version").into());
        }
    }
    let mut shelf =
        UnclaimedPackages { read, twice: duplicate_checksums(lock), locals: by_id, reasons: Vec::new() };
    // Packages are sorted by their identity; `places` maps an index in Cargo.lock to one in this order.
    let mut order: Vec<usize> =
        (0..lock.packages.len()).filter(|at| shelf.has(&lock.packages[*at])).collect();
    order.sort_by(|left, right| lock.packages[*left].id.cmp(&lock.packages[*right].id));
    let mut places = vec![None; lock.packages.len()];
    for (place, locked) in order.iter().enumerate() {
        places[*locked] = Some(place);
    }
    let sources: Vec<ReadPackage> = order.iter().filter_map(|at| shelf.take(&lock.packages[*at])).collect();
    shelf.check_leftovers(lock, &patches);
    if !shelf.reasons.is_empty() {
        return Err(LinkError::Stale(shelf.reasons));
    }
    let unused_patches = shelf.unused_patches(lock);
    let matcher = DeclarationMatcher { lock, places: &places, sources: &sources, patches: &patches };
    let matches: Vec<Vec<DeclarationMatch>> = order
        .iter()
        .enumerate()
        .map(|(ix, locked)| matcher.match_declarations(ix, &lock.packages[*locked]))
        .collect();
    let list = sources.into_iter().zip(matches).zip(&order);
    let list = list.map(|((source, matches), locked)| {
        let entry = &lock.packages[*locked];
        let mut edges: Vec<PackageIx> =
            entry.dependencies.iter().filter_map(|place| places[*place]).collect();
        edges.sort_unstable();
        linked_package(source, matches, entry, edges)
    });
    inputs.watch_lock(workspace);
    let list = list.collect();
    Ok(LockedPackages {
        list,
        resolver: workspace.resolver,
        inputs,
        lock: cargo_lock.path.to_owned(),
        committed: true,
        unused_patches,
        manifest_warnings: Vec::new(),
        rustflags,
        registries: RegistrySources::default(),
        env: BTreeMap::new(),
        links_overrides: BTreeMap::new(),
    })
}

/// The facts of one locked package.
pub struct ReadPackage {
    /// Only for packages with a folder of their own.
    pub dir: Utf8PathBuf,
    pub member: bool,
    /// See [`LockedPackage::checkout_path`].
    pub checkout_path: Option<String>,
    pub facts: PackageFacts,
}

impl ReadPackage {
    /// A package from outside the workspace.
    pub fn without_workspace(facts: PackageFacts) -> ReadPackage {
        ReadPackage { dir: Utf8PathBuf::new(), member: false, checkout_path: None, facts }
    }
}

/// Checksums that two packages have, because one archive is in two registries.
fn duplicate_checksums(lock: &CargoLock) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    let checksums = lock.packages.iter().filter_map(|entry| entry.checksum.as_deref());
    checksums.filter(|checksum| !seen.insert(*checksum)).collect()
}

/// Everything that was read and not yet claimed by a locked package.
struct UnclaimedPackages<'a> {
    read: ReadPackages<'a>,
    twice: BTreeSet<&'a str>,
    locals: BTreeMap<(String, Version), ReadLocalPackage>,
    /// What does not fit the lock.
    reasons: Vec<StaleReason>,
}

impl UnclaimedPackages<'_> {
    /// False for path packages that no manifest refers to any more. They are ignored, as in cargo.
    fn has(&self, entry: &LockEntry) -> bool {
        !entry.id.source.is_path()
            || self.locals.contains_key(&(entry.id.name.clone(), entry.id.version.clone()))
    }

    fn take(&mut self, entry: &LockEntry) -> Option<ReadPackage> {
        let id = &entry.id;
        if let Some(source) = self.read.elsewhere.remove(id) {
            return Some(source);
        }
        let Some(checksum) = &entry.checksum else {
            let ReadLocalPackage { dir, member, facts, .. } =
                self.locals.remove(&(id.name.clone(), id.version.clone()))?;
            return Some(ReadPackage { dir, member, ..ReadPackage::without_workspace(facts) });
        };
        let facts = match self.twice.contains(checksum.as_str()) {
            true => self.read.archived.get(checksum.as_str()).cloned(),
            false => self.read.archived.remove(checksum.as_str()),
        };
        match facts {
            Some(facts) if facts.name == id.name && facts.version == id.version => {
                Some(ReadPackage::without_workspace(facts))
            }
            _ => {
                self.reasons.push(StaleReason::Checksum(id.clone()));
                None
            }
        }
    }

    /// Checks what no locked package has claimed. Members and patches must be locked. Other path packages need not be,
    /// if no member depends on them.
    fn check_leftovers(&mut self, lock: &CargoLock, patches: &[CargoPatch]) {
        for ((name, version), local) in &self.locals {
            if local.member {
                self.reasons
                    .push(StaleReason::MissingMember { name: name.clone(), version: version.clone() });
            } else if local.patch && !lock.unused.iter().any(|id| id.name == *name && id.version == *version)
            {
                let version = Some(version.clone());
                self.reasons.push(StaleReason::MissingPatch { name: name.clone(), version });
            }
        }
        // Path patches are among the local packages above.
        let patch_is = |patch: &CargoPatch, id: &PackageId| {
            is_satisfying(id, &patch.declaration) && comes_from(id, &patch.declaration.origin)
        };
        for patch in
            patches.iter().filter(|patch| !matches!(patch.declaration.origin, DeclarationSource::Path(_)))
        {
            let mut ids = lock.packages.iter().map(|entry| &entry.id).chain(&lock.unused);
            if !ids.any(|id| patch_is(patch, id)) {
                let name = patch.declaration.package.clone();
                self.reasons.push(StaleReason::MissingPatch { name, version: None });
            }
        }
        // As in cargo, paths that are no longer patches are ignored.
        for id in lock.unused.iter().filter(|id| !id.source.is_path()) {
            if !patches.iter().any(|patch| patch_is(patch, id)) {
                self.reasons.push(StaleReason::FormerPatch(id.clone()));
            }
        }
        // What users wrote themselves explains the rest.
        self.reasons.sort_by_key(|reason| matches!(reason, StaleReason::Checksum(_)));
    }

    /// The patches that are locked as unused, and still are patches.
    fn unused_patches(&self, lock: &CargoLock) -> Vec<PackageId> {
        let is_patch = |id: &&PackageId| {
            let local = self.locals.get(&(id.name.clone(), id.version.clone()));
            !id.source.is_path() || local.is_some_and(|local| local.patch)
        };
        lock.unused.iter().filter(is_patch).cloned().collect()
    }
}

fn linked_package(
    source: ReadPackage,
    matches: Vec<DeclarationMatch>,
    entry: &LockEntry,
    locked: Vec<PackageIx>,
) -> LockedPackage {
    let ReadPackage { dir, member, checkout_path, facts } = source;
    let declared = facts.declarations.into_iter().zip(matches);
    LockedPackage {
        id: entry.id.clone(),
        dir,
        member,
        features: facts.features,
        dependencies: declared.map(|(declaration, found)| linked_dependency(declaration, found)).collect(),
        targets: facts.targets,
        links: facts.links,
        checkout_path,
        checksum: entry.checksum.clone(),
        about: facts.about,
        bazel_metadata: facts.bazel_metadata,
        lint_flags: Vec::new(),
        text: facts.text,
        locked: Some(locked),
    }
}

fn linked_dependency(declaration: DependencyDeclaration, found: DeclarationMatch) -> LockedDependency {
    LockedDependency {
        name: declaration.name,
        extern_name: found.extern_name,
        package: found.package,
        kind: declaration.kind,
        optional: declaration.optional,
        default_features: declaration.default_features,
        features: declaration.features,
        platform: declaration.platform,
        requirement: declaration.requirement,
        wanted: WantedTargets::Library,
    }
}

/// The package that a declaration matches.
struct DeclarationMatch {
    package: Option<PackageIx>,
    extern_name: String,
}

fn is_satisfying(id: &PackageId, declaration: &DependencyDeclaration) -> bool {
    let met = |requirement: &VersionReq| requirement.matches(&id.version);
    id.name == declaration.package && declaration.requirement.as_ref().is_none_or(met)
}

/// Whether a package has this source, which is not a path.
fn comes_from(id: &PackageId, origin: &DeclarationSource) -> bool {
    match (&id.source, origin) {
        (SourceId::Git(source), DeclarationSource::Git(git)) => git_source::is_same_source(git, source),
        (SourceId::Registry(_), DeclarationSource::Registry) => true,
        _ => false,
    }
}

struct DeclarationMatcher<'a> {
    lock: &'a CargoLock,
    places: &'a [Option<PackageIx>],
    sources: &'a [ReadPackage],
    patches: &'a [CargoPatch],
}

impl DeclarationMatcher<'_> {
    fn match_declarations(&self, ix: PackageIx, entry: &LockEntry) -> Vec<DeclarationMatch> {
        let declarations = self.sources[ix].facts.declarations.iter();
        declarations
            .map(|declaration| {
                // If several match, cargo takes the lowest.
                let package = self.candidates_for(entry, declaration).into_iter().min();
                DeclarationMatch { package, extern_name: self.extern_name(declaration, package) }
            })
            .collect()
    }

    /// The locked dependencies of a package that a declaration may refer to.
    fn candidates_for(&self, entry: &LockEntry, declaration: &DependencyDeclaration) -> Vec<PackageIx> {
        let within;
        let origin = match (&declaration.origin, entry.id.source.as_str()) {
            // A path in a git repository refers to a package of the same repository.
            (DeclarationSource::Path(_), Some(source)) => {
                within = DeclarationSource::Git(source.to_owned());
                &within
            }
            (origin, _) => origin,
        };
        let matching = || {
            let locked = entry.dependencies.iter().filter_map(|at| Some((*at, self.places[*at]?)));
            locked.filter(|(at, _)| is_satisfying(&self.lock.packages[*at].id, declaration))
        };
        let exact: Vec<PackageIx> =
            matching().filter(|(at, ix)| self.is_from_origin(*at, *ix, origin)).map(|(_, ix)| ix).collect();
        // A patch replaces the declared package by one from another source.
        if !exact.is_empty() || self.patches.is_empty() {
            return exact;
        }
        let patches = || self.patches.iter().filter(|patch| patch.applies_to(&declaration.package, origin));
        let patched = |at: usize, ix: PackageIx| {
            patches().any(|patch| self.is_from_origin(at, ix, &patch.declaration.origin))
        };
        matching().filter(|(at, ix)| patched(*at, *ix)).map(|(_, ix)| ix).collect()
    }

    fn is_from_origin(&self, at: usize, ix: PackageIx, origin: &DeclarationSource) -> bool {
        let id = &self.lock.packages[at].id;
        match origin {
            DeclarationSource::Path(path) => id.source.is_path() && self.sources[ix].dir.as_str() == path,
            origin => comes_from(id, origin),
        }
    }

    fn extern_name(&self, declaration: &DependencyDeclaration, package: Option<PackageIx>) -> String {
        let library = package.and_then(|ix| {
            let targets = &self.sources[ix].facts.targets;
            targets.iter().find(|target| target.kind.is_library()).map(|target| crate_name(&target.name))
        });
        match library {
            Some(library) if !declaration.is_renamed() => library,
            _ => crate_name(&declaration.name),
        }
    }
}

//! Facts and Cargo.lock put together: each declaration finds the package that is locked for it. Takes both, gives
//! [`Packages`], or the reasons why the two do not go together.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use semver::{Version, VersionReq};

use crate::ids::{PackageId, crate_name};
use crate::resolve::lock::{Lock, Locked};
use crate::resolve::packages::{Dependency, Inputs, Package, PackageIx, Packages, Rustflags};

use super::Unsupported;
use super::facts::{Declaration, Facts, Origin};
use super::workspace::{Found, Local};

/// Why facts and lock do not make packages.
pub enum Apart {
    Unsupported(Unsupported),
    Stale(Vec<String>),
}

impl From<Unsupported> for Apart {
    fn from(reason: Unsupported) -> Apart {
        Apart::Unsupported(reason)
    }
}

pub fn packages(
    read: (Inputs, Rustflags),
    found: Found,
    lock: &Lock,
    lock_path: &Utf8Path,
    registry: BTreeMap<&str, Facts>,
) -> Result<Packages, Apart> {
    let (mut inputs, rustflags) = read;
    let Found { root_manifest, locals, .. } = found;
    let patched = !root_manifest.patch.is_empty();
    let mut by_id: BTreeMap<(String, Version), Local> = BTreeMap::new();
    for local in locals {
        let key = (local.facts.name.clone(), local.facts.version.clone());
        if by_id.insert(key, local).is_some() {
            return Err(Unsupported("two path packages of one name and version").into());
        }
    }
    let mut shelf = Shelf { registry, twice: twice(lock), locals: by_id, reasons: Vec::new() };
    // The packages in the order of their identity; `places` leads from the lock's order to it.
    let mut order: Vec<usize> =
        (0..lock.packages.len()).filter(|at| shelf.has(&lock.packages[*at])).collect();
    order.sort_by(|left, right| lock.packages[*left].id.cmp(&lock.packages[*right].id));
    let mut places = vec![None; lock.packages.len()];
    for (place, locked) in order.iter().enumerate() {
        places[*locked] = Some(place);
    }
    let sources: Vec<Source> = order.iter().filter_map(|at| shelf.take(&lock.packages[*at])).collect();
    shelf.left(lock);
    if !shelf.reasons.is_empty() {
        return Err(Apart::Stale(shelf.reasons));
    }
    let matcher = Matcher { lock, places: &places, sources: &sources, patched };
    let dependencies: Vec<Vec<Dependency>> = order
        .iter()
        .enumerate()
        .map(|(ix, locked)| matcher.dependencies(ix, &lock.packages[*locked]))
        .collect();
    let list = sources.into_iter().zip(dependencies).zip(&order);
    let list = list.map(|((source, dependencies), locked)| {
        let entry = &lock.packages[*locked];
        let mut edges: Vec<PackageIx> =
            entry.dependencies.iter().filter_map(|place| places[*place]).collect();
        edges.sort_unstable();
        package(source, dependencies, entry, edges)
    });
    inputs.files.push(lock_path.to_owned());
    inputs.files.sort();
    inputs.files.dedup();
    let list = list.collect();
    Ok(Packages { list, resolver: root_manifest.resolver(), inputs, lock: lock_path.to_owned(), rustflags })
}

/// What one locked package was read from.
struct Source {
    dir: Utf8PathBuf,
    member: bool,
    facts: Facts,
}

/// The checksums that stand at two packages: one archive in two registries.
fn twice(lock: &Lock) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    let checksums = lock.packages.iter().filter_map(|entry| entry.checksum.as_deref());
    checksums.filter(|checksum| !seen.insert(*checksum)).collect()
}

/// Everything that was read, until a locked package takes it.
struct Shelf<'a> {
    registry: BTreeMap<&'a str, Facts>,
    twice: BTreeSet<&'a str>,
    locals: BTreeMap<(String, Version), Local>,
    /// What does not fit the lock.
    reasons: Vec<String>,
}

impl Shelf<'_> {
    /// As cargo, passes over path packages to which no manifest leads any more.
    fn has(&self, entry: &Locked) -> bool {
        entry.checksum.is_some()
            || self.locals.contains_key(&(entry.id.name.clone(), entry.id.version.clone()))
    }

    fn take(&mut self, entry: &Locked) -> Option<Source> {
        let id = &entry.id;
        let Some(checksum) = &entry.checksum else {
            let Local { dir, member, facts, .. } =
                self.locals.remove(&(id.name.clone(), id.version.clone()))?;
            return Some(Source { dir, member, facts });
        };
        let facts = match self.twice.contains(checksum.as_str()) {
            true => self.registry.get(checksum.as_str()).cloned(),
            false => self.registry.remove(checksum.as_str()),
        };
        match facts {
            Some(facts) if facts.name == id.name && facts.version == id.version => {
                Some(Source { dir: Utf8PathBuf::new(), member: false, facts })
            }
            _ => {
                let what = "is locked with the checksum of another package";
                self.reasons.push(format!("{} {} {what}", id.name, id.version));
                None
            }
        }
    }

    /// Looks at what no locked package has taken. Members and patches are always locked; other path packages may be
    /// beyond what the members reach.
    fn left(&mut self, lock: &Lock) {
        for (id, local) in &self.locals {
            let (name, version) = id;
            if local.member {
                self.reasons.push(format!("{name} {version} is a member, but not locked"));
            } else if local.patch && !lock.unused.contains(id) {
                self.reasons.push(format!("{name} {version} is a patch, but not locked"));
            }
        }
        // What users wrote themselves explains the rest.
        self.reasons.sort_by_key(|reason| reason.contains(" is locked"));
    }
}

fn package(source: Source, dependencies: Vec<Dependency>, entry: &Locked, locked: Vec<PackageIx>) -> Package {
    let Source { dir, member, facts } = source;
    Package {
        id: entry.id.clone(),
        dir,
        member,
        features: facts.features,
        dependencies,
        targets: facts.targets,
        links: facts.links,
        checkout_path: None,
        checksum: entry.checksum.clone(),
        about: facts.about,
        said: facts.said,
        locked: Some(locked),
    }
}

struct Matcher<'a> {
    lock: &'a Lock,
    places: &'a [Option<PackageIx>],
    sources: &'a [Source],
    patched: bool,
}

impl Matcher<'_> {
    fn dependencies(&self, ix: PackageIx, entry: &Locked) -> Vec<Dependency> {
        let declarations = self.sources[ix].facts.declarations.iter();
        declarations
            .map(|declaration| {
                // Where several fit, cargo takes the lowest.
                self.dependency(declaration, self.fits(entry, declaration).into_iter().min())
            })
            .collect()
    }

    /// The locked dependencies of a package that a declaration may mean.
    fn fits(&self, entry: &Locked, declaration: &Declaration) -> Vec<PackageIx> {
        let matching = || {
            let locked = entry
                .dependencies
                .iter()
                .filter(|at| self.satisfies(&self.lock.packages[**at].id, declaration));
            locked.filter_map(|at| Some((*at, self.places[*at]?)))
        };
        let is_origin =
            |at: usize, ix: PackageIx| self.is_origin(&self.lock.packages[at].id, ix, declaration);
        let exact: Vec<PackageIx> =
            matching().filter(|(at, ix)| is_origin(*at, *ix)).map(|(_, ix)| ix).collect();
        // A patch puts a package of another source in the place of the declared one.
        if exact.is_empty() && self.patched { matching().map(|(_, ix)| ix).collect() } else { exact }
    }

    fn satisfies(&self, id: &PackageId, declaration: &Declaration) -> bool {
        let met = |requirement: &VersionReq| requirement.matches(&id.version);
        id.name == declaration.package && declaration.requirement.as_ref().is_none_or(met)
    }

    fn is_origin(&self, id: &PackageId, ix: PackageIx, declaration: &Declaration) -> bool {
        let source = id.source.as_deref();
        match &declaration.origin {
            Origin::Path(path) => source.is_none() && self.sources[ix].dir.as_str() == path,
            Origin::Git(_) => source.is_some_and(|source| source.starts_with("git+")),
            Origin::Registry => source.is_some_and(|source| !source.starts_with("git+")),
        }
    }

    fn dependency(&self, declaration: &Declaration, package: Option<PackageIx>) -> Dependency {
        let library = package.and_then(|ix| {
            let targets = &self.sources[ix].facts.targets;
            targets.iter().find(|target| target.kind.is_library()).map(|target| crate_name(&target.name))
        });
        let extern_name = match library {
            Some(library) if !declaration.renamed() => library,
            _ => crate_name(&declaration.name),
        };
        Dependency {
            name: declaration.name.clone(),
            extern_name,
            package,
            kind: declaration.kind,
            optional: declaration.optional,
            default_features: declaration.default_features,
            features: declaration.features.clone(),
            platform: declaration.platform.clone(),
        }
    }
}

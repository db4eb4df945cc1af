//! Facts and Cargo.lock put together: each declaration finds the package that is locked for it. Takes both, gives
//! [`Packages`]. Where two locked packages fit one declaration, cargo is asked.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use crate::ids::crate_name;
use crate::resolve::lock::{Lock, Locked};
use crate::resolve::packages::{Dependency, Inputs, Package, PackageIx, Packages, Rustflags};

use super::Unsupported;
use super::facts::{Declaration, Facts, Origin};
use super::workspace::{Found, Local};

pub fn packages(
    read: (Inputs, Rustflags),
    found: Found,
    lock: &Lock,
    lock_path: &Utf8Path,
    mut registry: BTreeMap<&str, Facts>,
) -> Result<Packages, Unsupported> {
    let (mut inputs, rustflags) = read;
    let Found { root_manifest, locals, .. } = found;
    let patched = !root_manifest.patch.is_empty();
    let mut by_id: BTreeMap<(String, Version), Source> = BTreeMap::new();
    for Local { dir, member, facts } in locals {
        let key = (facts.name.clone(), facts.version.clone());
        if by_id.insert(key, Source { dir, member, facts }).is_some() {
            return Err(Unsupported("two path packages of one name and version"));
        }
    }
    // The packages in the order of their identity; `places` leads from the lock's order to it.
    let mut order: Vec<usize> = (0..lock.packages.len()).collect();
    order.sort_by(|left, right| lock.packages[*left].id.cmp(&lock.packages[*right].id));
    let mut places = vec![0; order.len()];
    for (place, locked) in order.iter().enumerate() {
        places[*locked] = place;
    }
    let entries = order.iter().map(|place| &lock.packages[*place]);
    let sources: Vec<Source> =
        entries.map(|entry| source(entry, &mut registry, &mut by_id)).collect::<Result<_, _>>()?;
    if by_id.values().any(|local| local.member) {
        return Err(Unsupported("a member that is not locked"));
    }
    let matcher = Matcher { lock, places: &places, sources: &sources, patched };
    let dependencies: Vec<Vec<Dependency>> = order
        .iter()
        .enumerate()
        .map(|(ix, locked)| matcher.dependencies(ix, &lock.packages[*locked]))
        .collect::<Result<_, _>>()?;
    let list = sources.into_iter().zip(dependencies).zip(&order);
    let list = list.map(|((source, dependencies), locked)| {
        let entry = &lock.packages[*locked];
        let mut edges: Vec<PackageIx> = entry.dependencies.iter().map(|place| places[*place]).collect();
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

fn source(
    entry: &Locked,
    registry: &mut BTreeMap<&str, Facts>,
    locals: &mut BTreeMap<(String, Version), Source>,
) -> Result<Source, Unsupported> {
    match &entry.checksum {
        Some(checksum) => {
            let facts =
                registry.remove(checksum.as_str()).ok_or(Unsupported("a checksum that stands twice"))?;
            Ok(Source { dir: Utf8PathBuf::new(), member: false, facts })
        }
        None => locals
            .remove(&(entry.id.name.clone(), entry.id.version.clone()))
            .ok_or(Unsupported("a locked path package without manifest")),
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
        locked: Some(locked),
    }
}

struct Matcher<'a> {
    lock: &'a Lock,
    places: &'a [usize],
    sources: &'a [Source],
    patched: bool,
}

impl Matcher<'_> {
    fn dependencies(&self, ix: PackageIx, entry: &Locked) -> Result<Vec<Dependency>, Unsupported> {
        let declarations = &self.sources[ix].facts.declarations;
        let fits: Vec<Vec<usize>> =
            declarations.iter().map(|declaration| self.fits(entry, declaration)).collect();
        declarations
            .iter()
            .zip(&fits)
            .map(|(declaration, fitting)| {
                let package = match fitting.as_slice() {
                    [] => None,
                    [only] => Some(self.places[*only]),
                    // What another declaration takes for certain is not this one's.
                    several => {
                        let free = |place: &&usize| !fits.iter().any(|other| other.as_slice() == [**place]);
                        let mut free = several.iter().filter(free);
                        match (free.next(), free.next()) {
                            (Some(only), None) => Some(self.places[*only]),
                            _ => return Err(Unsupported("a declaration that several locked packages fit")),
                        }
                    }
                };
                Ok(self.dependency(declaration, package))
            })
            .collect()
    }

    /// The locked dependencies of a package that a declaration may mean.
    fn fits(&self, entry: &Locked, declaration: &Declaration) -> Vec<usize> {
        let named = |place: &&usize| self.lock.packages[**place].id.name == declaration.package;
        let candidates: Vec<usize> = entry.dependencies.iter().filter(named).copied().collect();
        let matching: Vec<usize> =
            candidates.into_iter().filter(|place| self.satisfies(*place, declaration)).collect();
        let exact: Vec<usize> =
            matching.iter().copied().filter(|place| self.is_origin(*place, declaration)).collect();
        // A patch puts a package of another source in the place of the declared one.
        if exact.is_empty() && self.patched { matching } else { exact }
    }

    fn satisfies(&self, place: usize, declaration: &Declaration) -> bool {
        let Some(requirement) = &declaration.requirement else { return true };
        requirement.matches(&self.lock.packages[place].id.version)
    }

    fn is_origin(&self, place: usize, declaration: &Declaration) -> bool {
        let source = self.lock.packages[place].id.source.as_deref();
        match &declaration.origin {
            Origin::Path(path) => source.is_none() && self.sources[self.places[place]].dir.as_str() == path,
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

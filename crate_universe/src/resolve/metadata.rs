//! The first package source: one `cargo metadata --locked`. Takes cargo's answer and Cargo.lock, gives [`Packages`].
//! Never runs a process and never looks at a platform.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata as cm;

use crate::error::{Code, Error, Result};
use crate::ids::{Git, PackageId, crate_name, git};

use super::cargo_home;
use super::command::Answer;
use super::lock::Lock;
use super::packages::{
    About, Dependency, Inputs, Kind, Package, PackageIx, Packages, Rustflags, Target, TargetKind,
};
use super::registries::Registries;
use crate::splice::manifest::{Manifest, Resolver};

pub fn packages(
    answer: &Answer,
    lock: &Lock,
    resolver: Resolver,
    inputs: Inputs,
    lock_path: Utf8PathBuf,
    rustflags: Rustflags,
) -> Result<Packages> {
    let metadata = &answer.metadata;
    let mut order: Vec<&cm::Package> = metadata.packages.iter().collect();
    order.sort_by_cached_key(|package| identity(package));
    let places: BTreeMap<&cm::PackageId, PackageIx> =
        order.iter().enumerate().map(|(ix, package)| (&package.id, ix)).collect();
    let nodes: BTreeMap<&cm::PackageId, &cm::Node> =
        metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| (&node.id, node)).collect();
    let list = order
        .iter()
        .map(|package| {
            let member = metadata.workspace_members.contains(&package.id);
            let node = nodes.get(&package.id);
            let edges = node.map_or(&[][..], |node| &node.deps);
            let linked = Linked { edges, listed: node.is_some(), places: &places, order: &order };
            Ok(Package { about: about(package, answer), ..convert(package, member, &linked, lock)? })
        })
        .collect::<Result<_>>()?;
    Ok(Packages {
        list,
        resolver,
        inputs,
        lock: lock_path,
        committed: true,
        unused_patches: lock.unused.clone(),
        manifest_warnings: Vec::new(),
        rustflags,
        registries: Registries::default(),
    })
}

fn identity(package: &cm::Package) -> PackageId {
    PackageId {
        name: package.name.to_string(),
        version: package.version.clone(),
        source: package.source.as_ref().map(|source| source.repr.clone()),
    }
}

fn convert(package: &cm::Package, member: bool, linked: &Linked<'_>, lock: &Lock) -> Result<Package> {
    let id = identity(package);
    let dir = package.manifest_path.parent().unwrap_or(Utf8Path::new("")).to_owned();
    let checksum = lock.checksum(&id.name, &id.version, id.source.as_deref()).map(str::to_owned);
    // Only members are ever benched, and only their manifests stand where they may be read.
    let manifest = if member { Manifest::read(&package.manifest_path)? } else { Manifest::default() };
    let targets = package.targets.iter().filter_map(|raw| target(raw, &dir, &manifest)).collect();
    let dependencies = package
        .dependencies
        .iter()
        .map(|declared| linked.dependency(declared, &manifest))
        .collect::<Result<_>>()?;
    let git = id.source.as_ref().is_some_and(|source| source.starts_with("git+"));
    Ok(Package {
        checkout_path: git.then(|| cargo_home::path_in_checkout(&dir)),
        id,
        dir,
        member,
        features: package.features.clone(),
        dependencies,
        targets,
        links: package.links.clone(),
        checksum,
        about: About::default(),
        said: super::packages::said(&package.metadata),
        locked: None,
    })
}

fn about(package: &cm::Package, answer: &Answer) -> About {
    About {
        authors: package.authors.clone(),
        description: package.description.clone(),
        homepage: package.homepage.clone(),
        repository: package.repository.clone(),
        license: package.license.clone(),
        license_file: package.license_file.as_ref().map(|path| path.to_string()),
        readme: package.readme.as_ref().map(|path| path.to_string()),
        rust_version: answer.rust_versions.get(&package.id).cloned(),
    }
}

fn target(raw: &cm::Target, dir: &Utf8Path, manifest: &Manifest) -> Option<Target> {
    use cm::TargetKind as K;
    let kind = raw.kind.iter().find_map(|kind| match kind {
        K::ProcMacro => Some(TargetKind::ProcMacro),
        K::Lib | K::RLib | K::DyLib | K::CDyLib | K::StaticLib => Some(TargetKind::Lib),
        K::Bin => Some(TargetKind::Bin),
        K::CustomBuild => Some(TargetKind::BuildScript),
        K::Example => Some(TargetKind::Example),
        K::Test => Some(TargetKind::Test),
        K::Bench => Some(TargetKind::Bench),
        _ => None,
    })?;
    let benched = match kind {
        TargetKind::Lib | TargetKind::ProcMacro => manifest.benches_library(),
        TargetKind::Bin => manifest.benches_bin(&raw.name),
        TargetKind::Example => manifest.benches_example(&raw.name),
        TargetKind::Bench => manifest.benches_bench(&raw.name),
        TargetKind::Test => manifest.benches_test(&raw.name),
        TargetKind::BuildScript => false,
    };
    let for_host = match kind {
        TargetKind::Example => manifest.is_host_example(&raw.name),
        TargetKind::Bench => manifest.is_host_bench(&raw.name),
        TargetKind::Test => manifest.is_host_test(&raw.name),
        TargetKind::Lib | TargetKind::ProcMacro | TargetKind::Bin | TargetKind::BuildScript => false,
    };
    let root = raw.src_path.strip_prefix(dir).unwrap_or(&raw.src_path);
    Some(Target {
        kind,
        name: raw.name.clone(),
        root: root.as_str().replace('\\', "/"),
        edition: raw.edition.to_string(),
        required_features: raw.required_features.clone(),
        tested: raw.test,
        benched,
        linkable: linkable(raw),
        for_host,
    })
}

fn library(raw: &cm::Target) -> bool {
    use cm::TargetKind as K;
    linkable(raw) || raw.kind.iter().any(|kind| matches!(kind, K::CDyLib | K::StaticLib))
}

fn linkable(raw: &cm::Target) -> bool {
    use cm::TargetKind as K;
    raw.kind.iter().any(|kind| matches!(kind, K::ProcMacro | K::Lib | K::RLib | K::DyLib))
}

/// The resolved edges of one package, to match its declarations against.
struct Linked<'a> {
    edges: &'a [cm::NodeDep],
    /// Whether cargo's graph has the package at all.
    listed: bool,
    places: &'a BTreeMap<&'a cm::PackageId, PackageIx>,
    order: &'a [&'a cm::Package],
}

impl Linked<'_> {
    fn dependency(&self, declared: &cm::Dependency, manifest: &Manifest) -> Result<Dependency> {
        let kind = match declared.kind {
            cm::DependencyKind::Normal => Kind::Normal,
            cm::DependencyKind::Build => Kind::Build,
            cm::DependencyKind::Development => Kind::Dev,
            _ => {
                let what =
                    format!("cargo metadata names an unknown kind for the dependency {}", declared.name);
                return Err(Error::new(Code::Metadata, what));
            }
        };
        let found = self.find(declared);
        let name = declared.rename.as_deref().unwrap_or(&declared.name);
        Ok(Dependency {
            name: name.to_owned(),
            extern_name: found.map_or_else(|| crate_name(name), |(_, extern_name)| extern_name.to_owned()),
            package: found.map(|(package, _)| package).or_else(|| self.without_library(declared)),
            kind,
            optional: declared.optional,
            default_features: declared.uses_default_features,
            features: declared.features.clone(),
            platform: declared.target.as_ref().map(ToString::to_string),
            requirement: Some(declared.req.clone()),
            wanted: manifest.wanted(name),
        })
    }

    /// Rule 9: a declaration belongs to the edge of its kind and platform whose package has its name and satisfies
    /// its requirement; the source decides between two of one version.
    fn find(&self, declared: &cm::Dependency) -> Option<(PackageIx, &str)> {
        let mut fits: Vec<(PackageIx, &str)> = Vec::new();
        for edge in self.edges {
            let Some(&ix) = self.places.get(&edge.pkg) else { continue };
            let package = self.order[ix];
            let placed = edge
                .dep_kinds
                .iter()
                .any(|kind| kind.kind == declared.kind && kind.target == declared.target);
            let named = declared.rename.as_ref().is_none_or(|rename| crate_name(rename) == edge.name);
            let here =
                declared.path.as_deref().is_none_or(|path| package.manifest_path.parent() == Some(path));
            if placed && named && here && *package.name == declared.name && satisfies(declared, package) {
                fits.push((ix, &edge.name));
            }
        }
        let same_source = |fit: &&(PackageIx, &str)| {
            let source = self.order[fit.0].source.as_ref().map(|source| source.repr.as_str());
            let wanted = declared.source.as_ref().map(|source| source.repr.as_str());
            match (source, wanted) {
                (Some(source), Some(wanted)) => named(source) == named(wanted),
                (source, wanted) => source == wanted,
            }
        };
        fits.iter().find(same_source).or(fits.first()).copied()
    }

    /// Cargo draws no edge to a package without library, though it activates features there; such a package is
    /// known by its folder, and so are its own dependencies. Any other package without an edge is one that cargo's
    /// graph does not reach.
    fn without_library(&self, declared: &cm::Dependency) -> Option<PackageIx> {
        let path = declared.path.as_deref()?;
        let at = self.order.iter().position(|package| package.manifest_path.parent() == Some(path))?;
        (!self.listed || !self.order[at].targets.iter().any(library)).then_some(at)
    }
}

/// A source as a manifest names it: that of git without the commit, which only a locked one has.
fn named(source: &str) -> std::result::Result<Git<'_>, &str> {
    git(source).map(|git| Git { commit: None, ..git }).ok_or(source)
}

/// A requirement without a pre-release tag still accepts the pre-release that a path or git package has.
fn satisfies(declared: &cm::Dependency, package: &cm::Package) -> bool {
    if declared.req.matches(&package.version) {
        return true;
    }
    let registry = package.source.as_ref().is_some_and(|source| !source.repr.starts_with("git+"));
    let mut release = package.version.clone();
    release.pre = semver::Prerelease::EMPTY;
    !registry && declared.req.matches(&release)
}

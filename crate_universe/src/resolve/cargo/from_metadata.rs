//! Turns the answer of `cargo metadata --locked` and Cargo.lock into [`LockedPackages`].

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata as cm;

use crate::error::{Code, Error, Result};
use crate::ids::{PackageId, crate_name};
use crate::resolve::cargo_lock::CargoLock;
use crate::resolve::packages::{
    DependencyKind, LockedDependency, LockedPackage, LockedPackages, PackageAbout, PackageIx, PackageTarget,
    TargetKind, WatchedInputs,
};
use crate::resolve::source_facts::SourceText;
use crate::splice::manifest::wire::ManifestTarget;
use crate::splice::manifest::{CargoManifest, ResolverVersion};

use super::command::MetadataAnswer;
use super::config_values::ConfigRustflags;
use super::edges::{CargoEdge, PackageEdges, is_linkable};
use super::home;
use super::registries::RegistrySources;

pub fn convert_packages(
    answer: &MetadataAnswer,
    lock: &CargoLock,
    resolver: ResolverVersion,
    inputs: WatchedInputs,
    lock_path: Utf8PathBuf,
    rustflags: ConfigRustflags,
) -> Result<LockedPackages> {
    let metadata = &answer.metadata;
    let mut order: Vec<&cm::Package> = metadata.packages.iter().collect();
    order.sort_by_cached_key(|package| package_id(package));
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
            let linked = PackageEdges { edges, listed: node.is_some(), places: &places, order: &order };
            Ok(LockedPackage {
                about: package_about(package, answer),
                ..convert_package(package, member, &linked, lock)?
            })
        })
        .collect::<Result<_>>()?;
    Ok(LockedPackages {
        list,
        resolver,
        inputs,
        lock: lock_path,
        committed: true,
        unused_patches: lock.unused.clone(),
        manifest_warnings: Vec::new(),
        rustflags,
        registries: RegistrySources::default(),
        env: BTreeMap::new(),
        links_overrides: BTreeMap::new(),
    })
}

fn package_id(package: &cm::Package) -> PackageId {
    PackageId {
        name: package.name.to_string(),
        version: package.version.clone(),
        source: package.source.as_ref().map(|source| source.repr.clone()).into(),
    }
}

fn convert_package(
    package: &cm::Package,
    member: bool,
    linked: &PackageEdges<'_>,
    lock: &CargoLock,
) -> Result<LockedPackage> {
    let id = package_id(package);
    let dir = package.manifest_path.parent().unwrap_or(Utf8Path::new("")).to_owned();
    let checksum = lock.checksum_of(&id.name, &id.version, id.source.as_str()).map(str::to_owned);
    // Only members can be benched, and only their manifests are sure to be on disk.
    let manifest =
        if member { CargoManifest::read(&package.manifest_path)? } else { CargoManifest::default() };
    let targets =
        package.targets.iter().filter_map(|raw| convert_target(raw, &dir, &manifest, member)).collect();
    let edges = linked.edges_of(package)?;
    let declared = package.dependencies.iter().zip(edges);
    let dependencies = declared
        .map(|(declared, edge)| convert_dependency(declared, edge, &manifest))
        .collect::<Result<_>>()?;
    Ok(LockedPackage {
        checkout_path: id.source.git().map(|_| home::path_in_checkout(&dir)),
        id,
        dir,
        member,
        features: package.features.clone(),
        dependencies,
        targets,
        links: package.links.clone(),
        checksum,
        about: PackageAbout::default(),
        bazel_metadata: crate::resolve::packages::parse_bazel_metadata(&package.metadata),
        lint_flags: Vec::new(),
        text: SourceText::default(),
        locked: None,
    })
}

fn package_about(package: &cm::Package, answer: &MetadataAnswer) -> PackageAbout {
    PackageAbout {
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

fn convert_target(
    raw: &cm::Target,
    dir: &Utf8Path,
    manifest: &CargoManifest,
    member: bool,
) -> Option<PackageTarget> {
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
    let table = match kind {
        TargetKind::Lib | TargetKind::ProcMacro => manifest.lib.as_ref(),
        TargetKind::Bin => manifest.named_bin(&raw.name),
        TargetKind::Example => manifest.named_example(&raw.name),
        TargetKind::Bench => manifest.named_bench(&raw.name),
        TargetKind::Test => manifest.named_test(&raw.name),
        TargetKind::BuildScript => None,
    };
    let for_host = match kind {
        TargetKind::Example => table.is_some_and(ManifestTarget::host_example),
        TargetKind::Bench | TargetKind::Test => table.is_some_and(ManifestTarget::host_test),
        TargetKind::Lib | TargetKind::ProcMacro | TargetKind::Bin | TargetKind::BuildScript => false,
    };
    let has_types = member && (kind.is_library() || kind == TargetKind::Example);
    let root = raw.src_path.strip_prefix(dir).unwrap_or(&raw.src_path);
    Some(PackageTarget {
        kind,
        name: raw.name.clone(),
        root: root.as_str().replace('\\', "/"),
        edition: raw.edition.to_string(),
        required_features: raw.required_features.clone(),
        tested: raw.test,
        benched,
        linkable: is_linkable(raw),
        for_host,
        own_main: table.is_some_and(|table| table.harness == Some(false)),
        doctested: member && raw.doctest,
        crate_types: if has_types {
            raw.crate_types.iter().map(ToString::to_string).collect()
        } else {
            Vec::new()
        },
    })
}

fn convert_dependency(
    declared: &cm::Dependency,
    edge: Option<CargoEdge<'_>>,
    manifest: &CargoManifest,
) -> Result<LockedDependency> {
    let kind = match declared.kind {
        cm::DependencyKind::Normal => DependencyKind::Normal,
        cm::DependencyKind::Build => DependencyKind::Build,
        cm::DependencyKind::Development => DependencyKind::Dev,
        _ => {
            let what =
                format!("`cargo metadata` reports an unknown kind for the dependency `{}`", declared.name);
            return Err(Error::new(Code::Metadata, what));
        }
    };
    let name = declared.rename.as_deref().unwrap_or(&declared.name);
    let linked = edge.and_then(|edge| edge.extern_name);
    Ok(LockedDependency {
        name: name.to_owned(),
        extern_name: linked.map_or_else(|| crate_name(name), str::to_owned),
        package: edge.map(|edge| edge.package),
        kind,
        optional: declared.optional,
        default_features: declared.uses_default_features,
        features: declared.features.clone(),
        platform: declared.target.as_ref().map(ToString::to_string),
        requirement: Some(declared.req.clone()),
        wanted: manifest.wanted_artifacts(name),
    })
}

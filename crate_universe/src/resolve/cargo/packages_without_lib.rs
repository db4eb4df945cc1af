//! Adds path packages without a library to cargo's answer. `cargo metadata` omits such a dependency, yet cargo enables
//! its features, and through them features of its own dependencies. Cargo runs again only if such a package is missing.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Dependency, DependencyKind, Metadata, Node, Package, PackageId};

use crate::error::Result;

use super::command::{CargoCommand, MetadataAnswer};

pub fn add_missing_packages(cargo: &CargoCommand<'_>, mut answer: MetadataAnswer) -> Result<MetadataAnswer> {
    let mut tried: Vec<Utf8PathBuf> = Vec::new();
    while let Some(folder) = find_missing(&answer.metadata, &tried) {
        if let Ok(own) = cargo.run_members_metadata(&folder.join("Cargo.toml"))? {
            let added =
                own.metadata.packages.into_iter().filter(|package| is_placeholder_package(package, &folder));
            answer.metadata.packages.extend(added);
            answer.rust_versions.extend(own.rust_versions);
        }
        tried.push(folder);
    }
    Ok(answer)
}

fn find_missing(metadata: &Metadata, tried: &[Utf8PathBuf]) -> Option<Utf8PathBuf> {
    let nodes: BTreeMap<&PackageId, &Node> =
        metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| (&node.id, node)).collect();
    let names: BTreeMap<&PackageId, &str> =
        metadata.packages.iter().map(|package| (&package.id, package.name.as_str())).collect();
    // `paths` in the configuration may point to another folder than the manifest, so edges are compared by name.
    let drawn = |package: &Package, declared: &Dependency| {
        let edges = nodes.get(&package.id).map_or(&[][..], |node| &node.deps);
        let edges = edges.iter().filter(|edge| names.get(&edge.pkg) == Some(&declared.name.as_str()));
        edges
            .flat_map(|edge| &edge.dep_kinds)
            .any(|place| place.kind == declared.kind && place.target == declared.target)
    };
    let known = |folder: &Utf8PathBuf| {
        tried.contains(folder)
            || metadata.packages.iter().any(|package| is_placeholder_package(package, folder))
    };
    let declared = metadata.packages.iter().flat_map(|package| {
        let member = metadata.workspace_members.contains(&package.id);
        package
            .dependencies
            .iter()
            .filter(move |declared| member || declared.kind != DependencyKind::Development)
            .filter(|declared| !drawn(package, declared))
    });
    declared.filter_map(|declared| declared.path.clone()).find(|folder| !known(folder))
}

fn is_placeholder_package(package: &Package, folder: &Utf8Path) -> bool {
    package.manifest_path.parent() == Some(folder)
}

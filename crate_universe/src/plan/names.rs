//! Names of packages in the hub and of their repositories. Takes the packages that are built, gives one name to each:
//! `name-version`, with a few digits of its source's sha256 where two sources have one name and version.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::ids::{PackageId, crate_name};
use crate::resolve::packages::{Package, PackageIx};

use super::Known;

/// The end of the name of what only hosts use, where that is a target of its own.
pub const HOST: &str = "__host";

pub struct Names<'a> {
    hub: &'a str,
    /// Only of packages that get a repository.
    keys: BTreeMap<PackageIx, String>,
    /// By package: the label of its library, which every dependent asks for.
    libraries: Vec<Option<String>>,
}

impl<'a> Names<'a> {
    pub fn new(known: &Known<'a>) -> Self {
        let list = &known.packages.list;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let outer = |ix: &PackageIx| !list[*ix].member && !known.graph.nodes[*ix].own.built.is_empty();
        let spokes: Vec<PackageIx> = (0..list.len()).filter(outer).collect();
        for ix in &spokes {
            *counts.entry(plain(&list[*ix].id)).or_default() += 1;
        }
        let keys: BTreeMap<PackageIx, String> = spokes
            .into_iter()
            .map(|ix| {
                let plain = plain(&list[ix].id);
                let key = if counts[&plain] == 1 { plain } else { told_apart(&list[ix], &plain) };
                (ix, key)
            })
            .collect();
        let libraries = (0..list.len()).map(|ix| library(known, keys.get(&ix), &list[ix])).collect();
        Names { hub: &known.config.hub, keys, libraries }
    }

    pub fn spokes(&self) -> impl Iterator<Item = (PackageIx, &str)> {
        self.keys.iter().map(|(ix, key)| (*ix, key.as_str()))
    }

    /// None for members and for what is not built.
    pub fn key(&self, ix: PackageIx) -> Option<&str> {
        self.keys.get(&ix).map(String::as_str)
    }

    pub fn repository(&self, ix: PackageIx) -> String {
        repository(self.hub, self.keys.get(&ix).map_or("", String::as_str))
    }

    /// The label of a package's library, as another spoke writes it; `suffix` is that of a variant. None for a library
    /// that only C can link.
    pub fn library(&self, ix: PackageIx, package: &Package, suffix: &str) -> Option<String> {
        let label = self.libraries[ix].as_ref()?;
        Some(if package.member { label.clone() } else { [label, suffix].concat() })
    }
}

fn repository(hub: &str, key: &str) -> String {
    format!("{hub}__{key}")
}

/// `@@//path:crate` for a member, `@hub__name-version//:crate` for what has a repository.
fn library(known: &Known<'_>, key: Option<&String>, package: &Package) -> Option<String> {
    let config = known.config;
    let name = crate_name(&package.rust_library()?.name);
    if package.member {
        let dir = package.dir.strip_prefix(&config.repository_dir).ok()?.as_str().replace('\\', "/");
        return Some(format!("{}//{dir}:{name}", config.repository));
    }
    Some(format!("@{}//:{name}", repository(&config.hub, key?)))
}

/// A repository's name has no `+`, which versions may have.
fn plain(id: &PackageId) -> String {
    format!("{}-{}", id.name, id.version).replace('+', "-")
}

fn told_apart(package: &Package, plain: &str) -> String {
    let told = format!("{} {}", package.id.version, package.id.source.as_deref().unwrap_or("path"));
    let digest = Sha256::digest(told.as_bytes());
    let digits: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{plain}-{digits}")
}

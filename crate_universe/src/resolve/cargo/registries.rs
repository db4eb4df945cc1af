//! Finds the download addresses of packages, or the index files that must be downloaded first.
//!
//! An address is the registry's own, from its index, after the mirrors that the user lists. It is never an address that
//! comes from cargo's configuration on this machine.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use crate::error::{Code, Error, Result, did_you_mean};
use crate::ids::PackageId;
use crate::input::{FactSources, Toolchain};
use crate::registry;
use crate::resolve::cargo_lock::CargoLock;
use crate::source_id::SourceId;

use super::configuration::CargoConfiguration;
use super::{command, home};

/// By source, as in Cargo.lock.
#[derive(Debug, Default)]
pub struct RegistrySources(BTreeMap<String, RegistrySource>);

#[derive(Debug, Default)]
struct RegistrySource {
    /// Download templates, in the order in which they are tried.
    mirrors: Vec<String>,
    /// `None` if unknown.
    template: Option<String>,
    /// What replaces it in cargo's configuration on this machine.
    place: Option<ReplacedBy>,
}

#[derive(Debug)]
enum ReplacedBy {
    Directory,
    LocalRegistry(Utf8PathBuf),
}

/// The config.json of an index. Only cargo needs its other keys.
#[derive(Deserialize)]
struct IndexConfig {
    dl: String,
}

/// `packages` are all locked packages, with their checksums.
pub fn read<'a>(
    toolchain: &Toolchain,
    configuration: &CargoConfiguration,
    facts: &FactSources,
    packages: impl Iterator<Item = (&'a PackageId, Option<&'a str>)>,
) -> Result<RegistrySources> {
    let mut registries: BTreeMap<String, RegistrySource> = BTreeMap::new();
    for (id, checksum) in packages {
        let Some(source) = id.source.as_str() else { continue };
        if registries.contains_key(source) {
            continue;
        }
        let local =
            configuration.local_registry_of(source).map(|dir| ReplacedBy::LocalRegistry(dir.to_owned()));
        let place = configuration.directory_of(source).map(|_| ReplacedBy::Directory).or(local);
        let own = match checksum {
            Some(_) if registry::is_crates_io(source) => Some(registry::CRATES_IO_DOWNLOAD.to_owned()),
            Some(checksum) if place.is_none() => {
                own_template(toolchain, facts, source, (&id.name, checksum))?
            }
            _ => None,
        };
        registries.insert(source.to_owned(), RegistrySource { mirrors: Vec::new(), template: own, place });
    }
    for (name, mirrors) in &facts.mirrors {
        let index = index_of_mirror(configuration, name)?;
        let means = |source: &str| match &index {
            Some(index) => registry::is_index_of(source, index),
            None => registry::is_crates_io(source),
        };
        for (_, known) in registries.iter_mut().filter(|(source, _)| means(source)) {
            known.mirrors = mirrors.iter().map(|mirror| mirror.trim_end_matches('/').to_owned()).collect();
        }
    }
    Ok(RegistrySources(registries))
}

/// The download template in the index of a registry other than crates.io.
fn own_template(
    toolchain: &Toolchain,
    facts: &FactSources,
    source: &str,
    package: (&str, &str),
) -> Result<Option<String>> {
    if let Some(path) = facts.crate_files.get(source) {
        let text = crate::disk::read_to_string(path).map_err(|error| error.to_string());
        let config = text.and_then(|text| parse_index_config(&text).map_err(|error| error.to_string()));
        return config.map(|config| Some(config.dl)).map_err(|reason| {
            let address = registry::config_url(source).unwrap_or_default();
            Error::new(
                Code::Source,
                format!(
                    "the registry index for package `{}` returned an invalid config.json: {reason}",
                    package.0
                ),
            )
            .note(format!("requested URL: {address}"))
            .note("Cargo.lock names this registry as the source of the package")
            .help(format!(
                "see the response with `curl {address}`; fix the registry, or its index URL in [registries]"
            ))
        });
    }
    let committed =
        |index: &Utf8Path| command::read_committed_file(index, home::INDEX_REFERENCE, "config.json");
    let text = toolchain
        .home()
        .and_then(|home| home::read_index_config(&home, host_of_index(source), package, committed));
    Ok(text.and_then(|text| parse_index_config(&text).ok()).map(|config| config.dl))
}

fn parse_index_config(text: &str) -> serde_json::Result<IndexConfig> {
    serde_json::from_str(text)
}

/// The host of an index, without port and user. Empty for a file.
fn host_of_index(source: &str) -> &str {
    let rest = registry::browser_url(source).split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// Puts the addresses of the registries whose packages cargo's message names before the message, which often lacks them.
pub fn add_addresses(reason: &str, lock: &Utf8Path) -> String {
    let mut lines = Vec::new();
    for entry in CargoLock::read(lock).iter().flat_map(|lock| &lock.packages) {
        let PackageId { name, version, source: SourceId::Registry(source) } = &entry.id else { continue };
        if !registry::is_crates_io(source)
            && ["`", " v"].iter().any(|behind| reason.contains(&format!("`{name}{behind}")))
        {
            lines.push(format!("{name} {version} is locked to {}", registry::browser_url(source)));
        }
    }
    lines.push(reason.to_owned());
    lines.join("\n")
}

/// The index that a key of `mirrors` refers to; `None` for crates.io.
fn index_of_mirror(configuration: &CargoConfiguration, name: &str) -> Result<Option<String>> {
    if name == registry::CRATES_IO_NAME {
        return Ok(None);
    }
    if name.contains("://") {
        return Ok(Some(name.to_owned()));
    }
    configuration.index_of_registry(name).map(Some).ok_or_else(|| {
        let error = Error::new(Code::Source, format!("`mirrors` names the unknown registry `{name}`"));
        let known = || configuration.registry_names().chain([registry::CRATES_IO_NAME]);
        let near = did_you_mean(name, known()).map(|near| format!("did you mean `{near}`?"));
        let listed = || format!("known registries: {}", known().collect::<Vec<_>>().join(", "));
        error
            .note(near.unwrap_or_else(listed))
            .help(format!("add [registries.{name}] with its `index` to .cargo/config.toml"))
    })
}

impl RegistrySources {
    /// The addresses of a package's `.crate` file, in the order in which they are tried.
    pub fn download_urls(&self, id: &PackageId, checksum: &str) -> Option<Vec<String>> {
        let registry = self.0.get(id.source.as_str()?)?;
        let templates = registry.mirrors.iter().chain([registry.template.as_ref()?]);
        Some(templates.map(|dl| registry::download_url(dl, &id.name, &id.version, checksum)).collect())
    }

    /// The sources of registries whose address is needed but unknown.
    pub fn unknown_registries(&self) -> impl Iterator<Item = &str> {
        let unknown = self.0.iter().filter(|(source, registry)| {
            registry.template.is_none() && registry.place.is_none() && !crate::source_id::is_git(source)
        });
        unknown.map(|(source, _)| source.as_str())
    }

    /// Whether a directory replaces the source.
    pub fn is_in_directory(&self, source: &str) -> bool {
        self.0.get(source).is_some_and(|registry| matches!(registry.place, Some(ReplacedBy::Directory)))
    }

    /// The `.crate` file of a package in a local registry.
    pub fn local_archive(&self, id: &PackageId) -> Option<Utf8PathBuf> {
        match &self.0.get(id.source.as_str()?)?.place {
            Some(ReplacedBy::LocalRegistry(dir)) => {
                Some(dir.join(format!("{}-{}.crate", id.name, id.version)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_is_without_port_and_user() {
        assert_eq!(host_of_index("sparse+https://me@crates.acme.test:8443/index/"), "crates.acme.test");
        assert_eq!(host_of_index("registry+file:///srv/index"), "");
    }
}

//! The names in a broken hub: the aliases and repositories that the hub would have had, as far as names alone tell.
//! Each becomes a target or a repository that fails with the hub's error.
//!
//! Superfluous names do no harm. For a missing name, Bazel prints "no such target" instead of the error.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::PackageId;
use crate::input::fields::Field;
use crate::input::value::FieldValue;
use crate::input::{HostFeatures, HubConfig};

use super::names;
use super::suffixes::HOST;

#[derive(Debug, Default)]
pub struct HubNames {
    pub aliases: BTreeSet<String>,
    pub repositories: BTreeSet<String>,
}

/// `locked`: the packages in Cargo.lock. `dependencies`: names in manifests -> the packages that they refer to.
/// `imported`: texts that may include names of repositories.
pub fn stub_names(
    config: &HubConfig,
    locked: &BTreeSet<PackageId>,
    dependencies: &BTreeMap<String, BTreeSet<String>>,
    imported: &[String],
) -> HubNames {
    let mut stubs = HubNames::default();
    let ambiguous = names::ambiguous_names(locked.iter());
    for id in locked {
        let plain = id.folder_name();
        let apart = ambiguous.contains(&plain).then(|| names::unique_name(id));
        for key in [plain].into_iter().chain(apart) {
            stubs.add_package(config, id, &key);
        }
        stubs.aliases.extend(names::alias_spellings(&id.name, &id.version));
    }
    let specs = config.specs.iter().map(|spec| (&spec.name, &spec.package));
    let named =
        dependencies.iter().flat_map(|(name, packages)| packages.iter().map(move |package| (name, package)));
    for (name, package) in named.chain(specs) {
        stubs.aliases.extend([name.clone(), package.clone()]);
        let versions = locked.iter().filter(|id| id.name == *package).map(|id| &id.version);
        stubs.aliases.extend(versions.flat_map(|version| names::alias_spellings(name, version)));
        stubs.aliases.extend(binary_names(config, package).map(|binary| format!("{package}__{binary}")));
    }
    for (name, _) in annotation_values(config, None, Field::ExtraAliasedTargets).flat_map(entries_of) {
        stubs.aliases.insert(name.clone());
    }
    stubs.repositories.insert(config.conditions_repository());
    stubs.repositories.extend(imported.iter().filter(|name| may_be_repository(config, name)).cloned());
    stubs
}

impl HubNames {
    fn add_package(&mut self, config: &HubConfig, id: &PackageId, key: &str) {
        let name = &id.name;
        // The second one is that of a package whose series is not its own.
        for series in [names::series(&id.version), names::version_in_key(name, key).to_owned()] {
            let template = &config.render.repository;
            let repository = names::fill_template(template, &config.hub, (name, key), &series, "");
            self.repositories.insert(repository);
        }
        self.aliases.insert(key.to_owned());
        if config.features.host == HostFeatures::Variants {
            self.aliases.insert(format!("{key}{HOST}"));
        }
        self.aliases.extend(
            binary_names(config, name)
                .flat_map(|binary| [format!("{name}__{binary}"), format!("{key}__{binary}")]),
        );
    }
}

/// The binaries of a package that get an alias. If all binaries do, only one with the package's name is assumed;
/// others are unknown.
fn binary_names<'a>(config: &'a HubConfig, package: &'a str) -> impl Iterator<Item = &'a str> {
    let all = config.attributes.generate_binaries
        || annotation_values(config, Some(package), Field::GenAllBinaries).next().is_some()
        || config.specs.iter().any(|spec| spec.package == package && spec.wanted.binaries());
    let named = annotation_values(config, Some(package), Field::GenBinaries).flat_map(|value| match value {
        FieldValue::List(names) => names.as_slice(),
        _ => &[],
    });
    all.then_some(package).into_iter().chain(named.map(String::as_str))
}

/// The values of a field in the annotations of a package, or of all packages.
fn annotation_values<'a>(
    config: &'a HubConfig,
    package: Option<&'a str>,
    field: Field,
) -> impl Iterator<Item = &'a FieldValue> {
    let fits = move |name: &str| name == "*" || package.is_none_or(|package| package == name);
    let annotations = config.annotations.iter().filter(move |annotation| fits(&annotation.package));
    annotations
        .flat_map(|annotation| &annotation.scoped_values)
        .filter_map(move |scoped| scoped.values.get(&field))
}

fn entries_of(value: &FieldValue) -> &[(String, String)] {
    match value {
        FieldValue::Dict(entries) => entries,
        _ => &[],
    }
}

/// Whether a text could be the name of a package's repository.
fn may_be_repository(config: &HubConfig, text: &str) -> bool {
    let in_name = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    text.chars().all(in_name) && config.render.repository.matches(text, &[("repository", &config.hub)])
}

//! Checks that packages are locked to the registries that the manifests name. If not, cargo has to find out why: there
//! may be patches, a stale Cargo.lock, or a registry that is not configured.

use crate::registry;
use crate::resolve::cargo::configuration::CargoConfiguration;
use crate::resolve::cargo_lock::CargoLock;
use crate::splice::SplicedWorkspace;
use crate::splice::manifest::wire::{DependencyValue, DetailedDependency};

pub fn fallback_reason(
    workspace: &SplicedWorkspace,
    configuration: &CargoConfiguration,
    lock: &CargoLock,
) -> Option<&'static str> {
    let declared = workspace.locals.iter().flat_map(|local| {
        let shared = local.root.manifest.workspace.as_ref().map(|workspace| &workspace.dependencies);
        let tables = local.manifest.dependency_tables().chain([&local.added]);
        tables.flatten().map(move |(name, own)| match own {
            DependencyValue::Detailed(detailed) if detailed.workspace == Some(true) => {
                (name, shared.and_then(|shared| shared.get(name)).unwrap_or(own))
            }
            _ => (name, own),
        })
    });
    declared
        .map(|(name, dependency)| dependency_fallback_reason(name, dependency, configuration, lock))
        .find_map(|doubt| doubt)
}

fn dependency_fallback_reason(
    name: &str,
    dependency: &DependencyValue,
    configuration: &CargoConfiguration,
    lock: &CargoLock,
) -> Option<&'static str> {
    let plain = DetailedDependency::default();
    let detailed = match dependency {
        DependencyValue::Detailed(detailed) => detailed,
        DependencyValue::Version(_) => &plain,
    };
    if detailed.git.is_some() || detailed.path.is_some() {
        return None;
    }
    let package = detailed.package.as_deref().unwrap_or(name);
    let mut registries = lock.entries_named(package).filter_map(|entry| entry.id.source.registry());
    let named = detailed.registry.as_deref().filter(|registry| *registry != registry::CRATES_IO_NAME);
    let index = match (&detailed.registry_index, named) {
        (Some(index), _) => Some(index.clone()),
        (None, Some(registry)) => match configuration.index_of_registry(registry) {
            Some(index) => Some(index),
            None => return Some("a registry has no known index URL"),
        },
        (None, None) => None,
    };
    let locked = match index {
        Some(index) => registries.any(|source| registry::is_index_of(source, &index)),
        // One that is not locked at all, or patched, is seen elsewhere.
        None => registries.all(registry::is_crates_io),
    };
    (!locked).then_some("a package is locked to a different registry than its manifest names")
}

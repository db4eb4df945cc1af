//! Where commands that the user runs find the facts of packages.

use crate::input::{FactSources, HubConfig};

/// The sources if Bazel downloads nothing.
pub fn facts_outside_of_bazel(config: &HubConfig) -> FactSources {
    let (lockfile, mirrors) = (config.facts.lockfile.clone(), config.facts.mirrors.clone());
    let metadata = config.package_metadata.clone();
    let all_features = config.facts.all_features;
    FactSources {
        lockfile,
        mirrors,
        metadata,
        all_features,
        addresses: true,
        ..FactSources::from_environment()
    }
}

/// The same for a check, which does not trust the facts file.
pub fn facts_of_packages(config: &HubConfig) -> FactSources {
    FactSources { lockfile: None, ..facts_outside_of_bazel(config) }
}

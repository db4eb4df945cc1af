//! Where facts of packages are found by a command that the user runs.

use crate::input::{Config, FactSources};

/// Where facts are found when Bazel downloads nothing.
pub fn facts_outside_of_bazel(config: &Config) -> FactSources {
    let (lockfile, mirrors) = (config.facts.lockfile.clone(), config.facts.mirrors.clone());
    let metadata = config.package_metadata.clone();
    FactSources { lockfile, mirrors, metadata, addresses: true, ..FactSources::from_environment() }
}

/// The same for a check, which believes no committed line.
pub fn facts_of_packages(config: &Config) -> FactSources {
    FactSources { lockfile: None, ..facts_outside_of_bazel(config) }
}

//! The names by which the labels of a workspace call other modules, and the parts of such labels.

use crate::init::module_file::ModuleFile;

/// Apparent names, which `repo_name` of a `bazel_dep` may change.
#[derive(Debug)]
pub struct RepositoryNames {
    pub crate_universe: String,
    pub rules_rs: String,
    pub rules_rust: String,
}

impl RepositoryNames {
    pub fn of_module(module: &ModuleFile) -> RepositoryNames {
        let name = |dep: &str| module.repository_of(dep).to_owned();
        RepositoryNames {
            crate_universe: name("crate_universe"),
            rules_rs: name("rules_rs"),
            rules_rust: name("rules_rust"),
        }
    }
}

/// What follows `@repository//` in a label of a repository.
pub fn label_in<'a>(label: &'a str, repository: &str) -> Option<&'a str> {
    label.strip_prefix('@')?.strip_prefix(repository)?.strip_prefix("//")
}

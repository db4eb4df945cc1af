//! The commands, each a function: what it does with the evaluation of a hub.

mod check_hub;
mod facts_file;
mod failure;
mod generate;
mod install;
mod own_metadata;
mod repin;
mod resolve;
mod vendor;
mod vendored_tree;

use camino::Utf8PathBuf;

use crate::input::{Config, FactSources};
use crate::terminal;

pub use generate::{fields, generate};
pub use install::install;
pub use repin::repin;
pub use resolve::resolve;
pub use vendor::{vendor, verify};

/// What `bazel run` names.
fn workspace_dir() -> Option<Utf8PathBuf> {
    std::env::var("BUILD_WORKSPACE_DIRECTORY").ok().map(Utf8PathBuf::from)
}

/// Where facts are found when Bazel downloads nothing.
fn facts_outside_of_bazel(config: &Config) -> FactSources {
    let (lockfile, mirrors) = (config.facts.lockfile.clone(), config.facts.mirrors.clone());
    let metadata = config.package_metadata.clone();
    FactSources { lockfile, mirrors, metadata, addresses: true, ..FactSources::from_environment() }
}

/// The same for a check, which believes no committed line.
fn facts_of_packages(config: &Config) -> FactSources {
    FactSources { lockfile: None, ..facts_outside_of_bazel(config) }
}

fn report(message: Option<String>) {
    message.iter().for_each(|message| terminal::stderr(message));
}

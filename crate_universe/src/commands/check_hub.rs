//! `bazel run @crates//:repin -- --check`: checks that Cargo.lock is up to date and that the facts file matches the
//! packages. Writes nothing. The facts file is not trusted: cargo downloads the packages that are not available
//! locally.

use crate::error::{Code, Error, Result};
use crate::evaluate::{fetch_packages, hub_sources};
use crate::input::HubConfig;
use crate::{annotate, splice, terminal};

use super::fact_sources::facts_of_packages;
use super::report::print_warnings;
use super::{facts_file, own_metadata};

/// More would not fit into a message.
const MOST: usize = 6;

pub fn check(config: &HubConfig) -> Result<()> {
    let workspace = splice::splice(&hub_sources(config))?;
    let packages = fetch_packages(&config.toolchain, &workspace, &facts_of_packages(config))?;
    print_warnings(packages.warnings());
    own_metadata::print_all(config, &annotate::list_own_metadata(config, &packages));
    let wrong = facts_file::differences(config, &workspace, &packages)?;
    if wrong.is_empty() {
        let facts =
            if config.facts.lockfile.is_some() { ", and the facts file matches the packages" } else { "" };
        let lock = match packages.committed {
            true => "Cargo.lock is up to date",
            false => "no Cargo.lock is committed, so cargo resolves the crates on every evaluation",
        };
        return terminal::print_stdout(&format!("@{}: {lock}{facts}\n", config.hub));
    }
    let mut error = Error::new(Code::FactsDiffer, "the facts file does not match the packages");
    for line in wrong.iter().take(MOST) {
        error = error.note(line);
    }
    if wrong.len() > MOST {
        error = error.note(format!("and {} more", wrong.len() - MOST));
    }
    let error = config.facts.lockfile.iter().fold(error, |error, lockfile| error.at_path(&lockfile.path));
    Err(error.help(format!("{} rewrites the file; first find out who changed it", config.repin)))
}

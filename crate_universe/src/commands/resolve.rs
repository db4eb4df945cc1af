//! `resolve`: prints the graph of a workspace.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::error::Result;
use crate::evaluate::fetch_packages;
use crate::graph::roots::Roots;
use crate::graph::triples::Triple;
use crate::graph::{flags, target_spec, units};
use crate::input::{self, Ask, FactSources, TargetSpec, Toolchain};
use crate::resolve::listed;
use crate::resolve::packages::Packages;
use crate::splice::HubSources;
use crate::{cli, splice, terminal};

use super::bazel_run::from_caller;

pub fn resolve(arguments: &cli::Resolve) -> Result<()> {
    let hosts = triples(&arguments.host, &[target_lexicon::HOST.to_string()])?;
    let names: Vec<String> = hosts.iter().map(|host| host.name.clone()).collect();
    let mut targets = triples(&arguments.target, &names)?;
    let packages = read_packages(arguments)?;
    let cfgs = BTreeMap::from([("*".to_owned(), arguments.cfg.clone())]);
    let warnings = flags::obey(&mut targets, &packages.rustflags, &cfgs)?;
    let roots = Roots::named(&packages, &arguments.package)?;
    let units = units::units(&packages, &roots, &hosts, &targets, arguments.all_targets)?;
    for warning in warnings.iter().chain(&units.warnings) {
        terminal::stderr(&format!("warning: {warning}"));
    }
    match arguments.format {
        cli::Format::Json => terminal::data(&units.json()?),
        cli::Format::Text => terminal::stdout(&units.text()),
    }
}

/// Prints the packages as they were read, before anything is resolved.
pub fn list_packages(arguments: &cli::Resolve) -> Result<()> {
    terminal::data(&listed::json(&read_packages(arguments)?)?)
}

fn read_packages(arguments: &cli::Resolve) -> Result<Packages> {
    let path = |path: &Utf8PathBuf| input::absolute(&from_caller(path));
    let manifests: Vec<Utf8PathBuf> = arguments.manifest_path.iter().map(path).collect();
    let lock = arguments.lockfile.as_ref().map(path);
    let ask = match arguments.source {
        cli::Source::Auto => Ask::Needed,
        cli::Source::Native => Ask::Never,
        cli::Source::Cargo => Ask::Always,
    };
    let facts = FactSources { ask, ..FactSources::from_environment() };
    let sources = HubSources { manifests: &manifests, lock: lock.as_deref(), ..HubSources::default() };
    let workspace = splice::splice(&sources)?;
    fetch_packages(&Toolchain::from_environment(), &workspace, &facts)
}

fn triples(named: &[String], default: &[String]) -> Result<Vec<Triple>> {
    let names = if named.is_empty() { default } else { named };
    let mut triples = Vec::new();
    for name in names {
        let triple = match name.ends_with(".json") {
            true => target_spec::triple(&TargetSpec::read(name.as_str().into())?)?,
            false => Triple::new(name)?,
        };
        if !triples.iter().any(|known: &Triple| known.name == triple.name) {
            triples.push(triple);
        }
    }
    Ok(triples)
}

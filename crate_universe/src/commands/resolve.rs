//! `resolve`: prints the graph of a workspace.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::error::{Code, Error, Result};
use crate::evaluate::fetch_packages;
use crate::graph::feature_sets::{DEFAULT, FeatureSets};
use crate::graph::roots::RootPackages;
use crate::graph::triples::TargetTriple;
use crate::graph::{flags, target_spec, units};
use crate::input::{self, AskCargo, FactSources, TargetSpec, Toolchain};
use crate::resolve::dump;
use crate::resolve::packages::LockedPackages;
use crate::splice::HubSources;
use crate::{cli, splice, terminal};

use super::bazel_run::resolve_from_caller;
use super::report::print_warnings;

pub fn resolve(arguments: &cli::ResolveArgs) -> Result<()> {
    let hosts = parse_triples(&arguments.host, &[target_lexicon::HOST.to_string()])?;
    let names: Vec<String> = hosts.iter().map(|host| host.name.clone()).collect();
    let mut targets = parse_triples(&arguments.target, &names)?;
    let packages = read_packages(arguments)?;
    let cfgs = BTreeMap::from([("*".to_owned(), arguments.cfg.clone())]);
    let warnings = flags::apply_flags(&mut targets, &packages.rustflags, &cfgs)?;
    let roots = RootPackages::members_named(&packages, &arguments.package)?;
    let sets = FeatureSets::of_members(&packages, &member_features(&arguments.member_features)?)?;
    let units = units::list_units(&packages, &roots, &sets, &hosts, &targets, arguments.all_targets)?;
    print_warnings(packages.warnings());
    print_warnings(warnings.iter().chain(&units.warnings));
    match arguments.format {
        cli::OutputFormat::Json => terminal::print_data(&units.to_json()?),
        cli::OutputFormat::Text => terminal::print_stdout(&units.to_text()),
    }
}

/// `NAME=FEATURE,FEATURE`, as the default sets of members.
fn member_features(given: &[String]) -> Result<BTreeMap<String, Vec<String>>> {
    let mut sets = BTreeMap::new();
    for text in given {
        let (member, features) = text.split_once('=').ok_or_else(|| {
            Error::new(
                Code::FeatureSet,
                format!("--member-features has the value `{text}`, which is not NAME=FEATURES"),
            )
            .help("list the features after the name of the member: --member-features app=default,tls")
        })?;
        let features = features.split(',').filter(|feature| !feature.is_empty()).map(str::to_owned).collect();
        sets.insert(format!("{member}:{DEFAULT}"), features);
    }
    Ok(sets)
}

/// Prints the packages as they were read, before the resolution.
pub fn list_packages(arguments: &cli::ResolveArgs) -> Result<()> {
    terminal::print_data(&dump::to_json(&read_packages(arguments)?)?)
}

fn read_packages(arguments: &cli::ResolveArgs) -> Result<LockedPackages> {
    let path = |path: &Utf8PathBuf| input::absolute(&resolve_from_caller(path));
    let manifests: Vec<Utf8PathBuf> = arguments.manifest_path.iter().map(path).collect();
    let lock = arguments.lockfile.as_ref().map(path);
    let ask = match arguments.source {
        cli::CliPackageSource::Auto => AskCargo::Needed,
        cli::CliPackageSource::Native => AskCargo::Never,
        cli::CliPackageSource::Cargo => AskCargo::Always,
    };
    let all_features = !arguments.member_features.is_empty();
    let facts = FactSources { ask, all_features, ..FactSources::from_environment() };
    let sources = HubSources { manifests: &manifests, lock: lock.as_deref(), ..HubSources::default() };
    let workspace = splice::splice(&sources)?;
    fetch_packages(&Toolchain::from_environment(), &workspace, &facts)
}

fn parse_triples(named: &[String], default: &[String]) -> Result<Vec<TargetTriple>> {
    let names = if named.is_empty() { default } else { named };
    let mut triples = Vec::new();
    for name in names {
        let triple = match name.ends_with(".json") {
            true => target_spec::to_triple(&TargetSpec::read(name.as_str().into())?)?,
            false => TargetTriple::new(name)?,
        };
        if !triples.iter().any(|known: &TargetTriple| known.name == triple.name) {
            triples.push(triple);
        }
    }
    Ok(triples)
}

//! The way through the program, on one page: each command is one function, each room one call.

use camino::Utf8PathBuf;

use crate::error::{Code, Error, Result};
use crate::graph::platforms::{self, Chosen};
use crate::graph::triples::Triple;
use crate::graph::union::{self, Graph};
use crate::graph::units;
use crate::input::{self, Config, Toolchain};
use crate::plan::{self, HubPlan, Known};
use crate::resolve::packages::Packages;
use crate::{cli, render, resolve, splice, write};

/// Writes plan.json for a request of the module extension.
pub fn generate(arguments: &cli::Generate) -> Result<()> {
    let config = input::read(&arguments.request, None)?;
    let (packages, chosen) = gather(&config)?;
    let graph = union::graph(&packages, &chosen)?;
    let plan = planned(&config, &packages, &chosen, &graph)?;
    let text = render::plan_json(&config, &plan, &packages.inputs, &graph.warnings)?;
    write::file(&arguments.output_dir.join("plan.json"), text.as_bytes())?;
    Ok(())
}

/// Writes the files of a vendored hub into the workspace.
pub fn vendor(arguments: &cli::Vendor) -> Result<()> {
    let workspace_dir = std::env::var("BUILD_WORKSPACE_DIRECTORY").ok().map(Utf8PathBuf::from);
    let config = input::read(&arguments.request, workspace_dir.as_deref())?;
    let Some(vendor) = &config.vendor else {
        return Err(
            Error::new(Code::Request, "the request is not one of crates_vendor").at(&arguments.request)
        );
    };
    let (packages, chosen) = gather(&config)?;
    let graph = union::graph(&packages, &chosen)?;
    for warning in &graph.warnings {
        eprintln!("warning: {warning}");
    }
    let plan = planned(&config, &packages, &chosen, &graph)?;
    let files = render::vendored(&config, vendor, &plan)?;
    let changes = write::tree(&vendor.workspace_dir.join(&vendor.package), &files, render::is_ours)?;
    eprintln!("{}: {} files, {changes}", vendor.package, files.len());
    Ok(())
}

fn gather(config: &Config) -> Result<(Packages, Chosen)> {
    let chosen = platforms::choose(&config.choice)?;
    let workspace = splice::splice(&config.manifests, config.lock.as_deref())?;
    Ok((resolve::resolve(&config.toolchain, &workspace)?, chosen))
}

fn planned(config: &Config, packages: &Packages, chosen: &Chosen, graph: &Graph<'_>) -> Result<HubPlan> {
    plan::plan(&Known { config, packages, chosen, graph })
}

/// Prints the graph of a workspace.
pub fn resolve(arguments: &cli::Resolve) -> Result<()> {
    let hosts = triples(&arguments.host, &[target_lexicon::HOST.to_string()])?;
    let names: Vec<String> = hosts.iter().map(|host| host.name.clone()).collect();
    let targets = triples(&arguments.target, &names)?;
    let workspace = splice::splice(&[input::absolute(&arguments.manifest_path)], None)?;
    let packages = resolve::resolve(&Toolchain::from_environment(), &workspace)?;
    let units = units::units(&packages, &hosts, &targets, arguments.all_targets)?;
    match arguments.format {
        cli::Format::Json => write::stdout(&units.json()?),
        cli::Format::Text => write::stdout(&units.text()),
    }
}

/// Copies the running program to a path.
pub fn install(arguments: &cli::Install) -> Result<()> {
    let own = std::env::current_exe()
        .ok()
        .and_then(|path| Utf8PathBuf::from_path_buf(path).ok())
        .ok_or_else(|| Error::new(Code::Read, "this program does not know its own path"))?;
    write::program(&own, &arguments.path)
}

fn triples(named: &[String], default: &[String]) -> Result<Vec<Triple>> {
    let names = if named.is_empty() { default } else { named };
    let mut triples = Vec::new();
    for name in names {
        let triple = Triple::new(name)?;
        if !triples.iter().any(|known: &Triple| known.name == triple.name) {
            triples.push(triple);
        }
    }
    Ok(triples)
}

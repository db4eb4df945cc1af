//! The way through the program, on one page: each command is one function, each room one call.

use camino::Utf8PathBuf;

use crate::cli;
use crate::error::{Code, Error, Result};
use crate::graph::triples::Triple;
use crate::graph::units;
use crate::resolve::Cargo;
use crate::{resolve, splice, write};

pub fn generate(_arguments: &cli::Generate) -> Result<()> {
    Err(Error::new(Code::Request, "not yet"))
}

pub fn vendor(_arguments: &cli::Vendor) -> Result<()> {
    Err(Error::new(Code::Request, "not yet"))
}

/// Prints the graph of a workspace.
pub fn resolve(arguments: &cli::Resolve) -> Result<()> {
    let hosts = triples(&arguments.host, &[target_lexicon::HOST.to_string()])?;
    let names: Vec<String> = hosts.iter().map(|host| host.name.clone()).collect();
    let targets = triples(&arguments.target, &names)?;
    let workspace = splice::splice(std::slice::from_ref(&arguments.manifest_path), None)?;
    let packages = resolve::resolve(&Cargo::from_environment(), &workspace)?;
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

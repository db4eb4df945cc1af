//! Downloads a published project and all packages of its own Cargo.lock. The sources come through cargo's
//! ordinary client; without a network the test fails and says so.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::copy::copy;
use crate::support::{cargo, scratch};

pub struct PublishedProject {
    pub name: &'static str,
    pub version: &'static str,
}

/// Only packages that publish their Cargo.lock can stand here.
pub const PROJECTS: &[PublishedProject] = &[
    PublishedProject { name: "ripgrep", version: "15.2.0" },
    PublishedProject { name: "bat", version: "0.26.1" },
    PublishedProject { name: "fd-find", version: "10.5.0" },
    PublishedProject { name: "wasmtime-cli", version: "48.0.8" },
    PublishedProject { name: "typst-cli", version: "0.15.1" },
    PublishedProject { name: "gitui", version: "0.28.1" },
    PublishedProject { name: "starship", version: "1.27.0" },
    PublishedProject { name: "zellij", version: "0.45.1" },
    PublishedProject { name: "cargo", version: "0.98.0" },
    PublishedProject { name: "cargo-nextest", version: "0.9.151" },
    PublishedProject { name: "sccache", version: "0.19.0" },
    PublishedProject { name: "nu", version: "0.115.1" },
    PublishedProject { name: "deno", version: "2.9.8" },
];

/// `name` is that of the test: dashes are underscores there.
pub fn fetch(name: &str) -> Result<TempDir, String> {
    let project = PROJECTS
        .iter()
        .find(|project| project.name.replace('-', "_") == name)
        .ok_or_else(|| format!("no project {name} is listed"))?;
    let scratch = scratch::empty().map_err(|error| error.to_string())?;
    let mut command = cargo::cargo(scratch.path());
    // `cargo info` is the one command that downloads and unpacks a single package without resolving or
    // building anything.
    command.args(["info", "--registry", "crates-io"]).arg(format!("{}@{}", project.name, project.version));
    cargo::run(command)?;
    let own = copy(&unpacked(project)?).map_err(|error| error.to_string())?;
    let mut command = cargo::cargo(own.path());
    command.args(["fetch", "--locked"]);
    cargo::run(command)?;
    Ok(own)
}

/// Where cargo unpacked it: below CARGO_HOME, in a folder named after the registry.
fn unpacked(project: &PublishedProject) -> Result<PathBuf, String> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")))
        .ok_or("neither CARGO_HOME nor HOME is set")?;
    let folder = format!("{}-{}", project.name, project.version);
    let registries = fs::read_dir(home.join("registry/src"))
        .map_err(|error| format!("CARGO_HOME/registry/src: {error}"))?;
    registries
        .filter_map(Result::ok)
        .map(|registry| registry.path().join(&folder))
        .find(|path| path.join("Cargo.lock").is_file())
        .ok_or_else(|| format!("cargo info unpacked no {folder} with a Cargo.lock"))
}

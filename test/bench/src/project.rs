//! Published projects as workspaces to measure on. Takes a name, gives folders with the project's sources and its own
//! Cargo.lock, and every locked package fetched into a CARGO_HOME that only the benchmark uses.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::tools::{Tools, checked};

pub struct Published {
    pub name: &'static str,
    version: &'static str,
}

/// From small to large. Only packages that publish their Cargo.lock can stand here.
pub const PROJECTS: [Published; 6] = [
    Published { name: "ripgrep", version: "15.2.0" },
    Published { name: "bat", version: "0.26.1" },
    Published { name: "starship", version: "1.27.0" },
    Published { name: "sccache", version: "0.19.0" },
    Published { name: "nu", version: "0.115.1" },
    Published { name: "deno", version: "2.9.8" },
];

pub struct Project {
    pub name: String,
    version: &'static str,
    /// Packages in Cargo.lock.
    pub packages: usize,
    /// The workspace; nothing writes into it.
    pub dir: PathBuf,
    /// Everything that is made for this project.
    pub scratch: PathBuf,
}

pub fn prepare(name: &str, tools: &Tools) -> Outcome<Project> {
    let published = PROJECTS
        .iter()
        .find(|project| project.name == name)
        .ok_or_else(|| format!("no project {name} is listed"))?;
    let scratch = tools.work.join(name);
    let dir = scratch.join("workspace");
    remove(&scratch)?;
    std::fs::create_dir_all(&scratch)?;
    // `cargo info` is the one command that downloads and unpacks a single package without resolving anything.
    let mut info = tools.cargo();
    info.args(["info", "--registry", "crates-io"]).arg(format!("{name}@{}", published.version));
    checked(info.current_dir(&scratch))?;
    copy(&unpacked(&tools.cargo_home, published)?, &dir)?;
    let mut fetch = tools.cargo();
    checked(fetch.args(["fetch", "--locked"]).current_dir(&dir))?;
    Project::of_workspace(name, published.version, dir, scratch)
}

fn unpacked(home: &Path, published: &Published) -> Outcome<PathBuf> {
    let folder = format!("{}-{}", published.name, published.version);
    let registries = std::fs::read_dir(home.join("registry/src"))?.filter_map(Result::ok);
    let mut found = registries.map(|registry| registry.path().join(&folder));
    Ok(found.find(|path| path.join("Cargo.lock").is_file()).ok_or(format!("cargo unpacked no {folder}"))?)
}

impl Project {
    /// A workspace that is there, with its Cargo.lock.
    pub fn of_workspace(
        name: &str,
        version: &'static str,
        dir: PathBuf,
        scratch: PathBuf,
    ) -> Outcome<Project> {
        let lock = std::fs::read_to_string(dir.join("Cargo.lock"))?;
        let packages = lock.lines().filter(|line| *line == "[[package]]").count();
        Ok(Project { name: name.to_owned(), version, packages, dir, scratch })
    }

    /// A fresh copy of the workspace that a measured command may change.
    pub fn copy(&self, name: &str) -> Outcome<PathBuf> {
        let to = self.scratch.join(name);
        remove(&to)?;
        copy(&self.dir, &to)?;
        Ok(to)
    }

    /// Gives the package in a copy the next version, and the copy the lock that is now stale.
    pub fn bump(&self, copy: &Path) -> Outcome<()> {
        let manifest = std::fs::read_to_string(self.dir.join("Cargo.toml"))?;
        let old = format!("version = \"{}\"", self.version);
        let (major, patch) = self.version.rsplit_once('.').ok_or("no patch number")?;
        let new = format!("version = \"{major}.{}\"", patch.parse::<u64>()? + 1);
        std::fs::write(copy.join("Cargo.toml"), manifest.replacen(&old, &new, 1))?;
        std::fs::copy(self.dir.join("Cargo.lock"), copy.join("Cargo.lock"))?;
        Ok(())
    }

    /// cargo-bazel refuses a lone package with `package.resolver`; the key means the same below `[workspace]`.
    pub fn suit_upstream(copy: &Path) -> Outcome<()> {
        let path = copy.join("Cargo.toml");
        let manifest = std::fs::read_to_string(&path)?;
        if manifest.lines().any(|line| line == "[workspace]") {
            return Ok(());
        }
        let is_resolver = |line: &&str| line.starts_with("resolver = ");
        let Some(resolver) = manifest.lines().find(is_resolver) else { return Ok(()) };
        let rest: Vec<&str> = manifest.lines().filter(|line| !is_resolver(line)).collect();
        Ok(std::fs::write(path, format!("{}\n\n[workspace]\n{resolver}\n", rest.join("\n")))?)
    }
}

pub fn remove(dir: &Path) -> Outcome<()> {
    if dir.exists() { Ok(std::fs::remove_dir_all(dir)?) } else { Ok(()) }
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    checked(Command::new("cp").arg("-R").arg(from).arg(to))?;
    Ok(())
}

//! The workspaces that are measured: synthetic ones of any size, and one of published packages, of which parts are taken.
//! Each has its `.crate` files at hand, so that nothing that is measured waits for a network.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use side_by_side::Outcome;
use side_by_side::project::{Project, remove};
use side_by_side::tools::{Tools, checked};

use crate::generate;
use crate::shape::{Graph, Shape};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    Synthetic,
    Published,
}

pub struct Subject {
    pub project: Project,
    /// For cargo and cargo-bazel. Their home knows all packages.
    pub tools: Tools,
    /// For our program, whose plan must have the addresses of crates.io: its home only holds the `.crate` files.
    pub our_tools: Tools,
}

/// Marks in the manifest of published packages: what stands before one is a part of about that many packages.
const MARK: &str = "# size: ";

impl Subject {
    pub fn key(kind: Kind, size: usize) -> String {
        match kind {
            Kind::Synthetic => format!("synthetic-{size}"),
            Kind::Published => format!("published-{size}"),
        }
    }

    pub fn prepare(kind: Kind, size: usize, tools: &Tools) -> Outcome<Subject> {
        let key = Subject::key(kind, size);
        let scratch = tools.work.join(&key);
        match kind {
            Kind::Synthetic => Subject::synthetic(key, size, scratch, tools),
            Kind::Published => Subject::published(key, size, scratch, tools),
        }
    }

    fn synthetic(key: String, size: usize, scratch: PathBuf, shared: &Tools) -> Outcome<Subject> {
        let shape = Shape::of_size(size);
        let home = scratch.join("cargo-home");
        let tools_with = |home: PathBuf| Tools { cargo_home: home, ..shared.clone() };
        let (tools, our_tools) = (tools_with(home.clone()), tools_with(scratch.join("our-home")));
        remove(&scratch)?;
        generate::write(&Graph::new(shape), &scratch)?;
        generate::write_cargo_home(&home, &scratch)?;
        generate::lock(tools.cargo(), &scratch)?;
        copy_index_config(shared, &home)?;
        let cache = our_tools.cargo_home.join("registry/cache");
        fs::create_dir_all(&cache)?;
        std::os::unix::fs::symlink(scratch.join("registry"), cache.join("synthetic"))?;
        seed_repository_cache(&scratch.join("registry"), &scratch.join("workspace"), &tools.work)?;
        let project = Project::of_workspace(&key, "0.1.0", scratch.join("workspace"), scratch)?;
        let wanted = shape.packages + shape.members;
        if project.packages != wanted {
            return Err(format!("{key}: {wanted} packages were made, {} are locked", project.packages).into());
        }
        Ok(Subject { project, tools, our_tools })
    }

    fn published(key: String, size: usize, scratch: PathBuf, tools: &Tools) -> Outcome<Subject> {
        let from = tools.repository.join("test/bench/scale/published");
        let dir = scratch.join("workspace");
        remove(&scratch)?;
        fs::create_dir_all(dir.join("src"))?;
        fs::write(dir.join("src/lib.rs"), "")?;
        let manifest = fs::read_to_string(from.join("Cargo.toml"))?;
        let part = match manifest.find(&format!("{MARK}{size}\n")) {
            Some(end) => &manifest[..end],
            None => {
                return Err(
                    format!("{key}: Cargo.toml of the published packages has no line {MARK}{size}").into()
                );
            }
        };
        fs::write(dir.join("Cargo.toml"), part)?;
        fs::copy(from.join("Cargo.lock"), dir.join("Cargo.lock"))?;
        // Drops from Cargo.lock what the part does not need, and changes nothing else.
        checked(tools.cargo().args(["update", "--workspace", "--quiet"]).current_dir(&dir))?;
        checked(tools.cargo().args(["fetch", "--locked", "--quiet"]).current_dir(&dir))?;
        for folder in fs::read_dir(tools.cargo_home.join("registry/cache"))? {
            seed_repository_cache(&folder?.path(), &dir, &tools.work)?;
        }
        let project = Project::of_workspace(&key, "0.1.0", dir, scratch)?;
        let (tools, our_tools) = (tools.clone(), tools.clone());
        Ok(Subject { project, tools, our_tools })
    }
}

impl Subject {
    /// The plan of the program's last run for so many triples.
    pub fn our_plan(&self, triples: usize) -> PathBuf {
        self.project.scratch.join(format!("ours/workspace-{triples}/out/plan.json"))
    }

    pub fn upstream_output(&self, triples: usize) -> PathBuf {
        self.project.scratch.join(format!("upstream-{triples}/out"))
    }

    /// Removes its files; the largest take gigabytes.
    pub fn remove(&self) -> Outcome<()> {
        remove(&self.project.scratch)
    }
}

/// cargo-bazel reads config.json of crates.io's index from cargo's home, although another registry stands for it there.
fn copy_index_config(shared: &Tools, home: &Path) -> Outcome<()> {
    // Leaves that file in the shared home.
    checked(shared.cargo().args(["info", "--registry", "crates-io", "itoa"]).current_dir(&shared.work))?;
    for index in fs::read_dir(shared.cargo_home.join("registry/index"))? {
        let index = index?;
        let to = home.join("registry/index").join(index.file_name());
        fs::create_dir_all(&to)?;
        fs::copy(index.path().join("config.json"), to.join("config.json"))?;
    }
    Ok(())
}

/// The repository cache of the Bazels that are measured.
pub fn repository_cache(work: &Path) -> PathBuf {
    work.join("repository-cache")
}

/// Puts the `.crate` files of a folder where Bazel looks before it downloads: under their checksums in Cargo.lock.
fn seed_repository_cache(crates: &Path, workspace: &Path, work: &Path) -> Outcome<()> {
    let lock = fs::read_to_string(workspace.join("Cargo.lock"))?;
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
        line.and_then(|rest| rest.strip_suffix('"')).map(str::to_owned)
    };
    for block in lock.split("[[package]]").skip(1) {
        let (Some(name), Some(version), Some(checksum)) =
            (value(block, "name"), value(block, "version"), value(block, "checksum"))
        else {
            continue;
        };
        let file = crates.join(format!("{name}-{version}.crate"));
        let entry = repository_cache(work).join("content_addressable/sha256").join(checksum);
        if file.exists() && !entry.join("file").exists() {
            fs::create_dir_all(&entry)?;
            fs::hard_link(file, entry.join("file"))?;
        }
    }
    Ok(())
}

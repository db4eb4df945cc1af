//! A Cargo project as the texts of its files, with helpers that complete its manifests.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

pub const MAIN: &str = "fn main() {}\n";

#[derive(Clone)]
pub struct SuiteProject {
    pub name: String,
    /// By path.
    pub files: BTreeMap<String, String>,
}

impl SuiteProject {
    pub fn new(name: impl Into<String>) -> SuiteProject {
        SuiteProject { name: name.into(), files: BTreeMap::new() }
    }

    pub fn file(mut self, path: impl Into<String>, text: impl Into<String>) -> SuiteProject {
        self.files.insert(path.into(), text.into());
        self
    }

    /// A package with a library, of edition 2021; `dir` is empty for the root.
    pub fn package(self, dir: &str, name: &str, body: &str) -> SuiteProject {
        self.bare(dir, name, "version = \"1.0.0\"\nedition = \"2021\"\n", body)
            .file(at(dir, "src/lib.rs"), "")
    }

    /// A manifest with these other keys of `[package]`.
    pub fn bare(self, dir: &str, name: &str, keys: &str, body: &str) -> SuiteProject {
        self.file(at(dir, "Cargo.toml"), format!("[package]\nname = \"{name}\"\n{keys}\n{body}"))
    }

    pub fn script(self, dir: &str) -> SuiteProject {
        self.file(at(dir, "build.rs"), MAIN)
    }

    /// The root package `app`, which `deps` are no members beside.
    pub fn app(self, resolver: &str, body: &str) -> SuiteProject {
        let workspace = format!("[workspace]\nresolver = \"{resolver}\"\nexclude = [\"deps\"]\n\n");
        self.package("", "app", &(workspace + body))
    }

    /// A package of crates.io, which a folder stands in for.
    pub fn published(self, name: &str, version: &str, body: &str) -> SuiteProject {
        self.of_source("vendor", "crates-io", (name, version), body)
    }

    /// A package of a source of that name.
    pub fn of_source(
        self,
        folder: &str,
        source: &str,
        (name, version): (&str, &str),
        body: &str,
    ) -> SuiteProject {
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n\n{body}");
        let checksum = hex(&format!("{source} {name} {version} {body}"));
        let checksums = format!(
            "{{\"files\":{{\"Cargo.toml\":\"{}\",\"src/lib.rs\":\"{}\"}},\"package\":\"{checksum}\"}}",
            hex(&manifest),
            hex("")
        );
        let dir = format!("{folder}/{name}-{version}");
        let replaced = format!(
            "[source.{source}]\nreplace-with = \"{folder}\"\n\n[source.{folder}]\ndirectory = \"{folder}\"\n\n"
        );
        let mut whole = self
            .file(at(&dir, "Cargo.toml"), manifest)
            .file(at(&dir, "src/lib.rs"), "")
            .file(at(&dir, ".cargo-checksum.json"), checksums);
        let configuration = whole.files.entry(".cargo/config.toml".to_owned()).or_default();
        if !configuration.contains(&replaced) {
            *configuration += &replaced;
        }
        whole
    }

    pub fn configuration(mut self, text: &str) -> SuiteProject {
        let configuration = self.files.entry(".cargo/config.toml".to_owned()).or_default();
        *configuration = format!("{text}\n{configuration}");
        self
    }

    pub fn write(&self, root: &Path) -> io::Result<()> {
        for (path, text) in &self.files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap_or(root))?;
            fs::write(path, text)?;
        }
        Ok(())
    }
}

pub fn at(dir: &str, file: &str) -> String {
    if dir.is_empty() { file.to_owned() } else { format!("{dir}/{file}") }
}

fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

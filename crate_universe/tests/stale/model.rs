//! A small workspace as data: members, path packages outside, patches, and packages of a registry that they depend on.
//! Written to disk as manifests. Decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPackageKind {
    Member,
    /// Beside the workspace: a path dependency that is no member.
    Outside,
    /// Beside the workspace, in the place of a package of the registry.
    Patch,
}

#[derive(Clone, Debug)]
pub struct ModelPackage {
    pub name: String,
    pub version: String,
    pub place: PathPackageKind,
    pub dependencies: Vec<ModelDependency>,
    pub features: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug)]
pub struct ModelDependency {
    pub key: String,
    pub package: String,
    pub table: &'static str,
    pub requirement: Option<String>,
    /// The folder, as seen from another package's.
    pub path: Option<String>,
    pub optional: bool,
    pub default_features: bool,
    pub features: Vec<String>,
    pub inherited: bool,
}

#[derive(Clone, Debug, Default)]
pub struct ModelWorkspace {
    pub packages: Vec<ModelPackage>,
}

impl ModelPackage {
    fn folder(&self) -> String {
        match self.place {
            PathPackageKind::Member => format!("ws/crates/{}", self.name),
            PathPackageKind::Outside | PathPackageKind::Patch => format!("beside/all/{}", self.name),
        }
    }

    /// Its folder as seen from any other package's.
    pub fn path(&self) -> String {
        match self.place {
            PathPackageKind::Member => format!("../../../ws/crates/{}", self.name),
            PathPackageKind::Outside | PathPackageKind::Patch => format!("../../../beside/all/{}", self.name),
        }
    }
}

/// The workspace's root folder; whatever stood there before is gone, but for the lock.
pub fn write(workspace: &ModelWorkspace, into: &Path) -> io::Result<PathBuf> {
    let root = into.join("ws");
    let crates = root.join("crates");
    if crates.exists() {
        fs::remove_dir_all(&crates)?;
    }
    fs::create_dir_all(&crates)?;
    for package in &workspace.packages {
        let folder = into.join(package.folder());
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        fs::write(folder.join("build.rs"), "fn main() {}\n")?;
        fs::write(folder.join("Cargo.toml"), manifest(package))?;
    }
    fs::write(root.join("Cargo.toml"), root_manifest(workspace))?;
    Ok(root)
}

fn root_manifest(workspace: &ModelWorkspace) -> String {
    let mut text = "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n".to_owned();
    text.push_str("\n[workspace.dependencies]\n");
    let mut seen = BTreeSet::new();
    for own in workspace.packages.iter().flat_map(|package| &package.dependencies).filter(|own| own.inherited)
    {
        if seen.insert(own.key.clone()) {
            let _ = writeln!(text, "{} = {{ {} }}", own.key, source(own).join(", "));
        }
    }
    let patches: Vec<&ModelPackage> =
        workspace.packages.iter().filter(|own| own.place == PathPackageKind::Patch).collect();
    if !patches.is_empty() {
        text.push_str("\n[patch.crates-io]\n");
    }
    for patch in patches {
        let _ = writeln!(text, "{} = {{ path = \"../{}\" }}", patch.name, patch.folder());
    }
    text
}

fn source(own: &ModelDependency) -> Vec<String> {
    let mut parts = Vec::new();
    if own.key != own.package {
        parts.push(format!("package = \"{}\"", own.package));
    }
    parts.extend(own.requirement.as_ref().map(|text| format!("version = \"{text}\"")));
    parts.extend(own.path.as_ref().map(|path| {
        // As seen from the root of the workspace, for what is inherited.
        let path = if own.inherited { path.replacen("../../../", "../", 1) } else { path.clone() };
        format!("path = \"{path}\"")
    }));
    parts
}

fn manifest(package: &ModelPackage) -> String {
    let mut text = format!(
        "[package]\nname = \"{}\"\nversion = \"{}\"\nedition = \"2021\"\n",
        package.name, package.version
    );
    let tables: BTreeSet<&str> = package.dependencies.iter().map(|own| own.table).collect();
    for table in tables {
        let _ = writeln!(text, "\n[{table}]");
        for own in package.dependencies.iter().filter(|own| own.table == table) {
            let mut parts = if own.inherited { vec!["workspace = true".to_owned()] } else { source(own) };
            if own.optional {
                parts.push("optional = true".to_owned());
            }
            if !own.default_features && !own.inherited {
                parts.push("default-features = false".to_owned());
            }
            if !own.features.is_empty() {
                parts.push(format!("features = {:?}", own.features));
            }
            let _ = writeln!(text, "{} = {{ {} }}", own.key, parts.join(", "));
        }
    }
    text.push_str("\n[features]\n");
    for (name, values) in &package.features {
        let _ = writeln!(text, "{name} = {values:?}");
    }
    text
}

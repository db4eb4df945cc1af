//! Writes the manifests and the empty sources of a random workspace into a folder.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::model::{
    DependencySection, LibraryKind, RandomDependency, RandomPackage, RandomTarget, RandomWorkspace,
    WorkspaceDependency, WorkspaceMembership,
};

/// The workspace's root folder.
pub fn workspace(workspace: &RandomWorkspace, into: &Path) -> io::Result<PathBuf> {
    let root = into.join("ws");
    fs::create_dir_all(&root)?;
    for (index, package) in workspace.packages.iter().enumerate() {
        if package.place == WorkspaceMembership::Absent {
            continue;
        }
        let folder = into.join(workspace.folder(index));
        let mut manifest = package_manifest(workspace, index);
        if package.place == WorkspaceMembership::Root {
            manifest.push_str(&workspace_table(workspace));
        }
        file(&folder.join("Cargo.toml"), &manifest)?;
        sources(package, &folder)?;
    }
    if !workspace.packages.iter().any(|package| package.place == WorkspaceMembership::Root) {
        file(&root.join("Cargo.toml"), &workspace_table(workspace))?;
    }
    Ok(root)
}

fn file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

fn sources(package: &RandomPackage, folder: &Path) -> io::Result<()> {
    if package.library != LibraryKind::Missing {
        file(&folder.join("src/lib.rs"), "")?;
    }
    if package.build_script {
        file(&folder.join("build.rs"), "fn main() {}\n")?;
    }
    for target in &package.targets {
        file(&folder.join(source(target)), "fn main() {}\n")?;
    }
    Ok(())
}

fn source(target: &RandomTarget) -> &'static str {
    match target.table {
        "bin" => "src/bin/program.rs",
        "test" => "tests/program.rs",
        "bench" => "benches/program.rs",
        _ => "examples/program.rs",
    }
}

fn workspace_table(workspace: &RandomWorkspace) -> String {
    let mut text = "\n[workspace]\nmembers = [".to_owned();
    for (index, package) in workspace.packages.iter().enumerate() {
        if package.place == WorkspaceMembership::Member {
            let _ = write!(text, "\"members/p{index}\", ");
        }
    }
    text.push_str("]\nexclude = [\"excluded\"]\n");
    if let Some(resolver) = workspace.resolver {
        let _ = writeln!(text, "resolver = \"{resolver}\"");
    }
    text.push_str("\n[workspace.package]\nversion = \"0.1.0\"\n\n[workspace.dependencies]\n");
    for line in &workspace.inheritable {
        text.push_str(&inheritable(workspace, line));
    }
    text
}

fn inheritable(workspace: &RandomWorkspace, line: &WorkspaceDependency) -> String {
    let mut parts = vec![format!("path = \"{}\"", path(workspace, "ws", line.to))];
    let name = &workspace.packages[line.to].name;
    if *name != line.key {
        parts.push(format!("package = \"{name}\""));
    }
    if !line.default_features {
        parts.push("default-features = false".to_owned());
    }
    parts.push(format!("features = {:?}", line.features));
    format!("{} = {{ {} }}\n", line.key, parts.join(", "))
}

fn package_manifest(workspace: &RandomWorkspace, index: usize) -> String {
    let package = &workspace.packages[index];
    let version = if package.inherits_version {
        "version.workspace = true".to_owned()
    } else {
        format!("version = \"{}\"", package.version)
    };
    let mut text =
        format!("[package]\nname = \"{}\"\n{version}\nedition = \"{}\"\n", package.name, package.edition);
    if package.links {
        let _ = writeln!(text, "links = \"native-{index}\"");
    }
    if package.library != LibraryKind::Missing {
        library(package, &mut text);
    }
    for target in &package.targets {
        let table = target.table;
        let _ = writeln!(text, "\n[[{table}]]\nname = \"{table}_{index}\"\npath = \"{}\"", source(target));
        flags(target.test, target.bench, &mut text);
        if !target.required_features.is_empty() {
            let _ = writeln!(text, "required-features = {:?}", target.required_features);
        }
    }
    text.push_str("\n[features]\n");
    for (name, values) in &package.features {
        let _ = writeln!(text, "{name} = {values:?}");
    }
    for dependency in &package.dependencies {
        text.push_str(&table(workspace, index, dependency));
    }
    text
}

fn library(package: &RandomPackage, text: &mut String) {
    text.push_str("\n[lib]\n");
    if package.library == LibraryKind::ProcMacro {
        text.push_str("proc-macro = true\n");
    }
    if package.library == LibraryKind::Foreign {
        text.push_str("crate-type = [\"cdylib\"]\n");
    }
    if let Some(name) = &package.library_name {
        let _ = writeln!(text, "name = \"{name}\"");
    }
    flags(package.library_test, package.library_bench, text);
}

fn flags(test: Option<bool>, bench: Option<bool>, text: &mut String) {
    for (name, value) in [("test", test), ("bench", bench)] {
        if let Some(value) = value {
            let _ = writeln!(text, "{name} = {value}");
        }
    }
}

/// One table per declaration, so that no two of them share a heading.
fn table(workspace: &RandomWorkspace, from: usize, dependency: &RandomDependency) -> String {
    let section = match dependency.section {
        DependencySection::Normal => "dependencies",
        DependencySection::Build => "build-dependencies",
        DependencySection::Dev => "dev-dependencies",
    };
    let platform = dependency.platform.map(|platform| format!("target.{platform}.")).unwrap_or_default();
    let mut text = format!("\n[{platform}{section}.{}]\n", dependency.key);
    if dependency.inherited {
        text.push_str("workspace = true\n");
    } else {
        let to = &workspace.packages[dependency.to];
        let _ = writeln!(text, "path = \"{}\"", path(workspace, &workspace.folder(from), dependency.to));
        if to.name != dependency.key {
            let _ = writeln!(text, "package = \"{}\"", to.name);
        }
    }
    if dependency.optional {
        text.push_str("optional = true\n");
    }
    if let Some(wanted) = dependency.default_features {
        let _ = writeln!(text, "default-features = {wanted}");
    }
    if !dependency.features.is_empty() {
        let _ = writeln!(text, "features = {:?}", dependency.features);
    }
    text
}

/// From one folder up to the scratch folder and down to the other.
fn path(workspace: &RandomWorkspace, from: &str, to: usize) -> String {
    let up = "../".repeat(from.split('/').count());
    format!("{up}{}", workspace.folder(to))
}

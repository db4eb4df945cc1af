//! A synthetic graph as files: a local registry with a `.crate` file for each package, and a workspace whose Cargo.lock cargo
//! itself writes, without a network.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use side_by_side::Outcome;
use side_by_side::tools::checked;

use crate::local_registry;
use crate::shape::{Dependency, Graph, Package};

/// The table of a manifest, or the field of an index entry, that lists a dependency.
const NORMAL: &str = "dependencies";
const BUILD: &str = "build-dependencies";

/// Writes `workspace/` and `registry/` into an empty folder.
pub fn write(graph: &Graph, dir: &Path) -> Outcome<()> {
    for package in &graph.packages {
        local_registry::publish_files(
            &dir.join("registry"),
            files(package, graph).iter(),
            entry(package, graph),
        );
    }
    for (number, dependencies) in graph.members.iter().enumerate() {
        let member = dir.join(format!("workspace/members/{}", member_name(number)));
        fs::create_dir_all(member.join("src"))?;
        fs::write(member.join("Cargo.toml"), member_manifest(number, dependencies, graph))?;
        fs::write(member.join("src/lib.rs"), "")?;
    }
    let root = "[workspace]\nmembers = [\"members/*\"]\nresolver = \"2\"\n";
    Ok(fs::write(dir.join("workspace/Cargo.toml"), root)?)
}

/// Writes Cargo.lock. `cargo`: with a home that [`write_cargo_home`] has made.
pub fn lock(mut cargo: Command, dir: &Path) -> Outcome<()> {
    let generate = cargo.args(["generate-lockfile", "--offline", "--quiet"]);
    checked(generate.current_dir(dir.join("workspace")))?;
    Ok(())
}

/// A CARGO_HOME whose crates.io is the local registry of a folder.
pub fn write_cargo_home(home: &Path, dir: &Path) -> Outcome<()> {
    fs::create_dir_all(home)?;
    let registry = dir.join("registry");
    let text = format!(
        "[source.crates-io]\nreplace-with = \"synthetic\"\n\n[source.synthetic]\nlocal-registry = {:?}\n",
        registry.display().to_string()
    );
    Ok(fs::write(home.join("config.toml"), text)?)
}

pub fn member_name(number: usize) -> String {
    format!("member-{number:03}")
}

fn files(package: &Package, graph: &Graph) -> Vec<(String, String)> {
    let mut files = vec![("Cargo.toml".to_owned(), manifest(package, graph))];
    let mut file = |path: &str, text: &str| files.push((path.to_owned(), text.to_owned()));
    file("src/lib.rs", "");
    file("src/error.rs", "");
    file("README.md", &format!("# {}\n", package.name));
    file("LICENSE-MIT", "");
    if package.build_script {
        file("build.rs", "fn main() {}\n");
    }
    files
}

fn manifest(package: &Package, graph: &Graph) -> String {
    let mut text = head(&package.name, &package.version);
    text += "license = \"MIT OR Apache-2.0\"\nauthors = [\"A <a@example.com>\"]\n";
    if package.build_script {
        text += "build = \"build.rs\"\n";
    }
    if package.links {
        let _ = writeln!(text, "links = \"{}\"", package.name);
    }
    if package.proc_macro {
        text += "\n[lib]\nproc-macro = true\n";
    }
    text += "\n[features]\n";
    for (feature, enabled) in features(package, graph) {
        let _ = writeln!(text, "{feature} = {enabled:?}");
    }
    text + &tables(&package.dependencies, graph)
}

fn member_manifest(number: usize, dependencies: &[Dependency], graph: &Graph) -> String {
    let mut text = head(&member_name(number), "0.1.0") + "publish = false\n";
    text += &tables(dependencies, graph);
    if number > 0 {
        // Some members are used by many others, as in real workspaces.
        for other in [number - 1, number / 2].into_iter().take(1 + usize::from(number > 2)) {
            let name = member_name(other);
            let _ = write!(text, "\n[dependencies.{name}]\npath = \"../{name}\"\n");
        }
    }
    text
}

fn head(name: &str, version: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n")
}

/// Tables as cargo writes them into the manifest of a published package.
fn tables(dependencies: &[Dependency], graph: &Graph) -> String {
    let mut text = String::new();
    for dependency in dependencies {
        let package = &graph.packages[dependency.package];
        let platform =
            dependency.platform.map(|platform| format!("target.'{platform}'.")).unwrap_or_default();
        let table = if dependency.build { BUILD } else { NORMAL };
        let _ = write!(text, "\n[{platform}{table}.{}]\nversion = \"{}\"\n", package.name, package.version);
        if dependency.optional {
            text += "optional = true\n";
        }
        if !dependency.default_features {
            text += "default-features = false\n";
        }
        if let Some(feature) = dependency.feature {
            let _ = writeln!(text, "features = [\"f{feature}\"]");
        }
    }
    text
}

/// `default` and `std` as most packages have them; the others enable one another, optional dependencies, and features of
/// dependencies.
fn features(package: &Package, graph: &Graph) -> BTreeMap<String, Vec<String>> {
    let normal = || package.dependencies.iter().filter(|dependency| !dependency.build);
    let name = |dependency: &Dependency| graph.packages[dependency.package].name.as_str();
    let passed = normal().take(2).map(|dependency| {
        let weak = if dependency.optional { "?" } else { "" };
        format!("{}{weak}/std", name(dependency))
    });
    let mut features = BTreeMap::from([
        ("default".to_owned(), vec!["std".to_owned()]),
        ("std".to_owned(), passed.collect::<Vec<String>>()),
    ]);
    for number in 0..graph.shape.features {
        let enabled = match number {
            0 => vec!["std".to_owned()],
            _ => vec![format!("f{}", number - 1)],
        };
        features.insert(format!("f{number}"), enabled);
    }
    // Each optional dependency belongs to one of the features.
    for (number, dependency) in normal().filter(|dependency| dependency.optional).enumerate() {
        let feature = format!("f{}", number % graph.shape.features.max(1));
        features.entry(feature).or_default().push(format!("dep:{}", name(dependency)));
    }
    features
}

/// The line of the index. See <https://doc.rust-lang.org/cargo/reference/registry-index.html>.
fn entry(package: &Package, graph: &Graph) -> Value {
    let dependency = |dependency: &Dependency| {
        let of = &graph.packages[dependency.package];
        json!({
            "name": of.name,
            "req": format!("^{}", of.version),
            "features": dependency.feature.iter().map(|number| format!("f{number}")).collect::<Vec<_>>(),
            "optional": dependency.optional,
            "default_features": dependency.default_features,
            "target": dependency.platform,
            "kind": if dependency.build { "build" } else { "normal" },
        })
    };
    json!({
        "name": package.name,
        "vers": package.version,
        "deps": package.dependencies.iter().map(dependency).collect::<Vec<_>>(),
        "features": {},
        "features2": features(package, graph),
        "links": package.links.then_some(&package.name),
        "yanked": false,
        "v": 2,
    })
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use serde_json::Value;

    use super::*;
    use crate::shape::Shape;

    const SHAPE: Shape = Shape { packages: 150, members: 3, features: 3, platforms: 5 };

    fn written() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        write(&Graph::new(SHAPE), dir.path()).unwrap();
        dir
    }

    /// Every file below a folder, by its path.
    fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![dir.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(dir).unwrap().display().to_string();
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    #[test]
    fn same_shape_same_bytes() {
        let (first, second) = (written(), written());
        let files = contents(first.path());
        assert!(files.len() > SHAPE.packages);
        assert!(files == contents(second.path()));
    }

    #[test]
    fn cargo_resolves_every_package() {
        let dir = written();
        let home = dir.path().join("cargo-home");
        write_cargo_home(&home, dir.path()).unwrap();
        let cargo = || {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.env("CARGO_HOME", &home).current_dir(dir.path().join("workspace"));
            cargo
        };
        lock(cargo(), dir.path()).unwrap();
        let mut metadata = cargo();
        metadata.args(["metadata", "--format-version", "1", "--locked", "--offline"]);
        let metadata: Value = serde_json::from_str(&checked(&mut metadata).unwrap()).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        assert_eq!(packages.len(), SHAPE.packages + SHAPE.members);

        // It has of everything that makes real graphs expensive.
        let has = |what: &str, found: &dyn Fn(&Value) -> bool| assert!(packages.iter().any(found), "{what}");
        let dependencies = |package: &Value| package["dependencies"].as_array().unwrap().clone();
        let any = |package: &Value, found: fn(&Value) -> bool| dependencies(package).iter().any(found);
        let target = |package: &Value, kind: &str| {
            package["targets"].as_array().unwrap().iter().any(|target| target["kind"][0] == kind)
        };
        has("proc macros", &|package| target(package, "proc-macro"));
        has("build scripts", &|package| target(package, "custom-build"));
        has("links", &|package| package["links"].is_string());
        has("second versions", &|package| package["version"].as_str().unwrap().starts_with("2."));
        has("conditions", &|package| any(package, |dependency| dependency["target"].is_string()));
        has("optional dependencies", &|package| any(package, |dependency| dependency["optional"] == true));
        has("build dependencies", &|package| any(package, |dependency| dependency["kind"] == "build"));
    }
}

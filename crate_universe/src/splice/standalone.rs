//! Makes manifests standalone: inherited values are filled in, and tables that only a root may have are removed.
//! Invalid values are copied unchanged, so that cargo reports them.

use camino::{Utf8Path, Utf8PathBuf};
use toml::{Table, Value};

use crate::paths::{normalize, relative_from};

use super::manifest::wire::{DependencyValue, DetailedDependency};
use super::mirror::mirror_path;

/// A manifest and its folder.
pub struct PlacedManifest<'a> {
    pub dir: &'a Utf8Path,
    pub table: &'a Table,
}

/// `workspace`: the path to the root that the copy belongs to; `None`: the copy is a workspace of its own.
pub fn make_standalone(
    own: &PlacedManifest<'_>,
    root: &PlacedManifest<'_>,
    workspace: Option<&Utf8Path>,
) -> Table {
    let shared = root.table.get("workspace").and_then(Value::as_table);
    let mut table = own.table.clone();
    for key in ["workspace", "patch", "replace", "profile", "lints"] {
        table.remove(key);
    }
    for key in ["package", "project"] {
        let Some(package) = table.get_mut(key).and_then(Value::as_table_mut) else { continue };
        package.remove("resolver");
        package.remove("workspace");
        if let Some(path) = workspace {
            package.insert("workspace".into(), Value::String(path.to_string()));
        }
        let shared = shared.and_then(|shared| shared.get("package")).and_then(Value::as_table);
        inherit_package(package, shared, own.dir, root.dir);
    }
    let shared = shared.and_then(|shared| shared.get("dependencies")).and_then(Value::as_table);
    let places = PathBases { own: own.dir, root: root.dir };
    inherit_dependencies(&mut table, shared, places);
    let platforms = table.get_mut("target").and_then(Value::as_table_mut);
    for (_, platform) in platforms.into_iter().flat_map(|platforms| platforms.iter_mut()) {
        if let Some(platform) = platform.as_table_mut() {
            inherit_dependencies(platform, shared, places);
        }
    }
    if workspace.is_none() {
        table.insert("workspace".into(), Value::Table(Table::new()));
    }
    table
}

/// Whether a value is `{ workspace = true }`.
fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// A key that the workspace lacks stays unchanged, so that cargo reports it.
fn inherit_package(package: &mut Table, shared: Option<&Table>, dir: &Utf8Path, root: &Utf8Path) {
    for (key, value) in package.iter_mut().filter(|(_, value)| is_inherited(value)) {
        let Some(inherited) = shared.and_then(|shared| shared.get(key)) else { continue };
        *value = match (key.as_str(), inherited) {
            ("readme" | "license-file", Value::String(path)) => {
                Value::String(relative_from(dir, &root.join(path)).into_string())
            }
            ("readme", Value::Boolean(true)) => {
                Value::String(relative_from(dir, &root.join("README.md")).into_string())
            }
            _ => inherited.clone(),
        };
    }
}

/// The folders that paths are relative to, in a manifest and in what it inherits.
#[derive(Clone, Copy)]
struct PathBases<'a> {
    own: &'a Utf8Path,
    root: &'a Utf8Path,
}

fn inherit_dependencies(table: &mut Table, shared: Option<&Table>, places: PathBases<'_>) {
    const NAMES: [&str; 5] =
        ["dependencies", "dev-dependencies", "dev_dependencies", "build-dependencies", "build_dependencies"];
    for name in NAMES {
        let dependencies = table.get_mut(name).and_then(Value::as_table_mut);
        for (name, dependency) in dependencies.into_iter().flat_map(|table| table.iter_mut()) {
            let mut start = places.own;
            let inherited = shared.and_then(|shared| shared.get(name)).filter(|_| is_inherited(dependency));
            if let Some(inherited) = inherited {
                *dependency = inherit_dependency(dependency, inherited);
                start = places.root;
            }
            if let Some(Value::String(path)) = dependency.get_mut("path") {
                *path = rebase_path(places.own, &start.join(&*path)).into_string();
            }
        }
    }
}

/// A path in the mirror, relative to a mirrored manifest.
fn rebase_path(dir: &Utf8Path, to: &Utf8Path) -> Utf8PathBuf {
    relative_from(&mirror_path(dir), &mirror_path(&normalize(to)))
}

/// Features are added up. Default features are off only if the workspace disables them and the member does not enable
/// them.
fn inherit_dependency(own: &Value, inherited: &Value) -> Value {
    let mut table = match inherited {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    let mut features: Vec<Value> = Vec::new();
    for value in [inherited, own] {
        features.extend(value.get("features").and_then(Value::as_array).into_iter().flatten().cloned());
    }
    if !features.is_empty() {
        table.insert("features".into(), Value::Array(features));
    }
    let default_features = own.get("default-features").or_else(|| own.get("default_features"));
    if default_features.and_then(Value::as_bool) == Some(true) {
        table.remove("default_features");
        table.insert("default-features".into(), Value::Boolean(true));
    }
    for key in ["optional", "public"] {
        if let Some(value) = own.get(key) {
            table.insert(key.into(), value.clone());
        }
    }
    Value::Table(table)
}

/// Writes a dependency with absolute paths for a manifest in `at`, a folder of the mirror.
pub fn write_dependency(dependency: &DependencyValue, at: &Utf8Path) -> Value {
    let detailed = match dependency {
        DependencyValue::Version(version) => return Value::String(version.clone()),
        DependencyValue::Detailed(detailed) => detailed,
    };
    let DetailedDependency {
        version, path, git, branch, tag, rev, registry, registry_index, package, ..
    } = &**detailed;
    let path = path.as_deref().map(|path| relative_from(at, &mirror_path(Utf8Path::new(path))).into_string());
    let texts = [
        ("version", version),
        ("path", &path),
        ("git", git),
        ("branch", branch),
        ("tag", tag),
        ("rev", rev),
        ("registry", registry),
        ("registry-index", registry_index),
        ("package", package),
    ];
    let mut table: Table = texts
        .into_iter()
        .filter_map(|(key, text)| Some((key.to_owned(), Value::String(text.clone()?))))
        .collect();
    if let Some(flag) = detailed.default_features() {
        table.insert("default-features".into(), Value::Boolean(flag));
    }
    if !detailed.features.is_empty() {
        let features = detailed.features.iter().cloned().map(Value::String).collect();
        table.insert("features".into(), Value::Array(features));
    }
    Value::Table(table)
}

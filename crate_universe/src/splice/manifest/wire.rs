//! The keys of Cargo.toml that matter for dependencies, features and targets, as serde reads them. Keys with two
//! spellings have a field for each, `old_...` for the one with underscores; `spelling.rs` decides which one applies.
//! See <https://doc.rust-lang.org/cargo/reference/manifest.html>.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct CargoManifest {
    pub package: Option<PackageTable>,
    /// [`CargoManifest::parse`] moves it to `package` if that is missing.
    pub project: Option<PackageTable>,
    #[serde(skip)]
    pub has_project: bool,
    pub workspace: Option<WorkspaceTable>,
    pub lib: Option<ManifestTarget>,
    pub bin: Option<Vec<ManifestTarget>>,
    pub example: Option<Vec<ManifestTarget>>,
    pub test: Option<Vec<ManifestTarget>>,
    pub bench: Option<Vec<ManifestTarget>>,
    pub features: BTreeMap<String, Vec<String>>,
    pub dependencies: DependencyTable,
    pub dev_dependencies: Option<DependencyTable>,
    #[serde(rename = "dev_dependencies")]
    pub old_dev_dependencies: Option<DependencyTable>,
    pub build_dependencies: Option<DependencyTable>,
    #[serde(rename = "build_dependencies")]
    pub old_build_dependencies: Option<DependencyTable>,
    pub target: BTreeMap<String, PlatformTables>,
    pub patch: BTreeMap<String, DependencyTable>,
    pub replace: DependencyTable,
    /// As TOML, since its tables are named by tools; `lints.rs` reads it.
    pub lints: Option<toml::Value>,
}

pub type DependencyTable = BTreeMap<String, DependencyValue>;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct PlatformTables {
    pub dependencies: DependencyTable,
    pub dev_dependencies: Option<DependencyTable>,
    #[serde(rename = "dev_dependencies")]
    pub old_dev_dependencies: Option<DependencyTable>,
    pub build_dependencies: Option<DependencyTable>,
    #[serde(rename = "build_dependencies")]
    pub old_build_dependencies: Option<DependencyTable>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct PackageTable {
    pub name: String,
    pub version: Option<InheritedValue<String>>,
    pub edition: Option<InheritedValue<String>>,
    pub authors: Option<InheritedValue<Vec<String>>>,
    pub description: Option<InheritedValue<String>>,
    pub homepage: Option<InheritedValue<String>>,
    pub repository: Option<InheritedValue<String>>,
    pub license: Option<InheritedValue<String>>,
    pub license_file: Option<InheritedValue<String>>,
    pub readme: Option<InheritedValue<TextOrFlag>>,
    pub rust_version: Option<InheritedValue<String>>,
    pub links: Option<String>,
    pub build: Option<TextOrFlag>,
    pub autolib: Option<bool>,
    pub autobins: Option<bool>,
    pub autoexamples: Option<bool>,
    pub autotests: Option<bool>,
    pub autobenches: Option<bool>,
    pub resolver: Option<String>,
    /// The folder of the workspace's root, if it is not a parent folder.
    pub workspace: Option<String>,
    /// For tools other than cargo.
    pub metadata: Option<serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct WorkspaceTable {
    pub members: Vec<String>,
    pub exclude: Vec<String>,
    pub resolver: Option<String>,
    pub package: WorkspacePackageTable,
    pub dependencies: DependencyTable,
    pub lints: Option<toml::Value>,
}

/// What members may inherit. See <https://doc.rust-lang.org/cargo/reference/workspaces.html#the-package-table>.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct WorkspacePackageTable {
    pub version: Option<String>,
    pub edition: Option<String>,
    pub authors: Option<Vec<String>>,
    pub description: Option<String>,
    pub homepage: Option<String>,
    pub repository: Option<String>,
    pub license: Option<String>,
    pub license_file: Option<String>,
    pub readme: Option<TextOrFlag>,
    pub rust_version: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ManifestTarget {
    pub name: Option<String>,
    pub path: Option<String>,
    pub edition: Option<String>,
    pub test: Option<bool>,
    pub bench: Option<bool>,
    pub doctest: Option<bool>,
    pub harness: Option<bool>,
    pub proc_macro: Option<bool>,
    #[serde(rename = "proc_macro")]
    pub old_proc_macro: Option<bool>,
    pub crate_type: Option<Vec<String>>,
    #[serde(rename = "crate_type")]
    pub old_crate_type: Option<Vec<String>>,
    pub required_features: Option<Vec<String>>,
}

impl ManifestTarget {
    /// What cargo compiles an example to.
    pub fn example_types(&self) -> Vec<String> {
        let types = self.crate_type.as_deref().unwrap_or_default();
        match types {
            [] => vec!["bin".to_owned()],
            types => types.to_vec(),
        }
    }

    /// Whether cargo compiles an example for the host, because it is a proc macro in either form.
    pub fn host_example(&self) -> bool {
        let types = self.crate_type.as_deref().unwrap_or_default();
        self.proc_macro.unwrap_or_else(|| types.iter().any(|kind| kind == "proc-macro"))
    }

    /// The same for a test or a bench, which has no crate type.
    pub fn host_test(&self) -> bool {
        self.proc_macro == Some(true)
    }
}

/// A value, or `{ workspace = true }`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum InheritedValue<T> {
    Value(T),
    Workspace {},
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum TextOrFlag {
    Flag(bool),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum DependencyValue {
    Version(String),
    Detailed(Box<DetailedDependency>),
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct DetailedDependency {
    pub version: Option<String>,
    pub path: Option<String>,
    pub git: Option<String>,
    pub branch: Option<String>,
    pub tag: Option<String>,
    pub rev: Option<String>,
    pub registry: Option<String>,
    pub registry_index: Option<String>,
    pub package: Option<String>,
    pub optional: Option<bool>,
    pub default_features: Option<bool>,
    #[serde(rename = "default_features")]
    pub old_default_features: Option<bool>,
    pub features: Vec<String>,
    pub workspace: Option<bool>,
    pub artifact: Option<toml::Value>,
    /// Whether an artifact dependency is also used as a library.
    pub lib: Option<bool>,
}

//! The wire format of request.json, format 1: what the extension and the crates_vendor rule write, raw values as the
//! user gave them. Nothing is decided here; `input/mod.rs` makes a [`Config`](super::Config) of it.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::error::TagRef;

/// The number that this program reads; Starlark writes it.
pub const FORMAT: u32 = 1;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    #[expect(dead_code, reason = "checked before anything else is read")]
    pub format: u32,
    pub hub: String,
    pub manifests: Vec<File>,
    pub cargo_lockfile: Option<File>,
    pub cargo_config: Option<File>,
    /// Facts of packages that are committed beside Cargo.lock.
    pub lockfile: Option<File>,
    pub skip_cargo_lockfile_overwrite: bool,
    pub strip_internal_dependencies_from_cargo_lockfile: bool,
    /// The variables that the user has set for this program; none: those of its own environment.
    pub environment: Option<BTreeMap<String, String>>,
    /// Whether an earlier run for the same evaluation has updated the lock.
    pub repinned: bool,
    /// The module that the hub belongs to, where that is not the root module.
    pub owner: Option<String>,
    pub supported_platform_triples: Vec<String>,
    /// Triple -> config label.
    pub platform_labels: BTreeMap<String, String>,
    /// Triple, or `*` for all -> cfg values as rustc prints them.
    pub rustc_cfgs: BTreeMap<String, Vec<String>>,
    /// JSON files of triples that rustc has no name for.
    pub target_specs: Vec<File>,
    pub generate_binaries: bool,
    pub generate_build_scripts: bool,
    pub feature_scope: FeatureScope,
    pub host_features: HostFeatures,
    pub dev_features: bool,
    pub annotations: Vec<Annotation>,
    pub specs: Vec<Spec>,
    pub splicing_config: Option<SplicingConfig>,
    /// `//:MODULE.bazel` of the main repository.
    pub main: Option<File>,
    pub unused_annotations: Unused,
    /// Names of packages, or `*` for all.
    pub use_metadata_of: Vec<String>,
    pub render_config: Option<RenderConfig>,
    /// Whether macros give the members that a member depends on.
    pub member_deps: bool,
    pub isolated: bool,
    pub cargo: Utf8PathBuf,
    pub rustc: Utf8PathBuf,
    pub cargo_home: Option<Utf8PathBuf>,
    pub rules_rust: RulesRust,
    pub repo_names: RepoNames,
    pub vendor: Option<Vendor>,
    /// The folder of the facts cache.
    pub facts_cache: Option<Utf8PathBuf>,
    /// What was downloaded for this request: checksum -> a `.crate` file, source of a registry -> its config.json.
    pub crate_files: BTreeMap<String, Utf8PathBuf>,
    /// Registry, by name or index -> the addresses that come before its own.
    pub mirrors: BTreeMap<String, Vec<String>>,
    /// A hub whose targets this one has where they are the same.
    pub share_with: Option<ShareWith>,
    /// Whether the caller will download what is missing and ask again.
    pub may_download: bool,
}

/// A file that the user named by label.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub label: String,
    pub path: Utf8PathBuf,
}

/// One `crate.annotation`, or one `crate.annotation_select`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annotation {
    /// The tag that said it, where a tag did.
    pub tag: Option<TagRef>,
    #[serde(rename = "crate")]
    pub package: String,
    pub version: String,
    /// Field -> value; see `input/fields.rs`.
    pub values: BTreeMap<String, Json>,
    pub selects: Vec<Select>,
}

/// What holds on some platforms only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Select {
    /// Triples, `cfg(...)` expressions, or config labels.
    pub keys: Vec<String>,
    pub values: BTreeMap<String, Json>,
}

/// One `crate.spec`. An attribute that the user left alone is the empty string.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The tag that said it, where a tag did.
    pub tag: Option<TagRef>,
    pub values: SpecValues,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpecValues {
    pub package: String,
    pub package_alias: String,
    pub version: String,
    pub git: String,
    pub branch: String,
    pub tag: String,
    pub rev: String,
    pub path: String,
    pub registry: String,
    pub features: Vec<String>,
    pub default_features: bool,
    pub artifact: String,
    pub lib: bool,
}

/// Default features are on unless they are turned off.
impl Default for SpecValues {
    fn default() -> SpecValues {
        let text = String::new;
        SpecValues {
            package: text(),
            package_alias: text(),
            version: text(),
            git: text(),
            branch: text(),
            tag: text(),
            rev: text(),
            path: text(),
            registry: text(),
            features: Vec::new(),
            default_features: true,
            artifact: text(),
            lib: false,
        }
    }
}

/// One `crate.splicing_config`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplicingConfig {
    /// The tag that said it, where a tag did.
    pub tag: Option<TagRef>,
    pub resolver_version: String,
}

/// What is done about an annotation that matches no package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unused {
    Error,
    Warning,
}

/// What `crate.render_config`, or the function of that name, was given; what is empty was left alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RenderConfig {
    pub tag: Option<TagRef>,
    pub build_file_template: String,
    pub crate_alias_template: String,
    pub crate_label_template: String,
    pub crate_repository_template: String,
    pub crates_module_template: String,
    /// Of the function only: a mode, or the label of a file with the rule's name after it.
    pub default_alias_rule: String,
    pub default_alias_rule_bzl: Option<String>,
    pub default_alias_rule_name: String,
    pub default_package_name: String,
    pub generate_cargo_toml_env_vars: bool,
    pub generate_rules_license_metadata: bool,
    pub generate_target_compatible_with: bool,
    pub incompatible_no_root_alias_targets: bool,
    pub platforms_template: String,
    pub regen_command: String,
    pub vendor_mode: String,
}

impl Default for RenderConfig {
    fn default() -> Self {
        RenderConfig {
            tag: None,
            build_file_template: String::new(),
            crate_alias_template: String::new(),
            crate_label_template: String::new(),
            crate_repository_template: String::new(),
            crates_module_template: String::new(),
            default_alias_rule: String::new(),
            default_alias_rule_bzl: None,
            default_alias_rule_name: String::new(),
            default_package_name: String::new(),
            generate_cargo_toml_env_vars: true,
            generate_rules_license_metadata: false,
            generate_target_compatible_with: true,
            incompatible_no_root_alias_targets: false,
            platforms_template: String::new(),
            regen_command: String::new(),
            vendor_mode: String::new(),
        }
    }
}

/// The rules_rust at hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesRust {
    pub version: String,
    /// Triple -> constraint values of its `//rust/platform` setting.
    pub platforms: BTreeMap<String, Vec<String>>,
}

/// Apparent names, with their `@`, that generated files use.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepoNames {
    pub crate_universe: String,
    pub rules_license: String,
    pub rules_rust: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    pub mode: Mode,
    /// The label of the crates_vendor target.
    pub target: String,
    pub vendor_path: String,
    pub vendor_platforms: VendorPlatforms,
    /// The configuration file of cargo that is to lead to the tree, from the root of the workspace; empty: none.
    pub source_config: String,
}

/// What crates_vendor writes beside BUILD files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// BUILD files in the workspace, and a macro that declares the repositories.
    Remote,
    /// The same in a repository of its own: what the repository rule `crates_repository` is.
    Repository,
    /// As `Remote`, with the packages themselves in the workspace: `.crate` files, and folders of git packages.
    Tarball,
    /// BUILD files beside the sources of packages, in the workspace.
    Local,
}

impl Mode {
    /// As the user writes it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Remote => "remote",
            Mode::Repository => "repository",
            Mode::Tarball => "tarball",
            Mode::Local => "local",
        }
    }

    /// Whether packages are written, from which cargo builds, too.
    pub fn keeps_packages(self) -> bool {
        matches!(self, Mode::Tarball | Mode::Local)
    }
}

/// Which packages a tree holds in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VendorPlatforms {
    /// Those that the chosen triples need.
    Chosen,
    /// All that are locked.
    All,
}

/// What a package that Cargo builds for the host as well as for the target has in either configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostFeatures {
    TargetExact,
    Union,
    Variants,
}

/// Whose features a crate has that several members of the workspace use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeatureScope {
    /// Those that all members ask for together.
    Workspace,
    /// Those of each member.
    Member,
}

/// Another hub, and the plan that was made for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareWith {
    pub hub: String,
    pub plan: Utf8PathBuf,
}

//! The format of request.json, version 1, which the extension and the crates_vendor rule write. Values are as the user
//! set them; `input/mod.rs` turns them into a [`HubConfig`](super::HubConfig).

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::error::TagRef;

use super::attributes::{AttributeTable, RequestFile};
use super::hub_attributes::HubAttributes;
use super::render_options::RenderOptions;
use super::spec_attributes::SpecAttributes;

/// The version of the format; Starlark writes it, too.
pub const FORMAT: u32 = 1;

type Entries = serde_json::Map<String, Json>;

/// Everything but the attributes of the hub.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    #[expect(dead_code, reason = "checked before anything else is read")]
    pub format: u32,
    pub hub: String,
    /// The variables that the user set for this program; `None`: those of the process.
    pub environment: Option<BTreeMap<String, String>>,
    /// Whether an earlier run of the same evaluation has updated the Cargo.lock.
    pub repinned: bool,
    /// The module that the hub belongs to, if it is not the root module.
    pub owner: Option<String>,
    pub annotations: Vec<RequestAnnotation>,
    pub specs: Vec<RequestSpec>,
    pub splicing_config: Option<SplicingConfig>,
    /// `//:MODULE.bazel` of the main repository.
    pub main: Option<RequestFile>,
    pub render_config: Option<RequestRenderConfig>,
    pub cargo: Utf8PathBuf,
    pub rustc: Utf8PathBuf,
    pub cargo_home: Option<Utf8PathBuf>,
    pub rules_rust: RulesRust,
    pub repo_names: RepoNames,
    pub vendor: Option<RequestVendor>,
    /// The folder of the facts cache.
    pub facts_cache: Option<Utf8PathBuf>,
    /// Downloads for this request: checksum -> a `.crate` file, source of a registry -> its config.json.
    pub crate_files: BTreeMap<String, Utf8PathBuf>,
    /// A hub whose targets this one reuses if they are the same.
    pub share_with: Option<ShareWith>,
    /// Whether the caller will download missing files and run this program again.
    pub may_download: bool,
}

/// In a request, the attributes of the hub are among the other keys.
pub fn parse(text: &str) -> serde_json::Result<(Request, HubAttributes)> {
    let mut entries: Entries = serde_json::from_str(text)?;
    let attributes = HubAttributes::NAMES.iter().filter_map(|name| entries.remove_entry(*name)).collect();
    Ok((serde_json::from_value(Json::Object(entries))?, serde_json::from_value(Json::Object(attributes))?))
}

/// One `crate.annotation`, or one `crate.annotation_select`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestAnnotation {
    /// The tag, if it comes from one.
    pub tag: Option<TagRef>,
    #[serde(rename = "crate")]
    pub package: String,
    pub version: String,
    /// Field -> value; see `input/fields.rs`.
    pub values: BTreeMap<String, Json>,
    pub selects: Vec<AnnotationSelect>,
}

/// Values for some platforms only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnotationSelect {
    /// Triples, `cfg(...)` expressions, or config labels.
    pub keys: Vec<String>,
    pub values: BTreeMap<String, Json>,
}

/// One `crate.spec`. An unset attribute is the empty string.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestSpec {
    /// The tag, if it comes from one.
    pub tag: Option<TagRef>,
    pub values: SpecAttributes,
}

/// One `crate.splicing_config`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplicingConfig {
    /// The tag, if it comes from one.
    pub tag: Option<TagRef>,
    pub resolver_version: String,
}

/// `crate.render_config`, or the function of that name.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "Entries")]
pub struct RequestRenderConfig {
    /// The tag, if it comes from one.
    pub tag: Option<TagRef>,
    pub options: RenderOptions,
}

/// In a request, the tag is among the options.
impl TryFrom<Entries> for RequestRenderConfig {
    type Error = serde_json::Error;

    fn try_from(mut entries: Entries) -> serde_json::Result<RequestRenderConfig> {
        Ok(RequestRenderConfig {
            tag: entries.remove("tag").map(serde_json::from_value).transpose()?.flatten(),
            options: serde_json::from_value(Json::Object(entries))?,
        })
    }
}

/// The rules_rust in use.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesRust {
    pub version: String,
    /// Triple -> constraint values of its `//rust/platform` setting.
    pub platforms: BTreeMap<String, Vec<String>>,
}

/// The apparent repository names, with `@`, for generated files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepoNames {
    pub crate_universe: String,
    pub rules_license: String,
    pub rules_rust: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestVendor {
    pub mode: VendorMode,
    /// The label of the crates_vendor target.
    pub target: String,
    pub vendor_path: String,
    pub vendor_platforms: VendorPlatforms,
    /// The configuration file of cargo that should name the tree, relative to the root of the workspace. Empty: none.
    pub source_config: String,
}

/// What crates_vendor writes in addition to BUILD files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VendorMode {
    /// BUILD files in the workspace, and a macro that declares the repositories.
    Remote,
    /// The same in a separate repository: the repository rule `crates_repository`.
    Repository,
    /// As `Remote`, with the packages in the workspace: `.crate` files, and folders for git packages.
    Tarball,
    /// BUILD files beside the sources of packages, in the workspace.
    Local,
}

impl VendorMode {
    /// The mode as the user writes it.
    pub fn name(self) -> &'static str {
        match self {
            VendorMode::Remote => "remote",
            VendorMode::Repository => "repository",
            VendorMode::Tarball => "tarball",
            VendorMode::Local => "local",
        }
    }

    /// Whether the tree contains the packages, so that cargo builds from it, too.
    pub fn keeps_packages(self) -> bool {
        matches!(self, VendorMode::Tarball | VendorMode::Local)
    }
}

/// Which packages a tree contains in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VendorPlatforms {
    /// Those that the chosen platforms need.
    Chosen,
    /// All packages in Cargo.lock.
    All,
}

/// Another hub, and its plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareWith {
    pub hub: String,
    pub plan: Utf8PathBuf,
}

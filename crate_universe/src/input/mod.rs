//! Turns a request into a checked [`HubConfig`]. Manifests are not read here: of all files that a request names, this room
//! only reads target specs and files of annotations. It does not run cargo.

pub mod annotations;
pub mod attributes;
mod canonical;
mod declared;
mod facts;
pub mod fields;
pub mod hub_attributes;
pub mod package_metadata;
pub mod patches;
pub mod render_config;
pub mod render_options;
pub mod repin;
pub mod repin_command;
mod request;
mod request_paths;
pub mod spec_attributes;
mod specs;
pub mod template;
pub mod value;
mod vendor;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::label::Label;

use annotations::CrateAnnotation;
use attributes::RequestFile;
pub use facts::{AskCargo, FactSources, FactsFile};
use fields::Release;
use hub_attributes::HubAttributes;
pub use hub_attributes::{FeatureScope, HostFeatures, UnusedAnnotations};
use package_metadata::PackageMetadata;
use patches::PatchFiles;
use render_config::RenderSettings;
use repin::{RepinEnvironment, RepinUpdate};
use repin_command::RepinCommand;
use request::{FORMAT, Request, RulesRust};
pub use request::{RepoNames, VendorMode, VendorPlatforms};
pub use request_paths::absolute;
use request_paths::{label, substitute};
pub use specs::{CrateSpec, SpecSource, WantedTargets};
use template::NameTemplate;
pub use vendor::VendorConfig;

/// Everything that a hub is made from, checked.
#[derive(Debug)]
pub struct HubConfig {
    pub hub: String,
    /// As the user set them. Values that need checks or lookups are in the fields below.
    pub attributes: HubAttributes,
    pub manifests: Vec<Utf8PathBuf>,
    pub specs: Vec<CrateSpec>,
    /// Cargo's name for the resolver of a workspace whose root is not a manifest.
    pub resolver: Option<String>,
    pub lock: Option<Utf8PathBuf>,
    /// The command that brings the lock up to date.
    pub repin: RepinCommand,
    pub repinning: RepinSettings,
    /// The root folder of the Bazel repository of the manifests, which packages are named relative to.
    pub repository_dir: Utf8PathBuf,
    /// The root folder of the main repository, if it is known.
    pub main_dir: Option<Utf8PathBuf>,
    /// The repository of the manifests, with its `@@`.
    pub repository: String,
    pub toolchain: Toolchain,
    pub choice: PlatformChoice,
    pub features: FeatureChoice,
    pub annotations: Vec<CrateAnnotation>,
    pub patches: PatchFiles,
    pub package_metadata: PackageMetadata,
    pub rules_rust: Release,
    pub render: RenderSettings,
    pub repo_names: RepoNames,
    pub facts: FactSources,
    pub shared_hub: Option<SharedHub>,
    pub vendor: Option<VendorConfig>,
    /// Parts of the request without effect.
    pub warnings: Vec<String>,
}

/// What this run writes into the user's source tree.
#[derive(Debug)]
pub struct RepinSettings {
    /// `None`: the Cargo.lock is not updated.
    pub update: Option<RepinUpdate>,
    /// Whether a variable asks for an update of this hub by name, instead of all hubs.
    pub names_hub: bool,
    /// Whether Cargo.lock must stay as it is, because an earlier run has updated it or the user does not want it to be
    /// written.
    pub lock_stays: bool,
    /// Whether packages that are not from a registry are left out of the Cargo.lock.
    pub strip: bool,
    /// The module that the hub belongs to, if it is not the root module.
    pub owner: Option<String>,
}

/// cargo and rustc, and their environment.
#[derive(Clone, Debug, Default)]
pub struct Toolchain {
    /// `None`: `cargo` from the PATH.
    pub cargo: Option<Utf8PathBuf>,
    pub rustc: Option<Utf8PathBuf>,
    /// The CARGO_HOME to use; `None`: cargo's default.
    pub cargo_home: Option<Utf8PathBuf>,
    /// A configuration file in addition to those that cargo finds.
    pub config: Option<Utf8PathBuf>,
    /// Whether to print each call, and keep scratch folders.
    pub debug: bool,
    /// The folder in which cargo runs and finds its configuration, instead of the workspace.
    pub apart: Option<Utf8PathBuf>,
}

impl Toolchain {
    /// The CARGO_HOME that cargo would use.
    pub fn home(&self) -> Option<Utf8PathBuf> {
        self.cargo_home.clone().or_else(crate::user_home::cargo_home)
    }

    /// The cargo and rustc in the variables `CARGO` and `RUSTC`, else those from the PATH.
    pub fn from_environment() -> Toolchain {
        let named =
            |name| crate::disk::text_variable(name).filter(|value| !value.is_empty()).map(Utf8PathBuf::from);
        Toolchain { cargo: named("CARGO"), rustc: named("RUSTC"), ..Toolchain::default() }
    }
}

/// The platforms that the user chose.
#[derive(Debug)]
pub struct PlatformChoice {
    /// Empty: the default platforms.
    pub triples: Vec<String>,
    /// Triple -> config label that distinguishes it from triples with the same constraints.
    pub labels: BTreeMap<String, String>,
    /// Triple -> constraint values, for all triples that rules_rust has a setting for.
    pub rules_rust: BTreeMap<String, Vec<String>>,
    /// The release of rules_rust.
    pub release: Release,
    pub specs: Vec<TargetSpec>,
    /// Triple, or `*` for all -> cfg values that the user sets.
    pub cfgs: BTreeMap<String, Vec<String>>,
    /// The config label for triples that `labels` does not contain.
    pub template: Option<NameTemplate>,
}

/// A target spec. As in cargo, its triple is the file name without `.json`.
#[derive(Clone, Debug)]
pub struct TargetSpec {
    pub name: String,
    pub path: Utf8PathBuf,
    pub text: String,
}

impl TargetSpec {
    pub fn read(path: &Utf8Path) -> Result<TargetSpec> {
        let text = crate::disk::read_to_string(path).map_err(|error| {
            Error::new(Code::Read, format!("the target spec cannot be read: {error}")).at_path(path)
        })?;
        let name = path.file_stem().unwrap_or_default().to_owned();
        Ok(TargetSpec { name, path: path.to_owned(), text })
    }
}

/// Another hub whose targets this hub reuses if they are the same.
#[derive(Debug)]
pub struct SharedHub {
    pub hub: String,
    /// The text of its plan.json.
    pub plan: String,
}

/// How features are resolved.
#[derive(Clone, Copy, Debug)]
pub struct FeatureChoice {
    pub host: HostFeatures,
    pub scope: FeatureScope,
    /// Whether users write the BUILD files of path packages that are not members, as beside a vendored tree.
    pub paths_are_users: bool,
    /// Whether features count that only dev-dependencies of members enable.
    pub dev: bool,
}

/// Reads a request. `workspace_dir` replaces `${BUILD_WORKSPACE_DIRECTORY}` in the paths of crates_vendor.
pub fn read(path: &Utf8Path, workspace_dir: Option<&Utf8Path>) -> Result<HubConfig> {
    // A kept plan is found by the content of the request, wherever it is.
    let text = crate::disk::read_own_file(path).map_err(|error| {
        Error::new(Code::Request, format!("the request cannot be read: {error}")).at_path(path)
    })?;
    let (request, attributes) = parse(path, &text)?;
    config(request, attributes, workspace_dir).map_err(|error| {
        let has_place = error.has_location() || !error.tags().is_empty() || error.code() == Code::Repin;
        if has_place { error } else { error.at_path(path) }
    })
}

fn parse(path: &Utf8Path, text: &str) -> Result<(Request, HubAttributes)> {
    // The format is checked first, because a request of another format may have other fields.
    #[derive(serde::Deserialize)]
    struct RequestFormat {
        format: u32,
    }
    let wrong = |error: serde_json::Error| {
        Error::new(Code::Request, format!("the request is invalid: {error}")).at_path(path)
    };
    let numbered: RequestFormat = serde_json::from_str(text).map_err(wrong)?;
    if numbered.format != FORMAT {
        let what =
            format!("the request has format {}, but this program reads format {FORMAT}", numbered.format);
        return Err(Error::new(Code::Request, what)
            .at_path(path)
            .note("the crate_universe module and its program have different versions")
            .help("unset CARGO_BAZEL_GENERATOR_URL, or set it to the program of this version"));
    }
    request::parse(text).map_err(wrong)
}

fn config(
    mut request: Request,
    attributes: HubAttributes,
    workspace_dir: Option<&Utf8Path>,
) -> Result<HubConfig> {
    let place = |path: &Utf8Path| substitute(path, workspace_dir);
    // A hub without manifests belongs to the main repository.
    let Some(first) = attributes.manifests.first().or(request.main.as_ref()) else {
        return Err(no_manifest());
    };
    let label = label(&first.label)?;
    let repository_dir = repository_dir(&label, &place(&first.path));
    let main_dir = request.main.as_ref().and_then(|file| Some(place(&file.path).parent()?.to_owned()));
    let vendor = request
        .vendor
        .as_ref()
        .map(|vendor| vendor::read(vendor, workspace_dir, &repository_dir))
        .transpose()?;
    let path_of = |file: &RequestFile| place(&file.path);
    let target_specs = attributes.target_specs.iter().map(|file| TargetSpec::read(&path_of(file)));
    let target_specs = target_specs.collect::<Result<_>>()?;
    let environment = request.environment.clone().map_or_else(RepinEnvironment::own, RepinEnvironment::given);
    let repin = repin_command(&request);
    let repinning = repinning(&request, &attributes, &environment)?;
    let lockfile = lockfile(&request, &repinning, &repin, attributes.lockfile.as_ref().map(path_of));
    let facts = facts(&mut request, &attributes, lockfile);
    let (render, mut warnings) = render_config::read(&request, &label.repository)?;
    let (specs, ignored) = specs::read(&request.specs, main_dir.as_deref().unwrap_or(&repository_dir))?;
    warnings.extend(ignored);
    warnings.extend(canonical::warnings(&request));
    let isolated = environment.isolated().unwrap_or(attributes.isolated);
    let cargo_config = attributes.cargo_config.as_ref().map(path_of);
    let toolchain = toolchain(&request, isolated, environment.debug(), cargo_config);
    Ok(HubConfig {
        resolver: request.splicing_config.as_ref().map(resolver).transpose()?,
        specs,
        manifests: attributes.manifests.iter().map(path_of).collect(),
        lock: attributes.cargo_lockfile.as_ref().map(path_of),
        repository_dir,
        main_dir,
        repository: label.repository,
        toolchain,
        choice: choice(&mut request.rules_rust, &attributes, target_specs, &render),
        features: features(&attributes, vendor.as_ref()),
        annotations: annotations::read(&request.annotations, &request.rules_rust.version, workspace_dir)?,
        patches: patches::read(&request.annotations, workspace_dir)?,
        package_metadata: PackageMetadata::new(&attributes.use_metadata_of),
        rules_rust: fields::release(&request.rules_rust.version),
        render,
        repo_names: request.repo_names,
        facts,
        repin,
        repinning,
        shared_hub: request.share_with.as_ref().map(shared_hub).transpose()?,
        vendor,
        warnings,
        hub: request.hub,
        attributes,
    })
}

fn shared_hub(other: &request::ShareWith) -> Result<SharedHub> {
    let plan = crate::disk::read_to_string(&other.plan).map_err(|error| {
        Error::new(Code::Read, format!("the plan of @{} cannot be read: {error}", other.hub))
            .at_path(&other.plan)
    })?;
    Ok(SharedHub { hub: other.hub.clone(), plan })
}

fn features(attributes: &HubAttributes, vendor: Option<&VendorConfig>) -> FeatureChoice {
    FeatureChoice {
        host: attributes.host_features,
        scope: attributes.feature_scope,
        paths_are_users: vendor.is_some_and(|vendor| vendor.mode == VendorMode::Local),
        dev: attributes.dev_features,
    }
}

fn choice(
    rules_rust: &mut RulesRust,
    attributes: &HubAttributes,
    specs: Vec<TargetSpec>,
    render: &RenderSettings,
) -> PlatformChoice {
    PlatformChoice {
        triples: attributes.supported_platform_triples.clone(),
        labels: attributes.platform_labels.clone(),
        release: fields::release(&rules_rust.version),
        rules_rust: std::mem::take(&mut rules_rust.platforms),
        specs,
        cfgs: attributes.rustc_cfgs.clone(),
        template: render.platforms.clone(),
    }
}

fn facts(request: &mut Request, attributes: &HubAttributes, lockfile: Option<FactsFile>) -> FactSources {
    FactSources {
        cache: request.facts_cache.take(),
        lockfile,
        crate_files: std::mem::take(&mut request.crate_files),
        mirrors: attributes.mirrors.clone(),
        may_download: request.may_download,
        addresses: true,
        ask: AskCargo::Needed,
        all_features: !attributes.feature_sets.is_empty(),
        metadata: PackageMetadata::new(&attributes.use_metadata_of),
    }
}

fn no_manifest() -> Error {
    Error::new(Code::ManifestMissing, "no manifest is listed")
        .help("list the root manifest of the workspace: manifests = [\"//:Cargo.toml\"]")
}

fn repository_dir(label: &Label, file: &Utf8Path) -> Utf8PathBuf {
    let beside = || file.parent().map(Utf8Path::to_owned);
    label.repository_dir(file).or_else(beside).unwrap_or_default()
}

fn toolchain(request: &Request, isolated: bool, debug: bool, config: Option<Utf8PathBuf>) -> Toolchain {
    // By default, the folder that the extension uses.
    let home = || FactSources::from_environment().cache.map(|cache| cache.join("cargo_home"));
    Toolchain {
        cargo: Some(absolute(&request.cargo)),
        rustc: Some(absolute(&request.rustc)),
        cargo_home: request.cargo_home.clone().or_else(home).filter(|_| isolated),
        config,
        debug,
        apart: None,
    }
}

fn repin_command(request: &Request) -> RepinCommand {
    let vendor = request.vendor.as_ref().filter(|vendor| vendor.mode != VendorMode::Repository);
    let hub = request.hub.clone();
    match (vendor, &request.owner) {
        (Some(vendor), _) => RepinCommand::Vendor {
            target: vendor.target.trim_start_matches('@').to_owned(),
            keeps_packages: vendor.mode.keeps_packages(),
        },
        (None, None) => RepinCommand::Hub { hub },
        (None, Some(module)) => RepinCommand::HubOfModule { hub, module: module.clone() },
    }
}

fn lockfile(
    request: &Request,
    repinning: &RepinSettings,
    repin: &RepinCommand,
    path: Option<Utf8PathBuf>,
) -> Option<FactsFile> {
    // Every run of a vendored hub rewrites the file.
    let vendors = request.vendor.as_ref().is_some_and(|vendor| vendor.mode != VendorMode::Repository);
    let rewrite = repinning.update.is_some() || vendors;
    path.map(|path| FactsFile { path, rewrite, repin: repin.to_string() })
}

fn repinning(
    request: &Request,
    attributes: &HubAttributes,
    environment: &RepinEnvironment,
) -> Result<RepinSettings> {
    Ok(RepinSettings {
        update: environment.update(&request.hub)?,
        names_hub: environment.names_hub(),
        lock_stays: request.repinned || attributes.skip_cargo_lockfile_overwrite,
        strip: attributes.strip_internal_dependencies_from_cargo_lockfile,
        owner: request.owner.clone(),
    })
}

fn resolver(config: &request::SplicingConfig) -> Result<String> {
    if ["1", "2", "3"].contains(&config.resolver_version.as_str()) {
        return Ok(config.resolver_version.clone());
    }
    let what = format!("unknown resolver version \"{}\"", config.resolver_version);
    let error = Error::new(Code::Splicing, what).help("set resolver_version = \"1\", \"2\" or \"3\"");
    Err(config.tag.iter().fold(error, Error::with_tag))
}

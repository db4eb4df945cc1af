//! plan.json, format 1: every repository that the module extension declares, as the name of a rule with its
//! attributes. Starlark needs no further knowledge.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Write};

use camino::Utf8PathBuf;
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::error::{Code, Error, Result, TagRef};
use crate::input::HubConfig;
use crate::plain_text;
use crate::plan::{GitCheckout, HubNames, HubPlan, Spoke};
use crate::resolve::MissingDownload;
use crate::resolve::packages::LockedPackages;

use super::hub::CfgPackage;
use super::repository::{RepositoryAttrs, RepositoryCall, repository_call};
use super::style::{FileSet, HubStyle};
use super::{crates, hub, shared_hub, spoke, vendored_hub};

/// The format number, which Starlark checks first.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct PlanJson<'a> {
    format: u32,
    repositories: RepositoryEntries<'a>,
    watch: &'a [Utf8PathBuf],
    watch_dirs: &'a [Utf8PathBuf],
    #[serde(serialize_with = "serialize_warnings")]
    warnings: &'a [String],
    /// Omitted if true. If false, the same inputs may give another plan.
    #[serde(skip_serializing_if = "Clone::clone")]
    reproducible: bool,
    /// Files to download. If there are any, the plan has no repositories.
    missing: &'a [MissingDownload],
}

/// The hub, then its spokes. Each BUILD file is rendered just before it is written and then freed, since all of them
/// together would take most of the program's memory.
enum RepositoryEntries<'a> {
    None,
    /// `spokes`: the repositories that are declared beside the hub.
    Hub {
        style: &'a HubStyle<'a>,
        plan: &'a HubPlan,
        files: FileSet,
        /// The BUILD file of the repository with the conditions, if there is one.
        conditions: Option<String>,
        spokes: &'a [Spoke],
        /// The BUILD files of spokes that are aliases of another hub's.
        shared: BTreeMap<String, String>,
    },
}

impl Serialize for RepositoryEntries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        if let RepositoryEntries::Hub { style, plan, files, conditions, spokes, shared: of_others } = self {
            list.serialize_element(&RepositoryCall {
                rule: "hub",
                name: style.hub,
                attrs: RepositoryAttrs::Hub { files, packages: hub::alias_packages(plan) },
            })?;
            if let Some(build_file_content) = conditions {
                list.serialize_element(&RepositoryCall {
                    rule: vendored_hub::CONDITIONS_RULE,
                    name: &style.conditions_repository,
                    attrs: RepositoryAttrs::BuildFile { build_file_content },
                })?;
            }
            let shared = plan.checkouts.iter().filter(|_| !spokes.is_empty());
            for GitCheckout { repository, remote, commit, shallow_since } in shared {
                list.serialize_element(&RepositoryCall {
                    rule: "crate_git_checkout",
                    name: repository,
                    attrs: RepositoryAttrs::Checkout { commit, remote, shallow_since },
                })?;
            }
            for planned in *spokes {
                if let Some(build_file_content) = of_others.get(&planned.repository) {
                    list.serialize_element(&RepositoryCall {
                        rule: "crate_aliases",
                        name: &planned.repository,
                        attrs: RepositoryAttrs::BuildFile { build_file_content },
                    })?;
                    continue;
                }
                let text =
                    spoke::render_build_file(style, &plan.conditions, planned).map_err(S::Error::custom)?;
                list.serialize_element(&repository_call(planned, &text))?;
            }
        }
        list.end()
    }
}

fn hub_files(style: &HubStyle<'_>, plan: &HubPlan) -> Result<FileSet> {
    let mut files = crates::render_files(style, plan, "", None)?;
    let exported: Vec<String> = files.keys().filter(|path| !path.contains('/')).cloned().collect();
    hub::join_files(&mut files, hub::sub_packages(style, plan, &[])?)?;
    hub::join_files(&mut files, hub::build_files(style, plan, &exported, CfgPackage::Aliases)?)?;
    hub::add_missing_build_files(style, &mut files)?;
    Ok(files)
}

pub fn plan_json(
    config: &HubConfig,
    style: &HubStyle<'_>,
    plan: &HubPlan,
    packages: &LockedPackages,
    warnings: &[String],
    out: &mut dyn Write,
) -> Result<()> {
    // A vendored hub declares its other repositories itself, in `crate_repositories()`.
    let (files, conditions, spokes) = match &config.vendor {
        Some(vendor) => (vendored_hub::render_files(style, vendor, plan)?, None, &[][..]),
        None => (hub_files(style, plan)?, Some(hub::conditions_file(style, plan)?), plan.spokes.as_slice()),
    };
    let shared = match (&config.shared_hub, &conditions) {
        (Some(other), Some(conditions)) => shared_hub::find_shared_files(style, plan, conditions, other)?,
        _ => BTreeMap::new(),
    };
    let plan = PlanJson {
        format: FORMAT,
        repositories: RepositoryEntries::Hub { style, plan, files, conditions, spokes, shared },
        watch: &packages.inputs.files,
        watch_dirs: &packages.inputs.dirs,
        warnings,
        reproducible: packages.committed,
        missing: &[],
    };
    write_json(&plan, out)
}

/// Bazel prints warnings unchanged, so control characters from packages are escaped here.
fn serialize_warnings<S: serde::Serializer>(
    warnings: &[String],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(warnings.iter().map(|warning| plain_text::strip_control_characters(warning)))
}

pub fn missing_json(missing: &[MissingDownload], warnings: &[String]) -> Result<String> {
    to_json(&PlanJson {
        format: FORMAT,
        repositories: RepositoryEntries::None,
        watch: &[],
        watch_dirs: &[],
        warnings,
        reproducible: true,
        missing,
    })
}

/// What Starlark needs to print an error with the places of its tags, or to declare a broken hub.
#[derive(Serialize)]
struct FailureJson<'a> {
    message: String,
    tags: &'a [TagRef],
    /// Whether the hub is declared despite the error, so that its `:repin` can be run.
    curable: bool,
    /// The names that users may expect: targets of the hub, files with macros, and other repositories.
    aliases: &'a BTreeSet<String>,
    modules: Vec<String>,
    repositories: &'a BTreeSet<String>,
    #[serde(flatten)]
    watch: &'a FilesToWatch,
    /// Whether an environment variable asked for a repin. The failure is then reported immediately.
    asked: bool,
    #[serde(serialize_with = "serialize_warnings")]
    warnings: &'a [String],
}

/// What may change so that the error is gone.
#[derive(Serialize)]
pub struct FilesToWatch {
    #[serde(rename = "watch")]
    pub files: BTreeSet<Utf8PathBuf>,
    #[serde(rename = "watch_dirs", skip_serializing_if = "Vec::is_empty")]
    pub dirs: Vec<Utf8PathBuf>,
}

/// `config`: `None` if the request cannot be read.
pub fn failure_json(
    error: &Error,
    config: Option<&HubConfig>,
    stubs: &HubNames,
    watch: &FilesToWatch,
    warnings: &[String],
) -> Result<String> {
    to_json(&FailureJson {
        message: error.to_string(),
        tags: error.tags(),
        curable: error.tags().is_empty() && error.code().is_fixed_by_repin(),
        aliases: &stubs.aliases,
        modules: config.map_or(Ok(Vec::new()), |config| crates::file_paths(&config.render).map(Vec::from))?,
        repositories: &stubs.repositories,
        watch,
        asked: config.is_some_and(|config| config.repinning.update.is_some()),
        warnings,
    })
}

fn to_json(plan: &impl Serialize) -> Result<String> {
    let mut bytes = Vec::new();
    write_json(plan, &mut bytes)?;
    String::from_utf8(bytes).map_err(|_| Error::new(Code::Internal, "JSON that is not UTF-8"))
}

fn write_json(plan: &impl Serialize, out: &mut dyn Write) -> Result<()> {
    let mut out = out;
    let written = serde_json::to_writer(&mut out, plan).map_err(std::io::Error::from);
    written.and_then(|()| out.write_all(b"\n")).map_err(|error| match error.kind() {
        // A value that has no text.
        ErrorKind::InvalidData | ErrorKind::Other => {
            Error::new(Code::Internal, format!("plan.json cannot be written as JSON: {error}"))
        }
        _ => Error::new(Code::Write, format!("a file cannot be written: {error}")),
    })
}

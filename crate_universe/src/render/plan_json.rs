//! plan.json, format 1: every repository that the module extension is to declare, as the rule's name and its
//! attributes. Starlark reads it without knowing more.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::error::{Code, Error, Result};
use crate::plan::{HubPlan, Origin, Spoke};
use crate::resolve::Download;
use crate::resolve::packages::Inputs;

use super::{Style, hub, spoke};

/// The number that Starlark checks first.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Plan<'a> {
    format: u32,
    repositories: Vec<Repository>,
    watch: &'a [camino::Utf8PathBuf],
    watch_dirs: &'a [camino::Utf8PathBuf],
    warnings: &'a [String],
    direct_deps: Vec<&'a str>,
    /// `.crate` files to download; where there are any, the plan is nothing else.
    missing: &'a [Download],
}

#[derive(Serialize)]
struct Repository {
    rule: &'static str,
    name: String,
    attrs: Json,
}

pub fn plan_json(style: &Style<'_>, plan: &HubPlan, inputs: &Inputs, warnings: &[String]) -> Result<String> {
    let files = hub::files(style, plan, "", &["defs.bzl".to_owned()])?;
    let mut repositories =
        vec![Repository { rule: "hub", name: style.hub.to_owned(), attrs: json!({ "files": files }) }];
    for planned in &plan.spokes {
        repositories.push(repository(planned, spoke::build_file(style, &plan.conditions, planned)?));
    }
    let plan = Plan {
        format: FORMAT,
        repositories,
        watch: &inputs.files,
        watch_dirs: &inputs.dirs,
        warnings,
        direct_deps: vec![style.hub],
        missing: &[],
    };
    json(&plan)
}

pub fn missing_json(missing: &[Download]) -> Result<String> {
    json(&Plan {
        format: FORMAT,
        repositories: Vec::new(),
        watch: &[],
        watch_dirs: &[],
        warnings: &[],
        direct_deps: Vec::new(),
        missing,
    })
}

fn json(plan: &Plan<'_>) -> Result<String> {
    serde_json::to_string(plan)
        .map(|text| text + "\n")
        .map_err(|error| Error::new(Code::Internal, format!("plan.json: {error}")))
}

fn repository(spoke: &Spoke, build_file_content: String) -> Repository {
    let name = spoke.repository.clone();
    match &spoke.origin {
        Origin::Archive { url, sha256, strip_prefix } => Repository {
            rule: "crate_archive",
            name,
            attrs: json!({
                "build_file_content": build_file_content,
                "sha256": sha256,
                "strip_prefix": strip_prefix,
                "type": "tar.gz",
                "urls": [url],
            }),
        },
        Origin::Git { remote, commit, strip_prefix } => Repository {
            rule: "crate_git",
            name,
            attrs: json!({
                "build_file_content": build_file_content,
                "commit": commit,
                "remote": remote,
                "strip_prefix": strip_prefix,
            }),
        },
        Origin::Directory { path } => Repository {
            rule: "crate_directory",
            name,
            attrs: json!({ "build_file_content": build_file_content, "path": path }),
        },
    }
}

//! The files of a vendored hub whose packages are repositories: BUILD files, and `crates.bzl`, which declares the
//! repositories.

use camino::Utf8Path;

use crate::error::Result;
use crate::input::{VendorConfig, VendorMode};
use crate::label;
use crate::plan::{HubPlan, Spoke, SpokeOrigin, SpokePatches};

use super::crates::{self, RepositoryMacros};
use super::hub::{self, CfgPackage};
use super::starlark::StarlarkExpr;
use super::style::{FileSet, HubStyle, path_of_label};
use super::{conditions, spoke};

/// The variable with the names of all conditions.
const CONDITIONS: &str = "conditions";

/// The rule for the repository with the conditions.
pub const CONDITIONS_RULE: &str = "crate_conditions";

pub fn render_files(style: &HubStyle<'_>, vendor: &VendorConfig, plan: &HubPlan) -> Result<FileSet> {
    let mut files = FileSet::new();
    for planned in &plan.spokes {
        let text = spoke::render_build_file(style, &plan.conditions, planned)?;
        hub::join_files(&mut files, FileSet::from([(build_file_path(style, planned)?, text)]))?;
    }
    let repositories = render_repositories(style, vendor, plan)?;
    hub::join_files(&mut files, crates::render_files(style, plan, &vendor.package, Some(&repositories))?)?;
    // Labels in repositories refer to these files, so they are exported.
    let mut exported: Vec<String> = files.keys().filter(|path| !path.contains('/')).cloned().collect();
    exported.push("BUILD.bazel".to_owned());
    exported.sort();
    hub::join_files(&mut files, hub::build_files(style, plan, &exported, CfgPackage::Conditions)?)?;
    let tags = if vendor.mode == VendorMode::Repository { &[] } else { hub::MANUAL };
    hub::join_files(&mut files, hub::sub_packages(style, plan, tags)?)?;
    hub::add_missing_build_files(style, &mut files)?;
    Ok(files)
}

fn build_file_path(style: &HubStyle<'_>, spoke: &Spoke) -> Result<String> {
    let version = spoke.version_in_key();
    path_of_label(&style.render.build_file.fill(&[("name", &spoke.name), ("version", version)]))
}

fn render_repositories(
    style: &HubStyle<'_>,
    vendor: &VendorConfig,
    plan: &HubPlan,
) -> Result<RepositoryMacros> {
    let label = |path: &str| {
        StarlarkExpr::Apply("Label", Box::new(StarlarkExpr::text(crates::file_label(&vendor.package, path))))
    };
    let mut rules = Vec::new();
    // Labels let a module bring its own tree. The folders in the tree are not Bazel packages.
    let within = |path: &str| {
        let label = StarlarkExpr::text(format!("//{}:{path}", vendor.package));
        (vendor.mode == VendorMode::Tarball).then(|| StarlarkExpr::Apply("Label", Box::new(label)))
    };
    let [crates_module, defs_module] = crates::file_paths(style.render)?;
    // A crate may be called like the package.
    let of_cfg = match plan.aliases.iter().any(|alias| alias.name == hub::CFG) {
        true => StarlarkExpr::Sum(vec![StarlarkExpr::Name(CONDITIONS), StarlarkExpr::texts([hub::CFG])]),
        false => StarlarkExpr::Name(CONDITIONS),
    };
    let hub = vec![
        ("name", StarlarkExpr::text(style.hub)),
        ("build_file", label("BUILD.bazel")),
        ("cfg_build_file", label("cfg/BUILD.bazel")),
        ("conditions", of_cfg),
        ("crates_module", label(&crates_module)),
        ("defs_module", label(&defs_module)),
        ("packages", StarlarkExpr::texts(hub::alias_packages(plan))),
    ];
    let mut statements = condition_statements(style, plan, label("cfg/BUILD.bazel"))?;
    rules.push(CONDITIONS_RULE);
    // In this mode, the files are already in the hub's repository.
    if vendor.mode != VendorMode::Repository {
        rules.push("crates_vendor_remote_repository");
        statements.push(StarlarkExpr::Call("crates_vendor_remote_repository", hub).to_text()?);
    }
    // A tree of archives contains folders instead of git repositories.
    for shared in plan.checkouts.iter().filter(|_| vendor.mode != VendorMode::Tarball) {
        let mut arguments = vec![
            ("name", StarlarkExpr::text(&shared.repository)),
            ("commit", StarlarkExpr::text(&shared.commit)),
            ("remote", StarlarkExpr::text(&shared.remote)),
        ];
        arguments.extend(text_attr("shallow_since", &shared.shallow_since));
        rules.push("crate_git_checkout");
        statements.push(StarlarkExpr::Call("crate_git_checkout", arguments).to_text()?);
    }
    for planned in &plan.spokes {
        let (rule, mut arguments) = repository_declaration(planned, vendor, &within);
        arguments.push(("name", StarlarkExpr::text(&planned.repository)));
        arguments.push(("build_file", label(&build_file_path(style, planned)?)));
        arguments.sort_by_key(|(name, _)| (*name != "name", *name));
        statements.push(StarlarkExpr::Call(rule, arguments).to_text()?);
        rules.push(rule);
    }
    rules.sort_unstable();
    rules.dedup();
    let direct = plan.direct.iter().map(|direct| {
        let arguments = vec![
            ("repo", StarlarkExpr::text(&direct.repository)),
            ("is_dev_dep", StarlarkExpr::Flag(direct.dev_only)),
        ];
        StarlarkExpr::Call("struct", arguments)
    });
    statements.push(format!("return {}", StarlarkExpr::List(direct.collect()).to_text()?));
    let statements = statements.iter().map(|statement| indent(statement)).collect();
    Ok(RepositoryMacros { rules, statements })
}

/// The variable with the names of all conditions, and the repository that shows those of the tree to crates.
fn condition_statements(
    style: &HubStyle<'_>,
    plan: &HubPlan,
    cfg_build_file: StarlarkExpr<'_>,
) -> Result<Vec<String>> {
    let names = StarlarkExpr::texts(conditions::public_names(plan)).to_text()?;
    let arguments = vec![
        ("name", StarlarkExpr::text(&style.conditions_repository)),
        ("cfg_build_file", cfg_build_file),
        ("conditions", StarlarkExpr::Name(CONDITIONS)),
    ];
    Ok(vec![format!("{CONDITIONS} = {names}"), StarlarkExpr::Call(CONDITIONS_RULE, arguments).to_text()?])
}

/// `within`: the label of a file in the tree, if the tree contains the packages.
fn repository_declaration<'a>(
    spoke: &'a Spoke,
    vendor: &VendorConfig,
    within: &dyn Fn(&str) -> Option<StarlarkExpr<'a>>,
) -> (&'static str, Vec<(&'static str, StarlarkExpr<'a>)>) {
    let archive = |place, sha256: &'a str, strip_prefix: &'a str, changes: &'a SpokePatches| {
        let place = within(&format!("{strip_prefix}.crate")).map_or(place, |label| ("file", label));
        let mut arguments = vec![
            place,
            ("sha256", StarlarkExpr::text(sha256)),
            ("strip_prefix", StarlarkExpr::text(strip_prefix)),
            ("type", StarlarkExpr::text("tar.gz")),
        ];
        arguments.extend(patch_attrs(changes, vendor));
        ("crate_archive", arguments)
    };
    let manifest = within(&format!("{}/Cargo.toml", spoke.key)).filter(|_| has_folder(spoke, vendor));
    if let Some(manifest) = manifest {
        return ("crate_directory", vec![("manifest", manifest)]);
    }
    match &spoke.origin {
        SpokeOrigin::Archive { urls, sha256, strip_prefix, patching: changes } => {
            archive(("urls", StarlarkExpr::texts(urls)), sha256, strip_prefix, changes)
        }
        SpokeOrigin::File { path, sha256, strip_prefix, patching: changes } => {
            let path = StarlarkExpr::text(path_from_workspace(path, vendor));
            archive(("path", path), sha256, strip_prefix, changes)
        }
        SpokeOrigin::Git { remote, commit, strip_prefix, shallow_since, checkout, patching: changes } => {
            let mut arguments = vec![
                ("commit", StarlarkExpr::text(commit)),
                ("remote", StarlarkExpr::text(remote)),
                ("strip_prefix", StarlarkExpr::text(strip_prefix)),
            ];
            arguments.extend(text_attr("checkout", checkout));
            arguments.extend(text_attr("shallow_since", shallow_since));
            arguments.extend(patch_attrs(changes, vendor));
            ("crate_git", arguments)
        }
        SpokeOrigin::Directory { path } => {
            ("crate_directory", vec![("path", StarlarkExpr::text(path_from_workspace(path, vendor)))])
        }
    }
}

/// Whether the tree contains the package of a spoke.
pub fn is_in_tree(spoke: &Spoke, vendor: &VendorConfig) -> bool {
    match vendor.mode {
        VendorMode::Local => true,
        VendorMode::Tarball => has_folder(spoke, vendor),
        VendorMode::Remote | VendorMode::Repository => false,
    }
}

/// Whether a tree of archives contains the folder of a package: those of git packages. If cargo's configuration
/// already replaces the source by this folder, the origin is a directory.
pub fn has_folder(spoke: &Spoke, vendor: &VendorConfig) -> bool {
    match &spoke.origin {
        SpokeOrigin::Git { .. } => true,
        SpokeOrigin::Directory { path } => *path == vendor.dir().join(&spoke.key),
        SpokeOrigin::Archive { .. } | SpokeOrigin::File { .. } => false,
    }
}

/// A path within the workspace must be relative, so that it is the same for every user.
fn path_from_workspace(path: &Utf8Path, vendor: &VendorConfig) -> String {
    path.strip_prefix(&vendor.workspace_dir).unwrap_or(path).as_str().replace('\\', "/")
}

fn text_attr<'a>(name: &'static str, text: &'a str) -> Option<(&'static str, StarlarkExpr<'a>)> {
    (!text.is_empty()).then(|| (name, StarlarkExpr::text(text)))
}

fn patch_attrs<'a>(
    patching: &'a SpokePatches,
    vendor: &VendorConfig,
) -> Vec<(&'static str, StarlarkExpr<'a>)> {
    let SpokePatches { patches, patch_args, patch_tool } = patching;
    // In the repository of a hub, `//` would refer to the hub itself.
    let main = if vendor.mode == VendorMode::Repository { "@" } else { "" };
    let labels = patches.iter().map(|patch| StarlarkExpr::text(label::resolve_from_repository(patch, main)));
    let labels = labels.map(|label| StarlarkExpr::Apply("Label", Box::new(label)));
    let arguments = [
        (!patches.is_empty(), "patches", StarlarkExpr::List(labels.collect())),
        (!patch_args.is_empty(), "patch_args", StarlarkExpr::texts(patch_args)),
        (!patch_tool.is_empty(), "patch_tool", StarlarkExpr::text(patch_tool)),
    ];
    arguments.into_iter().filter(|(is_set, ..)| *is_set).map(|(_, name, value)| (name, value)).collect()
}

/// Indents a statement for the body of a function. This is safe for every line, since newlines within strings are
/// escaped.
fn indent(statement: &str) -> String {
    statement.trim_end().replace('\n', "\n    ")
}

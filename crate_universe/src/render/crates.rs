//! `crates.bzl` of a hub, with the table behind its macros and, in a vendored hub, the declarations of its
//! repositories; and `defs.bzl`, its older name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::Result;
use crate::input::render_config::RenderSettings;
use crate::plan::{HubPlan, MacroTarget, MemberDependency, MemberTable};

use super::frame::FramePiece;
use super::member_packages::member_table;
use super::platform_cells::platform_entries;
use super::starlark::{DictEntries, LoadStatement, StarlarkExpr, format_statement};
use super::style::{FileSet, HubStyle, path_of_label};

/// The functions of `cargo_macros()` of crate_universe/cargo_package.bzl. Only `defs.bzl` has them, since they need rules
/// of rules_rust, and WORKSPACE files load `crates.bzl` before those are there.
pub const CARGO_MACROS: [&str; 6] =
    ["cargo_benches", "cargo_binaries", "cargo_examples", "cargo_library", "cargo_package", "cargo_tests"];

/// The functions that `make_hub()` of crate_universe/hub.bzl returns.
pub const MACROS: [ExportedName; 6] = [
    ("_aliases", "aliases"),
    ("_all_crate_deps", "all_crate_deps"),
    ("_crate_deps", "crate_deps"),
    ("_crate_edition", "crate_edition"),
    ("_crate_features", "crate_features"),
    ("_crate_version", "crate_version"),
];
/// What `defs.bzl` takes from `crates.bzl` for them.
const HUB_TABLES: &str = "hub_tables";
const CRATE_REPOSITORIES: ExportedName = ("_crate_repositories", "crate_repositories");

/// The name under which a re-exporting file loads a symbol, and the name under which it exports it.
pub type ExportedName = (&'static str, &'static str);

/// The repository declarations of a vendored hub.
pub struct RepositoryMacros {
    /// The repository rules that are used, sorted.
    pub rules: Vec<&'static str>,
    /// The body of `crate_repositories()`.
    pub statements: Vec<String>,
}

/// The paths of `crates.bzl` and `defs.bzl`, relative to the root of the hub.
pub fn file_paths(render: &RenderSettings) -> Result<[String; 2]> {
    let path = |file| path_of_label(&render.crates_module.fill(&[("file", file)]));
    Ok([path("crates.bzl")?, path("defs.bzl")?])
}

/// Both files. `package`: the Bazel package that contains the hub's files.
pub fn render_files(
    style: &HubStyle<'_>,
    plan: &HubPlan,
    package: &str,
    repositories: Option<&RepositoryMacros>,
) -> Result<FileSet> {
    let [crates, defs] = file_paths(style.render)?;
    let mut files = FileSet::new();
    files.insert(defs, self::render_defs(style, &file_label(package, &crates), repositories.is_some())?);
    files.insert(crates, render_table(style, plan, package, repositories)?);
    Ok(files)
}

/// The label of a file, given its path below the package of the hub's files. Each folder with such a file is a
/// package.
pub fn file_label(package: &str, path: &str) -> String {
    let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parts: Vec<&str> = [package, dir].into_iter().filter(|part| !part.is_empty()).collect();
    format!("//{}:{name}", parts.join("/"))
}

fn render_defs(style: &HubStyle<'_>, crates: &str, repositories: bool) -> Result<String> {
    let mut exported: Vec<ExportedName> =
        MACROS.into_iter().chain(repositories.then_some(CRATE_REPOSITORIES)).collect();
    exported.sort_unstable();
    let loaded = exported.iter().map(|(local, name)| (*local, StarlarkExpr::text(*name)));
    let of_cargo = ("_hub_tables", StarlarkExpr::text(HUB_TABLES));
    let loaded = loaded.chain([of_cargo]);
    let load =
        StarlarkExpr::Call("load", [("", StarlarkExpr::text(crates))].into_iter().chain(loaded).collect());
    let home = format!("{}//crate_universe:cargo_package.bzl", style.repo_names.crate_universe);
    let loads = [
        format_statement(&LoadStatement(&home, &["cargo_macros"]))?.trim_end().to_owned(),
        statement_text(&load)?,
    ];
    let names = exported.iter().map(|(_, name)| (*name).to_owned()).collect();
    let pieces = [
        ("loads", FramePiece::Many(loads.into())),
        ("names", FramePiece::Many(names)),
        ("cargo_names", FramePiece::Many(CARGO_MACROS.map(str::to_owned).into())),
    ];
    style.frames.render("defs", &style.header, &pieces)
}

fn render_table(
    style: &HubStyle<'_>,
    plan: &HubPlan,
    package: &str,
    repositories: Option<&RepositoryMacros>,
) -> Result<String> {
    let home = format!("{}//crate_universe", style.repo_names.crate_universe);
    let load = |file: &str, names: &[&str]| {
        format_statement(&LoadStatement(&format!("{home}:{file}"), names))
            .map(|text| text.trim_end().to_owned())
    };
    let mut loads = Vec::new();
    if let Some(repositories) = repositories {
        loads.push(load("defs.bzl", &repositories.rules)?);
    }
    loads.push(load("hub.bzl", &["make_hub"])?);
    let packages =
        plan.members.iter().map(|member| (Cow::from(&member.package), member_dict(plan, member))).collect();
    let label = |path| StarlarkExpr::Apply("Label", Box::new(StarlarkExpr::text(file_label(package, path))));
    // The files of a vendored tree see their own package `cfg`, and maybe no repository.
    let cfg = match repositories.is_some() || style.in_tree {
        true => label("cfg/BUILD.bazel"),
        false => StarlarkExpr::Apply(
            "Label",
            Box::new(StarlarkExpr::text(format!("@{}//:BUILD.bazel", style.conditions_repository))),
        ),
    };
    let mut arguments: Vec<String> =
        style.cargo_package_macros.then(|| "members = _MEMBERS".to_owned()).into_iter().collect();
    arguments.extend([
        format!("root = {}", statement_text(&label("BUILD.bazel"))?),
        format!("cfg = {}", statement_text(&cfg)?),
    ]);
    let name = &style.render.options.default_package_name;
    if !name.is_empty() {
        arguments.push(format!("default_package_name = {}", statement_text(&StarlarkExpr::text(name))?));
    }
    if style.member_deps {
        arguments.push("member_deps = True".to_owned());
    }
    if !style.render.has_root_aliases() {
        arguments.push("root_aliases = False".to_owned());
    }
    let statements = repositories.map(|repositories| repositories.statements.clone()).unwrap_or_default();
    let mut pieces = vec![
        ("loads", FramePiece::Many(loads)),
        ("packages", FramePiece::One(statement_text(&StarlarkExpr::Dict(packages))?)),
        ("arguments", FramePiece::Many(arguments)),
        ("names", FramePiece::Many(MACROS.map(|(_, name)| name.to_owned()).to_vec())),
        ("repositories", FramePiece::Many(statements)),
    ];
    if style.cargo_package_macros {
        pieces.push(("members", FramePiece::One(statement_text(&member_table(plan))?)));
    }
    style.frames.render("crates", &style.header, &pieces)
}

fn statement_text(star: &StarlarkExpr) -> Result<String> {
    Ok(star.to_text()?.trim_end().to_owned())
}

/// `{"common": {kind: {name: {...}}}, "select": {condition: {kind: {...}}}, "edition": ..., "features": ...}`
fn member_dict<'a>(plan: &'a HubPlan, member: &'a MemberTable) -> StarlarkExpr<'a> {
    let mut entries = platform_entries(plan, &member.dependencies, dependencies_by_kind);
    // A Bazel package in which only specs are declared has neither.
    let about = [("edition", &member.edition), ("version", &member.version)];
    let about = about.into_iter().filter(|(_, text)| !text.is_empty());
    entries.extend(about.map(|(name, text)| (name.into(), StarlarkExpr::text(text))));
    if !member.features.is_empty() {
        let features = platform_entries(plan, &member.features, StarlarkExpr::texts);
        entries.push(("features".into(), StarlarkExpr::Dict(features)));
    }
    if !member.without_target.is_empty() {
        let errors = member.without_target.iter();
        let errors = errors.map(|(name, error)| (Cow::from(name), StarlarkExpr::text(error))).collect();
        entries.push(("without_target".into(), StarlarkExpr::Dict(errors)));
    }
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    StarlarkExpr::Dict(entries)
}

fn dependencies_by_kind(dependencies: &[MemberDependency]) -> StarlarkExpr<'_> {
    let mut kinds: BTreeMap<&str, DictEntries<'_>> = BTreeMap::new();
    for dependency in dependencies {
        let mut entry: DictEntries<'_> = Vec::new();
        if let Some(alias) = &dependency.alias {
            entry.push(("alias".into(), StarlarkExpr::text(alias)));
        }
        let target = match &dependency.target {
            MacroTarget::Alias(name) => StarlarkExpr::text(name),
            MacroTarget::Label(label) => StarlarkExpr::Apply("Label", Box::new(StarlarkExpr::text(label))),
        };
        if dependency.member {
            entry.push(("member".into(), StarlarkExpr::Flag(true)));
        }
        entry.push(("target".into(), target));
        let named = (Cow::from(&dependency.name), StarlarkExpr::Inline(entry));
        kinds.entry(dependency.kind).or_default().push(named);
    }
    StarlarkExpr::Dict(
        kinds.into_iter().map(|(kind, entries)| (kind.into(), StarlarkExpr::Dict(entries))).collect(),
    )
}

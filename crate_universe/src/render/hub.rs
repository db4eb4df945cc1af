//! The BUILD files of a hub: its aliases, in the root or each in a package of its own, and its conditions.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Code, Error, Result};
use crate::plan::{AliasTarget, ExecAlias, HubAlias, HubPlan};

use super::conditions;
use super::starlark::{LoadStatement, StarlarkExpr, format_statement};
use super::style::{FileSet, HubStyle};

/// The package with the conditions. An alias of the same name is in it, too.
pub const CFG: &str = "cfg";

/// The tags of aliases that `//...` must skip: all those in the user's tree, and in a hub all but one for each crate.
pub const MANUAL: &[&str] = &["manual"];

/// The rule for names without a target; see crate_universe/repin.bzl.
const MISSING: &str = "missing";

/// Bazel's native rule.
const ALIAS: &str = "alias";

/// The macro for targets that are only built in the exec configuration; see crate_universe/exec_alias.bzl.
const EXEC_ALIAS: &str = "exec_alias";

/// With these tags, the aspects of clippy and rustfmt skip the target, too.
const EXEC_TAGS: &[&str] = &["manual", "noclippy", "norustfmt"];

/// What the package `cfg` contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CfgPackage {
    /// The conditions.
    Conditions,
    /// Aliases of them. They are in a repository of their own.
    Aliases,
}

/// The BUILD file of the repository with the conditions.
pub fn conditions_file(style: &HubStyle<'_>, plan: &HubPlan) -> Result<String> {
    let loads = conditions::condition_loads(style, plan)?.into_iter().collect();
    render_build_file(style, loads, conditions::condition_statements(style, plan)?)
}

/// The BUILD files of the root and of the package `cfg`. `exported`: files of the root that labels refer to.
pub fn build_files(
    style: &HubStyle<'_>,
    plan: &HubPlan,
    exported: &[String],
    contents: CfgPackage,
) -> Result<FileSet> {
    let mut root = vec![
        StarlarkExpr::Apply("exports_files", Box::new(StarlarkExpr::texts(exported.iter().cloned())))
            .to_text()?,
    ];
    let in_root: Vec<&HubAlias> = plan.aliases.iter().filter(|_| style.render.has_root_aliases()).collect();
    root.extend(alias_statements(&in_root, MANUAL)?);
    let (mut cfg, of_conditions) = match contents {
        CfgPackage::Conditions => {
            (conditions::condition_statements(style, plan)?, conditions::condition_loads(style, plan)?)
        }
        CfgPackage::Aliases => (conditions::alias_statements(style, plan)?, None),
    };
    let own: Vec<&HubAlias> = plan.aliases.iter().filter(|alias| alias.name == CFG).collect();
    cfg.extend(alias_statements(&own, MANUAL)?);
    let mut cfg_loads = alias_loads(style, &own)?;
    cfg_loads.extend(of_conditions);
    cfg_loads.sort_unstable();
    Ok(FileSet::from([
        ("BUILD.bazel".to_owned(), render_build_file(style, alias_loads(style, &in_root)?, root)?),
        (format!("{CFG}/BUILD.bazel"), render_build_file(style, cfg_loads, cfg)?),
    ]))
}

/// The names that have a package of their own beside the alias in the root. The hub's repository rule creates these
/// packages.
pub fn alias_packages(plan: &HubPlan) -> Vec<&str> {
    separate_aliases(plan).filter(|alias| !is_missing(alias)).map(|alias| alias.name.as_str()).collect()
}

/// A name without a target gets no package like this, since `@hub//...` would build it.
fn is_missing(alias: &HubAlias) -> bool {
    matches!(alias.actual, AliasTarget::Missing(_))
}

/// Packages that contain the alias itself. These are needed if the root has no aliases, and if an alias in the root
/// would have to be as visible as this one. Names without a target also have one, since `@hub//...` would build those
/// in `packages`.
pub fn sub_packages(style: &HubStyle<'_>, plan: &HubPlan, tags: &[&'static str]) -> Result<FileSet> {
    let apart = separate_aliases(plan).filter(|alias| {
        !style.render.has_root_aliases() || alias.visibility.is_some() || is_missing(alias) && tags.is_empty()
    });
    let file = |alias: &HubAlias| {
        let text =
            render_build_file(style, alias_loads(style, &[alias])?, alias_statements(&[alias], tags)?)?;
        Ok((format!("{}/BUILD.bazel", alias.name), text))
    };
    apart.map(file).collect()
}

fn separate_aliases(plan: &HubPlan) -> impl Iterator<Item = &HubAlias> {
    // A target name with a slash would be a path into the package of another alias.
    plan.aliases.iter().filter(|alias| alias.name != CFG && !alias.name.contains('/'))
}

/// Adds files to others. The user's templates may give two files the same path, which is an error.
pub fn join_files(files: &mut FileSet, more: FileSet) -> Result<()> {
    for (path, text) in more {
        if files.contains_key(&path) {
            return Err(Error::new(
                Code::NameTwice,
                format!("two generated files have the same path: {path}"),
            )
            .note("the templates of `render_config` determine the paths of generated files")
            .help("change the directory in one of the templates"));
        }
        files.insert(path, text);
    }
    Ok(())
}

/// Adds a BUILD file to every folder without one, since labels refer to the other files in it.
pub fn add_missing_build_files(style: &HubStyle<'_>, files: &mut FileSet) -> Result<()> {
    let dirs: BTreeSet<String> =
        files.keys().filter_map(|path| Some(path.rsplit_once('/')?.0.to_owned())).collect();
    for dir in dirs {
        if !["BUILD", "BUILD.bazel"].iter().any(|name| files.contains_key(&format!("{dir}/{name}"))) {
            let prefix = format!("{dir}/");
            let own =
                files.keys().filter_map(|path| path.strip_prefix(&prefix)).filter(|name| !name.contains('/'));
            let own = StarlarkExpr::texts(own.map(str::to_owned));
            let exported = StarlarkExpr::Apply("exports_files", Box::new(own)).to_text()?;
            files.insert(format!("{dir}/BUILD.bazel"), render_build_file(style, Vec::new(), vec![exported])?);
        }
    }
    Ok(())
}

/// The statements for the aliases in one file, and for the targets in between that they need.
fn alias_statements(aliases: &[&HubAlias], tags: &[&'static str]) -> Result<Vec<String>> {
    let mut statements: BTreeMap<String, String> = BTreeMap::new();
    for alias in aliases {
        statements.insert(alias.name.clone(), alias_statement(alias, tags)?);
        let AliasTarget::Target { label, rule, exec: Some(exec) } = &alias.actual else { continue };
        let name = format!("{}.actual", exec.name);
        statements.insert(exec.name.clone(), exec_statement(format!(":{name}"), exec)?);
        let arguments = vec![
            ("name", StarlarkExpr::text(&name)),
            ("actual", StarlarkExpr::text(label)),
            ("tags", StarlarkExpr::texts(MANUAL.iter().copied())),
        ];
        let text = StarlarkExpr::CallOf(&rule.name, arguments).to_text()?;
        statements.insert(name, text);
    }
    Ok(statements.into_values().collect())
}

fn alias_statement(alias: &HubAlias, tags: &[&'static str]) -> Result<String> {
    let (rule, attr, tags) = match &alias.actual {
        AliasTarget::Target { exec: Some(exec), .. } => {
            (ALIAS, ("actual", StarlarkExpr::text(format!(":{}", exec.name))), tags)
        }
        AliasTarget::Target { label, rule, exec: None } => {
            (rule.name.as_str(), ("actual", StarlarkExpr::text(label)), tags)
        }
        // Only a build of this name should fail, not one of `//...`.
        AliasTarget::Missing(error) => (MISSING, ("error", StarlarkExpr::text(error)), MANUAL),
    };
    // `tags` is always set, even if empty, because the user's alias rules expect it.
    let mut arguments = vec![
        ("name", StarlarkExpr::text(&alias.name)),
        attr,
        ("tags", StarlarkExpr::texts(tags.iter().copied())),
    ];
    arguments.extend(alias.visibility.as_ref().map(|labels| ("visibility", StarlarkExpr::texts(labels))));
    StarlarkExpr::CallOf(rule, arguments).to_text()
}

fn exec_statement(actual: String, exec: &ExecAlias) -> Result<String> {
    let mut arguments =
        vec![("name", StarlarkExpr::text(&exec.name)), ("actual", StarlarkExpr::text(actual))];
    arguments.extend(exec.executable.then_some(("executable", StarlarkExpr::Flag(true))));
    arguments.push(("tags", StarlarkExpr::texts(EXEC_TAGS.iter().copied())));
    arguments.push(("visibility", StarlarkExpr::texts(["//visibility:private"])));
    StarlarkExpr::Call(EXEC_ALIAS, arguments).to_text()
}

fn alias_loads(style: &HubStyle<'_>, aliases: &[&HubAlias]) -> Result<Vec<String>> {
    let own = |file: &str, name: &str| {
        (format!("{}//crate_universe:{file}", style.repo_names.crate_universe), name.to_owned())
    };
    let mut rules: BTreeSet<(String, String)> = BTreeSet::new();
    for alias in aliases {
        match &alias.actual {
            AliasTarget::Target { rule, exec, .. } => {
                rules.extend(rule.file.clone().map(|file| (file, rule.name.clone())));
                rules.extend(exec.as_ref().map(|_| own("exec_alias.bzl", EXEC_ALIAS)));
            }
            AliasTarget::Missing(_) => drop(rules.insert(own("repin.bzl", MISSING))),
        }
    }
    let files: BTreeSet<&str> = rules.iter().map(|(file, _)| file.as_str()).collect();
    let of = |file: &str| {
        let names: Vec<&str> =
            rules.iter().filter(|(own, _)| *own == file).map(|(_, name)| name.as_str()).collect();
        format_statement(&LoadStatement(file, &names)).map(|text| text.trim_end().to_owned())
    };
    files.into_iter().map(of).collect()
}

fn render_build_file(style: &HubStyle<'_>, loads: Vec<String>, statements: Vec<String>) -> Result<String> {
    style.render_build_file(loads, Vec::new(), None, statements)
}

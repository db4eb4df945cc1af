//! The files of a hub: its aliases, its conditions, and the table behind its macros. Takes the plan, gives text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::Result;
use crate::graph::platforms::Setting;
use crate::plan::conditions::{Meaning, NEVER};
use crate::plan::{HubPlan, MemberDependency, MemberTable};

use super::frame::Piece;
use super::starlark::{Entries, Load, Star, write};
use super::{FileSet, Style};

/// `BUILD.bazel`, `cfg/BUILD.bazel` and `defs.bzl`; `package` is the Bazel package that they are for.
/// `vendored`: beside a `crates.bzl` with `crate_repositories()`.
pub fn files(
    style: &Style<'_>,
    plan: &HubPlan,
    package: &str,
    exported: &[String],
    vendored: bool,
) -> Result<FileSet> {
    let mut files = FileSet::new();
    files.insert("BUILD.bazel".into(), aliases(style, plan, exported)?);
    files.insert("cfg/BUILD.bazel".into(), conditions(style, plan)?);
    files.insert("defs.bzl".into(), defs(style, plan, package, vendored)?);
    Ok(files)
}

fn aliases(style: &Style<'_>, plan: &HubPlan, exported: &[String]) -> Result<String> {
    let mut statements = vec![Star::Apply("exports_files", Box::new(Star::texts(exported))).write()?];
    for alias in &plan.aliases {
        let arguments = vec![
            ("name", Star::text(&alias.name)),
            ("actual", Star::text(&alias.actual)),
            ("tags", Star::texts(["manual"])),
        ];
        statements.push(Star::Call("alias", arguments).write()?);
    }
    build(style, statements)
}

fn build(style: &Style<'_>, statements: Vec<String>) -> Result<String> {
    let pieces = [("loads", Piece::Many(Vec::new())), ("statements", Piece::Many(statements))];
    style.frames.render("build", &style.header, &pieces)
}

/// Each condition is one flat alias over the settings of single platforms: nothing depends on which of several
/// settings Bazel takes for more special.
fn conditions(style: &Style<'_>, plan: &HubPlan) -> Result<String> {
    let mut statements = vec![
        write(&Star::Apply("exports_files", Box::new(Star::texts(["BUILD.bazel"]))))?,
        Star::Call("constraint_setting", vec![("name", Star::text("nothing"))]).write()?,
        Star::Call(
            "constraint_value",
            vec![("name", Star::text("nobody")), ("constraint_setting", Star::text(":nothing"))],
        )
        .write()?,
        setting(NEVER, &[":nobody".to_owned()]).write()?,
    ];
    let mut own: BTreeMap<&str, &[String]> = BTreeMap::new();
    let named = plan.conditions.named();
    if named.iter().any(|(_, meaning)| matches!(meaning, Meaning::ByConfiguration { .. })) {
        statements.push(exec().write()?);
    }
    for (name, meaning) in named {
        let actual = match meaning {
            Meaning::Platforms(platforms) => any(style, &platforms, &mut own),
            Meaning::ByConfiguration { target, exec } => Star::Select(
                vec![(":exec".into(), Star::text(format!(":{exec}")))],
                Box::new(Star::text(format!(":{target}"))),
            ),
        };
        let arguments = vec![("name", Star::text(name)), ("actual", actual)];
        statements.push(Star::Call("alias", arguments).write()?);
    }
    for (triple, values) in own {
        statements.push(setting(format!("_{triple}"), values).write()?);
    }
    build(style, statements)
}

/// True on any of some platforms. Settings that nobody else has are left in `own`.
fn any<'a>(
    style: &Style<'_>,
    platforms: &[&'a (String, Setting)],
    own: &mut BTreeMap<&'a str, &'a [String]>,
) -> Star<'a> {
    let labels: Vec<String> = platforms
        .iter()
        .map(|(triple, setting)| match setting {
            Setting::RulesRust => format!("{}//rust/platform:{triple}", style.repo_names.rules_rust),
            Setting::Label(label) => label.clone(),
            Setting::Constraints(values) => {
                own.insert(triple, values);
                format!(":_{triple}")
            }
        })
        .collect();
    match labels.as_slice() {
        [only] => Star::text(only.clone()),
        several => {
            let cells =
                several.iter().map(|label| (label.clone().into(), Star::text(label.clone()))).collect();
            Star::Select(cells, Box::new(Star::text(format!(":{NEVER}"))))
        }
    }
}

/// True in exec configurations: Bazel's transition to them sets this option, and nothing else of Bazel does.
fn exec() -> Star<'static> {
    let values = Star::Inline(vec![("platform_suffix".into(), Star::text("exec"))]);
    Star::Call("config_setting", vec![("name", Star::text("exec")), ("values", values)])
}

fn setting<'a>(name: impl Into<Cow<'a, str>>, values: &'a [String]) -> Star<'a> {
    let arguments = vec![("name", Star::text(name)), ("constraint_values", Star::texts(values))];
    Star::Call("config_setting", arguments)
}

fn defs(style: &Style<'_>, plan: &HubPlan, package: &str, vendored: bool) -> Result<String> {
    let file = format!("{}//crate_universe:hub.bzl", style.repo_names.crate_universe);
    let packages =
        plan.members.iter().map(|member| (Cow::from(&member.package), table(plan, member))).collect();
    let cfg = match package {
        "" => "//cfg:BUILD.bazel".to_owned(),
        package => format!("//{package}/cfg:BUILD.bazel"),
    };
    let one = |star: Star<'_>| Ok(Piece::One(star.write()?.trim_end().to_owned()));
    let pieces = [
        ("load", Piece::One(write(&Load(&file, &["make_hub"]))?.trim_end().to_owned())),
        ("vendored", Piece::One(if vendored { "crates.bzl".to_owned() } else { String::new() })),
        ("packages", one(Star::Dict(packages))?),
        ("root", one(Star::text(format!("//{package}:BUILD.bazel")))?),
        ("cfg", one(Star::text(cfg))?),
    ];
    style.frames.render("defs", &style.header, &pieces)
}

/// `{"common": {kind: {name: {...}}}, "select": {condition: {kind: {...}}}}`
fn table<'a>(plan: &'a HubPlan, member: &'a MemberTable) -> Star<'a> {
    let mut entries = vec![("common".into(), kinds(&member.dependencies.common))];
    let named = member.dependencies.cells.iter();
    let mut cells: Entries<'_> =
        named.map(|(set, held)| (plan.conditions.name(*set).into(), kinds(held))).collect();
    cells.sort_by(|(left, _), (right, _)| left.cmp(right));
    if !cells.is_empty() {
        entries.push(("select".into(), Star::Dict(cells)));
    }
    Star::Dict(entries)
}

fn kinds(dependencies: &[MemberDependency]) -> Star<'_> {
    let mut kinds: BTreeMap<&str, Entries<'_>> = BTreeMap::new();
    for dependency in dependencies {
        let mut entry = Vec::new();
        if let Some(alias) = &dependency.alias {
            entry.push(("alias".into(), Star::text(alias)));
        }
        entry.push(("target".into(), Star::text(&dependency.target)));
        kinds.entry(dependency.kind).or_default().push(((&dependency.name).into(), Star::Inline(entry)));
    }
    Star::Dict(kinds.into_iter().map(|(kind, entries)| (kind.into(), Star::Dict(entries))).collect())
}

//! The files of a hub: its aliases, its conditions, and the table behind its macros. Takes the plan, gives text.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::graph::platforms::Setting;
use crate::plan::conditions::{Meaning, NEVER};
use crate::plan::{HubPlan, MemberDependency, MemberTable};

use super::frame::Piece;
use super::starlark::{Load, Star, write};
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
    let mut statements =
        vec![Star::Apply("exports_files", Box::new(Star::texts(exported.iter().cloned()))).write()?];
    for alias in &plan.aliases {
        let arguments = vec![
            ("name", Star::text(&alias.name)),
            ("actual", Star::text(&alias.actual)),
            ("tags", Star::texts(["manual"])),
        ];
        statements.push(Star::Call("alias".into(), arguments).write()?);
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
        Star::Call("constraint_setting".into(), vec![("name", Star::text("nothing"))]).write()?,
        Star::Call(
            "constraint_value".into(),
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
                vec![(":exec".to_owned(), Star::text(format!(":{exec}")))],
                Box::new(Star::text(format!(":{target}"))),
            ),
        };
        let arguments = vec![("name", Star::text(name)), ("actual", actual)];
        statements.push(Star::Call("alias".into(), arguments).write()?);
    }
    for (triple, values) in own {
        statements.push(setting(&format!("_{triple}"), values).write()?);
    }
    build(style, statements)
}

/// True on any of some platforms. Settings that nobody else has are left in `own`.
fn any<'a>(
    style: &Style<'_>,
    platforms: &[&'a (String, Setting)],
    own: &mut BTreeMap<&'a str, &'a [String]>,
) -> Star {
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
        [only] => Star::text(only),
        several => {
            let cells = several.iter().map(|label| (label.clone(), Star::text(label))).collect();
            Star::Select(cells, Box::new(Star::text(format!(":{NEVER}"))))
        }
    }
}

/// True in exec configurations: Bazel's transition to them sets this option, and nothing else of Bazel does.
fn exec() -> Star {
    let values = Star::Inline(vec![("platform_suffix".to_owned(), Star::text("exec"))]);
    Star::Call("config_setting".into(), vec![("name", Star::text("exec")), ("values", values)])
}

fn setting(name: &str, values: &[String]) -> Star {
    let arguments =
        vec![("name", Star::text(name)), ("constraint_values", Star::texts(values.iter().cloned()))];
    Star::Call("config_setting".into(), arguments)
}

fn defs(style: &Style<'_>, plan: &HubPlan, package: &str, vendored: bool) -> Result<String> {
    let file = format!("{}//crate_universe:hub.bzl", style.repo_names.crate_universe);
    let packages = plan.members.iter().map(|member| (member.package.clone(), table(plan, member))).collect();
    let cfg = match package {
        "" => "//cfg:BUILD.bazel".to_owned(),
        package => format!("//{package}/cfg:BUILD.bazel"),
    };
    let one = |star: Star| Ok(Piece::One(star.write()?.trim_end().to_owned()));
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
fn table(plan: &HubPlan, member: &MemberTable) -> Star {
    let mut entries = vec![("common".to_owned(), kinds(&member.dependencies.common))];
    let named = member.dependencies.cells.iter();
    let mut cells: Vec<(String, Star)> =
        named.map(|(set, held)| (plan.conditions.name(*set).to_owned(), kinds(held))).collect();
    cells.sort_by(|(left, _), (right, _)| left.cmp(right));
    if !cells.is_empty() {
        entries.push(("select".to_owned(), Star::Dict(cells)));
    }
    Star::Dict(entries)
}

fn kinds(dependencies: &[MemberDependency]) -> Star {
    let mut kinds: BTreeMap<&str, Vec<(String, Star)>> = BTreeMap::new();
    for dependency in dependencies {
        let mut entry = Vec::new();
        if let Some(alias) = &dependency.alias {
            entry.push(("alias".to_owned(), Star::text(alias)));
        }
        entry.push(("target".to_owned(), Star::text(&dependency.target)));
        kinds.entry(dependency.kind).or_default().push((dependency.name.clone(), Star::Inline(entry)));
    }
    Star::Dict(kinds.into_iter().map(|(kind, entries)| (kind.to_owned(), Star::Dict(entries))).collect())
}

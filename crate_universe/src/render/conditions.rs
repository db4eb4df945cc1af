//! The package `cfg` of a hub: its named conditions, and the constraint that keeps targets off platforms that were not
//! chosen. Takes the plan's conditions, gives statements.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::Result;
use crate::graph::platforms::Setting;
use crate::plan::conditions::{Meaning, NEVER};
use crate::plan::{HubPlan, Value};

use super::starlark::{Star, write};
use super::style::Style;

/// The constraint value that no platform has. Bazel shows its name to who builds for a platform that was not chosen.
pub const NOT_CHOSEN: &str = "in_supported_platform_triples";

/// The same for binaries, on platforms where a feature is off that they require.
pub const WITHOUT_FEATURES: &str = "where_required_features_are_on";

/// True in exec configurations. How Bazel is asked is not written into files, since it depends on Bazel.
const EXEC: &str = "//crate_universe/configuration:exec";

/// Each condition is one flat alias over the settings of single platforms: nothing depends on which of several
/// settings Bazel takes for more special.
pub fn statements(style: &Style<'_>, plan: &HubPlan) -> Result<Vec<String>> {
    let mut statements = vec![write(&Star::Apply("exports_files", Box::new(Star::texts(["BUILD.bazel"]))))?];
    statements.extend(unmet()?);
    let attrs = plan.spokes.iter().flat_map(|spoke| &spoke.build.rules).flat_map(|rule| &rule.attrs);
    if attrs.into_iter().any(|(_, value)| matches!(value, Value::CompatibleWith { required: Some(_), .. })) {
        statements.push(constraint_value(WITHOUT_FEATURES).write()?);
    }
    let mut own: BTreeMap<&str, &[String]> = BTreeMap::new();
    let in_exec = format!("{}{EXEC}", style.repo_names.crate_universe);
    for (name, meaning) in plan.conditions.named() {
        let actual = match meaning {
            Meaning::Platforms(platforms) => any(style, &platforms, &mut own),
            Meaning::ByConfiguration { target, exec } => Star::Select(
                vec![(in_exec.clone().into(), Star::text(format!(":{exec}")))],
                Box::new(Star::text(format!(":{target}"))),
            ),
        };
        let arguments = vec![("name", Star::text(name)), ("actual", actual)];
        statements.push(Star::Call("alias", arguments).write()?);
    }
    for (triple, values) in own {
        statements.push(setting(format!("_{triple}"), values).write()?);
    }
    Ok(statements)
}

/// What is never true.
fn unmet() -> Result<[String; 3]> {
    const COMMENT: &str = "\
# No platform has this value. Targets that are not for the platform at hand ask for it, so that Bazel's message names
# what is missing: the platform is not among the triples that this hub was made for.
";
    let group = Star::Call("constraint_setting", vec![("name", Star::text("supported_platform_triples"))]);
    Ok([
        format!("{COMMENT}{}", group.write()?),
        constraint_value(NOT_CHOSEN).write()?,
        setting(NEVER, &[format!(":{NOT_CHOSEN}")]).write()?,
    ])
}

/// A value that no platform has.
fn constraint_value(name: &'static str) -> Star<'static> {
    let setting = ("constraint_setting", Star::text(":supported_platform_triples"));
    Star::Call("constraint_value", vec![("name", Star::text(name)), setting])
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

fn setting<'a>(name: impl Into<Cow<'a, str>>, values: &'a [String]) -> Star<'a> {
    let arguments = vec![("name", Star::text(name)), ("constraint_values", Star::texts(values))];
    Star::Call("config_setting", arguments)
}

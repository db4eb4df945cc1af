//! The package `cfg` of a hub: its named conditions, and the constraint that makes targets incompatible with
//! platforms that were not chosen.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::Result;
use crate::graph::platforms::PlatformSetting;
use crate::plan::conditions::{ConditionMeaning, NEVER};
use crate::plan::{AttrValue, HubPlan};

use super::starlark::{StarlarkExpr, format_statement};
use super::style::HubStyle;

/// A constraint value that no platform has. Bazel shows its name when somebody builds for a platform that was not
/// chosen.
pub const NOT_CHOSEN: &str = "in_supported_platform_triples";

/// Likewise, for a binary on platforms where a feature is off that it requires.
pub const WITHOUT_FEATURES: &str = "where_required_features_are_on";

/// True in exec configurations. Generated files use this setting of our module, since how to detect an exec
/// configuration depends on the Bazel version.
const EXEC: &str = "//crate_universe/configuration:exec";

/// Each condition is one flat alias over the settings of single platforms, so nothing depends on which of several
/// matching settings Bazel considers more specialized.
pub fn condition_statements(style: &HubStyle<'_>, plan: &HubPlan) -> Result<Vec<String>> {
    let mut statements = vec![format_statement(&StarlarkExpr::Apply(
        "exports_files",
        Box::new(StarlarkExpr::texts(["BUILD.bazel"])),
    ))?];
    statements.extend(unmet_condition()?);
    let attrs = plan.spokes.iter().flat_map(|spoke| &spoke.build.rules).flat_map(|rule| &rule.attrs);
    let of_members = plan.member_packages.iter().flat_map(|member| &member.targets);
    if attrs
        .into_iter()
        .any(|(_, value)| matches!(value, AttrValue::CompatibleWith { required: Some(_), .. }))
        || of_members.into_iter().any(|target| target.platforms.is_some())
    {
        statements.push(constraint_value(WITHOUT_FEATURES).to_text()?);
    }
    let mut own: BTreeMap<&str, &[String]> = BTreeMap::new();
    let in_exec = format!("{}{EXEC}", style.repo_names.crate_universe);
    for (name, meaning) in plan.conditions.meanings() {
        let actual = match meaning {
            ConditionMeaning::Platforms(platforms) => any_platform(style, &platforms, &mut own),
            ConditionMeaning::ByConfiguration { target, exec } => StarlarkExpr::Select(
                vec![(in_exec.clone().into(), StarlarkExpr::text(format!(":{exec}")))],
                Box::new(StarlarkExpr::text(format!(":{target}"))),
            ),
        };
        let arguments = vec![("name", StarlarkExpr::text(name)), ("actual", actual)];
        statements.push(StarlarkExpr::Call("alias", arguments).to_text()?);
    }
    for (triple, values) in own {
        statements.push(config_setting(format!("_{triple}"), values).to_text()?);
    }
    Ok(statements)
}

/// A condition that is never true.
fn unmet_condition() -> Result<[String; 3]> {
    const COMMENT: &str = "\
# No platform has this value. Targets that are not for the platform at hand ask for it, so that Bazel's message names
# what is missing: the platform is not among the triples that this hub was made for.
";
    let group = StarlarkExpr::Call(
        "constraint_setting",
        vec![("name", StarlarkExpr::text("supported_platform_triples"))],
    );
    Ok([
        format!("{COMMENT}{}", group.to_text()?),
        constraint_value(NOT_CHOSEN).to_text()?,
        config_setting(NEVER, &[format!(":{NOT_CHOSEN}")]).to_text()?,
    ])
}

/// A constraint value that no platform has.
fn constraint_value(name: &'static str) -> StarlarkExpr<'static> {
    let setting = ("constraint_setting", StarlarkExpr::text(":supported_platform_triples"));
    StarlarkExpr::Call("constraint_value", vec![("name", StarlarkExpr::text(name)), setting])
}

/// True on any of these platforms. Settings that only this package defines are added to `own`.
fn any_platform<'a>(
    style: &HubStyle<'_>,
    platforms: &[&'a (String, PlatformSetting)],
    own: &mut BTreeMap<&'a str, &'a [String]>,
) -> StarlarkExpr<'a> {
    let labels: Vec<String> = platforms
        .iter()
        .map(|(triple, setting)| match setting {
            PlatformSetting::RulesRust => format!("{}//rust/platform:{triple}", style.repo_names.rules_rust),
            PlatformSetting::Label(label) => label.clone(),
            PlatformSetting::Constraints(values) => {
                own.insert(triple, values);
                format!(":_{triple}")
            }
        })
        .collect();
    match labels.as_slice() {
        [only] => StarlarkExpr::text(only.clone()),
        several => {
            let cells = several
                .iter()
                .map(|label| (label.clone().into(), StarlarkExpr::text(label.clone())))
                .collect();
            StarlarkExpr::Select(cells, Box::new(StarlarkExpr::text(format!(":{NEVER}"))))
        }
    }
}

fn config_setting<'a>(name: impl Into<Cow<'a, str>>, values: &'a [String]) -> StarlarkExpr<'a> {
    let arguments =
        vec![("name", StarlarkExpr::text(name)), ("constraint_values", StarlarkExpr::texts(values))];
    StarlarkExpr::Call("config_setting", arguments)
}

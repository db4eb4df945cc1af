//! The conditions of a hub, and the constraint that makes targets incompatible with platforms that were not chosen.
//!
//! They are in a package that depends on nothing but the sets of platforms in use: a repository of its own, or in a vendored tree
//! the folder `cfg`. So a change of other packages does not make Bazel analyse anew all that has a select.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::Result;
use crate::graph::platforms::PlatformSetting;
use crate::plan::HubPlan;
use crate::plan::choices::NamedChoices;
use crate::plan::conditions::{ALL, ConditionMeaning, ConditionPart, NEVER};

use super::starlark::{LoadStatement, StarlarkExpr, format_statement};
use super::style::HubStyle;

/// A constraint value that no platform has. Bazel shows its name when somebody builds for a platform that was not
/// chosen.
pub const NOT_CHOSEN: &str = "in_supported_platform_triples";

/// Likewise, for a binary on platforms where a feature is off that it requires.
pub const WITHOUT_FEATURES: &str = "where_required_features_are_on";

/// True in exec configurations. Generated files use this setting of our module, since how to detect an exec
/// configuration depends on the Bazel version.
const EXEC: &str = "//crate_universe/configuration:exec";

/// The rule for flags that choose feature sets; see crate_universe/feature_set_flag.bzl.
pub const FEATURE_SET_FLAG: &str = "feature_set_flag";

/// Each condition is an alias over the settings of single platforms or over other conditions. The keys of each are
/// disjoint or lead to the same target, so nothing depends on which of several matching settings Bazel considers more
/// specialized.
pub fn condition_statements(style: &HubStyle<'_>, plan: &HubPlan) -> Result<Vec<String>> {
    let mut statements = vec![format_statement(&StarlarkExpr::Apply(
        "exports_files",
        Box::new(StarlarkExpr::texts(["BUILD.bazel"])),
    ))?];
    statements.extend(unmet_condition()?);
    statements.push(constraint_value(WITHOUT_FEATURES).to_text()?);
    let mut own: BTreeMap<&str, &[String]> = BTreeMap::new();
    let in_exec = format!("{}{EXEC}", style.repo_names.crate_universe);
    for (name, meaning) in plan.conditions.meanings() {
        let actual = match meaning {
            ConditionMeaning::AnyOf(parts) => any_of(&part_labels(style, &parts, &mut own)),
            ConditionMeaning::AllBut(parts) => all_but(&part_labels(style, &parts, &mut own)),
            ConditionMeaning::ByChoice(conditions) => by_choice(&plan.conditions.choices, &conditions),
            ConditionMeaning::ByConfiguration { target, exec } => StarlarkExpr::Select(
                vec![(in_exec.clone().into(), StarlarkExpr::text(format!(":{exec}")))],
                Box::new(StarlarkExpr::text(format!(":{target}"))),
            ),
        };
        let arguments = vec![("name", StarlarkExpr::text(name)), ("actual", actual)];
        statements.push(StarlarkExpr::Call("alias", arguments).to_text()?);
    }
    statements.extend(choice_statements(&plan.conditions.choices)?);
    for (triple, values) in own {
        statements.push(config_setting(format!("_{triple}"), values).to_text()?);
    }
    Ok(statements)
}

/// All that labels may name in the package with the conditions.
pub fn public_names(plan: &HubPlan) -> Vec<&str> {
    let flags = plan.conditions.choices.flags.iter().map(|flag| flag.name.as_str());
    let conditions = plan.conditions.meanings().into_iter().map(|(name, _)| name);
    let mut names: Vec<&str> = conditions.chain(flags).chain([NEVER, NOT_CHOSEN, WITHOUT_FEATURES]).collect();
    names.sort_unstable();
    names
}

/// Aliases of all of them, by which users know them: `@hub//cfg:unix`.
pub fn alias_statements(style: &HubStyle<'_>, plan: &HubPlan) -> Result<Vec<String>> {
    let alias = |name| {
        let actual = StarlarkExpr::text(format!("{}:{name}", style.cfg));
        StarlarkExpr::Call("alias", vec![("name", StarlarkExpr::text(name)), ("actual", actual)]).to_text()
    };
    public_names(plan).into_iter().map(alias).collect()
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

/// Settings of platforms that only this package defines are added to `own`.
fn part_labels<'a>(
    style: &HubStyle<'_>,
    parts: &[ConditionPart<'a>],
    own: &mut BTreeMap<&'a str, &'a [String]>,
) -> Vec<String> {
    let label = |part: &ConditionPart<'a>| match part {
        ConditionPart::Condition(name) => format!(":{name}"),
        ConditionPart::Platform((triple, PlatformSetting::RulesRust)) => {
            format!("{}//rust/platform:{triple}", style.repo_names.rules_rust)
        }
        ConditionPart::Platform((_, PlatformSetting::Label(label))) => label.clone(),
        ConditionPart::Platform((triple, PlatformSetting::Constraints(values))) => {
            own.insert(triple, values);
            format!(":_{triple}")
        }
    };
    parts.iter().map(label).collect()
}

/// True where one of these settings is.
fn any_of(labels: &[String]) -> StarlarkExpr<'static> {
    match labels {
        [only] => StarlarkExpr::text(only.clone()),
        several => {
            let cell = |label: &String| (label.clone().into(), StarlarkExpr::text(label.clone()));
            StarlarkExpr::Select(
                several.iter().map(cell).collect(),
                Box::new(StarlarkExpr::text(format!(":{NEVER}"))),
            )
        }
    }
}

/// True on all chosen platforms where none of these settings is.
fn all_but(labels: &[String]) -> StarlarkExpr<'static> {
    let cell = |label: &String| (label.clone().into(), StarlarkExpr::text(format!(":{NEVER}")));
    let chosen = StarlarkExpr::text(format!(":{ALL}"));
    StarlarkExpr::Select(labels.iter().map(cell).collect(), Box::new(chosen))
}

/// For each of some choices of feature sets, another condition.
fn by_choice<'a>(choices: &'a NamedChoices, conditions: &[(usize, &'a str)]) -> StarlarkExpr<'a> {
    let cell = |(choice, condition): &(usize, &'a str)| {
        (format!(":_{}", choices.list[*choice].name).into(), StarlarkExpr::text(format!(":{condition}")))
    };
    StarlarkExpr::Select(
        conditions.iter().map(cell).collect(),
        Box::new(StarlarkExpr::text(format!(":{NEVER}"))),
    )
}

/// The flags that choose feature sets, and a setting for each choice.
fn choice_statements(choices: &NamedChoices) -> Result<Vec<String>> {
    if choices.flags.is_empty() {
        return Ok(Vec::new());
    }
    let flags = choices.flags.iter().map(|flag| {
        StarlarkExpr::Call(
            FEATURE_SET_FLAG,
            vec![("name", StarlarkExpr::text(&flag.name)), ("sets", StarlarkExpr::texts(&flag.values))],
        )
    });
    let settings = choices.list.iter().map(|choice| {
        let values = choice.flags.iter();
        let values = values.map(|(flag, value)| (format!(":{flag}").into(), StarlarkExpr::text(value)));
        StarlarkExpr::Call(
            "config_setting",
            vec![
                ("name", StarlarkExpr::text(format!("_{}", choice.name))),
                ("flag_values", StarlarkExpr::Dict(values.collect())),
            ],
        )
    });
    flags.chain(settings).map(|statement| statement.to_text()).collect()
}

/// The file of our module that has the rule for flags, if the conditions need it.
pub fn condition_loads(style: &HubStyle<'_>, plan: &HubPlan) -> Result<Option<String>> {
    let file = format!("{}//crate_universe:feature_set_flag.bzl", style.repo_names.crate_universe);
    let load = || format_statement(&LoadStatement(&file, &[FEATURE_SET_FLAG]));
    let text = (!plan.conditions.choices.flags.is_empty()).then(load).transpose()?;
    Ok(text.map(|text| text.trim_end().to_owned()))
}

fn config_setting<'a>(name: impl Into<Cow<'a, str>>, values: &'a [String]) -> StarlarkExpr<'a> {
    let arguments =
        vec![("name", StarlarkExpr::text(name)), ("constraint_values", StarlarkExpr::texts(values))];
    StarlarkExpr::Call("config_setting", arguments)
}

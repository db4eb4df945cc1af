//! The table behind `cargo_package()`: the targets of each workspace member.

use std::borrow::Cow;

use crate::plan::{HubPlan, MemberPackage, MemberRole, MemberScript, MemberTarget, UnbuiltTarget};

use super::platform_cells::platform_entries;
use super::starlark::{DictEntries, StarlarkExpr};

/// `{Bazel package: {"name": ..., "env": ..., "targets": [...], ...}}`; crate_universe/cargo_package.bzl reads it.
pub fn member_table(plan: &HubPlan) -> StarlarkExpr<'_> {
    let packages = plan.member_packages.iter();
    StarlarkExpr::Dict(
        packages.map(|member| (Cow::from(&member.package), member_dict(plan, member))).collect(),
    )
}

fn member_dict<'a>(plan: &'a HubPlan, member: &'a MemberPackage) -> StarlarkExpr<'a> {
    let MemberPackage {
        package: _,
        name,
        environment,
        environment_texts,
        lint_flags,
        depends_on_itself,
        targets,
        script,
        unbuilt,
    } = member;
    let mut entries: DictEntries<'_> = vec![("name".into(), StarlarkExpr::text(name))];
    if *depends_on_itself {
        entries.push(("depends_on_itself".into(), StarlarkExpr::Flag(true)));
    }
    entries.push(("env".into(), text_dict(environment)));
    if !environment_texts.is_empty() {
        entries.push(("env_texts".into(), text_dict(environment_texts)));
    }
    if !lint_flags.is_empty() {
        entries.push(("lint_flags".into(), StarlarkExpr::texts(lint_flags)));
    }
    if let Some(script) = script {
        entries.push(("script".into(), script_dict(plan, script)));
    }
    let targets = targets.iter().map(|target| target_dict(plan, target)).collect();
    entries.push(("targets".into(), StarlarkExpr::List(targets)));
    if !unbuilt.is_empty() {
        let named = unbuilt.iter().map(|target| {
            let UnbuiltTarget { role, cargo_name, features } = target;
            StarlarkExpr::Inline(vec![
                ("cargo_name".into(), StarlarkExpr::text(cargo_name)),
                ("features".into(), StarlarkExpr::texts(features)),
                ("role".into(), StarlarkExpr::text(role_name(*role))),
            ])
        });
        entries.push(("unbuilt".into(), StarlarkExpr::List(named.collect())));
    }
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    StarlarkExpr::Dict(entries)
}

fn target_dict<'a>(plan: &'a HubPlan, target: &'a MemberTarget) -> StarlarkExpr<'a> {
    let kinds = target.crate_types.iter().map(|own| (Cow::from(&own.name), StarlarkExpr::text(own.kind)));
    let optional = [
        ("condition", target.platforms.map(|on| StarlarkExpr::text(plan.conditions.name_of(on)))),
        ("doc_test", target.doc_test.as_deref().map(StarlarkExpr::text)),
        ("manual", target.manual.then_some(StarlarkExpr::Flag(true))),
        ("own_main", target.own_main.then_some(StarlarkExpr::Flag(true))),
        ("unit_test", target.unit_test.as_deref().map(StarlarkExpr::text)),
    ];
    let mut entries: DictEntries<'_> = vec![
        ("cargo_name".into(), StarlarkExpr::text(&target.cargo_name)),
        ("crate_types".into(), StarlarkExpr::Inline(kinds.collect())),
        ("edition".into(), StarlarkExpr::text(&target.edition)),
        ("name".into(), StarlarkExpr::text(&target.name)),
        ("role".into(), StarlarkExpr::text(role_name(target.role))),
        ("root".into(), StarlarkExpr::text(&target.root)),
    ];
    entries.extend(optional.into_iter().filter_map(|(name, value)| Some((name.into(), value?))));
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    StarlarkExpr::Dict(entries)
}

fn role_name(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Library => "library",
        MemberRole::Binary => "binary",
        MemberRole::Test => "test",
        MemberRole::Example => "example",
        MemberRole::Bench => "bench",
    }
}

fn script_dict<'a>(plan: &'a HubPlan, script: &'a MemberScript) -> StarlarkExpr<'a> {
    let variants = script.variants.iter().enumerate().map(|(place, variant)| {
        let env = platform_entries(plan, &variant.environment, text_dict);
        let mut entries: DictEntries<'_> = Vec::new();
        // The first one is for all platforms for which there is no other.
        if place > 0 {
            let condition = plan.conditions.name_of(variant.platforms);
            entries.push(("condition".into(), StarlarkExpr::text(condition)));
        }
        entries.push(("env".into(), StarlarkExpr::Dict(env)));
        entries.push(("features".into(), StarlarkExpr::texts(&variant.features)));
        StarlarkExpr::Dict(entries)
    });
    let mut entries: DictEntries<'_> = vec![
        ("cargo_name".into(), StarlarkExpr::text(&script.cargo_name)),
        ("edition".into(), StarlarkExpr::text(&script.edition)),
        ("root".into(), StarlarkExpr::text(&script.root)),
        ("variants".into(), StarlarkExpr::List(variants.collect())),
    ];
    entries.extend(script.links.iter().map(|links| ("links".into(), StarlarkExpr::text(links))));
    if !script.native.is_empty() {
        // The packages of members cannot see the repositories of crates, but this file can.
        let label = |text| StarlarkExpr::Apply("Label", Box::new(StarlarkExpr::text(text)));
        let labels = |native: &'a [String]| StarlarkExpr::List(native.iter().map(label).collect());
        let native = platform_entries(plan, &script.native, labels);
        entries.push(("native".into(), StarlarkExpr::Dict(native)));
    }
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    StarlarkExpr::Dict(entries)
}

fn text_dict<'a>(entries: impl IntoIterator<Item = &'a (String, String)>) -> StarlarkExpr<'a> {
    let entries = entries.into_iter().map(|(name, value)| (Cow::from(name), StarlarkExpr::text(value)));
    StarlarkExpr::Dict(entries.collect())
}

//! The BUILD file of one package, in the order and format that buildifier leaves unchanged.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::plan::conditions::NamedConditions;
use crate::plan::{AttrValue, RuleCall, RuleKind, Spoke, ToolConfiguration};

use super::conditions::{NOT_CHOSEN, WITHOUT_FEATURES};
use super::licenses;
use super::starlark::{DictEntries, LoadStatement, StarlarkExpr, format_statement};
use super::style::HubStyle;

/// The constant with the environment that all rules of a file set for rustc.
const ENVIRONMENT: &str = "CARGO_PKG_ENV";

/// Functions and constants of hub.bzl.
const UNION: &str = "union";
const SCRIPT_ENVIRONMENT: &str = "SCRIPT_ENV";
const SCRIPT_TOOLS: &str = "SCRIPT_TOOLS_ENV";

pub fn render_build_file(
    style: &HubStyle<'_>,
    conditions: &NamedConditions,
    spoke: &Spoke,
) -> Result<String> {
    let writer = SpokeWriter { style, conditions, spoke };
    let rules = &spoke.build.rules;
    let mut statements = Vec::new();
    // A rule with variables of its own repeats all shared ones.
    let shared = |value: &AttrValue| match value {
        AttrValue::Environment(own) => own.is_empty(),
        value => {
            matches!(value, AttrValue::ScriptEnvironment { .. } | AttrValue::FolderEnvironment { .. })
        }
    };
    let has_environment = !spoke.build.environment.is_empty();
    if has_environment && rules.iter().flat_map(|rule| &rule.attrs).any(|(_, value)| shared(value)) {
        let dict = dict_of(spoke.build.environment.iter());
        statements.push(format!("{ENVIRONMENT} = {}", dict.to_text()?));
    }
    for rule in rules {
        statements.push(writer.rule_call(rule).to_text()?);
    }
    let additive = spoke.build.additive.iter().map(|text| text.trim_end()).collect::<Vec<_>>().join("\n");
    if !additive.is_empty() {
        statements.push(format!("# Additive BUILD file content\n{additive}\n"));
    }
    let mut loads = load_statements(style, rules)?;
    let mut metadata = Vec::new();
    if let Some(license) = &spoke.build.license {
        let of_license = licenses::license_statements(style, license, rules)?;
        loads.extend(of_license.loads);
        loads.sort();
        metadata.push(("default_package_metadata", StarlarkExpr::texts(of_license.targets)));
        statements.splice(0..0, of_license.statements);
    }
    style.render_build_file(loads, metadata, spoke.build.visibility.as_deref(), statements)
}

/// The rules of our module, and where they are.
const OWN_RULES: [(RuleKind, &str); 3] = [
    (RuleKind::BuildScriptOverride, "build_script_override.bzl"),
    (RuleKind::EnvironmentFile, "environment_file.bzl"),
    (RuleKind::ExecAlias, "exec_alias.bzl"),
];

/// A load statement for each file that the rules come from.
fn load_statements(style: &HubStyle<'_>, rules: &[RuleCall]) -> Result<Vec<String>> {
    let used: BTreeSet<RuleKind> = rules.iter().map(|rule| rule.rule).collect();
    let mut loads = Vec::new();
    for (kind, file) in OWN_RULES.iter().filter(|(kind, _)| used.contains(kind)) {
        let file = format!("{}//crate_universe:{file}", style.repo_names.crate_universe);
        loads.push(format_statement(&LoadStatement(&file, &[rule_name(*kind)]))?.trim_end().to_owned());
    }
    let of_hubs: BTreeSet<&str> =
        rules.iter().flat_map(|rule| &rule.attrs).flat_map(|(_, value)| hub_functions(value)).collect();
    if !of_hubs.is_empty() {
        let file = format!("{}//crate_universe:hub.bzl", style.repo_names.crate_universe);
        let names: Vec<&str> = of_hubs.into_iter().collect();
        loads.push(format_statement(&LoadStatement(&file, &names))?.trim_end().to_owned());
    }
    for file in ["//cargo:defs.bzl", "//rust:defs.bzl"] {
        let names: Vec<&str> = used
            .iter()
            .filter(|rule| defining_file(**rule) == Some(file))
            .map(|rule| rule_name(*rule))
            .collect();
        if !names.is_empty() {
            let text =
                format_statement(&LoadStatement(&format!("{}{file}", style.repo_names.rules_rust), &names))?;
            loads.push(text.trim_end().to_owned());
        }
    }
    Ok(loads)
}

/// The functions of hub.bzl that a value needs. A dict that depends on config labels is joined with one of them.
fn hub_functions(value: &AttrValue) -> Vec<&'static str> {
    match value {
        AttrValue::Entries(entries) | AttrValue::Environment(entries) if !entries.labels.is_empty() => {
            vec![UNION]
        }
        AttrValue::FolderEnvironment { run_by, .. } => vec![UNION, folder_function(*run_by)],
        AttrValue::ScriptEnvironment { tools, .. } => {
            [UNION, SCRIPT_ENVIRONMENT].into_iter().chain(tools.then_some(SCRIPT_TOOLS)).collect()
        }
        _ => Vec::new(),
    }
}

/// The function of hub.bzl that returns the folder of a source crate, as seen by the action that runs its code.
fn folder_function(run_by: ToolConfiguration) -> &'static str {
    match run_by {
        ToolConfiguration::BuildScripts => "folder_for_build_scripts",
        ToolConfiguration::ProcMacros => "folder_for_proc_macros",
    }
}

fn rule_name(rule: RuleKind) -> &'static str {
    match rule {
        RuleKind::Alias => "alias",
        RuleKind::BuildScriptOverride => "build_script_override",
        RuleKind::CargoBuildScript => "cargo_build_script",
        RuleKind::EnvironmentFile => "environment_file",
        RuleKind::ExecAlias => "exec_alias",
        RuleKind::Filegroup => "filegroup",
        RuleKind::RustBinary => "rust_binary",
        RuleKind::RustLibrary => "rust_library",
        RuleKind::RustProcMacro => "rust_proc_macro",
    }
}

/// The file of rules_rust that defines a rule.
fn defining_file(rule: RuleKind) -> Option<&'static str> {
    match rule {
        RuleKind::Alias
        | RuleKind::BuildScriptOverride
        | RuleKind::EnvironmentFile
        | RuleKind::ExecAlias
        | RuleKind::Filegroup => None,
        RuleKind::CargoBuildScript => Some("//cargo:defs.bzl"),
        RuleKind::RustBinary | RuleKind::RustLibrary | RuleKind::RustProcMacro => Some("//rust:defs.bzl"),
    }
}

struct SpokeWriter<'a> {
    style: &'a HubStyle<'a>,
    conditions: &'a NamedConditions,
    spoke: &'a Spoke,
}

impl<'a> SpokeWriter<'a> {
    fn rule_call(&self, rule: &'a RuleCall) -> StarlarkExpr<'a> {
        let mut arguments = vec![("name", StarlarkExpr::text(&rule.name))];
        for (name, value) in &rule.attrs {
            arguments.extend(self.attr_value(name, value).map(|value| (*name, value)));
        }
        arguments.sort_by_key(|(name, _)| argument_rank(name));
        StarlarkExpr::Call(rule_name(rule.rule), arguments)
    }

    /// `None` if the attribute is not needed.
    fn attr_value(&self, attr: &str, value: &'a AttrValue) -> Option<StarlarkExpr<'a>> {
        match value {
            AttrValue::Text(_) | AttrValue::Flag(_) | AttrValue::Number(_) => scalar_value(value),
            AttrValue::Texts(texts) => sum_of(self.text_parts(attr, texts)),
            AttrValue::Entries(entries) if entries.is_empty() => None,
            AttrValue::Entries(entries) => Some(self.dict_of_entries(&[], entries)),
            AttrValue::Choice { cells, labels, default } => {
                let named = cells
                    .iter()
                    .map(|(set, value)| Some((self.condition_of(*set).into(), scalar_value(value)?)));
                let labelled = labels.iter().map(|(label, value)| Some((label.into(), scalar_value(value)?)));
                Some(select_call(named.chain(labelled).flatten().collect(), scalar_value(default)?))
            }
            AttrValue::Files { globs, exclude, labels } => {
                let mut parts = self.select_parts(globs, |globs| self.glob_call(globs, exclude));
                parts.extend(self.text_parts(attr, labels));
                sum_of(parts)
            }
            AttrValue::Environment(own) if own.is_empty() => {
                (!self.spoke.build.environment.is_empty()).then_some(StarlarkExpr::Name(ENVIRONMENT))
            }
            AttrValue::Environment(own) => Some(self.dict_of_entries(&self.spoke.build.environment, own)),
            AttrValue::FolderEnvironment { run_by, own } => {
                let in_tree = *run_by == ToolConfiguration::BuildScripts && self.style.in_tree;
                let arguments =
                    in_tree.then_some(("in_tree", StarlarkExpr::Flag(true))).into_iter().collect();
                let folder = StarlarkExpr::CallInline(folder_function(*run_by), arguments);
                let folder = StarlarkExpr::Dict(vec![("CARGO_MANIFEST_DIR".into(), folder)]);
                Some(self.union_of(self.shared_environment().into_iter().chain([folder]).collect(), own))
            }
            AttrValue::ScriptEnvironment { tools, own } => {
                let named = [Some(SCRIPT_ENVIRONMENT), tools.then_some(SCRIPT_TOOLS)];
                let named = named.into_iter().flatten().map(StarlarkExpr::Name);
                Some(self.union_of(self.shared_environment().into_iter().chain(named).collect(), own))
            }
            AttrValue::CompatibleWith { chosen, required, constraints } => {
                let mut parts = self.text_parts(attr, constraints);
                let unless = |condition: &str, value: &str| {
                    let cell = (self.condition_label(condition).into(), StarlarkExpr::List(Vec::new()));
                    StarlarkExpr::Select(
                        vec![cell],
                        Box::new(StarlarkExpr::texts([self.condition_label(value)])),
                    )
                };
                parts.extend(chosen.then(|| unless(self.conditions.all_names(), NOT_CHOSEN)));
                parts.extend(required.map(|on| unless(self.conditions.name_of(on), WITHOUT_FEATURES)));
                sum_of(parts)
            }
        }
    }

    /// In a tree, a file in the root with the name of a rule would mean that rule, which would then depend on itself.
    /// For repositories, private/spoke_files.bzl solves this in another way.
    fn glob_call(&self, include: &'a [String], exclude: &'a [Cow<'static, str>]) -> StarlarkExpr<'a> {
        let takes_all = self.style.in_tree && !exclude.is_empty();
        let rules = self.spoke.build.rules.iter().filter(|_| takes_all).map(|rule| rule.name.as_str());
        let exclude = exclude.iter().map(Cow::as_ref).chain(rules.collect::<BTreeSet<_>>());
        StarlarkExpr::Glob(
            include.iter().map(StarlarkExpr::text).collect(),
            exclude.map(StarlarkExpr::text).collect(),
        )
    }

    /// The environment that all rules of the file set for rustc.
    fn shared_environment(&self) -> Option<StarlarkExpr<'a>> {
        (!self.spoke.build.environment.is_empty()).then_some(StarlarkExpr::Name(ENVIRONMENT))
    }

    /// Dicts, and entries that override them.
    fn union_of(
        &self,
        mut parts: Vec<StarlarkExpr<'a>>,
        own: &'a PerPlatform<(String, String)>,
    ) -> StarlarkExpr<'a> {
        if !own.is_empty() {
            match self.dict_of_entries(&[], own) {
                StarlarkExpr::Union(own) => parts.extend(own),
                own => parts.push(own),
            }
        }
        StarlarkExpr::Union(parts)
    }

    fn condition_label(&self, name: &str) -> String {
        format!("{}:{name}", self.style.cfg)
    }

    fn condition_of(&self, set: PlatformSet) -> String {
        self.condition_label(self.conditions.name_of(set))
    }

    fn text_parts(&self, attr: &str, texts: &'a PerPlatform<String>) -> Vec<StarlarkExpr<'a>> {
        // buildifier sorts labels, with those of the file itself first.
        self.select_parts(texts, |texts: &'a [String]| {
            let mut texts: Vec<&String> = texts.iter().collect();
            if attr.ends_with("deps") {
                texts.sort_by_cached_key(|text| (!text.starts_with(':'), text.replace(':', "\u{1}")));
            }
            StarlarkExpr::texts(texts)
        })
    }

    /// The common part, the select of platforms, and one select for each config label, to be added.
    fn select_parts<T>(
        &self,
        values: &'a PerPlatform<T>,
        star: impl Fn(&'a [T]) -> StarlarkExpr<'a>,
    ) -> Vec<StarlarkExpr<'a>> {
        let mut parts = Vec::new();
        if !values.common.is_empty() {
            parts.push(star(&values.common));
        }
        let nothing = || StarlarkExpr::List(Vec::new());
        if !values.cells.is_empty() {
            parts.push(select_call(self.select_cells(values, &star), nothing()));
        }
        parts.extend(label_selects(values, &star).map(|cell| select_call(vec![cell], nothing())));
        parts
    }

    /// A dict of fixed entries, and others that override them. Dicts in a BUILD file cannot be added, so each cell
    /// repeats the common entries. A config label may match in any cell, so its entries are joined when the file is
    /// loaded.
    fn dict_of_entries(
        &self,
        always: &'a [(String, String)],
        entries: &'a PerPlatform<(String, String)>,
    ) -> StarlarkExpr<'a> {
        let plain = |entries: &'a [(String, String)]| dict_of(entries.iter());
        let whole = |own: &'a [(String, String)]| dict_of(always.iter().chain(&entries.common).chain(own));
        let base = match entries.cells.is_empty() {
            true => whole(&[]),
            false => select_call(self.select_cells(entries, whole), whole(&[])),
        };
        let mut parts = vec![base];
        parts.extend(label_selects(entries, &plain).map(|cell| select_call(vec![cell], plain(&[]))));
        match parts.len() {
            1 => parts.remove(0),
            _ => StarlarkExpr::Union(parts),
        }
    }

    fn select_cells<T>(
        &self,
        values: &'a PerPlatform<T>,
        star: impl Fn(&'a [T]) -> StarlarkExpr<'a>,
    ) -> DictEntries<'a> {
        values.cells.iter().map(|(set, values)| (self.condition_of(*set).into(), star(values))).collect()
    }
}

fn scalar_value(value: &AttrValue) -> Option<StarlarkExpr<'_>> {
    match value {
        AttrValue::Text(text) => Some(StarlarkExpr::text(text)),
        AttrValue::Flag(flag) => Some(StarlarkExpr::Flag(*flag)),
        AttrValue::Number(number) => Some(StarlarkExpr::Number(*number)),
        _ => None,
    }
}

fn label_selects<'a, T>(
    values: &'a PerPlatform<T>,
    star: &impl Fn(&'a [T]) -> StarlarkExpr<'a>,
) -> impl Iterator<Item = (Cow<'a, str>, StarlarkExpr<'a>)> {
    values.labels.iter().map(|(label, values)| (label.into(), star(values)))
}

fn select_call<'a>(mut cells: DictEntries<'a>, default: StarlarkExpr<'a>) -> StarlarkExpr<'a> {
    cells.sort_by(|(left, _), (right, _)| left.cmp(right));
    StarlarkExpr::Select(cells, Box::new(default))
}

fn sum_of(mut parts: Vec<StarlarkExpr<'_>>) -> Option<StarlarkExpr<'_>> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(StarlarkExpr::Sum(parts)),
    }
}

/// If a key occurs more than once, its last value counts.
fn dict_of<'a>(entries: impl Iterator<Item = &'a (String, String)>) -> StarlarkExpr<'a> {
    let entries: BTreeMap<&String, &String> = entries.map(|(key, value)| (key, value)).collect();
    StarlarkExpr::Dict(
        entries.into_iter().map(|(key, value)| (key.into(), StarlarkExpr::text(value))).collect(),
    )
}

/// buildifier's order of arguments: the name, the sources, all others by name, then what is linked.
fn argument_rank(name: &'static str) -> (i32, &'static str) {
    let rank = match name {
        "name" => -99,
        "srcs" => -90,
        "deps" => 4,
        _ => 0,
    };
    (rank, name)
}

//! The rules of a package's build script: one for each distinct script, and the alias by which other rules refer to
//! them.

use std::collections::BTreeMap;

use crate::graph::annotations_by_platform::AnnotationItem;
use crate::ids::crate_name;
use crate::input::fields::Field;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::cargo::config_values::LinksOverride;
use crate::resolve::packages::{DependencyKind, PackageTarget};

use super::environment;
use super::own_files::FILES;
use super::rules::{AttrValue, RuleCall, RuleKind};
use super::scripts::{BuildScript, distinct_scripts};
use super::targets::{
    BUILD_SCRIPT_ALIAS, CAP_LINTS, PackageRules, alias_rule, constant_texts, excluded_from_data, own_label,
    text_value,
};

/// The target that runs the build script. Its name is short because paths on Windows are limited.
const BUILD_SCRIPT: &str = "_bs";

/// Gives build scripts the paths of cargo and rustdoc, as make variables.
const TOOLS: &str = "//crate_universe/configuration:script_tools";

impl PackageRules<'_> {
    /// One rule for each distinct script and, if there are several, an alias that selects one.
    pub fn build_script_rules(&self, target: &PackageTarget) -> Vec<RuleCall> {
        let of = self.values.built;
        let own = format!("{BUILD_SCRIPT}{}", self.suffix);
        let chosen = self.annotations().select_value(
            Field::OverrideTargetBuildScript,
            of,
            own_label(&own),
            text_value,
        );
        let alias_of = |actual| alias_rule(format!("{BUILD_SCRIPT_ALIAS}{}", self.suffix), actual);
        let mut rules = match chosen {
            Some(actual @ AttrValue::Text(_)) => return vec![alias_of(actual)],
            chosen => vec![alias_of(chosen.unwrap_or_else(|| own_label(&own)))],
        };
        let mut distinct = self.distinct_scripts(target);
        if distinct.len() == 1 {
            rules.extend(distinct.drain(..).map(|(_, rule)| RuleCall { name: own.clone(), ..rule }));
            return rules;
        }
        let named = |number: usize| format!("{own}_{}", number + 1);
        let cells = distinct.iter().enumerate().skip(1);
        let cells = cells.map(|(number, (of, _))| (*of, own_label(&named(number)))).collect();
        let default = Box::new(own_label(&named(0)));
        let choice = AttrValue::Choice { cells, labels: Vec::new(), default };
        rules.push(alias_rule(own.clone(), choice));
        let distinct = distinct.into_iter().enumerate();
        rules.extend(distinct.map(|(number, (_, rule))| RuleCall { name: named(number), ..rule }));
        rules
    }

    /// The scripts, and the links overrides that replace them on some platforms. The caller names the rules.
    fn distinct_scripts(&self, target: &PackageTarget) -> Vec<(PlatformSet, RuleCall)> {
        let built = self.values.built;
        let overrides = self.links_overrides().iter().map(|(set, own)| (*set & built, *own));
        let overrides: Vec<_> = overrides.filter(|(set, _)| !set.is_empty()).collect();
        let rest = overrides.iter().fold(built, |rest, (set, _)| rest.difference(*set));
        let scripts = distinct_scripts(self.package, self.values, rest, self.annotations());
        let scripts =
            scripts.iter().map(|script| (script.platforms, self.script_rule(target, script, String::new())));
        scripts.chain(overrides.into_iter().map(|(of, own)| (of, self.override_rule(own)))).collect()
    }

    /// A rule with the links override of cargo's configuration in place of the script's output.
    fn override_rule(&self, own: &LinksOverride) -> RuleCall {
        let texts = |list: &[String]| AttrValue::Texts(PerPlatform::everywhere(list.iter().cloned()));
        let entries = |dict: &BTreeMap<String, String>| {
            AttrValue::Entries(PerPlatform::everywhere(
                dict.iter().map(|(key, value)| (key.clone(), value.clone())),
            ))
        };
        let links = self.package.links.clone().unwrap_or_default();
        let link_search: Vec<String> = own.link_search.iter().map(|folder| folder.path.clone()).collect();
        let attrs = vec![
            ("cfgs", texts(&own.cfgs)),
            ("link_args", texts(&own.link_args)),
            ("link_libs", texts(&own.link_libs)),
            ("link_search", texts(&link_search)),
            ("links", AttrValue::Text(links)),
            ("metadata", entries(&own.metadata)),
            ("rustc_env", entries(&own.env)),
            ("tags", texts(&["manual".to_owned()])),
        ];
        RuleCall { rule: RuleKind::BuildScriptOverride, name: String::new(), attrs }
    }

    fn script_rule(&self, target: &PackageTarget, script: &BuildScript, name: String) -> RuleCall {
        let (annotations, of, hosts) = (
            self.annotations(),
            script.platforms,
            self.platforms_over(DependencyKind::Build, script.platforms),
        );
        let list = |field| AttrValue::Texts(annotations.factor_list(&[], field, of));
        let linked = |macros, field| {
            AttrValue::Texts(self.linked_labels(DependencyKind::Build, macros, of, Vec::new(), &[field]))
        };
        let features = PerPlatform::everywhere(script.features.iter().cloned());
        let mut attrs = self.source_attrs(target, features, &[Field::Tags, Field::BuildScriptTags]);
        attrs.extend([
            ("aliases", AttrValue::Entries(self.renamed_aliases(DependencyKind::Build, of))),
            ("build_script_env_files", list(Field::BuildScriptEnvFiles)),
            (
                "compile_data",
                AttrValue::Files {
                    globs: PerPlatform::everywhere(["**".to_owned()]),
                    exclude: constant_texts(&["**/*.rs"]).chain(excluded_from_data()).collect(),
                    labels: annotations.factor_list(&[], Field::BuildScriptCompileData, hosts),
                },
            ),
            ("crate_name", AttrValue::Text(crate_name(&target.name))),
            ("deps", linked(false, Field::BuildScriptDeps)),
            (
                "exec_properties",
                AttrValue::Entries(annotations.factor_entries(
                    Vec::new(),
                    Field::BuildScriptExecProperties,
                    of,
                )),
            ),
            ("link_deps", AttrValue::Texts(self.native_libraries(of))),
            ("pkg_name", AttrValue::Text(self.package.id.name.clone())),
            ("proc_macro_deps", linked(true, Field::BuildScriptProcMacroDeps)),
            ("rustc_env", AttrValue::Environment(PerPlatform::everywhere(script.rustc_env.iter().cloned()))),
            ("rustc_env_files", AttrValue::Texts(PerPlatform::everywhere(self.environment_file_label()))),
            ("rustc_flags", AttrValue::Texts(PerPlatform::everywhere([CAP_LINTS.to_owned()]))),
            ("tools", list(Field::BuildScriptTools)),
        ]);
        attrs.extend(self.script_environment(script));
        let files = self.source_crate_files();
        let data = self.data_attr(&["**"], files, Field::BuildScriptDataGlob, Field::BuildScriptData, of);
        attrs.push(("data", data));
        attrs.extend(self.package.links.iter().map(|links| ("links", AttrValue::Text(links.clone()))));
        let rundir = annotations.select_value(
            Field::BuildScriptRundir,
            of,
            AttrValue::Text(String::new()),
            text_value,
        );
        attrs.extend(rundir.map(|value| ("rundir", value)));
        // rules_rust writes `auto` as -1.
        let number =
            |item: &AnnotationItem| AttrValue::Number(i64::from(*item == AnnotationItem::Flag(true)));
        let switch = |field| annotations.select_value(field, of, AttrValue::Number(-1), number);
        attrs.extend(switch(Field::BuildScriptUseCcToolchain).map(|value| ("use_cc_toolchain", value)));
        let shell = switch(Field::BuildScriptUseDefaultShellEnv);
        attrs.extend(shell.map(|value| ("use_default_shell_env", value)));
        RuleCall { rule: RuleKind::CargoBuildScript, name, attrs }
    }

    /// The environment variables of the script when it runs, and the toolchains that define make variables in their
    /// values.
    fn script_environment(&self, script: &BuildScript) -> [(&'static str, AttrValue); 2] {
        let (annotations, config) = (self.annotations(), self.input.config);
        let tools = environment::lacks_tool_variables(config.rules_rust);
        let texts = self.environment_texts;
        let own = environment::script_environment(annotations, script, texts);
        let own = annotations.factor_with_entries(own, Field::BuildScriptEnv, script.platforms);
        let label = format!("{}{TOOLS}", config.repo_names.crate_universe);
        let spells_dollar = texts.iter().any(|(_, value)| environment::has_make_function(value));
        let toolchains: &[&str] = if tools || spells_dollar { &[&label] } else { &[] };
        let toolchains = annotations.factor_list(toolchains, Field::BuildScriptToolchains, script.platforms);
        [
            ("build_script_env", AttrValue::ScriptEnvironment { tools, own }),
            ("toolchains", AttrValue::Texts(toolchains)),
        ]
    }

    /// All files of the source crates that the script may run, since their code reads these files.
    fn source_crate_files(&self) -> Vec<String> {
        let crates =
            self.sources.crates_of_script(self.ix).iter().filter(|ix| self.names.key_of(**ix).is_some());
        crates.map(|ix| self.names.label_of(*ix, FILES)).collect()
    }

    /// The dependencies that pass `DEP_*` variables to the build script. See
    /// <https://doc.rust-lang.org/cargo/reference/build-scripts.html#the-links-manifest-key>.
    fn native_libraries(&self, of: PlatformSet) -> PerPlatform<String> {
        let native = self
            .dep_labels(DependencyKind::Normal, of)
            .filter(|linked| linked.package.links.is_some() && !linked.package.is_proc_macro());
        let native = native.filter_map(|linked| Some((linked.to_label(self.names)?, linked.set)));
        let added = self.annotations().texts_by_platform(Field::BuildScriptLinkDeps);
        let labels = self.annotations().texts_by_label(Field::BuildScriptLinkDeps);
        PerPlatform::factor_sorted(native.chain(added), of).with_deduplicated_labels(labels)
    }
}

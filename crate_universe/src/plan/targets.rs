//! The rules in the BUILD file of one package, with attribute values factored over platforms.
//!
//! Conditions are sets of platforms here; the room `render` names them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::bazel_files::WRITTEN_FILES;
use crate::graph::annotations_by_platform::AnnotationItem;
use crate::graph::nodes::TargetValues;
use crate::ids::crate_name;
use crate::input::fields::{Field, HAS_LINK_DEPS};
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::cargo::config_values::LinksOverride;
use crate::resolve::packages::{DependencyKind, LockedPackage, PackageIx, PackageTarget, TargetKind};

use super::additive;
use super::binaries::{WantedBinary, binary_name, built_binaries};
use super::environment::{config_environment, package_environment, split_by_file};
use super::licenses::PackageLicense;
use super::names::TargetNames;
use super::package_annotations::PackageAnnotations;
use super::plan_input::PlanInput;
use super::rules::{AttrValue, RuleCall, RuleKind, ToolConfiguration};
use super::sources::SourceCrates;
use super::spoke::BuildFile;

/// The name that other rules use for it, which is Cargo's name of the target.
pub const BUILD_SCRIPT_ALIAS: &str = "build_script_build";

/// The suffix of a rule behind an alias that refers to another target on some platforms.
const OWN: &str = "__own";

/// Lints of third-party code are not reported.
pub const CAP_LINTS: &str = "--cap-lints=allow";

/// The clone that a git package comes from, which is not part of the package.
const CLONE: &str = ".tmp_git_root/**/*";

pub fn plan_build_file(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    sources: &SourceCrates,
    ix: PackageIx,
    visibility: Option<Vec<String>>,
    warnings: &mut Vec<String>,
) -> BuildFile {
    let package = &input.packages.list[ix];
    let node = &input.graph.nodes[ix];
    let (environment, texts) =
        split_by_file(file_environment(input, package, PackageAnnotations { input, ix }));
    let rules_of = |values, variant, of_host| {
        let suffix = input.suffixes.suffix_of(ix, variant, of_host);
        PackageRules { input, names, sources, ix, package, values, suffix, environment_texts: &texts }
    };
    let own = rules_of(&node.own, None, false);
    let mut rules = own.library_rules();
    rules.extend(built_binaries(input, ix).flat_map(|binary| own.binary_rules(&binary)));
    rules.extend(node.host.iter().flat_map(|values| rules_of(values, None, true).library_rules()));
    for (place, variant) in node.variants.iter().enumerate() {
        rules.extend(rules_of(&variant.own, Some(place), false).library_rules());
        rules.extend(
            variant.host.iter().flat_map(|values| rules_of(values, Some(place), true).library_rules()),
        );
    }
    rules.extend(own.source_files_rule());
    rules.extend(own.environment_file_rule());
    let additive = additive::additive_texts(own.annotations(), &rules, warnings);
    let config = &input.config.render;
    let mut build = BuildFile {
        environment,
        license: config
            .options
            .generate_rules_license_metadata
            .then(|| PackageLicense::from_package(package)),
        visibility,
        rules: Vec::new(),
        additive,
    };
    build.add_rules(rules);
    build
}

/// The environment of rustc and build scripts in all rules: cargo's variables of the package, and those of cargo's
/// configuration.
pub fn file_environment(
    input: &PlanInput<'_>,
    package: &LockedPackage,
    annotations: PackageAnnotations<'_>,
) -> Vec<(String, String)> {
    let own = if input.config.render.options.generate_cargo_toml_env_vars {
        package_environment(package, annotations)
    } else {
        Vec::new()
    };
    config_environment(input.packages).chain(own).collect()
}

pub struct PackageRules<'a> {
    pub input: &'a PlanInput<'a>,
    pub names: &'a TargetNames<'a>,
    pub sources: &'a SourceCrates,
    pub ix: PackageIx,
    pub package: &'a LockedPackage,
    pub values: &'a TargetValues<'a>,
    /// The suffix of all target names.
    pub suffix: &'a str,
    /// The variables of the file's environment that reach rustc through a file.
    pub environment_texts: &'a [(String, String)],
}

impl PackageRules<'_> {
    /// The library or the proc macro, and the build script.
    fn library_rules(&self) -> Vec<RuleCall> {
        let mut rules = Vec::new();
        for target in &self.package.targets {
            match target.kind {
                TargetKind::Lib if target.linkable => {
                    rules.extend(self.library_rule(target, RuleKind::RustLibrary));
                }
                TargetKind::ProcMacro => rules.extend(self.library_rule(target, RuleKind::RustProcMacro)),
                TargetKind::BuildScript if self.wants_build_script() => {
                    rules.extend(self.build_script_rules(target));
                }
                _ => {}
            }
        }
        rules
    }

    /// What replaces the build script, and where.
    pub fn links_overrides(&self) -> &[(PlatformSet, &LinksOverride)] {
        &self.input.graph.overrides[self.ix]
    }

    pub fn annotations(&self) -> PackageAnnotations<'_> {
        PackageAnnotations { input: self.input, ix: self.ix }
    }

    /// A rule, or an alias of the target with which the user replaces it. If that applies only to some platforms,
    /// there are both.
    fn with_override(&self, mut rule: RuleCall, field: Field) -> Vec<RuleCall> {
        let own = format!("{}{OWN}", rule.name);
        let default = AttrValue::Text(format!(":{own}"));
        let Some(actual) = self.annotations().select_value(field, self.values.built, default, text_value)
        else {
            return vec![rule];
        };
        let is_choice = matches!(actual, AttrValue::Choice { .. });
        let alias = alias_rule(std::mem::replace(&mut rule.name, own), actual);
        std::iter::once(alias).chain(is_choice.then_some(rule)).collect()
    }

    fn library_rule(&self, target: &PackageTarget, rule: RuleKind) -> Vec<RuleCall> {
        let name = crate_name(&target.name);
        let (field, is_library) = match rule {
            RuleKind::RustProcMacro => (Field::OverrideTargetProcMacro, false),
            _ => (Field::OverrideTargetLib, true),
        };
        let mut attrs = self.compiled_attrs(target);
        if is_library {
            attrs.extend(self.link_deps_attr());
            let on = |item: &AnnotationItem| AttrValue::Flag(*item == AnnotationItem::Flag(true));
            let disabled = self.annotations().select_value(
                Field::DisablePipelining,
                self.values.built,
                AttrValue::Flag(false),
                on,
            );
            attrs.extend(disabled.map(|disabled| ("disable_pipelining", disabled)));
        }
        let script = self.build_script_dep();
        let deps = match is_library {
            true => self.deps_with_native_code(script),
            false => AttrValue::Texts(self.normal_deps(false, script)),
        };
        attrs.push(("deps", deps));
        let environment = match self.sources.configuration_of_tool(self.ix) {
            Some(run_by) => AttrValue::FolderEnvironment {
                run_by,
                own: self.annotations().factor_entries(Vec::new(), Field::RustcEnv, self.values.built),
            },
            None => self.rustc_env_attr(Vec::new()),
        };
        attrs.push(("rustc_env", environment));
        let mut rules =
            self.with_override(RuleCall { rule, name: format!("{name}{}", self.suffix), attrs }, field);
        // The rule derives the crate's name from its own name, unless `crate_name` is set.
        for named in rules.iter_mut().filter(|own| own.rule == rule && own.name != name) {
            named.attrs.push(("crate_name", AttrValue::Text(name.clone())));
        }
        rules
    }

    /// The attribute for native code, if this release of rules_rust has it.
    fn link_deps_attr(&self) -> Option<(&'static str, AttrValue)> {
        let labels =
            || AttrValue::Texts(self.annotations().factor_list(&[], Field::LinkDeps, self.values.built));
        self.has_link_deps().then(|| ("link_deps", labels()))
    }

    fn has_link_deps(&self) -> bool {
        self.input.config.rules_rust >= HAS_LINK_DEPS
    }

    /// The `deps` of a library or binary, including native code if that has no attribute of its own.
    fn deps_with_native_code(&self, own: Vec<String>) -> AttrValue {
        let added: &[Field] =
            if self.has_link_deps() { &[Field::Deps] } else { &[Field::Deps, Field::LinkDeps] };
        AttrValue::Texts(self.linked_labels(DependencyKind::Normal, false, self.values.built, own, added))
    }

    fn rustc_env_attr(&self, own: Vec<(String, String)>) -> AttrValue {
        AttrValue::Environment(self.annotations().factor_entries(own, Field::RustcEnv, self.values.built))
    }

    fn binary_rules(&self, binary: &WantedBinary<'_>) -> Vec<RuleCall> {
        let target = binary.target;
        let mut attrs = self.compiled_attrs(target);
        for (_, value) in &mut attrs {
            if let AttrValue::CompatibleWith { required, .. } = value {
                *required = binary.platforms.filter(|on| *on != self.input.graph.all);
            }
        }
        let mut own = self.build_script_dep();
        own.extend(self.own_library_label(target, false));
        attrs.push(("crate_name", AttrValue::Text(crate_name(&target.name))));
        attrs.push(("deps", self.deps_with_native_code(own)));
        attrs.extend(self.link_deps_attr());
        attrs.push(("rustc_env", self.rustc_env_attr(vec![("CARGO_BIN_NAME".into(), target.name.clone())])));
        let rule = RuleCall { rule: RuleKind::RustBinary, name: binary_name(target), attrs };
        self.with_override(rule, Field::OverrideTargetBin)
    }

    /// What a binary links from its own package: the library, or the proc macro.
    fn own_library_label(&self, target: &PackageTarget, proc_macro: bool) -> Option<String> {
        let linked = target.kind == TargetKind::Bin && self.package.is_proc_macro() == proc_macro;
        let library = self.package.rust_library().filter(|_| linked)?;
        // A proc macro runs on hosts, whatever the binary is built for.
        let of_host = proc_macro && self.input.graph.nodes[self.ix].host.is_some();
        let suffix = self.input.suffixes.suffix_of(self.ix, None, of_host);
        Some(format!(":{}{suffix}", crate_name(&library.name)))
    }

    /// The attributes that libraries, proc macros and binaries share.
    fn compiled_attrs(&self, target: &PackageTarget) -> Vec<(&'static str, AttrValue)> {
        let features = self.values.features.iter().map(|(name, set)| (name.to_string(), *set));
        let features = PerPlatform::factor_sorted(features, self.values.built);
        let (annotations, built) = (self.annotations(), self.values.built);
        let mut attrs = self.source_attrs(target, features, &[Field::Tags]);
        // The files that a proc macro reads when it runs are inputs of every crate that uses it.
        let is_run = target.kind.is_library()
            && self.sources.configuration_of_tool(self.ix) == Some(ToolConfiguration::ProcMacros);
        let globs: &[&str] = if is_run { &["**"] } else { &[] };
        let files = self.environment_file_label();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let more = annotations.texts(Field::CompileDataGlobExcludes).map(|glob| Cow::Owned(glob.to_owned()));
        attrs.extend([
            ("aliases", AttrValue::Entries(self.renamed_aliases(DependencyKind::Normal, built))),
            (
                "compile_data",
                AttrValue::Files {
                    globs: annotations.factor_list(&["**"], Field::CompileDataGlob, built),
                    exclude: excluded_from_data().chain(more).collect(),
                    labels: annotations.factor_list(&[], Field::CompileData, built),
                },
            ),
            ("data", self.data_attr(globs, Vec::new(), Field::DataGlob, Field::Data, built)),
            (
                "exec_properties",
                AttrValue::Entries(annotations.factor_entries(Vec::new(), Field::ExecProperties, built)),
            ),
            (
                "proc_macro_deps",
                AttrValue::Texts(
                    self.normal_deps(true, self.own_library_label(target, true).into_iter().collect()),
                ),
            ),
            (
                "rustc_env_files",
                AttrValue::Texts(annotations.factor_list(&files, Field::RustcEnvFiles, built)),
            ),
            (
                "rustc_flags",
                AttrValue::Texts(annotations.factor_flags(&[CAP_LINTS], Field::RustcFlags, built)),
            ),
        ]);
        let constraints = annotations.factor_texts(Field::TargetCompatibleWith, built);
        let chosen = self.input.config.render.options.generate_target_compatible_with;
        attrs.push((
            "target_compatible_with",
            AttrValue::CompatibleWith { chosen, required: None, constraints },
        ));
        attrs
    }

    /// Files that are read at run time.
    pub fn data_attr(
        &self,
        always: &[&str],
        own: Vec<String>,
        globs: Field,
        labels: Field,
        over: PlatformSet,
    ) -> AttrValue {
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        AttrValue::Files {
            globs: self.annotations().factor_list(always, globs, over),
            exclude: excluded_from_data().collect(),
            labels: self.annotations().factor_list(&own, labels, over),
        }
    }

    /// The attributes of every target that rustc compiles. `tagged`: the fields with its tags.
    pub fn source_attrs(
        &self,
        target: &PackageTarget,
        features: PerPlatform<String>,
        tagged: &[Field],
    ) -> Vec<(&'static str, AttrValue)> {
        let text = |text: &str| AttrValue::Text(text.to_owned());
        let tags = ["cargo-bazel", "manual", "noclippy", "norustfmt"].map(str::to_owned);
        let crate_tag = format!("crate-name={}", self.package.id.name);
        let annotations = tagged.iter().flat_map(|field| self.annotations().texts(*field)).map(str::to_owned);
        let tags: BTreeSet<String> = tags.into_iter().chain([crate_tag]).chain(annotations).collect();
        vec![
            ("srcs", glob_files(&["**/*.rs"])),
            ("crate_features", AttrValue::Texts(features)),
            ("crate_root", text(&target.root)),
            ("edition", text(&target.edition)),
            ("tags", AttrValue::Texts(PerPlatform::everywhere(tags))),
            ("version", AttrValue::Text(self.package.id.version.to_string())),
        ]
    }

    /// Whether the build script runs: as the annotation of this package says, or else as the hub's attribute says.
    fn wants_build_script(&self) -> bool {
        self.annotations()
            .flag(Field::GenBuildScript)
            .unwrap_or(self.input.config.attributes.generate_build_scripts)
    }

    fn build_script_dep(&self) -> Vec<String> {
        let has = self.package.has_build_script() && self.wants_build_script();
        has.then(|| format!(":{BUILD_SCRIPT_ALIAS}{}", self.suffix)).into_iter().collect()
    }
}

pub fn text_value(item: &AnnotationItem) -> AttrValue {
    AttrValue::Text(item.as_text().to_owned())
}

pub fn alias_rule(name: String, actual: AttrValue) -> RuleCall {
    let attrs =
        vec![("actual", actual), ("tags", AttrValue::Texts(PerPlatform::everywhere(["manual".to_owned()])))];
    RuleCall { rule: RuleKind::Alias, name, attrs }
}

pub fn constant_texts<'a>(texts: &'a [&'static str]) -> impl Iterator<Item = Cow<'static, str>> + use<'a> {
    texts.iter().map(|text| Cow::Borrowed(*text))
}

/// Files that cannot be inputs in Bazel, or that are not part of the package.
pub fn excluded_from_data() -> impl Iterator<Item = Cow<'static, str>> {
    constant_texts(&[CLONE]).chain(constant_texts(&WRITTEN_FILES))
}

fn glob_files(globs: &[&str]) -> AttrValue {
    AttrValue::Files {
        globs: PerPlatform::everywhere(globs.iter().map(|glob| (*glob).to_owned())),
        exclude: Vec::new(),
        labels: PerPlatform::default(),
    }
}

pub fn own_label(name: &str) -> AttrValue {
    AttrValue::Text(format!(":{name}"))
}

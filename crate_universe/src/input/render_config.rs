//! The checked `crate.render_config`: how a hub is rendered. Templates contain only valid keys, and unset options have
//! our defaults.

use crate::error::{Code, Error, Result, did_you_mean};
use crate::label::{self, Label};

use super::render_options::{BUILD_FILE, CRATE_LABEL, CRATES_MODULE, PLATFORMS, REPOSITORY, RenderOptions};
use super::request::{self, RepoNames};
use super::template::NameTemplate;

#[derive(Debug)]
pub struct RenderSettings {
    /// The path of a vendored BUILD file, relative to the vendored folder.
    pub build_file: NameTemplate,
    /// The path of `crates.bzl` and `defs.bzl`, relative to the root of the hub.
    pub crates_module: NameTemplate,
    /// The name of a package's repository.
    pub repository: NameTemplate,
    /// The label of a package's target, if it is not the repository's `//:{target}`.
    pub crate_label: Option<NameTemplate>,
    /// The label that macros return for a package, if it is not that of the target itself.
    pub crate_alias: Option<NameTemplate>,
    /// The condition of a triple, if it is not that of rules_rust.
    pub platforms: Option<NameTemplate>,
    pub alias_rule: AliasRule,
    /// As the user set them.
    pub options: RenderOptions,
}

/// The rule of the hub's aliases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AliasRule {
    /// The label of the file to load; `None` for Bazel's own `alias`.
    pub file: Option<String>,
    pub name: String,
}

const MODES: [&str; 3] = ["dbg", "fastbuild", "opt"];

impl AliasRule {
    pub fn plain() -> AliasRule {
        AliasRule { file: None, name: "alias".into() }
    }

    /// Parses `alias`, a compilation mode, or `<label of a .bzl file>:<rule>`.
    pub fn parse(text: &str, repo_names: &RepoNames, repository: &str) -> Result<AliasRule> {
        if text == "alias" {
            return Ok(AliasRule::plain());
        }
        if MODES.contains(&text) {
            let file = format!("{}//crate_universe:alias_rules.bzl", repo_names.crate_universe);
            return Ok(AliasRule { file: Some(file), name: format!("alias_{text}") });
        }
        let custom = text.rsplit_once(':').filter(|(file, rule)| file.ends_with(".bzl") && !rule.is_empty());
        if let Some((file, rule)) = custom.filter(|(file, _)| Label::parse(file).is_some()) {
            return Ok(AliasRule {
                file: Some(label::resolve_from_repository(file, repository)),
                name: rule.to_owned(),
            });
        }
        let error = Error::new(Code::AliasRule, format!("unknown alias rule `{text}`")).note(
            "the alias rules are: `alias`, `dbg`, `fastbuild`, `opt`, and `<label of a .bzl file>:<rule>`",
        );
        Err(match did_you_mean(text, MODES.into_iter().chain(["alias"])) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("use one of them"),
        })
    }
}

const NAMES: &[&str] = &["repository", "name", "version", "series"];
const TARGETS: &[&str] = &["repository", "name", "version", "series", "target"];

/// The defaults of the tag and of the function in rules_rust 0.57 to 0.71. They mean the alias in the hub; the label of
/// the tag has never existed.
const CRATE_ALIASES: [&str; 3] =
    ["@{repository}//:{name}-{version}-{target}", "//:{name}-{version}", "//{name}-{version}"];

/// Reads the configuration, with warnings about options that have no effect.
pub fn read(request: &request::Request, repository: &str) -> Result<(RenderSettings, Vec<String>)> {
    let default = request::RequestRenderConfig::default();
    let request::RequestRenderConfig { tag, options } = request.render_config.as_ref().unwrap_or(&default);
    let mode = request.vendor.as_ref().map(|vendor| vendor.mode);
    checked(options, &request.repo_names, repository, mode).map_err(|error| match tag {
        Some(tag) => error.with_tag(tag),
        None => error,
    })
}

fn checked(
    given: &RenderOptions,
    repo_names: &RepoNames,
    repository: &str,
    vendor: Option<request::VendorMode>,
) -> Result<(RenderSettings, Vec<String>)> {
    let template = |attr, text: &str, default: &str, keys| {
        NameTemplate::parse(attr, if text.is_empty() { default } else { text }, keys)
    };
    let optional = |attr, text: &str, defaults: &[&str], keys| {
        let is_set = !text.is_empty() && !defaults.contains(&text);
        is_set.then(|| NameTemplate::parse(attr, text, keys)).transpose()
    };
    let platforms = label::resolve_from_repository(&given.platforms_template, repository);
    let config = RenderSettings {
        build_file: template(
            "build_file_template",
            &given.build_file_template,
            BUILD_FILE,
            &["name", "version"],
        )?,
        crates_module: template(
            "crates_module_template",
            &given.crates_module_template,
            CRATES_MODULE,
            &["file"],
        )?,
        repository: template(
            "crate_repository_template",
            &given.crate_repository_template,
            REPOSITORY,
            NAMES,
        )?,
        crate_label: optional("crate_label_template", &given.crate_label_template, &[CRATE_LABEL], TARGETS)?,
        crate_alias: optional("crate_alias_template", &given.crate_alias_template, &CRATE_ALIASES, TARGETS)?,
        platforms: optional("platforms_template", &platforms, &[PLATFORMS], &["triple"])?,
        alias_rule: alias_rule(given, repo_names, repository)?,
        options: given.clone(),
    };
    let warnings = of_vendoring(given, vendor)?;
    config.check()?;
    Ok((config, warnings))
}

fn alias_rule(given: &RenderOptions, repo_names: &RepoNames, repository: &str) -> Result<AliasRule> {
    let file = given.default_alias_rule_bzl.as_deref().filter(|file| !file.is_empty());
    let name = match (given.default_alias_rule.as_str(), given.default_alias_rule_name.as_str()) {
        ("", "") => "alias",
        ("", name) => name,
        (name, "") if file.is_none() => name,
        _ => {
            let what = "`default_alias_rule` cannot be combined with `default_alias_rule_name` or `default_alias_rule_bzl`";
            return Err(Error::new(Code::RenderConfig, what).help("keep only `default_alias_rule`"));
        }
    };
    match file {
        Some(file) => Ok(AliasRule {
            file: Some(label::resolve_from_repository(file, repository)),
            name: name.to_owned(),
        }),
        None => AliasRule::parse(name, repo_names, repository),
    }
}

/// Warnings about options that only affect vendored files.
fn of_vendoring(given: &RenderOptions, vendor: Option<request::VendorMode>) -> Result<Vec<String>> {
    let build_file = ("build_file_template", &given.build_file_template, BUILD_FILE);
    let vendor_mode = ("vendor_mode", &given.vendor_mode, "");
    let idle = match vendor {
        None => vec![build_file, vendor_mode],
        Some(request::VendorMode::Repository) => vec![vendor_mode],
        Some(request::VendorMode::Remote | request::VendorMode::Tarball) => Vec::new(),
        // The BUILD file of a crate is beside its sources, which also determines the label of its targets.
        Some(request::VendorMode::Local) => {
            vec![build_file, ("crate_label_template", &given.crate_label_template, CRATE_LABEL)]
        }
    };
    let idle = idle.into_iter().filter(|(_, text, default)| !text.is_empty() && text != default);
    let warning = |(attr, ..): (&str, _, _)| {
        let of = match vendor {
            Some(request::VendorMode::Local) => "BUILD files that are not next to the sources",
            _ => "crates_vendor",
        };
        format!("crate.render_config: `{attr}` has no effect here: it applies only to {of}")
    };
    let warnings = idle.map(warning).collect();
    let Some(mode) = vendor.filter(|mode| *mode != request::VendorMode::Repository) else {
        return Ok(warnings);
    };
    if !given.vendor_mode.is_empty() && given.vendor_mode != mode.name() {
        let what = format!(
            "`vendor_mode` is \"{}\", but `mode` of the target is \"{}\"",
            given.vendor_mode,
            mode.name()
        );
        return Err(Error::new(Code::RenderConfig, what)
            .note("both select what crates_vendor writes")
            .help("remove `vendor_mode`"));
    }
    Ok(warnings)
}

impl RenderSettings {
    /// Whether the hub has `@hub//:serde` in addition to `@hub//serde`.
    pub fn has_root_aliases(&self) -> bool {
        !self.options.incompatible_no_root_alias_targets
    }

    fn check(&self) -> Result<()> {
        let wrong = |what: &str, help: &str| Err(Error::new(Code::RenderConfig, what).help(help));
        if self.crate_label.as_ref().is_some_and(|template| !template.has("target")) {
            return wrong(
                "`crate_label_template` gives all targets of a package the same label",
                "end it with `:{target}`",
            );
        }
        if self.options.regen_command.contains(['\n', '\r', '"', '\\']) {
            return wrong(
                "`regen_command` cannot be written into the header of a generated file",
                "use one line without quotes or backslashes",
            );
        }
        if !self.crates_module.has("file") {
            return wrong("`crates_module_template` gives two files the same name", "end it with `{file}`");
        }
        for (attr, template) in
            [("build_file_template", &self.build_file), ("crates_module_template", &self.crates_module)]
        {
            let label = Label::parse(&template.fill(&[("name", "n"), ("version", "1"), ("file", "f.bzl")]));
            if !label.is_some_and(|label| label.repository.is_empty()) {
                return wrong(
                    &format!("`{attr}` does not name a file in the directory of generated files"),
                    "start it with `//`, and name a file after `:`",
                );
            }
        }
        Ok(())
    }
}

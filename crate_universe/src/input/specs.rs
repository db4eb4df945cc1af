//! Checks specs: the dependencies of a hub in addition to those of manifests, or instead of them. Whether a registry
//! has such a crate is left to cargo.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use semver::VersionReq;

use crate::error::{Code, Error, Result, TagRef};
use crate::paths::normalize;

use super::request;
use super::spec_attributes::SpecAttributes;

#[derive(Clone, Debug)]
pub struct CrateSpec {
    /// The tag, if it comes from one.
    pub tag: Option<TagRef>,
    /// The name in the hub: the alias, else the package's name.
    pub name: String,
    pub package: String,
    pub version: Option<String>,
    pub source: SpecSource,
    pub registry: Option<String>,
    pub wanted: WantedTargets,
    /// As the user set them.
    pub attributes: SpecAttributes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecSource {
    Registry,
    Git {
        url: String,
        branch: Option<String>,
        tag: Option<String>,
        rev: Option<String>,
    },
    /// Absolute.
    Path(Utf8PathBuf),
}

/// Which targets of a package are needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WantedTargets {
    #[default]
    Library,
    Binaries,
    Both,
}

impl WantedTargets {
    pub fn library(self) -> bool {
        self != WantedTargets::Binaries
    }

    pub fn binaries(self) -> bool {
        self != WantedTargets::Library
    }
}

impl CrateSpec {
    pub fn renamed(&self) -> bool {
        self.name != self.package
    }

    /// The version or source of the package, as the user wrote it.
    fn requirement(&self) -> String {
        let version = self.version.iter().map(|version| format!("version = \"{version}\""));
        let source = match &self.source {
            SpecSource::Registry => None,
            SpecSource::Git { url, .. } => Some(format!("git = \"{url}\"")),
            SpecSource::Path(path) => Some(format!("path = \"{path}\"")),
        };
        version.chain(source).collect::<Vec<_>>().join(", ")
    }

    /// Adds the tag of this spec to an error.
    pub fn with_declaring_file(&self, error: Error) -> Error {
        match &self.tag {
            Some(tag) => error.with_tag(tag),
            None => error,
        }
    }
}

/// The specs, and warnings about those that are ignored. `home`: the folder that paths are relative to.
pub fn read(specs: &[request::RequestSpec], home: &Utf8Path) -> Result<(Vec<CrateSpec>, Vec<String>)> {
    let specs: Vec<CrateSpec> = specs.iter().map(|raw| spec(raw, home)).collect::<Result<_>>()?;
    let last: BTreeMap<String, usize> =
        specs.iter().enumerate().map(|(at, spec)| (spec.name.clone(), at)).collect();
    // The last spec of a name wins, as in rules_rust, whose specs are a dict.
    let (counting, earlier): (Vec<_>, Vec<_>) =
        specs.into_iter().enumerate().partition(|(at, spec)| last[&spec.name] == *at);
    let counting: Vec<CrateSpec> = counting.into_iter().map(|(_, spec)| spec).collect();
    let warnings = earlier.iter().filter_map(|(_, spec)| {
        let other = counting.iter().find(|other| other.name == spec.name)?;
        Some(format!(
            "two specs are named {}: {} is ignored, and the last one, {}, is used; remove one of them, or rename one \
             with `package_alias`",
            spec.name,
            spec.requirement(),
            other.requirement()
        ))
    });
    let warnings = warnings.collect();
    Ok((counting, warnings))
}

fn spec(raw: &request::RequestSpec, home: &Utf8Path) -> Result<CrateSpec> {
    let SpecAttributes { package, package_alias, version, git, path, .. } = &raw.values;
    let text = |text: &String| (!text.is_empty()).then(|| text.clone());
    let spec = CrateSpec {
        tag: raw.tag.clone(),
        name: text(package_alias).unwrap_or_else(|| package.clone()),
        package: package.clone(),
        version: text(version),
        source: match (text(git), text(path)) {
            (Some(url), _) => SpecSource::Git {
                url,
                branch: text(&raw.values.branch),
                tag: text(&raw.values.tag),
                rev: text(&raw.values.rev),
            },
            (None, Some(path)) => SpecSource::Path(normalize(&home.join(path))),
            (None, None) => SpecSource::Registry,
        },
        registry: text(&raw.values.registry),
        wanted: match (raw.values.artifact.as_str(), raw.values.lib) {
            ("", _) => WantedTargets::Library,
            (_, false) => WantedTargets::Binaries,
            (_, true) => WantedTargets::Both,
        },
        attributes: raw.values.clone(),
    };
    match wrong(&spec) {
        None => Ok(spec),
        Some((what, help)) => {
            let what = match package.as_str() {
                "" => format!("a crate.spec {what}"),
                package => format!("the crate.spec of {package} {what}"),
            };
            Err(spec.with_declaring_file(Error::new(Code::Spec, what).help(help)))
        }
    }
}

/// What is wrong with a spec, and how to fix it.
fn wrong(spec: &CrateSpec) -> Option<(String, &'static str)> {
    let raw = &spec.attributes;
    let sources: Vec<String> = [("git", &raw.git), ("path", &raw.path), ("registry", &raw.registry)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key} = \"{value}\""))
        .collect();
    if sources.len() > 1 {
        return Some((format!("has two sources: {}", sources.join(" and ")), "keep one of them"));
    }
    let references: Vec<&str> = [("branch", &raw.branch), ("tag", &raw.tag), ("rev", &raw.rev)]
        .into_iter()
        .filter_map(|(key, value)| (!value.is_empty()).then_some(key))
        .collect();
    match (references.as_slice(), raw.git.is_empty()) {
        ([], _) | ([_], false) => {}
        ([one, ..], true) => {
            return Some((
                format!("has `{one}`, but no `git`"),
                "add git = \"...\" with the URL of the repository",
            ));
        }
        (several, false) => {
            return Some((
                format!("has more than one git reference: {}", several.join(" and ")),
                "keep one of them",
            ));
        }
    }
    if raw.package.is_empty() {
        return Some(("has no `package`".into(), "add package = \"...\" with the name of the crate"));
    }
    if spec.version.is_none() && spec.source == SpecSource::Registry {
        return Some(("has neither a version nor a source".into(), "add `version`, `git` or `path`"));
    }
    if let Some(Err(error)) = spec.version.as_deref().map(VersionReq::parse) {
        let what = format!("has an invalid version requirement: {error}");
        return Some((what, "write a requirement as in Cargo.toml: \"1\", \"=1.2.3\", \">=1, <3\""));
    }
    if !["", "bin"].contains(&raw.artifact.as_str()) {
        let what = format!("has an unsupported value: artifact = \"{}\"", raw.artifact);
        return Some((what, "use artifact = \"bin\": binaries are the only supported artifact"));
    }
    None
}

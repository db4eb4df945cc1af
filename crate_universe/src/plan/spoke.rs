//! A package with a repository or folder of its own: its origin and its BUILD file.

use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::PackageIx;

use super::licenses::PackageLicense;
use super::names;
use super::origin::SpokeOrigin;
use super::rules::{AttrValue, RuleCall};

/// The repository of one package, and its BUILD file.
#[derive(Debug)]
pub struct Spoke {
    /// The package's name in the hub, such as `serde-1.0.219`.
    pub key: String,
    pub name: String,
    pub ix: PackageIx,
    pub repository: String,
    pub origin: SpokeOrigin,
    pub build: BuildFile,
}

impl Spoke {
    /// The part of the key after the name.
    pub fn version_in_key(&self) -> &str {
        names::version_in_key(&self.name, &self.key)
    }

    pub fn platform_sets(&self) -> impl Iterator<Item = PlatformSet> {
        fn sets_of<T>(values: &PerPlatform<T>) -> impl Iterator<Item = PlatformSet> {
            values.cells.iter().map(|(set, _)| *set)
        }
        self.build.rules.iter().flat_map(|rule| &rule.attrs).flat_map(|(_, value)| match value {
            AttrValue::Texts(texts) => sets_of(texts).collect(),
            AttrValue::Entries(entries) | AttrValue::Environment(entries) => {
                sets_of(entries).collect::<Vec<_>>()
            }
            AttrValue::FolderEnvironment { own, .. } | AttrValue::ScriptEnvironment { own, .. } => {
                sets_of(own).collect()
            }
            AttrValue::Choice { cells, .. } => cells.iter().map(|(set, _)| *set).collect(),
            AttrValue::Files { globs, labels, .. } => sets_of(globs).chain(sets_of(labels)).collect(),
            AttrValue::CompatibleWith { constraints, required, .. } => {
                sets_of(constraints).chain(*required).collect()
            }
            AttrValue::Text(_) | AttrValue::Flag(_) | AttrValue::Number(_) => Vec::new(),
        })
    }
}

#[derive(Debug)]
pub struct BuildFile {
    /// `CARGO_PKG_*`, shared by all rules of the file.
    pub environment: Vec<(String, String)>,
    pub license: Option<PackageLicense>,
    /// The visibility of all targets. `None`: public.
    pub visibility: Option<Vec<String>>,
    pub rules: Vec<RuleCall>,
    /// Text of the user for the end of the file.
    pub additive: Vec<String>,
}

impl BuildFile {
    /// Adds rules, in the order of the file.
    pub fn add_rules(&mut self, rules: Vec<RuleCall>) {
        self.rules.extend(rules);
        self.rules.iter_mut().for_each(RuleCall::compact);
        self.rules.shrink_to_fit();
        self.rules.sort_by(|left, right| (left.rule, &left.name).cmp(&(right.rule, &right.name)));
    }
}

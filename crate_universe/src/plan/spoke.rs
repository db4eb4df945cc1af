//! A package with a repository or a folder of its own: where it comes from, and its BUILD file.

use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::PackageIx;

use super::licenses::License;
use super::origin::Origin;
use super::rules::{Rule, Value};

/// One package's repository and its BUILD file.
#[derive(Debug)]
pub struct Spoke {
    /// `serde-1.0.219`: its name in the hub.
    pub key: String,
    pub name: String,
    pub ix: PackageIx,
    pub repository: String,
    pub origin: Origin,
    pub build: BuildFile,
}

impl Spoke {
    pub fn sets(&self) -> impl Iterator<Item = PlatformSet> {
        fn of<T>(values: &PerPlatform<T>) -> impl Iterator<Item = PlatformSet> {
            values.cells.iter().map(|(set, _)| *set)
        }
        self.build.rules.iter().flat_map(|rule| &rule.attrs).flat_map(|(_, value)| match value {
            Value::Texts(texts) => of(texts).collect(),
            Value::Entries(entries) | Value::Environment(entries) => of(entries).collect::<Vec<_>>(),
            Value::FolderEnvironment { own, .. } | Value::ScriptEnvironment { own, .. } => of(own).collect(),
            Value::Choice { cells, .. } => cells.iter().map(|(set, _)| *set).collect(),
            Value::Files { globs, labels, .. } => of(globs).chain(of(labels)).collect(),
            Value::CompatibleWith { constraints, required, .. } => of(constraints).chain(*required).collect(),
            Value::Text(_) | Value::Flag(_) | Value::Number(_) => Vec::new(),
        })
    }
}

#[derive(Debug)]
pub struct BuildFile {
    /// `CARGO_PKG_*`, shared by all rules of the file.
    pub environment: Vec<(String, String)>,
    pub license: Option<License>,
    /// Of all its targets; None: everybody.
    pub visibility: Option<Vec<String>>,
    pub rules: Vec<Rule>,
    /// Text of the user's, for the end of the file.
    pub additive: Vec<String>,
}

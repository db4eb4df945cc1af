//! What cargo's configuration says, as far as a hub needs it: flags, variables, and what stands in for build scripts.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::Deserialize;

use crate::error::Error;

/// An environment variable.
#[derive(Debug)]
pub struct ConfigVariable {
    pub value: String,
    /// Whether it is a folder or a file of this machine.
    pub absolute: bool,
}

/// The library that a package `links` -> triple -> what the configuration has in the place of its build script.
pub type LinksOverrides = BTreeMap<String, BTreeMap<String, LinksOverride>>;

/// A folder for libraries, absolute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchFolder {
    pub path: String,
    /// Whether the configuration names it from its own folder, so that another machine has it elsewhere.
    pub relative: bool,
}

/// What a build script would print.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinksOverride {
    pub cfgs: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub link_libs: Vec<String>,
    pub link_search: Vec<SearchFolder>,
    pub link_args: Vec<String>,
    /// For the build scripts of packages that depend on it.
    pub metadata: BTreeMap<String, String>,
}

/// The rustflags of cargo's configuration files, merged as cargo merges them; what they mean is decided elsewhere.
#[derive(Debug, Default)]
pub struct ConfigRustflags {
    /// `build.rustflags`
    pub build: Vec<String>,
    /// `target.*.rustflags`, by the triple or `cfg(...)`; sorted by it.
    pub target: Vec<(String, Vec<String>)>,
    /// One of the files.
    pub file: Option<Utf8PathBuf>,
}

impl ConfigRustflags {
    /// Names the file of an error in a flag.
    pub fn at_config(&self, error: Error) -> Error {
        self.file.iter().fold(error, |error, file| error.at_path(file))
    }
}

/// One string is split at spaces.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
pub enum FlagList {
    Text(String),
    List(Vec<String>),
}

/// A stronger list comes behind a weaker one, a stronger string replaces it.
pub fn merge_flags(weaker: &mut Option<FlagList>, stronger: Option<FlagList>) {
    match (&mut *weaker, stronger) {
        (_, None) => {}
        (Some(FlagList::List(weaker)), Some(FlagList::List(stronger))) => weaker.extend(stronger),
        (_, stronger) => *weaker = stronger,
    }
}

pub fn flag_words(flags: &FlagList) -> Vec<String> {
    match flags {
        FlagList::Text(text) => {
            text.split(' ').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        }
        FlagList::List(list) => list.clone(),
    }
}

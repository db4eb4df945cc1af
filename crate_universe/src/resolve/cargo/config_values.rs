//! Values of cargo's configuration that a hub needs: flags, variables, and replacements of build scripts.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::Deserialize;

use crate::error::Error;

/// An environment variable.
#[derive(Debug)]
pub struct ConfigVariable {
    pub value: String,
    /// Whether the value is an absolute path on this machine.
    pub absolute: bool,
}

/// The library that a package `links` -> triple -> what replaces its build script.
pub type LinksOverrides = BTreeMap<String, BTreeMap<String, LinksOverride>>;

/// A folder to search for libraries, as an absolute path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchFolder {
    pub path: String,
    /// Whether the configuration names it relative to its own folder, so that the absolute path differs between
    /// machines.
    pub relative: bool,
}

/// What the build script would print.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinksOverride {
    pub cfgs: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub link_libs: Vec<String>,
    pub link_search: Vec<SearchFolder>,
    pub link_args: Vec<String>,
    /// Passed to the build scripts of dependent packages.
    pub metadata: BTreeMap<String, String>,
}

/// The rustflags of cargo's configuration files, merged as cargo does. They are not interpreted here.
#[derive(Debug, Default)]
pub struct ConfigRustflags {
    /// `build.rustflags`
    pub build: Vec<String>,
    /// `target.*.rustflags`, with its triple or `cfg(...)`, by which it is sorted.
    pub target: Vec<(String, Vec<String>)>,
    /// One of the files that set flags, for error messages.
    pub file: Option<Utf8PathBuf>,
}

impl ConfigRustflags {
    /// Adds the path of a configuration file to an error in a flag.
    pub fn at_config(&self, error: Error) -> Error {
        self.file.iter().fold(error, |error, file| error.at_path(file))
    }
}

/// A string is split at spaces.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
pub enum FlagList {
    Text(String),
    List(Vec<String>),
}

/// A stronger list is appended to a weaker one; a stronger string replaces it.
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

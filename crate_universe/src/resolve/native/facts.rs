//! The facts of one package: what its manifest and the names of its files say, before anything is locked. This is also
//! what the facts cache keeps, which only this version of the program reads.

use std::collections::BTreeMap;

use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};

use crate::resolve::packages::{About, Kind, Target};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    pub name: String,
    pub version: Version,
    /// Implicit features included.
    pub features: BTreeMap<String, Vec<String>>,
    pub declarations: Vec<Declaration>,
    pub targets: Vec<Target>,
    pub links: Option<String>,
    pub about: About,
}

/// A dependency as a manifest declares it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Declaration {
    /// The key in the manifest.
    pub name: String,
    /// The package that is meant.
    pub package: String,
    /// None: any version, pre-releases too, as for a path without version.
    pub requirement: Option<VersionReq>,
    pub origin: Origin,
    pub kind: Kind,
    pub optional: bool,
    pub default_features: bool,
    pub features: Vec<String>,
    pub platform: Option<String>,
}

impl Declaration {
    pub fn renamed(&self) -> bool {
        self.name != self.package
    }
}

/// Where a declaration says that its package comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    Registry,
    Git(String),
    /// The folder, absolute.
    Path(String),
}

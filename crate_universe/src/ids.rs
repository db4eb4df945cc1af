//! The identity of a package: name, version and source, as Cargo.lock writes it.
//! Two packages of one name and version from two sources are two packages.

use std::fmt;

use semver::Version;

/// Sorted by name, then version, then source; a path package (no source) comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackageId {
    pub name: String,
    pub version: Version,
    /// The source string of Cargo.lock; none for workspace members and path dependencies.
    pub source: Option<String>,
}

impl fmt::Display for PackageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

/// The name that rustc gets for a package or target name: dashes are no part of an identifier.
pub fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}

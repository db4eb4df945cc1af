//! The identity of a package: its name, version and source, as in Cargo.lock.
//!
//! The same name and version from two sources are two packages.

use std::fmt;

use semver::Version;

use crate::source_id::SourceId;

/// Sorted by name, then version, then source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackageId {
    pub name: String,
    pub version: Version,
    pub source: SourceId,
}

impl fmt::Display for PackageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

impl PackageId {
    /// Name and version as the name of a repository or folder. Neither may contain the `+` that versions may have.
    pub fn folder_name(&self) -> String {
        let plain = format!("{}-{}", self.name, self.version);
        if plain.contains('+') { plain.replace('+', "-") } else { plain }
    }
}

/// Whether cargo accepts a text as a package name. All letters beyond ASCII are accepted here; cargo refuses some of
/// them. See <https://doc.rust-lang.org/cargo/reference/manifest.html#the-name-field>.
pub fn is_package_name(name: &str) -> bool {
    let fits =
        |c: char| c.is_ascii_alphanumeric() || "-_".contains(c) || (!c.is_ascii() && c.is_alphabetic());
    name.chars().all(fits) && name.chars().next().is_some_and(|first| !first.is_ascii_digit() && first != '-')
}

/// The crate name of a package or target for rustc. Identifiers cannot contain dashes.
pub fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}

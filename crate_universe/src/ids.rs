//! The identity of a package: its name, version and source, as in Cargo.lock.
//!
//! The same name and version from two sources are two packages.

use std::fmt;

use semver::Version;

/// Sorted by name, then version, then source. A path package, which has no source, comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackageId {
    pub name: String,
    pub version: Version,
    /// The source string in Cargo.lock. `None` for workspace members and path dependencies.
    pub source: Option<String>,
}

impl fmt::Display for PackageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

/// A git source: `git+ADDRESS?branch=NAME#COMMIT`, with `tag` or `rev` likewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GitSource<'a> {
    pub address: &'a str,
    /// `branch`, `tag` or `rev`, and its value. Without one, cargo uses the default branch of the repository.
    pub reference: Option<(&'a str, &'a str)>,
    /// `None` for a source in a manifest: only a locked source has a commit.
    pub commit: Option<&'a str>,
}

/// Before the address of a git repository in a source.
const GIT: &str = "git+";

/// A source without the mark of a git repository, if it has that.
pub fn strip_git(source: &str) -> Option<&str> {
    source.strip_prefix(GIT)
}

/// Whether a source is a git repository; all others are registries.
pub fn is_git(source: &str) -> bool {
    strip_git(source).is_some()
}

/// The source of a git repository, with what a manifest asks for: `branch=NAME`, or nothing.
pub fn git_source(address: &str, query: Option<String>) -> String {
    query.map_or_else(|| format!("{GIT}{address}"), |query| format!("{GIT}{address}?{query}"))
}

/// The parts of a source, if it is one of git. The value of a reference may hold whatever a branch's name may.
pub fn parse_git_source(source: &str) -> Option<GitSource<'_>> {
    let whole = strip_git(source)?;
    let is_commit = |text: &str| text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (named, commit) = match whole.rsplit_once('#') {
        Some((named, commit)) if is_commit(commit) => (named, Some(commit)),
        _ => (whole, None),
    };
    let (address, query) = named.split_once('?').unwrap_or((named, ""));
    Some(GitSource { address, reference: query.split_once('='), commit })
}

impl PackageId {
    /// The parts of the package's source, if it is a git source.
    pub fn git_source(&self) -> Option<GitSource<'_>> {
        parse_git_source(self.source.as_deref()?)
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_git_source_has_parts() {
        const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
        let parts = |query: &str| {
            let source = format!("git+https://forge.test/acme/one{query}#{COMMIT}");
            let GitSource { address, reference, commit } = parse_git_source(&source)?;
            assert_eq!((address, commit), ("https://forge.test/acme/one", Some(COMMIT)));
            Some(reference.map(|(key, value)| format!("{key} {value}")).unwrap_or_default())
        };
        assert_eq!(parts("").as_deref(), Some(""));
        assert_eq!(parts("?branch=fix#12").as_deref(), Some("branch fix#12"));
        assert_eq!(parts("?tag=a=b?c&d").as_deref(), Some("tag a=b?c&d"));
        let declared =
            parse_git_source("git+https://forge.test/acme/one?branch=fix#12").map(|git| git.reference);
        assert_eq!(declared, Some(Some(("branch", "fix#12"))));
        assert_eq!(parse_git_source("registry+https://forge.test/index"), None);
    }
}

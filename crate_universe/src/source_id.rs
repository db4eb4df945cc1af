//! The source of a package, as in Cargo.lock.
//!
//! Which registry a source means is said in `registry`; how a git source compares with one in a manifest, in
//! `resolve/git_source`.

/// Sorted as the source strings are; a path package, which has none, comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceId {
    /// A workspace member or a path dependency.
    Path,
    /// The whole source string, `git+ADDRESS?branch=NAME#COMMIT`.
    Git(String),
    /// The whole source string, `registry+ADDRESS` or `sparse+ADDRESS`.
    Registry(String),
}

impl From<Option<String>> for SourceId {
    /// From the `source` of an entry in Cargo.lock, which path packages do not have.
    fn from(source: Option<String>) -> Self {
        match source {
            None => SourceId::Path,
            Some(source) if is_git(&source) => SourceId::Git(source),
            Some(source) => SourceId::Registry(source),
        }
    }
}

impl SourceId {
    pub fn is_path(&self) -> bool {
        *self == SourceId::Path
    }

    /// The source string. `None` for a path package.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            SourceId::Path => None,
            SourceId::Git(source) | SourceId::Registry(source) => Some(source),
        }
    }

    /// The source string, if it is that of a registry.
    pub fn registry(&self) -> Option<&str> {
        match self {
            SourceId::Registry(source) => Some(source),
            SourceId::Path | SourceId::Git(_) => None,
        }
    }

    /// The parts of the source, if it is a git repository.
    pub fn git(&self) -> Option<GitSource<'_>> {
        match self {
            SourceId::Git(source) => parse_git_source(source),
            SourceId::Path | SourceId::Registry(_) => None,
        }
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

/// Whether a source string means a git repository; all others mean registries.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_sorted_as_their_strings() {
        let strings = [
            None,
            Some("git+https://a.test/x#1"),
            Some("registry+https://a.test/"),
            Some("sparse+https://a.test/"),
        ];
        let sources: Vec<SourceId> =
            strings.iter().map(|text| SourceId::from(text.map(str::to_owned))).collect();
        assert!(sources.is_sorted(), "{sources:?}");
        assert_eq!(sources.iter().map(SourceId::as_str).collect::<Vec<_>>(), strings);
        assert_eq!(sources.iter().filter(|source| source.registry().is_some()).count(), 2);
    }

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

//! Formats and compares git sources as Cargo.lock writes them: `git+ADDRESS?branch=NAME#COMMIT`, or `tag` or `rev`
//! instead of `branch`.
//! See <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#choice-of-commit>.

use crate::source_id;

/// Formats a source without a commit. At most one of the references has a value.
pub fn format_source(address: &str, references: [(&str, &Option<String>); 3]) -> String {
    let named = references.into_iter().find_map(|(key, value)| Some((key, value.as_ref()?)));
    source_id::git_source(address, named.map(|(key, value)| format!("{key}={value}")))
}

/// Whether a declared source and a source of Cargo.lock are the same. The declared one has no commit.
pub fn is_same_source(declared: &str, locked: &str) -> bool {
    let reference = |source| source_id::parse_git_source(source).map(|git| git.reference);
    reference(locked).is_some()
        && normalize_address(declared) == normalize_address(locked)
        && reference(declared) == reference(locked)
}

/// The address of a git source, in one spelling. Cargo accepts several.
pub fn normalize_address(source: &str) -> String {
    let whole = source_id::strip_git(source).unwrap_or(source);
    let address = whole.split(['?', '#']).next().unwrap_or(whole).trim_end_matches('/');
    let lower = address.to_lowercase();
    let address = if lower.contains("://github.com/") { lower } else { address.to_owned() };
    address.strip_suffix(".git").unwrap_or(&address).to_owned()
}

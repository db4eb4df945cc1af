//! Git sources, as Cargo.lock writes them: `git+ADDRESS?branch=NAME#COMMIT`, with `tag` or `rev` likewise. Takes what a
//! manifest or a configuration names, gives such a string, and compares two. Never looks at a repository.
//! See <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#choice-of-commit>.

use crate::ids;

/// A source without commit; of the references, at most one is given.
pub fn format_source(address: &str, references: [(&str, &Option<String>); 3]) -> String {
    let named = references.into_iter().find_map(|(key, value)| Some((key, value.as_ref()?)));
    ids::git_source(address, named.map(|(key, value)| format!("{key}={value}")))
}

/// Whether a source of Cargo.lock is what a declaration names. Both are sources, the declared one without commit.
pub fn is_same_source(declared: &str, locked: &str) -> bool {
    let reference = |source| ids::parse_git_source(source).map(|git| git.reference);
    reference(locked).is_some()
        && normalize_address(declared) == normalize_address(locked)
        && reference(declared) == reference(locked)
}

/// The address of a git source. Cargo takes several spellings for one.
pub fn normalize_address(source: &str) -> String {
    let whole = ids::strip_git(source).unwrap_or(source);
    let address = whole.split(['?', '#']).next().unwrap_or(whole).trim_end_matches('/');
    let lower = address.to_lowercase();
    let address = if lower.contains("://github.com/") { lower } else { address.to_owned() };
    address.strip_suffix(".git").unwrap_or(&address).to_owned()
}

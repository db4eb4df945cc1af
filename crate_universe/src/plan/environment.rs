//! The environment variables that Cargo sets for a package and rules_rust does not. Takes a package, gives entries of
//! `rustc_env`.

use crate::resolve::packages::{About, Package};

/// The variables that cargo sets and rules_rust does not: the others follow from `version` and the target's name.
/// Cargo sets all of them, to nothing where the manifest says nothing.
pub fn environment(package: &Package) -> Vec<(String, String)> {
    let About { authors, description, homepage, repository, license, license_file, readme, rust_version } =
        &package.about;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let variables = [
        ("AUTHORS", authors.join(":")),
        ("DESCRIPTION", text(description)),
        ("HOMEPAGE", text(homepage)),
        ("LICENSE", text(license)),
        ("LICENSE_FILE", text(license_file)),
        ("NAME", package.id.name.clone()),
        ("README", text(readme)),
        ("REPOSITORY", text(repository)),
        ("RUST_VERSION", text(rust_version)),
    ];
    // rules_rust expands make variables in these values, so a dollar sign is doubled.
    variables
        .into_iter()
        .map(|(name, value)| (format!("CARGO_PKG_{name}"), value.replace('$', "$$")))
        .collect()
}

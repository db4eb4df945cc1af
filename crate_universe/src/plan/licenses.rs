//! The licence of a package, from its manifest: the kinds of licence in its expression, and the file with its text.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::resolve::packages::LockedPackage;

/// The targets of `@rules_license//licenses/spdx`, unchanged since its version 0.0.7.
static SPDX_KINDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| include_str!("spdx.txt").lines().collect());

#[derive(Debug)]
pub struct PackageLicense {
    pub package: String,
    pub version: String,
    /// The repository of the package, or else its homepage.
    pub url: Option<String>,
    /// The licences for which rules_license has a target.
    pub known: Vec<String>,
    /// All other licences, as the manifest names them.
    pub others: Vec<String>,
    /// The file with the text, if the manifest names one within the package.
    pub file: Option<String>,
}

impl PackageLicense {
    pub fn from_package(package: &LockedPackage) -> PackageLicense {
        let about = &package.about;
        let expression = about.license.as_deref().unwrap_or_default();
        let (known, others) =
            license_kinds(expression).into_iter().partition(|kind| SPDX_KINDS.contains(kind.as_str()));
        let inside = |file: &&String| !file.starts_with('/') && !file.split('/').any(|part| part == "..");
        PackageLicense {
            package: package.id.name.clone(),
            version: package.id.version.to_string(),
            url: about.repository.clone().or_else(|| about.homepage.clone()),
            known,
            others,
            file: about.license_file.as_ref().filter(inside).cloned(),
        }
    }
}

/// Every licence in an expression, whether it is optional or required. An exception after `WITH` is not a licence. A
/// slash between two licences is an older way to write `OR`. See
/// <https://doc.rust-lang.org/cargo/reference/manifest.html#the-license-and-license-file-fields>.
fn license_kinds(expression: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut exception = false;
    for word in expression.split(|c: char| c.is_whitespace() || "()/".contains(c)) {
        match word {
            "" | "AND" | "OR" => {}
            "WITH" => exception = true,
            _ if exception => exception = false,
            word => drop(found.insert(word.trim_end_matches('+').to_owned())),
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_names_its_licences_once_each() {
        assert_eq!(
            license_kinds("(MIT OR Apache-2.0) AND Unicode-3.0"),
            ["Apache-2.0", "MIT", "Unicode-3.0"]
        );
        assert_eq!(license_kinds("MIT/Apache-2.0"), ["Apache-2.0", "MIT"]);
        assert_eq!(license_kinds("Apache-2.0 WITH LLVM-exception OR GPL-2.0+"), ["Apache-2.0", "GPL-2.0"]);
        assert!(license_kinds("").is_empty());
    }
}

//! Tells which files an earlier run wrote, although no run writes them now. The header of a file is not enough: copies
//! of the file have it, too.

use crate::resolve::cargo_lock::find_conflict_marker;
use crate::vendor::tree::{FOLDERS, SUMS};

/// The files of a hub and of a vendored tree, as this program and rules_rust write them.
const HUB_FILES: [&str; 8] =
    ["BUILD", "BUILD.bazel", "alias_rules.bzl", "crates.bzl", "defs.bzl", ".gitattributes", FOLDERS, SUMS];

/// Why an unwanted generated file in the folder of a tree is kept; `None` for a file of a hub or of a package.
pub fn reason_to_keep_file(name: &str, text: &str) -> Option<&'static str> {
    let package = name.strip_prefix("BUILD.").and_then(|rest| rest.strip_suffix(".bazel"));
    reason_to_keep(HUB_FILES.contains(&name) || package.is_some_and(is_package_folder), text)
}

/// The same for a folder, given the text of its BUILD file; `None` if the file is a package's, or only has aliases
/// named after the folder.
pub fn reason_to_keep_folder(name: &str, text: &str) -> Option<&'static str> {
    let is_alias = || {
        let mut names = text.lines().filter_map(|line| line.trim().strip_prefix("name = "));
        names.all(|named| named.trim_end_matches(',') == format!("{name:?}"))
    };
    reason_to_keep(is_package_folder(name) || is_alias(), text)
}

fn reason_to_keep(is_known: bool, text: &str) -> Option<&'static str> {
    match (is_known, find_conflict_marker(text)) {
        (false, _) => Some("starts like a generated file, but is not one that belongs here"),
        (true, Some(_)) => Some("is no longer needed, but contains a git conflict marker"),
        (true, None) => None,
    }
}

/// `name-1.2.3`
fn is_package_folder(name: &str) -> bool {
    let mut cuts = name.match_indices('-');
    cuts.any(|(cut, _)| cut > 0 && semver::Version::parse(&name[cut + 1..]).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_a_run_names_so_are_removed() {
        for name in ["BUILD.bazel", "defs.bzl", SUMS, "BUILD.serde-1.0.0.bazel"] {
            assert_eq!(reason_to_keep_file(name, ""), None, "{name}");
        }
        for name in ["BUILD.serde.bazel", "notes.bzl", "serde-1.0.0"] {
            assert!(reason_to_keep_file(name, "").is_some(), "{name}");
        }
        assert!(reason_to_keep_file("defs.bzl", "<<<<<<< ours\n").is_some());
    }

    #[test]
    fn only_folders_of_packages_and_aliases_are_removed() {
        assert_eq!(reason_to_keep_folder("foo-bar-1.2.3-rc.1+x", ""), None);
        assert_eq!(reason_to_keep_folder("serde", "alias(\n    name = \"serde\",\n)\n"), None);
        assert!(reason_to_keep_folder("serde", "alias(\n    name = \"other\",\n)\n").is_some());
        assert!(reason_to_keep_folder("-1.2.3", "rust_library(\n    name = \"x\",\n)\n").is_some());
    }
}

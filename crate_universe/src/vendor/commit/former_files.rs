//! What a run before has written and no run writes any more. A header alone does not tell: copies have it, too. Takes paths and
//! texts, reads nothing.

use crate::resolve::cargo_lock::find_conflict_marker;
use crate::vendor::tree::{FOLDERS, SUMS};

/// The files of a hub and of a tree, of this program and of rules_rust's.
const HUB_FILES: [&str; 8] =
    ["BUILD", "BUILD.bazel", "alias_rules.bzl", "crates.bzl", "defs.bzl", ".gitattributes", FOLDERS, SUMS];

/// Why a generated file in the folder of a tree stays though nothing wants it. None for one of a hub, or of a package.
pub fn reason_to_keep_file(name: &str, text: &str) -> Option<&'static str> {
    let package = name.strip_prefix("BUILD.").and_then(|rest| rest.strip_suffix(".bazel"));
    reason_to_keep(HUB_FILES.contains(&name) || package.is_some_and(is_package_folder), text)
}

/// The same for a folder, by the text of the BUILD file in it. Of a package, or with nothing but an alias of its name.
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

//! The target names of a workspace member: Cargo's own, as far as they are unique in a Bazel package.

use std::collections::BTreeSet;

use super::targets::BUILD_SCRIPT_ALIAS;

/// The targets of cargo_package.bzl, private/cargo_files.bzl and private/cargo_member.bzl, and the build script.
const OF_THE_MACRO: [&str; 7] = [
    BUILD_SCRIPT_ALIAS,
    "cargo_data",
    "cargo_doc_test_crate",
    "cargo_environment",
    "cargo_sources",
    "cargo_test_data",
    "cargo_test_sources",
];

/// The names that are taken in one Bazel package.
pub struct TakenNames(BTreeSet<String>);

impl TakenNames {
    /// Those that the macro itself gives.
    pub fn new() -> TakenNames {
        TakenNames(OF_THE_MACRO.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The folders of the package that contain other members: their outputs would be below a program of that name. The
    /// file of a library has another name.
    pub fn take_folders(&mut self, folders: impl IntoIterator<Item = String>) {
        self.0.extend(folders);
    }

    /// Cargo's name, or that name with a suffix if it is taken.
    pub fn take(&mut self, name: &str, suffix: &str) -> String {
        let mut chosen = name.to_owned();
        while !self.0.insert(chosen.clone()) {
            chosen.push_str(suffix);
        }
        chosen
    }

    /// The name of what belongs to a target.
    pub fn derive(&mut self, name: &str, suffix: &str) -> String {
        self.take(&format!("{name}{suffix}"), suffix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_gets_the_suffix_of_its_kind() {
        let mut names = TakenNames::new();
        names.take_folders(["cli".to_owned()]);
        assert_eq!(names.take("tool", "__bin"), "tool");
        assert_eq!(names.take("tool", "__test"), "tool__test");
        assert_eq!(names.take("cli", "__bin"), "cli__bin", "a folder of that name has outputs of its own");
        assert_eq!(names.take(BUILD_SCRIPT_ALIAS, "__bin"), "build_script_build__bin");
        assert_eq!(names.derive("tool", "__unit_test"), "tool__unit_test");
    }
}

//! The versions that a new MODULE.bazel and .bazelversion name: those with which this module is tested.

/// The version of crate_universe.
pub const OWN: &str = env!("CARGO_PKG_VERSION");
pub const RULES_RUST: &str = "0.70.0";
pub const BAZEL: &str = "7.7.1";

#[cfg(test)]
mod tests {
    use super::*;

    fn repository_file(name: &str) -> String {
        crate::disk::read_to_string(format!("{}/../{name}", env!("CARGO_MANIFEST_DIR"))).expect(name)
    }

    #[test]
    fn versions_are_those_of_the_quick_start_and_of_the_tests() {
        let readme = repository_file("README.md");
        for (module, version) in [("crate_universe", OWN), ("rules_rust", RULES_RUST)] {
            let line = format!("bazel_dep(name = \"{module}\", version = \"{version}\")");
            assert!(readme.contains(&line), "README.md lacks: {line}");
        }
        assert_eq!(repository_file(".bazelversion").trim(), BAZEL);
        let override_line = format!("module_name = \"rules_rust\",\n    version = \"{RULES_RUST}\",");
        assert!(repository_file("MODULE.bazel").contains(&override_line));
    }
}

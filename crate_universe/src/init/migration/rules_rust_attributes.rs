//! Arguments and functions of rules_rust's crate_universe that this module accepts and ignores. The Starlark files in
//! `private` say the same.

/// An argument without effect.
pub struct IgnoredArgument {
    /// The last part of the function's name.
    pub function: &'static str,
    pub names: &'static [&'static str],
    /// Follows "is ignored: ".
    pub reason: &'static str,
}

const GENERATOR: &str = "it names cargo-bazel, which is another program; docs/workspace.md has `tool`";

pub const IGNORED_ARGUMENTS: &[IgnoredArgument] = &[
    IgnoredArgument {
        function: "crates_repository",
        names: &["generator", "generator_sha256s", "generator_urls"],
        reason: GENERATOR,
    },
    IgnoredArgument {
        function: "crates_repository",
        names: &["quiet"],
        reason: "the environment variable CARGO_BAZEL_DEBUG shows the output of cargo",
    },
    IgnoredArgument {
        function: "crates_repository",
        names: &["compressed_windows_toolchain_names"],
        reason: "templates of toolchain labels contain the whole name",
    },
    IgnoredArgument {
        function: "crates_vendor",
        names: &["bazel", "buildifier", "cargo_bazel"],
        reason: "no other program runs",
    },
    IgnoredArgument {
        function: "crate_universe_dependencies",
        names: &[
            "bootstrap",
            "build_mode",
            "cargo_config",
            "compressed_windows_toolchain_names",
            "env",
            "env_label",
            "name",
        ],
        reason: "the program is always built from source, or named by `tool`",
    },
];

/// Functions that do nothing here.
pub const IGNORED_FUNCTIONS: [&str; 2] = ["cargo_bazel_bootstrap", "workspace_member"];

/// Attributes of the tag `render_config` that have no effect, because the extension writes no BUILD files.
pub const UNUSED_RENDER_OPTIONS: [&str; 2] = ["build_file_template", "vendor_mode"];

/// The files of rules_rust's `crate_universe` package that this module has as well.
pub const SHARED_FILES: [&str; 7] = [
    "crates_repository.bzl",
    "crates_vendor.bzl",
    "defs.bzl",
    "deps_bootstrap.bzl",
    "extension.bzl",
    "extensions.bzl",
    "repositories.bzl",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn repository_file(name: &str) -> String {
        crate::disk::read_to_string(format!("{}/../{name}", env!("CARGO_MANIFEST_DIR"))).expect(name)
    }

    #[test]
    fn the_starlark_files_ignore_the_same() {
        for IgnoredArgument { function, names, .. } in IGNORED_ARGUMENTS {
            let file = match *function {
                "crate_universe_dependencies" => "crate_universe/repositories.bzl".to_owned(),
                _ => format!("private/{function}.bzl"),
            };
            let text = repository_file(&file);
            for name in *names {
                assert!(text.contains(&format!("{name}: ignored.")), "{file} uses {name}");
            }
        }
    }

    #[test]
    fn the_shared_files_are_there() {
        for file in SHARED_FILES {
            repository_file(&format!("crate_universe/{file}"));
        }
    }
}

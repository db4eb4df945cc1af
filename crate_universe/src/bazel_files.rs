//! Names of files that mean something to Bazel wherever they lie. private/bazel_files.bzl is the same for Starlark; a test compares
//! what both have.

/// A package begins in their folder.
pub const PACKAGE_FILES: [&str; 2] = ["BUILD", "BUILD.bazel"];

/// A repository may begin in their folder.
pub const BOUNDARY_FILES: [&str; 5] =
    ["MODULE.bazel", "REPO.bazel", "WORKSPACE", "WORKSPACE.bazel", "WORKSPACE.bzlmod"];

/// What Bazel, or a repository rule, writes beside the files of a package.
pub const WRITTEN_FILES: [&str; 4] = ["BUILD", "BUILD.bazel", "WORKSPACE", "WORKSPACE.bazel"];

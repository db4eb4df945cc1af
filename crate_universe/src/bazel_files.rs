//! The file names that have a meaning for Bazel in any folder. private/bazel_files.bzl is the same list for Starlark;
//! a test compares the two.

/// A folder with one of these is a Bazel package.
pub const PACKAGE_FILES: [&str; 2] = ["BUILD", "BUILD.bazel"];

/// A folder with one of these may be the root of a repository.
pub const BOUNDARY_FILES: [&str; 5] =
    ["MODULE.bazel", "REPO.bazel", "WORKSPACE", "WORKSPACE.bazel", "WORKSPACE.bzlmod"];

/// Files that Bazel or a repository rule may write into the folder of a package.
pub const WRITTEN_FILES: [&str; 4] = ["BUILD", "BUILD.bazel", "WORKSPACE", "WORKSPACE.bazel"];

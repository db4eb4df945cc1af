"""Names of files that mean something to Bazel wherever they lie.

crate_universe/src/bazel_files.rs is the same for the program; a test compares what both have. WORKSPACE files may load it, so it loads
nothing.
"""

visibility(["//..."])

# A package begins in their directory.
PACKAGE_FILES = ["BUILD", "BUILD.bazel"]

# Bazel reads them at the root of every repository.
ROOT_FILES = [".bazelignore", "REPO.bazel"]

# What Bazel, or a repository rule, writes beside the files of a package.
WRITTEN_FILES = ["BUILD", "BUILD.bazel", "WORKSPACE", "WORKSPACE.bazel"]

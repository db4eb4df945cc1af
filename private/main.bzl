"""Records where the main repository is, for the module extension.

Only a repository rule can read the path, and a label in the main repository would need a BUILD file at its root. So a repository holds the
path in the file `//:path`, and the version of Bazel, which BUILD files cannot read, in `//:bazel_version.bzl`.
"""

load(":text_file.bzl", "write_text_file")

visibility(["//..."])

def _main_repository_impl(rctx):
    write_text_file(rctx, "BUILD.bazel", "")
    write_text_file(rctx, "bazel_version.bzl", "BAZEL_VERSION = %s\n" % repr(native.bazel_version))
    write_text_file(rctx, "path", str(rctx.workspace_root))

main_repository = repository_rule(
    implementation = _main_repository_impl,
    doc = "A repository that records the path of the main repository.",
    # The path differs between machines.
    local = True,
)

# Paths in specs are relative to the directory of this file.
MAIN = Label("@@//:MODULE.bazel")

def main_root(mctx):
    """The path of the main repository.

    Args:
        mctx: module_ctx.

    Returns:
        A string.
    """
    return mctx.read(Label("@crate_universe_main//:path"), watch = "no")

def main_path(mctx):
    """The path of `//:MODULE.bazel` of the main repository.

    Args:
        mctx: module_ctx.

    Returns:
        A string.
    """
    return main_root(mctx) + "/MODULE.bazel"

"""Where the main repository is, for the module extension: only a repository rule is told, and a label would need a BUILD file
at the root.

Takes nothing, gives a repository with the path in the file `//:path`; and in `//:bazel_version.bzl` the version of Bazel, which
no BUILD file is told.
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
    # It is another one on each machine.
    local = True,
)

# What paths in specs are relative to the directory of.
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

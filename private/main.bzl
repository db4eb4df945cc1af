"""Where the main repository is, for the module extension: only a repository rule is told, and a label would need a BUILD file
at the root.

Takes nothing, gives a repository with the path in the file `//:path`; and in `//:bazel_version.bzl` the version of Bazel, which
no BUILD file is told.
"""

visibility(["//..."])

def _main_repository_impl(rctx):
    rctx.file("BUILD.bazel", "", executable = False)
    rctx.file("bazel_version.bzl", "BAZEL_VERSION = %s\n" % repr(native.bazel_version), executable = False)
    rctx.file("path", str(rctx.workspace_root), executable = False)

main_repository = repository_rule(
    implementation = _main_repository_impl,
    doc = "A repository that knows the path of the main one.",
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

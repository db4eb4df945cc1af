"""The rule of `//:init`: `bazel run` starts the program without a request."""

load(":runnable.bzl", "link_program")

visibility(["//..."])

def _init_impl(ctx):
    return [DefaultInfo(executable = link_program(ctx, ctx.executable._tool))]

init = rule(
    implementation = _init_impl,
    executable = True,
    doc = "Runs the program with `args`.",
    attrs = {
        "_tool": attr.label(default = ":tool", allow_single_file = True, executable = True, cfg = "exec"),
    },
)

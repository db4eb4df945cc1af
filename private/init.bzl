"""The rule of `//:init`: `bazel run` starts the program without a request."""

load(":runnable.bzl", "link_program", "run_command")

visibility(["//..."])

def _init_impl(ctx):
    # In another module it has the name that MODULE.bazel usually gives.
    repository = "@crate_universe" if ctx.label.repo_name else ""
    return [
        DefaultInfo(executable = link_program(ctx, ctx.executable._tool)),
        RunEnvironmentInfo(environment = run_command("%s//:%s" % (repository, ctx.label.name))),
    ]

init = rule(
    implementation = _init_impl,
    executable = True,
    doc = "Runs the program with `args`.",
    attrs = {
        "_tool": attr.label(default = ":tool", allow_single_file = True, executable = True, cfg = "exec"),
    },
)

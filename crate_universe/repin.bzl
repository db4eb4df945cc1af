"""The targets of a hub that are not crates: `:repin`, and the stand-ins for crates that are missing.

This file is public because the BUILD files of hubs load it.
"""

load("//private:runnable.bzl", "runnable")

def _repin_impl(ctx):
    request = json.decode(ctx.attr.request)
    return runnable(
        ctx,
        tool = ctx.file.tool,
        label = "@%s//:%s" % (request["hub"], ctx.label.name),
        request = request | {
            "cargo": ctx.file.cargo.short_path,
            "rustc": ctx.file.rustc.short_path,
        },
        files = [ctx.file.cargo, ctx.file.rustc],
    )

repin = rule(
    implementation = _repin_impl,
    executable = True,
    doc = "Updates the Cargo.lock of a hub: `bazel run @crates//:repin`. See docs/repin.md.",
    attrs = {
        "cargo": attr.label(mandatory = True, allow_single_file = True, cfg = "exec", doc = "The host's cargo."),
        "request": attr.string(mandatory = True, doc = "The request to the program, without the values of the other attributes."),
        "rustc": attr.label(mandatory = True, allow_single_file = True, cfg = "exec", doc = "The host's rustc."),
        "tool": attr.label(default = "//private:tool", allow_single_file = True, executable = True, cfg = "exec", doc = "The program."),
    },
)

def _broken_impl(ctx):
    fail(ctx.attr.error)

broken = rule(
    implementation = _broken_impl,
    # A binary may stand there, and Bazel would not analyse for `bazel run` what cannot be run.
    executable = True,
    doc = "Takes the place of a crate if its hub could not be resolved; building it fails with the error.",
    attrs = {"error": attr.string(mandatory = True, doc = "The error of the hub.")},
)

def _missing_impl(ctx):
    # Whoever looks at all targets of a package, as `bazel cquery //...` does, must not meet the error: only who builds it.
    output = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.run_shell(
        outputs = [output],
        command = "echo >&2 \"$ERROR\"; exit 1",
        env = {"ERROR": ctx.attr.error},
        mnemonic = "MissingTarget",
        progress_message = "Looking for %{label}",
    )
    return [DefaultInfo(executable = output)]

missing = rule(
    implementation = _missing_impl,
    executable = True,
    doc = "Takes the place of a target that a hub cannot provide: a binary whose features are off, or a dependency without a library.",
    attrs = {"error": attr.string(mandatory = True, doc = "Why the target does not exist.")},
)

"""Aliases of what Cargo builds for the host alone: proc macros, and binaries of packages that only hosts use.

Whatever configuration asks for such an alias, its target is built in the exec configuration, where crates have the features that
Cargo gives them on the host. Crates and hubs load it where the two configurations differ for something that the target links.
"""

load("//private:forward.bzl", "forward")
load("//private:rules_rust.bzl", "RUST_TOOLCHAIN")

_EXEC = Label("//crate_universe/configuration:exec")

def exec_alias(name, actual, executable = False, **kwargs):
    """An alias whose target is always built in the exec configuration.

    Args:
        name: name of the alias.
        actual: label of the target.
        executable: whether the target is a program.
        **kwargs: common attributes of rules.
    """
    rule = _exec_binary if executable else _exec_crate
    rule(
        name = name,
        # Who is in an exec configuration already stays in it: another execution platform may be chosen from there.
        actual = select({_EXEC: actual, "//conditions:default": None}),
        exec_actual = select({_EXEC: None, "//conditions:default": actual}),
        **kwargs
    )

def _exec_crate_impl(ctx):
    actual = ctx.attr.actual or ctx.attr.exec_actual
    default = actual[DefaultInfo]
    return forward(actual, ctx.label) + [DefaultInfo(
        files = default.files,
        runfiles = default.default_runfiles,
    )]

def _exec_binary_impl(ctx):
    actual = ctx.attr.actual or ctx.attr.exec_actual
    default = actual[DefaultInfo]
    program = default.files_to_run.executable

    # A rule may only hand on an executable that it has made.
    link = ctx.actions.declare_file("%s/%s" % (ctx.label.name, program.basename))
    ctx.actions.symlink(output = link, target_file = program, is_executable = True)
    return forward(actual, ctx.label, [RunEnvironmentInfo]) + [DefaultInfo(
        executable = link,
        files = depset([link]),
        runfiles = ctx.runfiles([program]).merge(default.default_runfiles),
    )]

_DOC = "An alias of a target that is always built in the exec configuration."

_ATTRS = {
    "actual": attr.label(doc = "The target to use in exec configurations."),
    "exec_actual": attr.label(cfg = "exec", doc = "The target to use in all other configurations."),
}

# As rules of rules_rust have them, so that the execution platform is that of a crate which uses the target.
_TOOLCHAINS = [
    config_common.toolchain_type(RUST_TOOLCHAIN, mandatory = False),
    config_common.toolchain_type("@bazel_tools//tools/cpp:toolchain_type", mandatory = False),
]

_exec_crate = rule(implementation = _exec_crate_impl, doc = _DOC, attrs = _ATTRS, toolchains = _TOOLCHAINS)

_exec_binary = rule(implementation = _exec_binary_impl, doc = _DOC, attrs = _ATTRS, executable = True, toolchains = _TOOLCHAINS)

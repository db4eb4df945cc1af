"""A file of environment variables, for texts that no attribute of rules_rust can hold: it would expand them."""

load("//private:environment_line.bzl", "environment_line")

def _environment_file_impl(ctx):
    file = ctx.actions.declare_file(ctx.label.name + ".env")
    lines = [environment_line(name, value) for name, value in ctx.attr.variables.items()]
    ctx.actions.write(file, "\n".join(lines) + "\n")
    return [DefaultInfo(files = depset([file]))]

environment_file = rule(
    implementation = _environment_file_impl,
    doc = "A file for `rustc_env_files`, whose values are used as they are, without expansion.",
    attrs = {"variables": attr.string_dict(mandatory = True)},
)

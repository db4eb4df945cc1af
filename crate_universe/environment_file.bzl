"""A file of environment variables, for texts that no attribute of rules_rust can hold: it would expand them."""

def _environment_file_impl(ctx):
    file = ctx.actions.declare_file(ctx.label.name + ".env")

    # A line that ends in a backslash goes on in the next one.
    lines = ["%s=%s" % (name, value.replace("\n", "\\\n")) for name, value in ctx.attr.variables.items()]
    ctx.actions.write(file, "\n".join(lines) + "\n")
    return [DefaultInfo(files = depset([file]))]

environment_file = rule(
    implementation = _environment_file_impl,
    doc = "A file for `rustc_env_files`: its values are texts, in which nothing is expanded.",
    attrs = {"variables": attr.string_dict(mandatory = True)},
)

"""Replaces a build script with what `[target.<triple>.<links>]` in cargo's configuration says.

The crate gets what the script would have printed, in the form that the script's rule provides it. No script is compiled or run.
"""

load("//private:environment_line.bzl", "environment_line")
load("//private:rules_rust.bzl", "BuildInfo")

def _build_script_override_impl(ctx):
    def write(name, lines):
        file = ctx.actions.declare_file("{}.{}".format(ctx.label.name, name))
        ctx.actions.write(file, "\n".join(lines))
        return file

    # Cargo names a folder, too, in which nothing is.
    out_dir = ctx.actions.declare_directory(ctx.label.name + ".out_dir")
    ctx.actions.run_shell(
        outputs = [out_dir],
        command = "mkdir -p \"$1\"",
        arguments = [out_dir.path],
        mnemonic = "CargoBuildScriptOverride",
    )
    prefix = "DEP_" + _variable(ctx.attr.links)
    return [
        DefaultInfo(files = depset([out_dir])),
        BuildInfo(
            out_dir = out_dir,
            rustc_env = write("env", [environment_line(name, value) for name, value in ctx.attr.rustc_env.items()]),
            dep_env = write("depenv", [
                "{}_{}={}".format(prefix, _variable(key), _one_line(key, value))
                for key, value in ctx.attr.metadata.items()
            ]),
            flags = write(
                "flags",
                ["--cfg=" + cfg for cfg in ctx.attr.cfgs] + ["-Clink-arg=" + argument for argument in ctx.attr.link_args],
            ),
            linker_flags = write("linkflags", ["-l" + library for library in ctx.attr.link_libs]),
            link_search_paths = write("linksearchpaths", ["-L" + folder for folder in ctx.attr.link_search]),
            compile_data = depset(),
        ),
    ]

# The file of `DEP_*` variables has other rules than that of rustc's (private/environment_line.bzl): every line is a variable, as it is.
def _one_line(key, value):
    if "\n" in value:
        fail("the value of `{}` in Cargo's configuration has more than one line, which rules_rust cannot pass to a build script".format(key))
    return value

def _variable(name):
    return name.replace("-", "_").upper()

build_script_override = rule(
    implementation = _build_script_override_impl,
    doc = "Replaces a build script whose output is set in Cargo's configuration.",
    attrs = {
        "cfgs": attr.string_list(doc = "`rustc-cfg`."),
        "link_args": attr.string_list(doc = "`rustc-link-arg`."),
        "link_libs": attr.string_list(doc = "`rustc-link-lib`."),
        "link_search": attr.string_list(doc = "`rustc-link-search`: absolute directories, optionally with a `KIND=` prefix."),
        "links": attr.string(mandatory = True, doc = "The library that the package links."),
        "metadata": attr.string_dict(doc = "Values that build scripts of dependents read as `DEP_<LINKS>_<KEY>`."),
        "rustc_env": attr.string_dict(doc = "`rustc-env`."),
    },
)

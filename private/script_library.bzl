"""C code for build scripts."""

load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load(":rules_rust.bzl", "DepInfo")

visibility(["//..."])

def _script_library_impl(ctx):
    # `cargo_build_script` takes only dependencies with DepInfo, and reads these fields.
    return [ctx.attr.library[CcInfo], DepInfo(dep_env = None, transitive_build_infos = depset())]

script_library = rule(
    implementation = _script_library_impl,
    doc = "Links a C library into build scripts. A `rust_library` would also be a crate, which lints of the user would find unused.",
    attrs = {
        "library": attr.label(doc = "The C library.", mandatory = True, providers = [CcInfo]),
    },
)

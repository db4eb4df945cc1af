"""The cargo and rustdoc of the Rust toolchain, for build scripts.

They are Make variables. `build_script_env` expands them if the target is among the `toolchains` of the `cargo_build_script`.
"""

visibility(["//..."])

_RUST = "@rules_rust//rust:toolchain_type"

def _script_tools_impl(ctx):
    toolchain = ctx.toolchains[_RUST]

    # rules_rust's runner puts the directory in which it runs into the place of `${pwd}`.
    variables = {
        # For texts that look like a function of labels, as `$(location`.
        "CRATE_UNIVERSE_DOLLAR": "$$",
        "CRATE_UNIVERSE_RUSTDOC": "$${pwd}/" + toolchain.rust_doc.path,
    }
    files = [toolchain.rust_doc]

    # A toolchain may lack cargo; then it is the one of the shell, if any.
    variables["CRATE_UNIVERSE_CARGO"] = "cargo"
    if toolchain.cargo:
        variables["CRATE_UNIVERSE_CARGO"] = "$${pwd}/" + toolchain.cargo.path
        files.append(toolchain.cargo)
    return [
        DefaultInfo(files = depset(files)),
        platform_common.TemplateVariableInfo(variables),
    ]

script_tools = rule(
    implementation = _script_tools_impl,
    doc = "Provides cargo and rustdoc of the Rust toolchain to build scripts.",
    # The types that `cargo_build_script` has, so that both are for the same machine.
    toolchains = [
        _RUST,
        "@bazel_tools//tools/cpp:toolchain_type",
    ],
)

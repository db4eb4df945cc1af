"""Declares platforms, and the toolchains that let Bazel analyse for them.

Takes: triples; what constraints and file extensions belong to a triple is rules_rust's own answer.
Gives: for each triple a platform of that name, a C++ toolchain and a Rust toolchain.
Never: a tool that runs. Every executable is an empty file, and every file is made by an action that analysis does not run.
"""

load("@rules_cc//cc:cc_toolchain_config_lib.bzl", "tool_path")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/toolchains:cc_toolchain.bzl", "cc_toolchain")
load("@rules_cc//cc/toolchains:cc_toolchain_config_info.bzl", "CcToolchainConfigInfo")
load("@rules_rust//rust:toolchain.bzl", "rust_stdlib_filegroup", "rust_toolchain")
load("@rules_rust//rust/platform:triple.bzl", "triple")
load(
    "@rules_rust//rust/platform:triple_mappings.bzl",
    "system_to_binary_ext",
    "system_to_dylib_ext",
    "system_to_staticlib_ext",
    "triple_to_constraint_set",
)

_CC_TOOLS = ["ar", "cpp", "dwp", "gcc", "gcov", "ld", "llvm-cov", "nm", "objcopy", "objdump", "strip"]

_RUST_TOOLS = ["cargo", "cargo-clippy", "clippy-driver", "rustc", "rustdoc", "rustfmt"]

def _empty_file_impl(ctx):
    file = ctx.actions.declare_file("empty/" + ctx.label.name)
    ctx.actions.write(file, "")
    return [DefaultInfo(files = depset([file]))]

_empty_file = rule(
    doc = "An empty file with the name of the target.",
    implementation = _empty_file_impl,
)

def _cc_config_impl(ctx):
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        abi_libc_version = "unknown",
        abi_version = "unknown",
        compiler = "none",
        host_system_name = "local",
        target_cpu = ctx.attr.triple,
        target_libc = "unknown",
        target_system_name = ctx.attr.triple,
        tool_paths = [tool_path(name = name, path = "/bin/false") for name in _CC_TOOLS],
        toolchain_identifier = ctx.attr.triple,
    )

_cc_config = rule(
    doc = "The configuration of a C++ toolchain whose every tool fails.",
    implementation = _cc_config_impl,
    attrs = {
        "triple": attr.string(
            doc = "The triple that the toolchain is said to build for.",
            mandatory = True,
        ),
    },
    provides = [CcToolchainConfigInfo],
)

def _constraints(name):
    # rules_rust names apple_support as its own MODULE.bazel does, which has changed between versions.
    labels = []
    for label in triple_to_constraint_set(name):
        repository, _, rest = label.partition("//")
        if repository.endswith("apple_support") and not repository.startswith("@@"):
            label = "@build_bazel_apple_support//" + rest
        labels.append(label)
    return labels + [":analysis"]

def _cc(name, constraints):
    _cc_config(
        name = name + "_cc_config",
        triple = name,
    )
    cc_toolchain(
        name = name + "_cc",
        all_files = ":nothing",
        ar_files = ":nothing",
        as_files = ":nothing",
        compiler_files = ":nothing",
        dwp_files = ":nothing",
        linker_files = ":nothing",
        objcopy_files = ":nothing",
        strip_files = ":nothing",
        toolchain_config = name + "_cc_config",
        visibility = ["//visibility:public"],
    )
    native.toolchain(
        name = name + "_cc_toolchain",
        target_compatible_with = constraints,
        toolchain = name + "_cc",
        toolchain_type = "@bazel_tools//tools/cpp:toolchain_type",
    )

def _rust(name, constraints):
    system = triple(name).system
    rust_toolchain(
        name = name + "_rust",
        binary_ext = system_to_binary_ext(system),
        cargo = ":cargo",
        cargo_clippy = ":cargo-clippy",
        clippy_driver = ":clippy-driver",
        default_edition = "2021",
        dylib_ext = system_to_dylib_ext(system),
        # The toolchain may be chosen on any machine; this attribute must state one and analysis does not act on it.
        exec_triple = "x86_64-unknown-linux-gnu",
        rust_doc = ":rustdoc",
        rust_std = ":std",
        rustc = ":rustc",
        rustc_lib = ":nothing",
        rustfmt = ":rustfmt",
        staticlib_ext = system_to_staticlib_ext(system),
        stdlib_linkflags = [],
        target_triple = name,
        visibility = ["//visibility:public"],
    )
    native.toolchain(
        name = name + "_rust_toolchain",
        target_compatible_with = constraints,
        toolchain = name + "_rust",
        toolchain_type = "@rules_rust//rust:toolchain_type",
    )

def cross(name, triples):
    """Declares a platform for each triple, and toolchains that serve these platforms and no others.

    Args:
        name: unused; the targets are named after the triples.
        triples: the triples.
    """
    native.filegroup(name = "nothing")
    for tool in _RUST_TOOLS:
        _empty_file(name = tool)
    _empty_file(name = "libcore-0.rlib")
    rust_stdlib_filegroup(
        name = "std",
        srcs = [":libcore-0.rlib"],
    )
    for each in triples:
        constraints = _constraints(each)
        native.platform(
            name = each,
            constraint_values = constraints,
            visibility = ["//visibility:public"],
        )
        _cc(each, constraints)
        _rust(each, constraints)

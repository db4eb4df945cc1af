"""Tests of private/spoke_files.bzl: the BUILD files of packages that need more than one."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:spoke_files.bzl", "build_files", "outer_roots", "rule_names")

_TEXT = """\
load("@rules_rust//rust:defs.bzl", "rust_binary", "rust_library")

package(default_visibility = ["@crates//:__subpackages__"])

rust_library(
    name = "says",
    srcs = glob(["**/*.rs"]),
    compile_data = glob(["**"]),
    crate_root = "../src/says.rs",
    edition = "2021",
)

rust_binary(
    name = "tool__bin",
    compile_data = glob(["**"]),
    crate_name = "tool",
    crate_root = "src/tool.rs",
    data = select({"//conditions:default": []}),
    deps = [":says"],
)

# Additive BUILD file content
native(name = "native", pkg_name="no")
"""

def _names_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, ["says", "tool__bin", "native"], rule_names(_TEXT))
    asserts.equals(env, ["../src/says.rs"], outer_roots(_TEXT))
    return unittest.end(env)

_names_test = unittest.make(_names_test_impl)

def _has(env, text, *lines):
    for line in lines:
        asserts.true(env, line in text, "%s is not in\n%s" % (line, text))

def _plain_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, {"BUILD.bazel": _TEXT}, build_files(_TEXT))
    files = build_files(_TEXT, unseen = ["src/BUILD"])
    asserts.equals(env, ["BUILD.bazel"], files.keys())
    _has(
        env,
        files["BUILD.bazel"],
        "    compile_data = [\":_unseen\"] + glob([",
        "    data = [\":_unseen\"] + select(",
        "        \":src/BUILD\",\n",
    )
    return unittest.end(env)

_plain_test = unittest.make(_plain_test_impl)

def _renamed_test_impl(ctx):
    env = unittest.begin(ctx)
    files = build_files(_TEXT, directory = ".package", top = ["says", "tool__bin", "Cargo.toml"])
    _has(
        env,
        files[".package/BUILD.bazel"],
        "    name = \"says__rule\",\n    crate_name = \"says\",\n",
        "    name = \"tool__bin__rule\",\n    compile_data",
        "    deps = [\":says__rule\"],",
        "default_visibility = [\"//:__pkg__\", \"@crates//:__subpackages__\"]",
    )
    _has(
        env,
        files["BUILD.bazel"],
        "package(default_visibility = [\"@crates//:__subpackages__\"])",
        "    name = \"says\",\n    actual = \"//.package:says__rule\",",
        "    name = \"native\",\n    actual = \"//.package:native\",",
    )
    return unittest.end(env)

_renamed_test = unittest.make(_renamed_test_impl)

def _around_test_impl(ctx):
    env = unittest.begin(ctx)
    files = build_files(_TEXT, directory = "rust/cargo", files = ["include/says.h", "says", "rust/cargo/no"], around = True)
    _has(env, files["BUILD.bazel"], "        actual = \"//rust/cargo:\" + file,", "    for file in [\n        \"include/says.h\",\n    ]")
    _has(env, files["rust/cargo/BUILD.bazel"], "    crate_root = \"//:rust/src/says.rs\",", "        \"//:_unseen\",\n")
    _has(env, files["BUILD.bazel"], "exports_files([\"rust/src/says.rs\"])", "visibility = [\"//rust/cargo:__pkg__\"]")

    # A file of that name would need itself by way of the alias.
    _has(env, files["BUILD.bazel"], "            \"WORKSPACE.bazel\",\n            \"says\",\n            \"tool__bin\",\n            \"native\",\n        ],\n    ),")
    return unittest.end(env)

_around_test = unittest.make(_around_test_impl)

def spoke_files_test_suite(name):
    unittest.suite(name, _around_test, _names_test, _plain_test, _renamed_test)

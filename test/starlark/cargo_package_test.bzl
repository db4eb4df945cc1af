"""Tests of crate_universe/cargo_package.bzl: which rules the macros make for one row of the table, and how attributes are joined.

What fails is in test/integration/first_party.sh.
"""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//crate_universe:cargo_package.bzl", "cargo_macros")
load("//crate_universe:hub.bzl", "make_hub")
load("//private:cargo_files.bzl", "is_output")
load("//private:cargo_member.bzl", "FEATURES_IN_DOC_TESTS", "find_member")
load("//private:cargo_overrides.bzl", "apply_overrides", "check_names")
load("//private:hub_macros.bzl", "CARGO_MACROS")

_PACKAGE = "test/starlark/member"

# The library, a binary of the same name, a test of the same name as an example, two crate types, and what is not built.
_MEMBER = {
    "env": {"CARGO_MANIFEST_PATH": "$(execpath Cargo.toml)", "CARGO_PKG_NAME": "my-member"},
    "lint_flags": ["--deny=unsafe_code"],
    "name": "my-member",
    "targets": [
        {
            "cargo_name": "my-member",
            "crate_types": {"my_member": "lib", "my_member__cdylib": "cdylib"},
            "doc_test": "my_member__doc_test",
            "edition": "2021",
            "name": "my_member",
            "role": "library",
            "root": "src/lib.rs",
            "unit_test": "my_member__unit_test",
        },
        {
            "cargo_name": "my-member",
            "crate_types": {"my-member": "bin"},
            "edition": "2021",
            "name": "my-member",
            "role": "binary",
            "root": "src/main.rs",
        },
        {
            "cargo_name": "check",
            "condition": "colour",
            "crate_types": {"check": "bin"},
            "edition": "2018",
            "name": "check",
            "role": "test",
            "root": "tests/check.rs",
        },
        {
            "cargo_name": "plain",
            "crate_types": {"plain": "bin"},
            "edition": "2021",
            "manual": True,
            "name": "plain",
            "own_main": True,
            "role": "test",
            "root": "tests/plain.rs",
        },
        {
            "cargo_name": "check",
            "crate_types": {"check__example": "bin"},
            "edition": "2021",
            "name": "check__example",
            "role": "example",
            "root": "examples/check.rs",
        },
    ],
    "unbuilt": [{"cargo_name": "off", "features": ["colour"], "role": "binary"}],
}

_TABLES = make_hub(
    cfg = Label("//test/starlark/cfg:BUILD.bazel"),
    members = {_PACKAGE: _MEMBER},
    packages = {_PACKAGE: {
        "common": {},
        "edition": "2021",
        "features": {"common": ["default"]},
        "version": "1.2.3-rc.1+build.5",
    }},
    root = Label("//test/starlark:BUILD.bazel"),
).tables

_CARGO = cargo_macros(_TABLES)

# Nothing here is built: what is tested is what the macros pass to rules.
_MANUAL = {"tags": ["manual"]}

# buildifier: disable=unnamed-macro
def declare_member():
    """Makes the targets of the package `member`, and the tests of them."""
    _CARGO.cargo_package(
        binaries = {"my-member": _MANUAL},
        doc_test = _MANUAL,
        examples = {"check__example": _MANUAL},
        exclude = ["my_member__cdylib"],
        library = _MANUAL | {"crate_features": ["of_user"], "rustc_flags": ["--cfg=of_user"], "version": "9.0.0"},
        tests = {"check": _MANUAL | {"data": ["src/lib.rs"], "env": {"CARGO_PKG_NAME": "of_user", "OF_USER": "1"}, "size": "small"}},
        unit_tests = {"my_member__unit_test": _MANUAL},
        visibility = ["//visibility:private"],
    )
    member = find_member(_TABLES)
    check_names(member, exclude = ["my_member__doc_test"], binary = {"my-member": {}}, unit_test = {"my_member__unit_test": {}})
    rules = native.existing_rules()
    _rules_test(
        name = "rules_test",
        found = {name: rule["kind"] for name, rule in rules.items()},
    )
    _run_env_test(
        name = "run_env_test",
        found = member.run_env,
    )
    _attributes_test(
        name = "attributes_test",
        # The condition of a required feature.
        condition = repr(rules["check"].get("target_compatible_with")),
        found = {
            "%s.%s" % (name, attribute): _text_of(rules[name].get(attribute))
            for name, attribute in _ATTRIBUTES
        },
    )
    native.test_suite(name = "member", tests = [":attributes_test", ":rules_test", ":run_env_test"])

def _rules_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, {
        "cargo_data": "filegroup",
        "cargo_sources": "filegroup",
        "cargo_test_data": "filegroup",
        "cargo_test_sources": "filegroup",
        "check": "rust_test",
        "check__example": "rust_binary",
        "my-member": "rust_binary",
        "my_member": "rust_library",
        "my_member__doc_test": "rust_doc_test",
        "my_member__unit_test": "rust_test",
        "plain": "rust_test",
    } | ({} if FEATURES_IN_DOC_TESTS else {"cargo_doc_test_crate": "doc_test_crate"}), ctx.attr.found)
    return unittest.end(env)

_rules_test = unittest.make(_rules_test_impl, attrs = {"found": attr.string_dict()})

def _run_env_test_impl(ctx):
    env = unittest.begin(ctx)

    # A path of the compilation means nothing at run time; build metadata is part of the version alone.
    asserts.equals(env, {
        "CARGO_PKG_NAME": "my-member",
        "CARGO_PKG_VERSION": "1.2.3-rc.1+build.5",
        "CARGO_PKG_VERSION_MAJOR": "1",
        "CARGO_PKG_VERSION_MINOR": "2",
        "CARGO_PKG_VERSION_PATCH": "3",
        "CARGO_PKG_VERSION_PRE": "rc.1",
        "CRATE_UNIVERSE_PACKAGE": _PACKAGE,
    }, ctx.attr.found)
    return unittest.end(env)

_run_env_test = unittest.make(_run_env_test_impl, attrs = {"found": attr.string_dict()})

# Each is one rule: what the macro sets, and what the user adds to it.
_ATTRIBUTES = {
    ("check", "crate_name"): "check",
    ("check", "data"): [":cargo_sources", ":cargo_data", ":cargo_test_sources", ":cargo_test_data", ":Cargo.toml", ":my-member", ":src/lib.rs"],
    ("check", "edition"): "2018",
    ("check", "env"): {
        "CARGO_BIN_EXE_my-member": "$(rootpath :my-member)",
        "CARGO_PKG_NAME": "of_user",
        "CARGO_PKG_VERSION": "1.2.3-rc.1+build.5",
        "CARGO_PKG_VERSION_MAJOR": "1",
        "CARGO_PKG_VERSION_MINOR": "2",
        "CARGO_PKG_VERSION_PATCH": "3",
        "CARGO_PKG_VERSION_PRE": "rc.1",
        "CRATE_UNIVERSE_PACKAGE": _PACKAGE,
        "OF_USER": "1",
    },
    ("check", "size"): "small",
    ("check", "srcs"): [":cargo_sources", ":cargo_test_sources"],
    ("check", "use_libtest_harness"): True,
    ("my-member", "crate_name"): "my_member",
    ("my-member", "deps"): [":my_member"],
    ("my-member", "srcs"): [":cargo_sources"],
    ("my_member", "compile_data"): [":cargo_data", ":Cargo.toml"],
    ("my_member", "crate_features"): ["default", "of_user"],
    ("my_member", "crate_root"): ":src/lib.rs",
    ("my_member", "rustc_flags"): ["--deny=unsafe_code", "--cfg=of_user"],
    ("my_member", "srcs"): [":cargo_sources"],
    ("my_member", "tags"): ["manual"],
    ("my_member", "version"): "9.0.0",
    ("my_member__doc_test", "crate"): ":my_member" if FEATURES_IN_DOC_TESTS else ":cargo_doc_test_crate",
    # `test = false`: only a request by name builds it.
    ("plain", "tags"): ["manual"],
    ("plain", "use_libtest_harness"): False,
}

def _text_of(value):
    """A text in which the order of a dict does not matter. Bazel may give lists as tuples."""
    if type(value) == "dict":
        return repr(sorted(value.items()))
    return repr(list(value) if type(value) in ["list", "tuple"] else value)

def _attributes_test_impl(ctx):
    env = unittest.begin(ctx)
    for (name, attribute), want in _ATTRIBUTES.items():
        key = "%s.%s" % (name, attribute)
        asserts.equals(env, _text_of(want), ctx.attr.found[key], key)
    asserts.true(env, "cfg:colour" in ctx.attr.condition, ctx.attr.condition)
    asserts.true(env, "cfg:where_required_features_are_on" in ctx.attr.condition, ctx.attr.condition)
    return unittest.end(env)

_attributes_test = unittest.make(_attributes_test_impl, attrs = {"condition": attr.string(), "found": attr.string_dict()})

def _apply_overrides_test_impl(ctx):
    env = unittest.begin(ctx)
    attrs = {"deps": ["a"], "env": {"A": "1", "B": "1"}, "tags": ["manual"], "version": "1.0.0"}
    asserts.equals(env, attrs, apply_overrides(attrs, {}))
    asserts.equals(
        env,
        {
            "deps": ["a", "b", "a"],
            "env": {"A": "2", "B": "1", "C": "3"},
            "size": "small",
            "tags": ["manual"],
            "version": "2.0.0",
        },
        apply_overrides(attrs, {"deps": ["b", "a"], "env": {"A": "2", "C": "3"}, "size": "small", "tags": [], "version": "2.0.0"}),
    )

    # Public and private at once would be an error of Bazel's.
    asserts.equals(env, {"visibility": ["//a"]}, apply_overrides({"visibility": ["//visibility:public"]}, {"visibility": ["//a"]}))

    # None is Bazel's default of an attribute, so it also takes a list away.
    asserts.equals(env, None, apply_overrides(attrs, {"deps": None})["deps"])
    asserts.equals(env, ["a"], attrs["deps"], "what the macro knows stays as it is")

    # A select is joined with either.
    list_branches = select({"//conditions:default": ["b"]})
    dict_branches = select({"//conditions:default": {"B": "2"}})
    joined = apply_overrides(attrs, {"deps": list_branches, "env": dict_branches})
    asserts.equals(env, repr(["a"] + list_branches), repr(joined["deps"]))
    asserts.equals(env, repr({"A": "1", "B": "1"} | dict_branches), repr(joined["env"]))
    joined = apply_overrides({"deps": list_branches, "env": dict_branches}, {"deps": ["c"], "env": {"C": "3"}})
    asserts.equals(env, repr(list_branches + ["c"]), repr(joined["deps"]))
    asserts.equals(env, repr(dict_branches | {"C": "3"}), repr(joined["env"]))
    return unittest.end(env)

_apply_overrides_test = unittest.make(_apply_overrides_test_impl)

def _names_test_impl(ctx):
    env = unittest.begin(ctx)

    # A broken hub has the same names.
    asserts.equals(env, CARGO_MACROS, sorted([name for name in dir(_CARGO) if name not in ["to_json", "to_proto"]]))
    return unittest.end(env)

_names_test = unittest.make(_names_test_impl)

def _is_output_test_impl(ctx):
    env = unittest.begin(ctx)
    packages = {"": None, "fuzz": None, "tests/target/a": None}
    for path, wanted in {
        "fuzz/corpus/target/a": False,
        "fuzz/target": False,
        "fuzz/target/debug/a": True,
        "fuzz/target/debug/target/a": True,
        "src/target/linux.rs": False,
        "tests/target/a/Cargo.toml": False,
        "tests/target/a/target/debug/b": True,
    }.items():
        asserts.equals(env, wanted, is_output(path, packages), path)
    return unittest.end(env)

_is_output_test = unittest.make(_is_output_test_impl)

def cargo_package_test_suite(name):
    unittest.suite(name, _apply_overrides_test, _is_output_test, _names_test)

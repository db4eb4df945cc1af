"""The macros that make the targets of a workspace member: `cargo_package()` and its parts, of the `defs.bzl` of every hub.

Which targets there are, and what they are called, is in the table that the program rendered. docs/cargo_package.md has the rules.
"""

load("//private:cargo_arguments.bzl", "check_arguments")
load("//private:cargo_build_script.bzl", "BUILD_SCRIPT", "make_build_script")
load("//private:cargo_files.bzl", "is_of_tests")
load("//private:cargo_macros.bzl", "make_cargo_macros")
load("//private:cargo_member.bzl", "FEATURES_IN_DOC_TESTS", "find_member")
load("//private:cargo_overrides.bzl", "apply_overrides", "check_names", "check_single", "fail_for_existing")
load("//private:doc_test_crate.bzl", "doc_test_crate")
load("//private:rules_rust_rules.bzl", "rust_binary", "rust_doc_test", "rust_library", "rust_proc_macro", "rust_shared_library", "rust_static_library", "rust_test")

# By crate type of the program's table.
_RULES = {
    "bin": rust_binary,
    "cdylib": rust_shared_library,
    "lib": rust_library,
    "proc-macro": rust_proc_macro,
    "staticlib": rust_static_library,
}

_DOC_TEST_CRATE = "cargo_doc_test_crate"

_PACKAGE_DIRECTORY = Label("//crate_universe/package_directory")

# What package_directory.c opens: where Bazel starts tests, and where they may write.
_START_DIRECTORY = "/proc/self/fd/199/"
_TEMPORARY_DIRECTORY = "/proc/self/fd/198"

_LINUX = Label("@platforms//os:linux")
_DEFAULT = "//conditions:default"

# buildifier: disable=unnamed-macro
def cargo_macros(tables):
    """The macros of one hub.

    Args:
        tables: what `make_hub()` of hub.bzl knows of the workspace members.

    Returns:
        struct of functions for BUILD files.
    """
    return make_cargo_macros(struct(
        check_arguments = check_arguments,
        check_names = check_names,
        check_single = check_single,
        find_member = lambda: find_member(tables),
        make = _make,
        make_tests = _make_tests,
    ))

def _make(member, role, overrides, exclude, more, single = {}, script = {}):
    """Makes the targets of a role that are no tests."""
    for target in member.targets:
        if target["role"] != role:
            continue
        for name, kind in target["crate_types"].items():
            if name in exclude:
                continue
            is_program = role in ["binary", "example", "bench"]
            attrs = _attrs(member, target, dev = role in ["example", "bench"], own_library = is_program, script = script)
            if role == "bench":
                attrs["args"] = ["--bench"]
                attrs["rustc_flags"] = attrs["rustc_flags"] + ["--cfg=test" if target.get("own_main") else "--test"]
                attrs.update(_in_package(member, attrs))
                _name_programs(member, attrs)
            _declare(_RULES[kind], name, attrs | more, [single, overrides.get(name, {})])

def _make_tests(member, tests, unit_tests, doc_test, exclude, script):
    for target in member.targets:
        name = target.get("unit_test")
        if name and name not in exclude:
            is_library = target["role"] == "library"
            attrs = _attrs(member, target, dev = True, own_library = not is_library or member.depends_on_itself, script = script)
            if "proc-macro" in target["crate_types"].values():
                attrs["rustc_flags"] = attrs["rustc_flags"] + ["--extern=proc_macro"]
            _declare_test(member, target, name, attrs, [unit_tests.get(name, {})], programs = target["role"] == "bench")
        name = target["name"]
        if target["role"] == "test" and name not in exclude:
            attrs = _attrs(member, target, dev = True, own_library = True, script = script)
            _declare_test(member, target, name, attrs, [tests.get(name, {})], programs = True)
        name = target.get("doc_test")
        if name and name not in exclude:
            _declare(rust_doc_test, name, {"crate": _documented_crate(member, target)} | member.doc_test, [doc_test])

def _documented_crate(member, library):
    """The label of a library that its doc tests see with its features."""
    if FEATURES_IN_DOC_TESTS:
        return ":" + library["name"]
    doc_test_crate(
        name = _DOC_TEST_CRATE,
        crate = ":" + library["name"],
        crate_features = member.features,
        tags = ["manual"],
    )
    return ":" + _DOC_TEST_CRATE

def _declare_test(member, target, name, attrs, overrides, programs = False):
    attrs["use_libtest_harness"] = not target.get("own_main", False)
    attrs.update(_in_package(member, attrs))
    if programs:
        _name_programs(member, attrs)
    _declare(rust_test, name, attrs, overrides)

def _name_programs(member, attrs):
    """Adds the binaries of the package, which cargo builds before integration tests and benches, and a directory to write in."""
    everywhere = {}
    for target in member.binaries:
        # One that the caller leaves out is not there.
        if not native.existing_rule(target["name"]):
            continue
        name, path = "CARGO_BIN_EXE_" + target["cargo_name"], "$(rootpath :%s)" % target["name"]
        if "condition" not in target:
            attrs["data"] = attrs["data"] + [":" + target["name"]]
            everywhere[name] = path
            continue
        condition = member.condition(target["condition"])
        attrs["data"] = attrs["data"] + select({condition: [":" + target["name"]], _DEFAULT: []})
        attrs["env"] = attrs["env"] | select({condition: {name: path}, _DEFAULT: {}})
        attrs["rustc_env"] = attrs["rustc_env"] | select({condition: {name: path}, _DEFAULT: {name: target["cargo_name"]}})
    attrs["env"] = attrs["env"] | everywhere

    # Cargo also names those that it does not build.
    paths = everywhere | {"CARGO_BIN_EXE_" + name: name for name in member.unbuilt_binaries}
    attrs["rustc_env"] = attrs["rustc_env"] | select({
        _LINUX: {name: _START_DIRECTORY + path for name, path in paths.items()} | {"CARGO_TARGET_TMPDIR": _TEMPORARY_DIRECTORY},
        _DEFAULT: paths | {"CARGO_TARGET_TMPDIR": "/tmp"},
    })

def _in_package(member, attrs):
    """What a program needs that starts in the directory of its package, as cargo starts tests and benches."""
    return {
        "data": member.files.all + ["Cargo.toml"],
        "deps": attrs["deps"] + [_PACKAGE_DIRECTORY],
        "env": member.run_env,
    }

def _attrs(member, target, *, dev, own_library, script):
    """The attributes of whatever rustc compiles. `own_library`: whether it links the library of its own package."""
    linked = member.dev if dev else member.normal
    deps, proc_macro_deps = linked.deps, linked.proc_macro_deps
    if own_library and member.library:
        if member.library.is_proc_macro:
            proc_macro_deps = proc_macro_deps + [member.library.label]
        else:
            deps = deps + [member.library.label]
    if member.script:
        make_build_script(member, script)
        deps = deps + [":" + BUILD_SCRIPT]
    tested = target["role"] not in ["library", "binary"] or dev or is_of_tests(target["root"])
    attrs = {
        "aliases": linked.aliases,
        "compile_data": (member.files.test_data if tested else member.files.data) + ["Cargo.toml"],
        "crate_features": member.features,
        "crate_name": target["cargo_name"].replace("-", "_"),
        "crate_root": target["root"],
        "deps": deps,
        "edition": target["edition"],
        "proc_macro_deps": proc_macro_deps,
        "rustc_env": member.rustc_env,
        "rustc_env_files": member.rustc_env_files,
        "rustc_flags": member.lint_flags,
        "srcs": member.files.test_sources if tested else member.files.sources,
        "version": member.version,
    }
    if target["role"] in ["binary", "example"] and "bin" in target["crate_types"].values():
        attrs["rustc_env"] = attrs["rustc_env"] | {"CARGO_BIN_NAME": target["cargo_name"]}
    if "condition" in target:
        attrs["target_compatible_with"] = member.only_where(target["condition"])
    if target.get("manual"):
        attrs["tags"] = ["manual"]
    return attrs

def _declare(rule, name, attrs, overrides):
    for given in overrides:
        attrs = apply_overrides(attrs, given)
    fail_for_existing(name)
    rule(name = name, **attrs)

"""The macros that make the targets of a workspace member: `cargo_package()` and its parts, of the `defs.bzl` of every hub.

Which targets there are, and what they are called, is in the table that the program rendered. docs/cargo_package.md has the rules.
"""

load("//private:cargo_build_script.bzl", "BUILD_SCRIPT", "make_build_script")
load("//private:cargo_member.bzl", "find_member")
load("//private:cargo_overrides.bzl", "apply_overrides", "check_names", "fail_for_existing")
load("//private:rules_rust_rules.bzl", "rust_binary", "rust_doc_test", "rust_library", "rust_proc_macro", "rust_shared_library", "rust_static_library", "rust_test")

# By crate type of the program's table.
_RULES = {
    "bin": rust_binary,
    "cdylib": rust_shared_library,
    "lib": rust_library,
    "proc-macro": rust_proc_macro,
    "staticlib": rust_static_library,
}

_PACKAGE_DIRECTORY = Label("//crate_universe/package_directory")

# What package_directory.c opens: where Bazel starts tests, and where they may write.
_START_DIRECTORY = "/proc/self/fd/199/"
_TEMPORARY_DIRECTORY = "/proc/self/fd/198"

_LINUX = Label("@platforms//os:linux")
_DEFAULT = "//conditions:default"
_PUBLIC = ["//visibility:public"]

# buildifier: disable=unnamed-macro
def cargo_macros(tables):
    """The macros of one hub.

    Args:
        tables: what `make_hub()` of hub.bzl knows of the workspace members.

    Returns:
        struct of functions for BUILD files.
    """

    # buildifier: disable=unnamed-macro
    def cargo_package(
            library = {},
            build_script = {},
            binaries = {},
            unit_tests = {},
            doc_test = {},
            tests = {},
            examples = {},
            benches = {},
            exclude = [],
            visibility = _PUBLIC):
        """Makes all targets that Cargo finds in the calling package, which must be a member of the hub's Cargo workspace.

        In each dict of attributes, lists are added to what the macro sets, dicts are joined with it, and any other value
        replaces it.

        Args:
            library: dict of attributes of the library or proc macro.
            build_script: dict of attributes of the build script.
            binaries: dict of target name to dict of attributes.
            unit_tests: the same for the tests within the library, binaries and examples: `NAME__unit_test`.
            doc_test: dict of attributes of the tests in the library's documentation, `NAME__doc_test`.
            tests: dict of target name to dict of attributes, for the files in `tests`.
            examples: the same for examples.
            benches: the same for benches.
            exclude: list of names of targets that are not made.
            visibility: the visibility of the library, the binaries and the examples.
        """
        member = find_member(tables)
        check_names(member, exclude = exclude, binary = binaries, unit_test = unit_tests, test = tests, example = examples, bench = benches)
        _make(member, "library", {}, exclude, {"visibility": visibility}, single = library, script = build_script)
        _make(member, "binary", binaries, exclude, {"visibility": visibility}, script = build_script)
        _make(member, "example", examples, exclude, {"visibility": visibility}, script = build_script)
        _make(member, "bench", benches, exclude, {}, script = build_script)
        _make_tests(member, tests, unit_tests, doc_test, exclude, build_script)

    # buildifier: disable=unnamed-macro
    def cargo_library(visibility = _PUBLIC, **attrs):
        """Makes the library or proc macro of the calling package, and its build script.

        Args:
            visibility: its visibility.
            **attrs: attributes, as in `library` of `cargo_package()`.
        """
        _make(find_member(tables), "library", {}, [], {"visibility": visibility}, single = attrs)

    # buildifier: disable=unnamed-macro
    def cargo_binaries(binaries = {}, exclude = [], visibility = _PUBLIC):
        """Makes the binaries of the calling package. They link its library, which `cargo_library()` makes.

        Args:
            binaries: dict of target name to dict of attributes.
            exclude: list of names of targets that are not made.
            visibility: their visibility.
        """
        member = find_member(tables)
        check_names(member, exclude = exclude, binary = binaries)
        _make(member, "binary", binaries, exclude, {"visibility": visibility})

    # buildifier: disable=unnamed-macro
    def cargo_examples(examples = {}, exclude = [], visibility = _PUBLIC):
        """Makes the examples of the calling package.

        Args:
            examples: dict of target name to dict of attributes.
            exclude: list of names of targets that are not made.
            visibility: their visibility.
        """
        member = find_member(tables)
        check_names(member, exclude = exclude, example = examples)
        _make(member, "example", examples, exclude, {"visibility": visibility})

    # buildifier: disable=unnamed-macro
    def cargo_benches(benches = {}, exclude = []):
        """Makes the benches of the calling package: programs for `bazel run`.

        Args:
            benches: dict of target name to dict of attributes.
            exclude: list of names of targets that are not made.
        """
        member = find_member(tables)
        check_names(member, exclude = exclude, bench = benches)
        _make(member, "bench", benches, exclude, {})

    # buildifier: disable=unnamed-macro
    def cargo_tests(tests = {}, unit_tests = {}, doc_test = {}, exclude = []):
        """Makes the tests of the calling package: within its library, binaries and examples, in `tests`, and in its documentation.

        Args:
            tests: dict of target name to dict of attributes, for the files in `tests`.
            unit_tests: the same for the tests within the library, binaries and examples.
            doc_test: dict of attributes of the tests in the documentation.
            exclude: list of names of targets that are not made.
        """
        member = find_member(tables)
        check_names(member, exclude = exclude, unit_test = unit_tests, test = tests)
        _make_tests(member, tests, unit_tests, doc_test, exclude, {})

    return struct(
        cargo_benches = cargo_benches,
        cargo_binaries = cargo_binaries,
        cargo_examples = cargo_examples,
        cargo_library = cargo_library,
        cargo_package = cargo_package,
        cargo_tests = cargo_tests,
    )

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
            if kind == "bin":
                attrs["rustc_env"] = attrs["rustc_env"] | {"CARGO_BIN_NAME": target["cargo_name"]}
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
            is_program = target["role"] != "library"
            attrs = _attrs(member, target, dev = True, own_library = is_program, script = script)
            if "proc-macro" in target["crate_types"].values():
                attrs["rustc_flags"] = attrs["rustc_flags"] + ["--extern=proc_macro"]
            if target["role"] == "binary":
                attrs["rustc_env"] = attrs["rustc_env"] | {"CARGO_BIN_NAME": target["cargo_name"]}
            _declare_test(member, target, name, attrs, [unit_tests.get(name, {})])
        name = target["name"]
        if target["role"] == "test" and name not in exclude:
            attrs = _attrs(member, target, dev = True, own_library = True, script = script)
            _declare_test(member, target, name, attrs, [tests.get(name, {})], programs = True)
        name = target.get("doc_test")
        if name and name not in exclude:
            _declare(rust_doc_test, name, {"crate": ":" + target["name"]} | member.doc_test, [doc_test])

def _declare_test(member, target, name, attrs, overrides, programs = False):
    attrs["use_libtest_harness"] = not target.get("own_main", False)
    attrs.update(_in_package(member, attrs))
    if programs:
        _name_programs(member, attrs)
    _declare(rust_test, name, attrs, overrides)

def _name_programs(member, attrs):
    """Adds the binaries of the package, which cargo builds before integration tests and benches, and a directory to write in."""
    paths = {"CARGO_BIN_EXE_" + cargo_name: "$(rootpath :%s)" % own for cargo_name, own in member.binaries.items()}
    attrs["data"] = attrs["data"] + [":" + own for own in member.binaries.values()]
    attrs["env"] = attrs["env"] | paths

    # Cargo also names those that it does not build.
    paths = paths | {"CARGO_BIN_EXE_" + name: name for name in member.unbuilt_binaries}
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
    tested = target["role"] not in ["library", "binary"] or dev
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

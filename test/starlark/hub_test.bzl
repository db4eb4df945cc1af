"""Tests of crate_universe/hub.bzl: what the macros give for one table."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//crate_universe:hub.bzl", "make_hub")
load("//private:hub_macros.bzl", "MACROS")

_ROOT = Label("//test/starlark:BUILD.bazel")
_CFG = Label("//test/starlark/cfg:BUILD.bazel")

_PACKAGES = {
    "": {"common": {}},
    "app": {
        "common": {
            "build": {"both": {"target": "both-2.0.0"}, "cc": {"target": "cc-1.0.0"}},
            "normal": {
                "both": {"target": "both-1.0.0"},
                "renamed": {"alias": "renamed", "target": "original-1.0.0"},
                "serde": {"target": "serde-1.0.0"},
            },
            "normal_dev": {"serde": {"target": "serde-1.0.0"}, "tempfile": {"target": "tempfile-3.0.0"}},
            "proc_macro": {"derive": {"alias": "derive", "target": "derive_impl-1.0.0"}},
        },
        "select": {
            "unix": {"normal": {"libc": {"target": "libc-0.2.0"}, "log": {"target": "log-1.0.0"}}},
            "windows": {
                "build": {"serde": {"target": "serde-1.0.0"}},
                "normal": {"log": {"target": "log-1.0.0"}, "win": {"alias": "win", "target": "windows-sys-0.59.0"}},
                "normal_dev": {"log": {"target": "log-1.0.0"}},
                "proc_macro_dev": {"cc": {"target": "cc-2.0.0"}},
            },
        },
    },
    "renames": {
        "common": {
            "build_proc_macro": {"build_macros": {"alias": "build_macros", "target": "build_macro-1.0.0"}},
            "proc_macro": {"macros": {"alias": "macros", "target": "macro-1.0.0"}},
            "proc_macro_dev": {"dev_macros": {"alias": "dev_macros", "target": "dev_macro-1.0.0"}},
        },
        "select": {
            "unix": {"normal": {"api": {"alias": "api", "target": "nix-1.0.0"}}},
            "windows": {"normal": {"api": {"alias": "api", "target": "win-1.0.0"}}},
        },
    },
    "plain": {"common": {"normal": {"serde": {"target": "serde-1.0.0"}}}},
}

_HUB = make_hub(packages = _PACKAGES, root = _ROOT, cfg = _CFG)

# A member that depends on another one, with all that the table tells of it.
_OF_MEMBERS = {
    "top": {
        "common": {
            "normal": {
                "core": {"alias": "core", "target": Label("//libs/core:core_lib")},
                "serde": {"target": "serde-1.0.0"},
            },
        },
        "edition": "2024",
        "features": {"common": ["default"], "select": {"unix": ["nix"]}},
        "version": "1.2.3",
    },
}

_APART = make_hub(packages = _OF_MEMBERS, root = _ROOT, cfg = _CFG, default_package_name = "top", root_aliases = False)

def _labels(*targets):
    return [_ROOT.same_package_label(target) for target in targets]

def _cfg(name):
    return str(_CFG.same_package_label(name))

def _equal(env, want, got):
    # A select has no equality, but its text shows all of it.
    asserts.equals(env, repr(want), repr(got))

def _all_crate_deps_test_impl(ctx):
    env = unittest.begin(ctx)

    # Without platforms there is a plain list, which a macro of the user can still look into.
    _equal(env, _labels("serde-1.0.0"), _HUB.all_crate_deps(package_name = "plain"))
    _equal(env, [], _HUB.all_crate_deps(package_name = ""))
    _equal(env, [], _HUB.all_crate_deps(build = True, package_name = "plain"))
    _equal(env, _labels("derive_impl-1.0.0"), _HUB.all_crate_deps(proc_macro = True, package_name = "app"))
    _equal(
        env,
        _labels("both-1.0.0", "original-1.0.0", "serde-1.0.0") + select({
            _cfg("unix"): _labels("libc-0.2.0", "log-1.0.0"),
            _cfg("windows"): _labels("log-1.0.0", "windows-sys-0.59.0"),
            "//conditions:default": [],
        }),
        _HUB.all_crate_deps(package_name = "app"),
    )
    _equal(env, repr(_HUB.all_crate_deps(package_name = "app")), repr(_HUB.all_crate_deps(normal = True, package_name = "app")))
    return unittest.end(env)

_all_crate_deps_test = unittest.make(_all_crate_deps_test_impl)

def _no_label_twice_test_impl(ctx):
    env = unittest.begin(ctx)

    # serde is in two kinds of common and, by another kind, in a cell; log is in two kinds of one cell.
    _equal(
        env,
        _labels("both-1.0.0", "original-1.0.0", "serde-1.0.0", "tempfile-3.0.0", "both-2.0.0", "cc-1.0.0") + select({
            _cfg("unix"): _labels("libc-0.2.0", "log-1.0.0"),
            _cfg("windows"): _labels("log-1.0.0", "windows-sys-0.59.0"),
            "//conditions:default": [],
        }),
        _HUB.all_crate_deps(normal = True, normal_dev = True, build = True, package_name = "app"),
    )
    return unittest.end(env)

_no_label_twice_test = unittest.make(_no_label_twice_test_impl)

def _crate_deps_test_impl(ctx):
    env = unittest.begin(ctx)
    _equal(env, _labels("original-1.0.0", "cc-1.0.0"), _HUB.crate_deps(["renamed", "cc"], package_name = "app"))

    # A name of several kinds is that of [dependencies].
    _equal(env, _labels("both-1.0.0"), _HUB.crate_deps(["both"], package_name = "app"))

    # A name that every platform has is not looked up among those of some.
    _equal(env, _labels("cc-1.0.0"), _HUB.crate_deps(["cc"], package_name = "app"))

    # A name that only some platforms have is never unconditional.
    _equal(
        env,
        _labels("serde-1.0.0") + select({_cfg("windows"): _labels("windows-sys-0.59.0"), "//conditions:default": []}),
        _HUB.crate_deps(["serde", "win"], package_name = "app"),
    )
    _equal(
        env,
        [] + select({
            _cfg("unix"): _labels("log-1.0.0"),
            _cfg("windows"): _labels("log-1.0.0"),
            "//conditions:default": [],
        }),
        _HUB.crate_deps(["log"], package_name = "app"),
    )
    _equal(env, [], _HUB.crate_deps([], package_name = "app"))
    return unittest.end(env)

_crate_deps_test = unittest.make(_crate_deps_test_impl)

def _aliases_test_impl(ctx):
    env = unittest.begin(ctx)
    common = {_labels("original-1.0.0")[0]: "renamed", _labels("derive_impl-1.0.0")[0]: "derive"}
    windows = select({_cfg("windows"): {_labels("windows-sys-0.59.0")[0]: "win"}, "//conditions:default": {}})
    _equal(env, common | windows, _HUB.aliases(package_name = "app"))
    _equal(env, {}, _HUB.aliases(package_name = "plain"))
    _equal(env, {_labels("derive_impl-1.0.0")[0]: "derive"}, _HUB.aliases(proc_macro = True, package_name = "app"))
    return unittest.end(env)

def _renames_test_impl(ctx):
    env = unittest.begin(ctx)
    macro, dev_macro, build_macro, nix, win = _labels("macro-1.0.0", "dev_macro-1.0.0", "build_macro-1.0.0", "nix-1.0.0", "win-1.0.0")

    # Two conditions are no reason to forget either, or what stands beside them.
    branches = select({_cfg("unix"): {nix: "api"}, _cfg("windows"): {win: "api"}, "//conditions:default": {}})
    _equal(env, {macro: "macros"} | branches, _HUB.aliases(package_name = "renames"))

    # Each kind has its own.
    _equal(env, {dev_macro: "dev_macros"}, _HUB.aliases(proc_macro_dev = True, package_name = "renames"))
    _equal(env, {build_macro: "build_macros"}, _HUB.aliases(build_proc_macro = True, package_name = "renames"))
    _equal(env, {}, _HUB.aliases(normal_dev = True, package_name = "renames"))
    _equal(env, [build_macro], _HUB.all_crate_deps(build_proc_macro = True, package_name = "renames"))
    return unittest.end(env)

_renames_test = unittest.make(_renames_test_impl)

_aliases_test = unittest.make(_aliases_test_impl)

def _member_test_impl(ctx):
    env = unittest.begin(ctx)
    core = Label("//libs/core:core_lib")

    # A label of the table stands for itself; an alias that has a package of its own is found there.
    _equal(env, [core, Label("//test/starlark/serde-1.0.0:serde-1.0.0")], _APART.all_crate_deps())
    _equal(env, [core], _APART.crate_deps(["core"], package_name = "top"))
    _equal(env, {core: "core"}, _APART.aliases())

    # Without a name, macros are about the default package.
    asserts.equals(env, "2024", _APART.crate_edition())
    asserts.equals(env, "1.2.3", _APART.crate_version())
    _equal(env, ["default"] + select({_cfg("unix"): ["nix"], "//conditions:default": []}), _APART.crate_features())
    _equal(env, [], make_hub(packages = _PACKAGES, root = _ROOT, cfg = _CFG).crate_features(package_name = "plain"))
    return unittest.end(env)

_member_test = unittest.make(_member_test_impl)

def _names_test_impl(ctx):
    env = unittest.begin(ctx)

    # The repository rule of vendored hubs hands on the same functions.
    asserts.equals(env, MACROS, sorted([name for name in dir(_HUB) if name not in ["tables", "to_json", "to_proto"]]))
    return unittest.end(env)

_names_test = unittest.make(_names_test_impl)

def hub_test_suite(name):
    unittest.suite(name, _aliases_test, _all_crate_deps_test, _crate_deps_test, _member_test, _names_test, _no_label_twice_test, _renames_test)

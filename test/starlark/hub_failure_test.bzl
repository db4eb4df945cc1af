"""Tests of crate_universe/hub.bzl: what the macros say when they are called for something that is not there."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//crate_universe:hub.bzl", "make_hub")

_ROOT = Label("//test/starlark:BUILD.bazel")

_HUB = make_hub(
    packages = {
        "app": {
            "common": {"normal": {"serde": {"target": "serde-1.0.0"}}},
            "select": {"windows": {"normal": {"win": {"target": "windows-sys-0.59.0"}}}},
        },
        "lib": {"common": {}, "without_target": {"program": "CU0054: program@1.0.0 has no library"}},
    },
    root = _ROOT,
    cfg = Label("//test/starlark/cfg:BUILD.bazel"),
)

_CALLS = {
    "alias_package": lambda: _HUB.aliases(package_name = "apps"),
    "dependency": lambda: _HUB.crate_deps(["serde", "tokio", "win"], package_name = "app"),
    "no_members": lambda: make_hub(packages = {}, root = _ROOT, cfg = _ROOT).all_crate_deps(package_name = "app"),
    "package": lambda: _HUB.all_crate_deps(package_name = "apps"),
    "root": lambda: _HUB.all_crate_deps(package_name = ""),
    "without_target": lambda: _HUB.crate_deps(["program"], package_name = "lib"),
}

_WANTED = {
    "alias_package": ["CU0915"],
    "dependency": ["CU0916: package `//app` has no dependency named `tokio`", "its dependencies: `serde`, `win`"],
    "no_members": ["members: none", "list a Cargo.toml in `manifests`"],
    "package": ["CU0915: package `//apps` is not a member", "members: `//app`, `//lib`", "package_name = "],
    "root": ["CU0915: package `//` (the root, package_name = \"\") is not a member"],
    "without_target": ["CU0054: program@1.0.0 has no library"],
}

def _call_impl(ctx):
    _CALLS[ctx.attr.call]()

_call = rule(implementation = _call_impl, attrs = {"call": attr.string()})

def _failure_test_impl(ctx):
    env = analysistest.begin(ctx)
    for text in _WANTED[ctx.attr.call]:
        asserts.expect_failure(env, text)
    return analysistest.end(env)

_failure_test = analysistest.make(_failure_test_impl, attrs = {"call": attr.string()}, expect_failure = True)

def hub_failure_test_suite(name):
    for call in _CALLS:
        _call(name = "%s_%s_subject" % (name, call), call = call, tags = ["manual"])
        _failure_test(
            name = "%s_%s_test" % (name, call),
            call = call,
            target_under_test = ":%s_%s_subject" % (name, call),
        )
    native.test_suite(name = name, tests = [":%s_%s_test" % (name, call) for call in _CALLS])

"""Tests of the rule crates_vendor: the request it writes, and how the program is started."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//crate_universe:defs.bzl", "crates_vendor")

def _crates_vendor_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    name = target.label.name
    variables = target[RunEnvironmentInfo].environment
    asserts.equals(env, {
        "CRATE_UNIVERSE_COMMAND": "bazel run //test/starlark:%s --" % name,
        "CRATE_UNIVERSE_REQUEST": "test/starlark/%s.request.json" % name,
    }, variables)
    writes = [action for action in analysistest.target_actions(env) if action.mnemonic == "FileWrite" and action.content.startswith("{")]
    request = json.decode(writes[0].content)
    asserts.equals(env, "here", request["hub"])
    asserts.equals(env, [{
        "label": "@@//crate_universe:Cargo.toml",
        "path": "${BUILD_WORKSPACE_DIRECTORY}/crate_universe/Cargo.toml",
    }], request["manifests"])
    asserts.equals(env, None, request["cargo_lockfile"])

    # In words of the user's: they are written into files, and canonical names are other ones in each version of Bazel.
    asserts.equals(env, {
        "aarch64-apple-darwin": "@platforms//os:macos",
        "x86_64-pc-windows-msvc": "@rules_rust//:rules_rust",
        "x86_64-unknown-linux-musl": "@@//test/starlark:musl",
    }, request["platform_labels"])
    asserts.equals(env, {
        "mode": "remote",
        "source_config": "",
        "target": "@@//test/starlark:" + name,
        "vendor_path": "there",
        "vendor_platforms": "chosen",
    }, request["vendor"])
    asserts.true(env, "x86_64-unknown-linux-gnu" in request["rules_rust"]["platforms"])
    runfiles = [file.short_path for file in target[DefaultInfo].default_runfiles.files.to_list()]
    for path in [request["cargo"], request["rustc"], variables["CRATE_UNIVERSE_REQUEST"]]:
        asserts.true(env, path in runfiles, "%s is not in the runfiles" % path)
    return analysistest.end(env)

_crates_vendor_test = analysistest.make(_crates_vendor_test_impl)

def crates_vendor_test_suite(name):
    crates_vendor(
        name = name + "_subject",
        manifests = ["//crate_universe:Cargo.toml"],
        platform_labels = {
            ":musl": "x86_64-unknown-linux-musl",
            "@platforms//os:macos": "aarch64-apple-darwin",
            "@rules_rust": "x86_64-pc-windows-msvc",
        },
        repository_name = "here",
        vendor_path = "there",
    )
    _crates_vendor_test(name = name + "_test", target_under_test = ":%s_subject" % name)
    native.test_suite(name = name, tests = [":%s_test" % name])

"""Tests of private/request.bzl: labels, files, and the keys of request.json."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:crates_vendor.bzl", "vendored_path")
load("//private:hub_values.bzl", "hub_attrs", "hub_values")
load("//private:render_config.bzl", "render_config_from_tags")
load("//private:render_config_attrs.bzl", "render_config")
load("//private:request.bzl", "file_entry", "label_string", "make_request", "platform_labels")

# Only here may attributes be declared.
_HUB_ATTRS = hub_attrs()

def _label_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "@@//:Cargo.toml", label_string(Label("@@//:Cargo.toml")))
    asserts.equals(env, "@@//a/b:c", label_string(Label("@@//a/b:c")))
    asserts.equals(env, "@@dep~//a:a", label_string(Label("@@dep~//a")))
    asserts.equals(env, {"label": "@@//:Cargo.lock", "path": "/w/Cargo.lock"}, file_entry(Label("@@//:Cargo.lock"), "/w/Cargo.lock"))
    asserts.equals(env, None, file_entry(None, "/w/Cargo.lock"))
    return unittest.end(env)

_label_test = unittest.make(_label_test_impl)

def _platform_labels_test_impl(ctx):
    env = unittest.begin(ctx)
    good = platform_labels({Label("@@//p:gnu"): "x86_64-unknown-linux-gnu", Label("@@//p:musl"): "x86_64-unknown-linux-musl"})
    asserts.equals(env, None, good.error)
    asserts.equals(env, {"x86_64-unknown-linux-gnu": "@@//p:gnu", "x86_64-unknown-linux-musl": "@@//p:musl"}, good.labels)
    bad = platform_labels({Label("@@//p:a"): "x86_64-unknown-linux-gnu", Label("@@//p:b"): "x86_64-unknown-linux-gnu"})
    for text in ["CU0911", "x86_64-unknown-linux-gnu", "@@//p:a", "@@//p:b"]:
        asserts.true(env, text in bad.error, bad.error)
    return unittest.end(env)

_platform_labels_test = unittest.make(_platform_labels_test_impl)

def _request_test_impl(ctx):
    env = unittest.begin(ctx)
    given = struct(**({name: None for name in _HUB_ATTRS} | {
        "cargo_lockfile": Label("@@//:Cargo.lock"),
        "isolated": True,
        "manifests": [Label("@@//:Cargo.toml")],
        "rustc_cfgs": {"*": ["tokio_unstable"]},
        "supported_platform_triples": [],
        "target_specs": [Label("@@//:mine.json")],
    }))
    request = make_request(
        hub = "crates",
        values = hub_values(given, lambda labels: [file_entry(label, "/w/" + label.name) for label in labels]),
        platform_labels = {},
        tools = struct(cargo = "/bin/cargo", rustc = "/bin/rustc"),
        cargo_home = None,
        rules_rust = {"platforms": {}, "version": "0.54.1"},
        annotations = [],
        specs = [],
        splicing_config = None,
        render_config = None,
        main = None,
    )
    asserts.equals(env, sorted(list(_HUB_ATTRS) + [
        "annotations",
        "cargo",
        "cargo_home",
        "crate_files",
        "environment",
        "facts_cache",
        "format",
        "hub",
        "main",
        "may_download",
        "owner",
        "render_config",
        "repinned",
        "repo_names",
        "rules_rust",
        "rustc",
        "share_with",
        "specs",
        "splicing_config",
        "vendor",
    ]), sorted(request))

    # Nothing is defaulted on the way: empty stays empty, and absent is null.
    asserts.equals(env, [], request["supported_platform_triples"])
    asserts.equals(env, True, request["isolated"])
    asserts.equals(env, {"*": ["tokio_unstable"]}, request["rustc_cfgs"])
    asserts.equals(env, [{"label": "@@//:mine.json", "path": "/w/mine.json"}], request["target_specs"])
    asserts.equals(env, None, request["cargo_home"])
    asserts.equals(env, None, request["cargo_config"])
    asserts.equals(env, {"label": "@@//:Cargo.lock", "path": "/w/Cargo.lock"}, request["cargo_lockfile"])
    asserts.equals(env, None, request["vendor"])
    asserts.equals(env, "@@//:Cargo.toml", json.decode(json.encode(request))["manifests"][0]["label"])
    return unittest.end(env)

_request_test = unittest.make(_request_test_impl)

def _vendored_path_test_impl(ctx):
    env = unittest.begin(ctx)
    main = Label("@@//a:b/Cargo.toml")
    asserts.equals(env, "${BUILD_WORKSPACE_DIRECTORY}/a/b/Cargo.toml", vendored_path(main, True, "a/b/Cargo.toml"))
    asserts.equals(env, "${BUILD_WORKSPACE_DIRECTORY}/Cargo.toml", vendored_path(Label("@@//:Cargo.toml"), True, "Cargo.toml"))
    asserts.equals(env, "a/b/Cargo.toml", vendored_path(main, False, "a/b/Cargo.toml"))
    asserts.equals(env, "../dep~/Cargo.toml", vendored_path(Label("@@dep~//:Cargo.toml"), True, "../dep~/Cargo.toml"))
    return unittest.end(env)

_vendored_path_test = unittest.make(_vendored_path_test_impl)

def _render_config_test_impl(ctx):
    env = unittest.begin(ctx)

    # What the user leaves alone is not said, and labels are strings that any repository reads alike.
    text = render_config(default_alias_rule_bzl = Label("@@//a:b.bzl"), generate_target_compatible_with = False, regen_command = None)
    want = {"default_alias_rule_bzl": "@@//a:b.bzl", "generate_target_compatible_with": False}
    asserts.equals(env, want, json.decode(text))
    asserts.equals(env, None, render_config_from_tags([]))
    return unittest.end(env)

_render_config_test = unittest.make(_render_config_test_impl)

def request_test_suite(name):
    unittest.suite(name, _label_test, _platform_labels_test, _render_config_test, _request_test, _vendored_path_test)

"""Tests of private/plan.bzl: the format number, the rules, and what may be watched."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:plan.bzl", "decode_plan", "portable", "repository_root", "watchable")

def _decode_test_impl(ctx):
    env = unittest.begin(ctx)
    good = decode_plan(json.encode({"format": 1, "repositories": [{"attrs": {}, "name": "crates", "rule": "hub"}]}))
    asserts.equals(env, None, good.error)
    asserts.equals(env, "crates", good.plan["repositories"][0]["name"])
    for text, found in [("{\"format\": 2}", "2"), ("{}", "None"), ("not json", "None"), ("[]", "None")]:
        bad = decode_plan(text)
        asserts.equals(env, None, bad.plan)
        asserts.true(env, bad.error.startswith("CU0903: plan.json has format %s, but these .bzl files read format 1" % found), bad.error)
    unknown = decode_plan(json.encode({"format": 1, "repositories": [{"attrs": {}, "name": "x", "rule": "crate_svn"}]}))
    asserts.true(env, unknown.error.startswith("CU0904: plan.json uses an unknown repository rule: crate_svn"), unknown.error)
    return unittest.end(env)

_decode_test = unittest.make(_decode_test_impl)

def _watchable_test_impl(ctx):
    env = unittest.begin(ctx)
    roots = [("/w/main", "/w/main"), ("/out/external/dep~", "/src/dep")]
    for path, want in {
        "/elsewhere/Cargo.toml": None,
        "/src/dep": "/out/external/dep~",
        "/src/dep/a/Cargo.toml": "/out/external/dep~/a/Cargo.toml",
        "/src/deputy/Cargo.toml": None,
        "/w/main": "/w/main",
        "/w/main/a/Cargo.toml": "/w/main/a/Cargo.toml",
        "/w/mainframe/Cargo.toml": None,
    }.items():
        asserts.equals(env, want, watchable(path, roots), path)
    asserts.equals(env, "C:/w/a/Cargo.toml", watchable("C:\\w\\a\\Cargo.toml", [("C:/w", "C:/w")]))
    return unittest.end(env)

_watchable_test = unittest.make(_watchable_test_impl)

def _repository_root_test_impl(ctx):
    env = unittest.begin(ctx)
    for label, path in [
        (Label("//:Cargo.toml"), "/w/main/Cargo.toml"),
        (Label("//a/b:Cargo.toml"), "/w/main/a/b/Cargo.toml"),
        (Label("//a:b/Cargo.toml"), "/w/main/a/b/Cargo.toml"),
    ]:
        asserts.equals(env, "/w/main", repository_root(label, path))
    return unittest.end(env)

_repository_root_test = unittest.make(_repository_root_test_impl)

def _portable_test_impl(ctx):
    env = unittest.begin(ctx)
    for path, root, want in [
        ("/w/main/a/b", "/w/main", "a/b"),
        ("/w/mainframe/a", "/w/main", "/w/mainframe/a"),
        ("/w/main", "/w/main", "/w/main"),
        ("C:/w/a", "C:\\w", "a"),
        ("a/b", "/w/main", "a/b"),
        ("/w/main/a", None, "/w/main/a"),
    ]:
        asserts.equals(env, {"path": want, "urls": []}, portable({"path": path, "urls": []}, root))
    asserts.equals(env, {"urls": []}, portable({"urls": []}, "/w/main"))
    return unittest.end(env)

_portable_test = unittest.make(_portable_test_impl)

def plan_test_suite(name):
    unittest.suite(name, _decode_test, _portable_test, _repository_root_test, _watchable_test)

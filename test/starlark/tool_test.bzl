"""Tests of what private/tool.bzl decides without running anything: digest, cache directory, Rust versions, error texts."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:cache.bzl", "cache_base")
load("//private:digest.bzl", "digest")
load("//private:errors.bzl", "ERRORS", "message")
load("//private:tool.bzl", "msrv_problem", "rust_version_of")

def _digest_test_impl(ctx):
    env = unittest.begin(ctx)
    texts = [
        [],
        [""],
        ["", ""],
        ["a"],
        ["b"],
        ["a", "b"],
        ["b", "a"],
        ["ab"],
        ["a\nb"],
        ["a\n", "b"],
        ["a", "\nb"],
        ["a\n\nb"],
        # Two lines with the same hash(), and the same pair the other way round.
        ["Aa"],
        ["BB"],
        ["AaBB"],
        ["BBAa"],
    ]
    seen = {}
    for text in texts:
        key = digest(text)
        asserts.true(env, key not in seen, "%s and %s have one digest" % (text, seen.get(key)))
        asserts.equals(env, key, digest(list(text)))
        asserts.true(env, key.isalnum(), key)
        seen[key] = text
    return unittest.end(env)

_digest_test = unittest.make(_digest_test_impl)

def _cache_test_impl(ctx):
    env = unittest.begin(ctx)
    for os_name, environ, want in [
        ("linux", {"HOME": "/home/u"}, "/home/u/.cache"),
        ("linux", {"HOME": "/home/u", "XDG_CACHE_HOME": "/cache"}, "/cache"),
        ("linux", {"HOME": "/home/u", "XDG_CACHE_HOME": ""}, "/home/u/.cache"),
        ("linux", {"HOME": "/home/u", "XDG_CACHE_HOME": "relative"}, "/home/u/.cache"),
        ("linux", {"HOME": ""}, None),
        ("linux", {}, None),
        ("mac os x", {"HOME": "/Users/u"}, "/Users/u/.cache"),
        ("windows 11", {"HOME": "/home/u", "LOCALAPPDATA": "C:\\Users\\u\\AppData\\Local"}, "C:\\Users\\u\\AppData\\Local"),
        ("windows 11", {}, None),
    ]:
        asserts.equals(env, want, cache_base(os_name, environ), "%s %s" % (os_name, environ))
    return unittest.end(env)

_cache_test = unittest.make(_cache_test_impl)

def _msrv_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "1.88", rust_version_of("[package]\nname = \"x\"\nrust-version = \"1.88\" # why\nedition = \"2024\"\n"))
    asserts.equals(env, "1.88.1", rust_version_of("rust-version=\"1.88.1\""))
    asserts.equals(env, "", rust_version_of("[package]\nname = \"x\"\n"))
    for needed, found in [
        ("1.88", "cargo 1.88.0 (873a06493 2025-05-10)"),
        ("1.88", "cargo 1.95.0 (abc 2026-01-01)\n"),
        ("1.88", "cargo 2.0.0\n"),
        ("1.88", "cargo 1.90.0-nightly (abc 2025-01-01)"),
        ("", "cargo 1.0.0"),
        ("1.88", "something else entirely"),
    ]:
        asserts.equals(env, None, msrv_problem(needed, found, "0.70.0"), found)
    extension = "rust_host_tools = use_extension(\"@rules_rust//rust:extensions.bzl\", \"rust_host_tools\")\n"
    for rules_rust, texts in {
        "": ["`rust_version` or `host_tools`"],
        # It has one repository of host tools, whose tag is the root module's.
        "0.56.0": [extension, "rust_host_tools.host_tools(version = \"1.88.0\")\n"],
        # Its own tag has the default name.
        "0.57.0": [
            extension,
            "rust_host_tools.host_tools(name = \"rust_host_tools_1_88_0\", version = \"1.88.0\")\n",
            "use_repo(rust_host_tools, \"rust_host_tools_1_88_0\")\n",
            ".build(host_tools = \"@rust_host_tools_1_88_0\")\n",
        ],
    }.items():
        problem = msrv_problem("1.88", "cargo 1.83.0 (5ffbef321 2024-10-29)", rules_rust)
        for text in ["CU0908", "needs Rust 1.88 or newer", "are Rust 1.83.0"] + texts:
            asserts.true(env, text in problem, problem)
        asserts.true(env, len(problem.split("\n")) <= 12, problem)
    asserts.true(env, msrv_problem("1.88.1", "cargo 1.88.0", "") != None)
    asserts.true(env, msrv_problem("1.88", "cargo 1.9.0", "") != None)
    return unittest.end(env)

_msrv_test = unittest.make(_msrv_test_impl)

def _message_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "CU0914: what\n  where\n  help: how", message("CU0914", "what", ["where", "help: how"]))
    for code, meaning in ERRORS.items():
        asserts.true(env, code.startswith("CU09") and len(code) == len("CU0901") and code[2:].isdigit(), code)
        asserts.true(env, meaning.endswith("."), code)
    return unittest.end(env)

_message_test = unittest.make(_message_test_impl)

def tool_test_suite(name):
    unittest.suite(name, _cache_test, _digest_test, _message_test, _msrv_test)

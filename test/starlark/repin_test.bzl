"""Tests of private/repin.bzl: what a hub is when all is well, and when nothing could be made of it."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:hub_macros.bzl", "MACROS")
load("//private:repin.bzl", "broken_hub_files", "hub_files", "repin_target", "with_host_tools")

_REQUEST = {
    "annotations": [{"crate": "broken"}],
    "cargo": "/output_base/cargo",
    "cargo_config": None,
    "cargo_lockfile": {"label": "@@//a:Cargo.lock", "path": "/home/user/ws/a/Cargo.lock"},
    "lockfile": None,
    "main": None,
    "manifests": [{"label": "@@//a:Cargo.toml", "path": "/home/user/ws/a/Cargo.toml"}],
    "rules_rust": {"platforms": {"x": []}, "version": "0.54.1"},
    "target_specs": [{"label": "@@//:gone.json", "path": "/gone.json"}],
}

_BUILD = "# Generated, by package(1).\n\npackage(default_visibility = [])\n\nalias(\n    name = \"%s\",\n)\n"

def _target(owner):
    return with_host_tools(
        repin_target(_REQUEST, owner = owner),
        struct(cargo = ":.host/cargo/cargo.exe", rustc = ":.host/rustc/rustc.exe"),
    )

def _target_test_impl(ctx):
    env = unittest.begin(ctx)
    text = _target(None)
    for part in ["${BUILD_WORKSPACE_DIRECTORY}/a/Cargo.toml", "${BUILD_WORKSPACE_DIRECTORY}/a/Cargo.lock", "\n    cargo = \":.host/cargo/cargo.exe\",\n", "\n    rustc = \":.host/rustc/rustc.exe\",\n"]:
        asserts.true(env, part in text, text)

    # Paths of one machine stay out, and so does what could be wrong without need.
    for part in ["/home/user", "/output_base", "broken", "gone.json"]:
        asserts.false(env, part in text, text)
    asserts.true(env, "\\\"owner\\\":null" in text, text)
    asserts.true(env, "\\\"owner\\\":\\\"dep@1\\\"" in _target("dep@1"), _target("dep@1"))
    asserts.false(env, "/home/user" in _target("dep@1"), _target("dep@1"))

    # The program is this module's own, unless the hub has one.
    asserts.false(env, "tool = " in text, text)
    hub = repin_target(_REQUEST, owner = None, tool = ".program/x")
    asserts.true(env, "\n    tool = \".program/x\",\n)\n" in hub, hub)
    return unittest.end(env)

_target_test = unittest.make(_target_test_impl)

def _hub_test_impl(ctx):
    env = unittest.begin(ctx)
    files = {"BUILD.bazel": _BUILD % "serde", "defs.bzl": "x"}
    good = hub_files(files, "\nrepin()\n")
    asserts.equals(env, "x", good["defs.bzl"])
    asserts.true(env, good["BUILD.bazel"].startswith("# Generated, by package(1).\n\nload("), good["BUILD.bazel"])
    asserts.true(env, good["BUILD.bazel"].endswith(")\n\nrepin()\n"), good["BUILD.bazel"])
    asserts.equals(env, files, hub_files(files, ""))

    # A crate of that name has it.
    taken = {"BUILD.bazel": _BUILD % "repin", "defs.bzl": "x"}
    asserts.equals(env, taken, hub_files(taken, "\nrepin()\n"))
    return unittest.end(env)

_hub_test = unittest.make(_hub_test_impl)

def _broken_test_impl(ctx):
    env = unittest.begin(ctx)
    broken = broken_hub_files(
        error = "CU0006: \"stale\"\n  help: x",
        aliases = ["repin", "serde"],
        modules = ["macros/crates.bzl", "macros/defs.bzl"],
        repositories = ["crates__serde-1.0.0"],
        repin = "\nrepin()\n",
    )
    asserts.equals(env, ["BUILD.bazel", "cfg/BUILD.bazel", "macros/BUILD.bazel", "macros/crates.bzl", "macros/defs.bzl"], sorted(broken))
    error = "ERROR = \"CU0006: \\\"stale\\\"\\n  help: x\"\n"
    macros = broken["macros/defs.bzl"]
    asserts.true(env, "\n" + error + "\ndef _broken(*_args, **_kwargs):\n    fail(ERROR)\n" in macros, macros)
    for name in MACROS:
        asserts.true(env, "\n%s = _broken\n" % name in macros, macros)
    asserts.true(env, "    for name in [\"crates__serde-1.0.0\"]:\n        broken_crate(name = name, error = ERROR)\n" in macros, macros)
    build = broken["BUILD.bazel"]
    asserts.true(env, "for name in [\"serde\"]\n" in build, build)
    asserts.true(env, build.endswith("\nrepin()\n"), build)
    asserts.equals(env, error + "\nfail(ERROR)\n", broken["cfg/BUILD.bazel"])

    # A flag in .bazelrc must not keep `:repin` from its work.
    flagged = broken_hub_files(error = "x", aliases = [], modules = [], repositories = [], repin = "", feature_sets = ["app:tls", "app:default", "b:c"])
    cfg = flagged["cfg/BUILD.bazel"]
    asserts.true(env, "\nfeature_set_flag(\n    name = \"app_features\",\n    sets = [\"default\", \"tls\"],\n)\n" in cfg, cfg)
    asserts.true(env, "    name = \"b_features\",\n    sets = [\"default\", \"c\"],\n" in cfg, cfg)
    asserts.false(env, "fail(" in cfg, cfg)

    # No name that only one version of Bazel, or one machine, gives a repository.
    for path, text in broken.items():
        asserts.false(env, "@@" in text, path)

    # Where nothing is known of the hub, its macros are where they are by default.
    unknown = broken_hub_files(error = "x", aliases = [], modules = [], repositories = [], repin = "")
    asserts.equals(env, ["BUILD.bazel", "cfg/BUILD.bazel", "crates.bzl", "defs.bzl"], sorted(unknown))
    return unittest.end(env)

_broken_test = unittest.make(_broken_test_impl)

def repin_test_suite(name):
    unittest.suite(name, _target_test, _hub_test, _broken_test)

"""Tests of private/hubs.bzl: which tags are for which hub, and in which order."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:hubs.bzl", "collect_hubs")

def _module(**tags):
    classes = ["annotation", "annotation_select", "from_cargo", "from_specs", "render_config", "spec", "splicing_config"]
    return struct(name = "mod", version = "1.0", tags = struct(**({kind: [] for kind in classes} | tags)))

def _spec(version, repositories = []):
    return struct(package = "serde", repositories = repositories, version = version)

def _order_test_impl(ctx):
    env = unittest.begin(ctx)
    hubs = collect_hubs([_module(
        from_cargo = [struct(name = "one"), struct(name = "two")],
        spec = [_spec("1"), _spec("2", ["two"]), _spec("3"), _spec("4", ["one"])],
    )])
    order = {hub.name: [tag.version for tag in hub.tags["spec"]] for hub in hubs}

    # A spec of all hubs comes before one that names its hubs: the last of one name counts.
    asserts.equals(env, {"one": ["1", "3", "4"], "two": ["1", "3", "2"]}, order)
    return unittest.end(env)

_order_test = unittest.make(_order_test_impl)

def _sharing_test_impl(ctx):
    env = unittest.begin(ctx)
    hubs = collect_hubs([_module(from_cargo = [
        struct(name = "one", share_with = "two"),
        struct(name = "two", share_with = ""),
        struct(name = "three", share_with = ""),
    ])])

    # The plan of the other hub has to be there first.
    asserts.equals(env, ["two", "three", "one"], [hub.name for hub in hubs])
    return unittest.end(env)

_sharing_test = unittest.make(_sharing_test_impl)

def hubs_test_suite(name):
    """Declares the tests.

    Args:
        name: name of the suite.
    """
    unittest.suite(name, _order_test, _sharing_test)

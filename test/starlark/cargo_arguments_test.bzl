"""Tests of private/cargo_arguments.bzl: what `cargo_package()` says of arguments of wrong types."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:cargo_arguments.bzl", "wrong_argument")

_PLACE = "cargo_package() in `//app`"

# Argument -> value -> what is wanted of the error.
_WRONG = [
    (
        {"attributes": {"library": "x"}},
        "`library` of %s must be a dict of attributes, not a string" % _PLACE,
        "library = {\"tags\": [\"manual\"]}",
    ),
    ({"attributes": {"build_script": None}}, "must be a dict of attributes, not None", "build_script = {"),
    ({"attributes": {"doc_test": {1: 2}}}, "must be a dict of attributes, not a dict with int keys", "doc_test = {"),
    (
        {"attributes": {"library": select({"//conditions:default": {}})}},
        "not a select\n  why: a select() chooses the value of one attribute",
        "library = {",
    ),
    (
        {"targets": {"tests": ["it"]}},
        "`tests` of %s must be a dict of target name to dict of attributes, not a list of strings" % _PLACE,
        "tests = {\"it\": {\"tags\": [\"manual\"]}}",
    ),
    ({"targets": {"examples": []}}, "not a list\n", "examples = {\"NAME\": {"),
    ({"targets": {"benches": 1}}, "not an int\n", "benches = {\"NAME\": {"),
    (
        {"targets": {"tests": {"it": ["slow"]}}},
        "`tests[\"it\"]` of %s must be a dict of attributes, not a list of strings" % _PLACE,
        "tests = {\"it\": {\"tags\": [\"manual\"]}}",
    ),
    ({"exclude": "it"}, "`exclude` of %s must be a list of target names, not a string" % _PLACE, "exclude = [\"it\"]"),
    ({"exclude": [["it"]]}, "not a list of lists\n", "exclude = [\"NAME\"]"),
    ({"visibility": "//x:__pkg__"}, "must be a list of labels, not a string", "visibility = [\"//x:__pkg__\"]"),
    ({"attributes": {"library": {"name": "x"}}}, "`library` of %s cannot set `name`" % _PLACE, "alias()"),
    ({"attributes": {"": {"name": "x"}}}, "CU0937: %s cannot set `name`" % _PLACE, "alias()"),
]

def _wrong_test_impl(ctx):
    env = unittest.begin(ctx)
    for given, what, help in _WRONG:
        error = wrong_argument("cargo_package", "app", **given) or ""
        asserts.true(env, error.startswith("CU0937: "), error)
        for text in [what, "  help: ", help]:
            asserts.true(env, text in error, "%s is not in: %s" % (repr(text), error))
    return unittest.end(env)

_wrong_test = unittest.make(_wrong_test_impl)

def _right_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, None, wrong_argument("cargo_package", "app"))
    asserts.equals(env, None, wrong_argument(
        "cargo_package",
        "app",
        attributes = {"library": {"deps": select({"//conditions:default": []})}},
        exclude = ("it",),
        targets = {"tests": {"it": {}}},
        visibility = [Label("//visibility:public"), "//x:__pkg__"],
    ))
    return unittest.end(env)

_right_test = unittest.make(_right_test_impl)

def cargo_arguments_test_suite(name):
    unittest.suite(name, _wrong_test, _right_test)

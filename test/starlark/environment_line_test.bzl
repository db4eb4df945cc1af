"""Tests of private/environment_line.bzl: variables in files that rules_rust reads."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:environment_line.bzl", "environment_line")

def _environment_line_test_impl(ctx):
    env = unittest.begin(ctx)
    for value, want in {
        "": "",
        "C:\\lib": "C:\\lib",
        "C:\\lib\\": "C:\\lib\\\\",
        "\\\\": "\\\\\\\\",
        "end\n\n": "end",
        "one\n\ntwo": "one\\\n\\\ntwo",
        "one\\\ntwo = 2": "one\\\\\\\ntwo = 2",
    }.items():
        asserts.equals(env, "NAME=" + want, environment_line("NAME", value))
    return unittest.end(env)

environment_line_test = unittest.make(_environment_line_test_impl)

def environment_line_test_suite(name):
    unittest.suite(name, environment_line_test)

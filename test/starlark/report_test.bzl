"""Tests of test/self/report.bzl: what the self-test says where the ways to tell exec differ, and the script for Windows."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//test/self:report.bzl", "make_report", "make_script")

def _seen(transition, platform_suffix, in_force):
    return struct(
        name = "case",
        expected = "exec",
        seen = struct(
            in_force = in_force,
            output_directory = "bazel-out/x/bin",
            platform_suffix = platform_suffix,
            transition = transition,
        ),
    )

def _report(*observations):
    return make_report({"Bazel": "9.0.0"}, "transition", observations)

def _report_test_impl(ctx):
    env = unittest.begin(ctx)
    agree = _report(_seen("exec", "exec", "exec"))
    asserts.true(env, agree.passed)
    asserts.equals(env, "passed: all agree.", agree.lines[-1])
    asserts.true(env, "Bazel: 9.0.0" in agree.lines)

    differ = _report(_seen("exec", "target", "exec"))
    asserts.false(env, differ.passed)
    asserts.true(env, "platform_suffix is wrong for: case" in differ.lines)
    asserts.true(env, "Crates are built right" in differ.lines[-1])

    wrong = _report(_seen("target", "exec", "target"))
    asserts.false(env, wrong.passed)
    asserts.true(env, "transition is wrong for: case" in wrong.lines)
    asserts.true(env, "features of the other side" in wrong.lines[-2])

    # Both agree on what is not so.
    asserts.false(env, _report(_seen("target", "target", "target")).passed)
    return unittest.end(env)

_report_test = unittest.make(_report_test_impl)

def _script_test_impl(ctx):
    env = unittest.begin(ctx)
    report = struct(lines = ["100 % <a> & b", "", "END"], passed = False)
    asserts.equals(
        env,
        "#!/bin/sh\ncat <<'END_OF_REPORT'\n100 % <a> & b\n\nEND\nEND_OF_REPORT\nexit 1\n",
        make_script(report, windows = False),
    )
    asserts.equals(
        env,
        "@echo off\r\necho(100 %% ^<a^> ^& b\r\necho(\r\necho(END\r\nexit /b 1\r\n",
        make_script(report, windows = True),
    )
    return unittest.end(env)

_script_test = unittest.make(_script_test_impl)

def report_test_suite(name):
    unittest.suite(name, _report_test, _script_test)

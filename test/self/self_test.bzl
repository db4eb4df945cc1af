"""The self-test for users: what crate_universe holds for true of Bazel, asked of the Bazel at hand.

It needs no toolchain and runs nothing: all is observed while Bazel analyses, and the test only prints the report.
"""

load("@crate_universe_main//:bazel_version.bzl", "BAZEL_VERSION")
load("//private:configuration.bzl", "ConditionInfo")
load("//private:facts.bzl", "RulesRustInfo")
load(":report.bzl", "make_report", "make_script")

_CONFIGURATION = "//crate_universe/configuration:"

# The ways to tell an exec configuration, each with the condition that it is.
_WAYS = {
    "in_force": _CONFIGURATION + "exec",
    "platform_suffix": _CONFIGURATION + "exec_by_platform_suffix",
    "transition": _CONFIGURATION + "exec_by_transition",
}

ObservationInfo = provider(
    doc = "What a target sees of its configuration.",
    fields = {"output_directory": "A path."} | {way: "`exec` or `target`." for way in _WAYS},
)

def _observation_impl(ctx):
    return [ObservationInfo(
        output_directory = ctx.bin_dir.path,
        **{way: getattr(ctx.attr, way) for way in _WAYS}
    )]

_observation = rule(
    implementation = _observation_impl,
    attrs = {way: attr.string(mandatory = True) for way in _WAYS},
)

def _forward_impl(ctx):
    observed = ctx.attr.observed
    return [(observed[0] if type(observed) == "list" else observed)[ObservationInfo]]

_in_exec = rule(
    implementation = _forward_impl,
    attrs = {"observed": attr.label(mandatory = True, cfg = "exec", providers = [ObservationInfo])},
)

def _dbg_impl(_settings, _attr):
    return {"//command_line_option:compilation_mode": "dbg"}

_in_dbg = rule(
    implementation = _forward_impl,
    attrs = {
        "observed": attr.label(
            mandatory = True,
            cfg = transition(
                implementation = _dbg_impl,
                inputs = [],
                outputs = ["//command_line_option:compilation_mode"],
            ),
            providers = [ObservationInfo],
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)

def _self_test_impl(ctx):
    report = make_report(
        versions = {
            "Bazel": BAZEL_VERSION or "does not say, please add the line that `bazel --version` prints",
            "crate_universe": "%s, as @@%s" % (ctx.attr.version, ctx.label.repo_name),
            "rules_rust": "%s, as @@%s" % (ctx.attr._rules_rust[RulesRustInfo].version, ctx.attr._rules_rust_version.label.repo_name),
        },
        in_force = ctx.attr._condition[ConditionInfo].value,
        observations = [
            struct(name = target.label.name, expected = expected, seen = target[ObservationInfo])
            for target, expected in ctx.attr.observations.items()
        ],
    )
    windows = ctx.target_platform_has_constraint(ctx.attr._windows[platform_common.ConstraintValueInfo])
    script = ctx.actions.declare_file(ctx.label.name + (".bat" if windows else ".sh"))
    ctx.actions.write(script, make_script(report, windows), is_executable = True)
    return [DefaultInfo(executable = script)]

_self_test = rule(
    implementation = _self_test_impl,
    attrs = {
        "observations": attr.label_keyed_string_dict(
            mandatory = True,
            doc = "What each target has to see.",
            providers = [ObservationInfo],
        ),
        "version": attr.string(mandatory = True),
        "_condition": attr.label(default = _CONFIGURATION + "exec_condition"),
        "_rules_rust": attr.label(default = "//private:rules_rust"),
        "_rules_rust_version": attr.label(
            allow_single_file = True,
            default = "@rules_rust//:version.bzl",
        ),
        "_windows": attr.label(default = "@platforms//os:windows"),
    },
    test = True,
)

def self_test(name):
    """Declares the test and what it looks at.

    Args:
        name: of the test.
    """
    _observation(
        name = "target",
        testonly = True,
        **{
            way: select({
                condition: "exec",
                "//conditions:default": "target",
            })
            for way, condition in _WAYS.items()
        }
    )
    _in_dbg(name = "target_dbg", testonly = True, observed = ":target")
    _in_exec(name = "exec", testonly = True, observed = ":target")
    _in_exec(name = "exec_dbg", testonly = True, observed = ":target_dbg")
    _in_exec(name = "exec_of_exec", testonly = True, observed = ":exec")
    _in_dbg(name = "exec_of_dbg", testonly = True, observed = ":exec")
    _self_test(
        name = name,
        size = "small",
        observations = {
            ":exec": "exec",
            ":exec_dbg": "exec",
            ":exec_of_dbg": "exec",
            ":exec_of_exec": "exec",
            ":target": "target",
            ":target_dbg": "target",
        },
        version = native.module_version() or "unknown",
    )

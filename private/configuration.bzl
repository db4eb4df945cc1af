"""Whether a target is built in an exec configuration, as a value that a `config_setting` can ask for.

Bazel has no `select()` on it (bazel issue 14444), but a transition may read the option that Bazel's own exec transition sets.
The one here changes nothing: the key of its only split is the answer.
"""

load(":errors.bzl", "message")

visibility(["//..."])

_IS_EXEC = "//command_line_option:is exec configuration"

def _read_configuration_impl(settings, _attr):
    return {("exec" if settings[_IS_EXEC] else "target"): {}}

_read_configuration = transition(
    implementation = _read_configuration_impl,
    inputs = [_IS_EXEC],
    outputs = [],
)

def _configuration_kind_impl(ctx):
    return [config_common.FeatureFlagInfo(value = ctx.split_attr.nothing.keys()[0])]

configuration_kind = rule(
    implementation = _configuration_kind_impl,
    doc = "The kind of the configuration, `exec` or `target`, for `flag_values` of a `config_setting`.",
    attrs = {
        "nothing": attr.label(
            mandatory = True,
            cfg = _read_configuration,
            doc = "Any target without dependencies: a transition needs a dependency to apply to.",
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)

ConditionInfo = provider(
    doc = "The value of a `condition_flag`.",
    fields = {"value": "string: the value of the flag."},
)

def _condition_flag_impl(ctx):
    value = ctx.build_setting_value
    if value not in ctx.attr.values:
        fail(message("CU0932", "the flag %s has the unknown value `%s`" % (ctx.label, value), [
            "known values: %s" % ", ".join(ctx.attr.values),
            "help: correct the value on the command line or in .bazelrc",
        ]))
    return [ConditionInfo(value = value)]

condition_flag = rule(
    implementation = _condition_flag_impl,
    doc = "A flag that has the same value in target and exec configurations.",
    build_setting = config.string(flag = True),
    attrs = {
        "scope": attr.string(doc = "`universal`: since Bazel 9, a flag without this scope may have its default value in exec configurations. It is declared here because Bazel 7 has no such attribute."),
        "values": attr.string_list(mandatory = True, doc = "The allowed values."),
    },
)

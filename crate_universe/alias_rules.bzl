"""The alias rules of a hub: an alias whose target is always compiled in one `compilation_mode`.

Hubs load a rule by the name that `alias_rule` of an annotation, or `default_alias_rule_name` of `crate.render_config`, gives.
"""

load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("//private:forward.bzl", "forward")

def _alias_impl(ctx):
    actual = ctx.attr.actual[0]

    # Not the executable: a rule may only hand on one that it has made.
    default = actual[DefaultInfo]
    return forward(actual, ctx.label, [CcInfo]) + [DefaultInfo(
        files = default.files,
        runfiles = default.default_runfiles,
    )]

def _alias_rule(mode):
    def transition_impl(_settings, _attr):
        return {"//command_line_option:compilation_mode": mode}

    return rule(
        implementation = _alias_impl,
        doc = "An alias that compiles its target in the compilation mode `%s`." % mode,
        attrs = {
            "actual": attr.label(
                mandatory = True,
                cfg = transition(
                    implementation = transition_impl,
                    inputs = [],
                    outputs = ["//command_line_option:compilation_mode"],
                ),
                doc = "The target.",
            ),
            "_allowlist_function_transition": attr.label(
                default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
            ),
        },
    )

alias_dbg = _alias_rule("dbg")
alias_fastbuild = _alias_rule("fastbuild")
alias_opt = _alias_rule("opt")

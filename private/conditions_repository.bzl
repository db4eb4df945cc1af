"""The repository with the conditions of a hub: the config settings that crates select by.

It is apart from the hub, whose files change with every dependency of every member: Bazel analyses everything again that uses a package which
was fetched again. WORKSPACE files may load this file, so it loads only files of this repository.
"""

load(":text_file.bzl", "write_text_file")

visibility(["//..."])

def condition_aliases(cfg_build_file, conditions):
    """The BUILD file of a package that shows the conditions of a vendored tree.

    Args:
        cfg_build_file: Label of the BUILD file in the tree with the conditions.
        conditions: list of their names.

    Returns:
        A string.
    """
    labels = {name: str(cfg_build_file.same_package_label(name)) for name in conditions}
    return _ALIASES.format(labels = json.encode_indent(labels, indent = "    "))

_ALIASES = """\
package(default_visibility = ["//visibility:public"])

[
    alias(
        name = name,
        actual = label,
    )
    for name, label in {labels}.items()
]
"""

CONDITION_ATTRS = {
    "cfg_build_file": attr.label(allow_single_file = True, doc = "The BUILD file of a vendored tree with the conditions."),
    "conditions": attr.string_list(doc = "The names of the conditions there."),
}

def _crate_conditions_impl(rctx):
    text = rctx.attr.build_file_content
    if rctx.attr.cfg_build_file:
        text = condition_aliases(rctx.attr.cfg_build_file, rctx.attr.conditions)
    write_text_file(rctx, "BUILD.bazel", text)

crate_conditions = repository_rule(
    implementation = _crate_conditions_impl,
    doc = "The conditions of a hub, or aliases of those of a vendored tree.",
    attrs = CONDITION_ATTRS | {
        "build_file_content": attr.string(doc = "The text of the BUILD file with the conditions."),
    },
)

"""The module extension `tool`: how the program is built, and where the main repository is.

It is an extension of its own, so that the program is built once for all hubs and exists without any.
"""

load("//private:errors.bzl", "message")
load("//private:main.bzl", "main_repository")
load("//private:rules_rust.bzl", "RULES_RUST")
load("//private:tool.bzl", "tool_repository")
load("//private:tool_crates.bzl", "tool_crates")
load("//private:tool_tags.bzl", "TOOL_TAG_CLASSES")

def _tool_impl(mctx):
    tags = [tag for module in mctx.modules if module.is_root for tag in module.tags.build]
    if len(tags) > 1:
        fail(message("CU0920", "the extension `tool` has two `build` tags, but only one is allowed", ["help: keep one of them"]) + "\n", *tags)
    tool_repository(
        name = "crate_universe_tool",
        host_tools = tags[0].host_tools if tags else Label("@rust_host_tools//:rust_host_tools"),
        rules_rust_version = RULES_RUST["version"],
    )
    tool_crates(name = "crate_universe_tool_crates")
    main_repository(name = "crate_universe_main")
    return mctx.extension_metadata(reproducible = True)

tool = module_extension(
    implementation = _tool_impl,
    doc = "Declares `@crate_universe_tool`, which contains the program, and `@crate_universe_main`.",
    tag_classes = TOOL_TAG_CLASSES,
)

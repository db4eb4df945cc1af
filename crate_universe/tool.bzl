"""The module extension `tool`: how the program is built, and where the main repository is.

It is an extension of its own, so that the program is built once for all hubs and exists without any.
"""

load("//private:errors.bzl", "message")
load("//private:main.bzl", "main_repository")
load("//private:rules_rust.bzl", "RULES_RUST")
load("//private:tool.bzl", "tool_repository")

_build = tag_class(
    doc = """Sets the Rust toolchain that builds the program from source, if there is no prebuilt one. Only the tag of the root module is used.

```python
use_extension("@crate_universe//crate_universe:tool.bzl", "tool").build(host_tools = "@rust_host_tools_1_95_0")
```
""",
    attrs = {
        "host_tools": attr.label(
            mandatory = True,
            doc = "A label in the root package of a repository with `bin/cargo` and `bin/rustc`, such as one created by a tag `host_tools` of rules_rust's extension `rust_host_tools`. Without the tag, `@rust_host_tools` of rules_rust is used.",
        ),
    },
)

def _tool_impl(mctx):
    tags = [tag for module in mctx.modules if module.is_root for tag in module.tags.build]
    if len(tags) > 1:
        fail(message("CU0920", "the extension `tool` has two `build` tags, but only one is allowed", ["help: keep one of them"]) + "\n", *tags)
    tool_repository(
        name = "crate_universe_tool",
        host_tools = tags[0].host_tools if tags else Label("@rust_host_tools//:rust_host_tools"),
        rules_rust_version = RULES_RUST["version"],
    )
    main_repository(name = "crate_universe_main")
    return mctx.extension_metadata(reproducible = True)

tool = module_extension(
    implementation = _tool_impl,
    doc = "Declares `@crate_universe_tool`, which contains the program, and `@crate_universe_main`.",
    tag_classes = {"build": _build},
)

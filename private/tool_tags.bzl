"""The tag class of the `tool` module extension."""

visibility(["//..."])

TOOL_TAG_CLASSES = {
    "build": tag_class(
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
    ),
}

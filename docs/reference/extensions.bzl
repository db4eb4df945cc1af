"""The module extensions.

`crate` turns Cargo workspaces and specs into repositories; `tool` sets how crate_universe's own program is built.

```python
crate = use_extension("@crate_universe//crate_universe:extensions.bzl", "crate")
tool = use_extension("@crate_universe//crate_universe:tool.bzl", "tool")
```
"""

load("//private:tags.bzl", "TAG_CLASSES")
load("//private:tool_tags.bzl", "TOOL_TAG_CLASSES")

# The extensions themselves load rules_rust, which has no bzl_library for all of its files.
crate = module_extension(
    implementation = lambda _mctx: None,
    tag_classes = TAG_CLASSES,
)

tool = module_extension(
    implementation = lambda _mctx: None,
    tag_classes = TOOL_TAG_CLASSES,
)

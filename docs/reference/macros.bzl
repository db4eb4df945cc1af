"""The macros of a hub.

[hub.md](../hub.md) explains how to use them.

```python
load("@crates//:defs.bzl", "aliases", "all_crate_deps", "crate_deps", "crate_edition", "crate_features", "crate_version")
```
"""

load("//crate_universe:hub.bzl", "make_hub")

_HUB = make_hub(
    cfg = Label("//docs/reference:BUILD.bazel"),
    packages = {},
    root = Label("//docs/reference:BUILD.bazel"),
)

aliases = _HUB.aliases
all_crate_deps = _HUB.all_crate_deps
crate_deps = _HUB.crate_deps
crate_edition = _HUB.crate_edition
crate_features = _HUB.crate_features
crate_version = _HUB.crate_version

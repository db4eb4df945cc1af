"""Macros for WORKSPACE files.

[workspace.md](../workspace.md) explains when they are needed.

```python
load("@crate_universe//crate_universe:deps_bootstrap.bzl", "cargo_bazel_bootstrap")
load("@crate_universe//crate_universe:repositories.bzl", "crate_universe_dependencies")
```
"""

load("//crate_universe:deps_bootstrap.bzl", _cargo_bazel_bootstrap = "cargo_bazel_bootstrap")
load("//crate_universe:repositories.bzl", _crate_universe_dependencies = "crate_universe_dependencies")

cargo_bazel_bootstrap = _cargo_bazel_bootstrap
crate_universe_dependencies = _crate_universe_dependencies

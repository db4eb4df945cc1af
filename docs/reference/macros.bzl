"""The macros of a hub.

[cargo_package.md](../cargo_package.md) explains `cargo_package()`, which makes all targets of a workspace member, and its parts;
[hub.md](../hub.md) explains the macros for rules that you write yourself.

```python
load("@crates//:defs.bzl", "cargo_package")
load("@crates//:defs.bzl", "aliases", "all_crate_deps", "crate_deps", "crate_edition", "crate_features", "crate_version")
```
"""

load("//crate_universe:hub.bzl", "make_hub")
load("//private:cargo_macros.bzl", "make_cargo_macros")

_HUB = make_hub(
    cfg = Label("//docs/reference:BUILD.bazel"),
    packages = {},
    root = Label("//docs/reference:BUILD.bazel"),
)

_CARGO = make_cargo_macros(struct())

aliases = _HUB.aliases
all_crate_deps = _HUB.all_crate_deps
cargo_benches = _CARGO.cargo_benches
cargo_binaries = _CARGO.cargo_binaries
cargo_examples = _CARGO.cargo_examples
cargo_library = _CARGO.cargo_library
cargo_package = _CARGO.cargo_package
cargo_tests = _CARGO.cargo_tests
crate_deps = _HUB.crate_deps
crate_edition = _HUB.crate_edition
crate_features = _HUB.crate_features
crate_version = _HUB.crate_version

"""The functions of a hub: those of `crates.bzl` and `defs.bzl`, and those of `defs.bzl` alone.

Generated from crate_universe/src/render/crates.rs: do not edit.
`cd crate_universe && UPDATE=1 cargo test --lib generated_files` writes it anew.
"""

visibility(["//..."])

# What make_hub() of crate_universe/hub.bzl returns.
MACROS = [
    "aliases",
    "all_crate_deps",
    "crate_deps",
    "crate_edition",
    "crate_features",
    "crate_version",
]

# What cargo_macros() of crate_universe/cargo_package.bzl returns.
CARGO_MACROS = [
    "cargo_benches",
    "cargo_binaries",
    "cargo_examples",
    "cargo_library",
    "cargo_package",
    "cargo_tests",
]

"""The crates of both trees."""

load("@crate_universe//crate_universe:repositories.bzl", "crate_universe_dependencies")
load("//bazel/cargo/wasmsign/remote:crates.bzl", wasmsign_crates = "crate_repositories")
load("//bazel/cargo/wasmtime/remote:crates.bzl", wasmtime_crates = "crate_repositories")

def dependencies():
    """Declares them."""
    crate_universe_dependencies(bootstrap = True)
    wasmsign_crates()
    wasmtime_crates()

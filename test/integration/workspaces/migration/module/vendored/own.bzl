"""Declares what is vendored."""

load("//vendored/crates:crates.bzl", "crate_repositories")

def _own_impl(_mctx):
    crate_repositories()

own = module_extension(implementation = _own_impl)

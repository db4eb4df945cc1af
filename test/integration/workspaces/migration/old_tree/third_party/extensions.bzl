"""Declares what is vendored."""

load("//third_party/crates:crates.bzl", "crate_repositories")

def _vendored_impl(_mctx):
    crate_repositories()

vendored = module_extension(implementation = _vendored_impl)

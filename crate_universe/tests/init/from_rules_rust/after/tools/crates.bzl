"""Macros."""

load("@crate_universe//crate_universe:crates_vendor.bzl", "crates_vendor")
load("@rules_rust//crate_universe/private:crate.bzl", "crate")

def vendored(name, **kwargs):
    if not kwargs:
        fail("see @rules_rust//crate_universe:defs.bzl")
    crates_vendor(
        name = name,
        bazel = "@bazel",
        packages = {"x": crate.workspace_member(version = "1")},
        **kwargs
    )

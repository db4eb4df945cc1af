"""Declares what is vendored."""

load("//vendor/cargo:crates.bzl", "crate_repositories")

def _cargo_vendor_impl(mctx):
    crates = crate_repositories()
    return mctx.extension_metadata(
        root_module_direct_deps = [crate.repo for crate in crates if not crate.is_dev_dep],
        root_module_direct_dev_deps = [crate.repo for crate in crates if crate.is_dev_dep],
    )

cargo_vendor = module_extension(implementation = _cargo_vendor_impl)

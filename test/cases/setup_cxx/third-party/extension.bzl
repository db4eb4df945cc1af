"""The extension of a module that ships its crates as files."""

load("//third-party/bazel:crates.bzl", "crate_repositories")

def _crate_repositories_impl(mctx):
    crates = crate_repositories()
    return mctx.extension_metadata(
        root_module_direct_deps = [crate.repo for crate in crates if not crate.is_dev_dep],
        root_module_direct_dev_deps = [crate.repo for crate in crates if crate.is_dev_dep],
    )

crate_repositories_extension = module_extension(implementation = _crate_repositories_impl)

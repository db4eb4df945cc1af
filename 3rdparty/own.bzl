"""The module extension that declares our own vendored crates.

It is a dev dependency: only the work on crate_universe itself evaluates it. Modules that depend on crate_universe never
do, so there is no cycle between the program and the crates it is built from.
"""

load("//3rdparty/crates:crates.bzl", "crate_repositories")

def _own_impl(mctx):
    direct = crate_repositories()
    return mctx.extension_metadata(
        reproducible = True,
        root_module_direct_deps = [],
        root_module_direct_dev_deps = [dependency.repo for dependency in direct],
    )

own = module_extension(
    implementation = _own_impl,
    doc = "Declares the repositories of 3rdparty/crates/crates.bzl.",
)

"""The module extension that declares the repositories of the vendored crates."""

load("//third_party/crates:crates.bzl", "crate_repositories")

def _crates_impl(mctx):
    direct = crate_repositories()
    return mctx.extension_metadata(
        reproducible = True,
        root_module_direct_deps = [dependency.repo for dependency in direct if not dependency.is_dev_dep],
        root_module_direct_dev_deps = [],
    )

crates = module_extension(
    implementation = _crates_impl,
    doc = "Calls the `crate_repositories()` that `bazel run //third_party:crates_vendor` has written.",
)

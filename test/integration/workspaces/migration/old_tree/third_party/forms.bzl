"""Calls that generated files of rules_rust have."""

load("@crate_universe//crate_universe:defs.bzl", "crates_vendor_remote_repository", "local_crate_mirror")

def _forms_impl(_mctx):
    crates_vendor_remote_repository(
        name = "earlier",
        build_file = Label("//third_party/earlier:BUILD.bazel"),
        defs_module = Label("//third_party/earlier:defs.bzl"),
    )
    crates_vendor_remote_repository(
        name = "made",
        contents = {
            "BUILD.bazel": "exports_files([\"defs.bzl\"])\n",
            "defs.bzl": "MADE = True\n",
        },
    )
    local_crate_mirror(
        name = "mirrored",
        generator = "@nowhere//:program",
        generator_sha256s = {},
        generator_urls = {},
        options_json = "{}",
        path = "crates/mirrored",
        quiet = True,
    )

forms = module_extension(implementation = _forms_impl)

"""Repository rules of generated files.

The `crates.bzl` that [crates_vendor](crates_vendor.md) or [crates_repository](crates_repository.md) writes calls them. You need not call them
yourself.
"""

load(
    "//crate_universe:defs.bzl",
    _broken_crate = "broken_crate",
    _crate_archive = "crate_archive",
    _crate_conditions = "crate_conditions",
    _crate_directory = "crate_directory",
    _crate_git = "crate_git",
    _crate_git_checkout = "crate_git_checkout",
    _crates_vendor_remote_repository = "crates_vendor_remote_repository",
    _local_crate_mirror = "local_crate_mirror",
)

broken_crate = _broken_crate
crate_archive = _crate_archive
crate_conditions = _crate_conditions
crate_directory = _crate_directory
crate_git = _crate_git
crate_git_checkout = _crate_git_checkout
crates_vendor_remote_repository = _crates_vendor_remote_repository
local_crate_mirror = _local_crate_mirror

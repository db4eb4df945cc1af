"""The rules and repository rules of crate_universe.

`crates_vendor` is for BUILD files; the repository rules are for the `crates.bzl` that it writes. WORKSPACE files may load
this file, so it loads only files of this repository and, through them, of @bazel_tools.
"""

load("//private:annotation.bzl", "crate_select")
load("//private:annotation_fields.bzl", "annotation")
load("//private:conditions_repository.bzl", _crate_conditions = "crate_conditions")
load("//private:crates_repository.bzl", _crates_repository = "crates_repository")
load("//private:crates_vendor.bzl", _crates_vendor = "crates_vendor")
load(
    "//private:hub_repository.bzl",
    _broken_crate = "broken_crate",
    _crates_vendor_remote_repository = "crates_vendor_remote_repository",
    _local_crate_mirror = "local_crate_mirror",
)
load("//private:render_config_attrs.bzl", _render_config = "render_config")
load(
    "//private:repositories.bzl",
    _crate_archive = "crate_archive",
    _crate_directory = "crate_directory",
    _crate_git = "crate_git",
    _crate_git_checkout = "crate_git_checkout",
)
load("//private:spec.bzl", "workspace_member", _splicing_config = "splicing_config")
load("//private:spec_attrs.bzl", "spec")

broken_crate = _broken_crate
crate_archive = _crate_archive
crate_conditions = _crate_conditions
crate_directory = _crate_directory
crate_git = _crate_git
crate_git_checkout = _crate_git_checkout
crates_repository = _crates_repository
crates_vendor = _crates_vendor
crates_vendor_remote_repository = _crates_vendor_remote_repository
local_crate_mirror = _local_crate_mirror
render_config = _render_config
splicing_config = _splicing_config

# What the attributes of `crates_vendor` take.
crate = struct(
    annotation = annotation,
    select = crate_select,
    spec = spec,
    workspace_member = workspace_member,
)

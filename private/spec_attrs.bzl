"""The attributes of specs: those of the tag `crate.spec`, and the function for BUILD and WORKSPACE files.

Generated from crate_universe/src/input/spec_attributes.rs: do not edit.
`cd crate_universe && UPDATE=1 cargo test --lib generated_files` writes it anew.
"""

load(":request.bzl", "encode_arguments")

visibility(["//..."])

# The attributes of `crate.spec` but `repositories`.
SPEC_ATTRS = {
    "artifact": attr.string(
        doc = "`bin` to build the binaries of the package, as `@crates//:package__binary`. Works with any version of cargo.",
    ),
    "branch": attr.string(
        doc = "The branch in the git repository.",
    ),
    "default_features": attr.bool(
        default = True,
        doc = "Whether the default features are enabled.",
    ),
    "features": attr.string_list(
        doc = "The features to enable.",
    ),
    "git": attr.string(
        doc = "The URL of the git repository of the package.",
    ),
    "lib": attr.bool(
        doc = "With `artifact`: whether to build the library as well.",
    ),
    "package": attr.string(
        doc = "The name of the package.",
        mandatory = True,
    ),
    "package_alias": attr.string(
        doc = "Another name for the package in the hub, for example to use two versions of it.",
    ),
    "path": attr.string(
        doc = "The directory of the package: absolute, or relative to the root of the main repository.",
    ),
    "registry": attr.string(
        doc = "The registry of the package, by its name in Cargo's configuration. Default: crates.io.",
    ),
    "rev": attr.string(
        doc = "The commit in the git repository.",
    ),
    "tag": attr.string(
        doc = "The tag in the git repository.",
    ),
    "version": attr.string(
        doc = "A version requirement, as in Cargo.toml.",
    ),
}

def spec(
        package = None,
        version = None,
        artifact = None,
        lib = None,
        default_features = None,
        features = None,
        git = None,
        branch = None,
        tag = None,
        rev = None,
        path = None,
        registry = None):
    """A dependency that no manifest declares, for the attribute `packages` of a rule.

    Its key in `packages` is the name of the package, or with `package` another name for it.

    Args:
        package: The name of the package.
        version: A version requirement, as in Cargo.toml.
        artifact: `bin` to build the binaries of the package, as `@crates//:package__binary`. Works with any version of cargo.
        lib: With `artifact`: whether to build the library as well.
        default_features: Whether the default features are enabled. Default: True.
        features: The features to enable.
        git: The URL of the git repository of the package.
        branch: The branch in the git repository.
        tag: The tag in the git repository.
        rev: The commit in the git repository.
        path: The directory of the package: absolute, or relative to the root of the main repository.
        registry: The registry of the package, by its name in Cargo's configuration. Default: crates.io.

    Returns:
        A string.
    """
    return encode_arguments({
        "artifact": artifact,
        "branch": branch,
        "default_features": default_features,
        "features": features,
        "git": git,
        "lib": lib,
        "package": package,
        "path": path,
        "registry": registry,
        "rev": rev,
        "tag": tag,
        "version": version,
    })

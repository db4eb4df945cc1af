"""Specs, and how workspaces are spliced, on their way into a request.

Takes tags, or the arguments of the functions `crate.spec()` and `splicing_config()`, gives entries of request.json. What
they mean is the program's.
"""

load(":errors.bzl", "message")
load(":ignored.bzl", "ignored")

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
        mandatory = True,
        doc = "The name of the package.",
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

def specs_of_tags(tags):
    """Entries of a request from tags.

    Args:
        tags: list of `crate.spec`.

    Returns:
        A list of dicts.
    """
    return [
        {
            "tag": {"class": "spec", "index": index},
            "values": {name: getattr(tag, name) for name in SPEC_ATTRS},
        }
        for index, tag in enumerate(tags)
    ]

def specs_of_strings(packages):
    """Entries of a request from the attribute `packages` of a rule.

    Args:
        packages: dict of the name of a crate to what `crate.spec()` returned.

    Returns:
        A list of dicts.
    """
    entries = []
    for name, text in packages.items():
        values = json.decode(text)
        if "package" in values:
            values["package_alias"] = name if name != values["package"] else ""
        entries.append({"tag": None, "values": {"package": name} | values})
    return entries

def spec(
        package = None,
        version = None,
        artifact = None,
        lib = None,
        default_features = True,
        features = [],
        git = None,
        branch = None,
        tag = None,
        rev = None,
        path = None,
        registry = None):
    """A dependency that no manifest declares, for the attribute `packages` of a rule.

    Args:
        package: the name of the package, if the key in `packages` is another name for it.
        version: a version requirement, as in Cargo.toml.
        artifact: "bin" to build the binaries of the package.
        lib: with `artifact`: whether to build the library as well.
        default_features: whether the default features are enabled.
        features: the features to enable.
        git: the URL of the git repository of the package.
        branch: its branch.
        tag: its tag.
        rev: its commit.
        path: the directory of the package.
        registry: the registry of the package.

    Returns:
        A string.
    """
    values = {
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
    }
    return json.encode({name: value for name, value in values.items() if value != None})

def workspace_member(version, sha256 = None):
    """Has no effect: no rule of rules_rust since 0.54 accepts the result.

    Args:
        version: ignored.
        sha256: ignored.

    Returns:
        A string.
    """
    ignored("crate.workspace_member()", {"sha256": sha256, "version": version})
    return json.encode({"sha256": sha256, "version": version})

def splicing_config(resolver_version = "2"):
    """Sets how manifests and specs are combined into one workspace, for the attribute `splicing_config` of a rule.

    Args:
        resolver_version: Cargo's feature resolver, if no manifest is the root of the workspace.

    Returns:
        A string.
    """
    return json.encode({"resolver_version": resolver_version})

def splicing_of_tags(tags):
    """The entry of a request from tags.

    Args:
        tags: list of `crate.splicing_config`, at most one.

    Returns:
        A dict or None.
    """
    if not tags:
        return None
    return {"resolver_version": tags[0].resolver_version, "tag": {"class": "splicing_config", "index": 0}}

def splicing_of_string(text):
    """The entry of a request from the attribute `splicing_config` of a rule.

    Args:
        text: what `splicing_config()` returned, or nothing.

    Returns:
        A dict or None.
    """
    if not text:
        return None
    given = json.decode(text, default = None)
    if type(given) != "dict":
        fail(message("CU0926", "`splicing_config` must be a JSON object: %s" % text, [
            "help: use splicing_config(resolver_version = \"2\"), or the tag crate.splicing_config",
        ]))
    return given | {"tag": None}

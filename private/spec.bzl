"""Turns specs and the splicing config into the entries of request.json.

They come from tags, or from the functions `crate.spec()` and `splicing_config()`. The program defines what they mean.
"""

load(":errors.bzl", "message")
load(":ignored.bzl", "ignored")
load(":spec_attrs.bzl", "SPEC_ATTRS")

visibility(["//..."])

def specs_from_tags(tags):
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

def specs_from_strings(packages):
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

def splicing_config_from_tags(tags):
    """The entry of a request from tags.

    Args:
        tags: list of `crate.splicing_config`, at most one.

    Returns:
        A dict or None.
    """
    if not tags:
        return None
    return {"resolver_version": tags[0].resolver_version, "tag": {"class": "splicing_config", "index": 0}}

def splicing_config_from_string(text):
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

"""Builds the request to the program: request.json.

Values pass through as the user wrote them: the program owns the defaults and all other rules. Nothing here reads a file.
"""

load(":errors.bzl", "message")

visibility(["//..."])

# The number that the program compares with its own.
_FORMAT = 1

# The names under which generated files load this module and others.
REPO_NAMES = {
    "crate_universe": "@crate_universe",
    "rules_license": "@rules_license",
    "rules_rust": "@rules_rust",
}

def label_string(label):
    """The form of labels in requests: `@@repository//package:name`.

    Args:
        label: a Label.

    Returns:
        A string; the main repository is `@@`, whatever `str()` makes of it under WORKSPACE.
    """
    return "@@%s//%s:%s" % (label.repo_name, label.package, label.name)

def to_json_value(value):
    """Converts a value for JSON: labels become strings.

    Args:
        value: the value of an attribute or argument.

    Returns:
        The same value without Labels.
    """
    if type(value) == "list":
        return [_text(item) for item in value]
    if type(value) == "dict":
        return {_text(key): _text(item) for key, item in value.items()}
    return _text(value)

def _text(value):
    return label_string(value) if type(value) == "Label" else value

def encode_arguments(arguments):
    """Encodes the arguments of a function that has the attributes of a tag.

    Args:
        arguments: dict of name to value; arguments that are None are left out.

    Returns:
        A JSON string.
    """
    return json.encode({name: to_json_value(value) for name, value in arguments.items() if value != None})

def users_label(text):
    """Resolves a label string as a WORKSPACE user means it: names of repositories are canonical ones.

    Args:
        text: a label string; without a repository it is in the main one.

    Returns:
        A Label.
    """
    return Label(("@@" if text[:1] in ["@", "/"] else "@@//") + text.lstrip("@"))

def package_problem(ctx, root, label, where = []):
    """Checks that the package of a label in the main repository exists. Bazel's own error would not say who names the label.

    Args:
        ctx: repository_ctx or module_ctx.
        root: path of the main repository.
        label: a Label.
        where: list of lines that say where it is named.

    Returns:
        The text of an error, or None. The BUILD file that is missing is watched.
    """
    if label.repo_name:
        return None
    directory = root.get_child(label.package) if label.package else root
    files = [directory.get_child(name) for name in ["BUILD.bazel", "BUILD"]]
    for file in files:
        ctx.watch(file)
    if any([file.exists for file in files]):
        return None
    what = "there is no package //%s" % label.package if label.package else "the root of the workspace has no BUILD file"
    return message("CU0919", "%s: %s" % (what, label), where + [
        "help: create %s/BUILD.bazel, which may be empty, or correct the label" % label.package if label.package else "help: create BUILD.bazel at the root, which may be empty",
    ])

def file_entry(label, path):
    """A file in a request.

    Args:
        label: its Label, or None.
        path: where the program finds it.

    Returns:
        A dict, or None without a label.
    """
    return {"label": label_string(label), "path": str(path)} if label else None

def platform_labels(labels):
    """Inverts the user's `{config label: triple}`.

    Args:
        labels: dict of Label (or string) to triple.

    Returns:
        struct(labels = dict of triple to label string, error = None or the text of an error).
    """
    result = {}
    for label, triple in labels.items():
        label_text = label if type(label) == "string" else label_string(label)
        if triple in result:
            return struct(labels = {}, error = message("CU0911", "`platform_labels` gives two config labels for %s" % triple, [
                result[triple],
                label_text,
                "help: keep one, or declare a selects.config_setting_group of both and use that",
            ]))
        result[triple] = label_text
    return struct(labels = result, error = None)

def make_request(
        *,
        hub,
        values,
        platform_labels,
        tools,
        cargo_home,
        rules_rust,
        annotations,
        specs,
        splicing_config,
        render_config,
        main,
        share_with = None,
        environment = None,
        owner = None,
        vendor = None,
        facts_cache = None,
        may_download = False):
    """Builds one request.

    Args:
        hub: name of the hub.
        values: dict as `hub_values` of `private/hub_values.bzl` makes it.
        platform_labels: dict of triple to label string.
        tools: struct(cargo = path, rustc = path).
        cargo_home: path of CARGO_HOME when isolated; None is cargo's own.
        rules_rust: dict with `version` and `platforms`.
        annotations: list of entries as `private/annotation.bzl` makes them.
        specs: list of entries as `private/spec.bzl` makes them.
        splicing_config: an entry as `private/spec.bzl` makes it, or None.
        render_config: dict as `private/render_config.bzl` makes it, or None.
        main: `file_entry` of `//:MODULE.bazel` of the main repository, or None.
        share_with: dict with `hub`, the name of a hub, and `plan`, the path of its plan, or None.
        environment: dict of the variables that are set for the program; None lets it read its own.
        owner: name of the module that the hub belongs to, or None for the root module.
        vendor: dict with `mode`, `target`, `vendor_path`, `vendor_platforms` and `source_config`, or None.
        facts_cache: path of the directory of the facts cache, or None.
        may_download: whether the program may ask for `.crate` files to be downloaded.

    Returns:
        A dict of plain values for `json.encode`.
    """
    return values | {
        "annotations": annotations,
        "cargo": str(tools.cargo),
        "cargo_home": str(cargo_home) if cargo_home else None,
        "crate_files": {},
        "environment": environment,
        "facts_cache": str(facts_cache) if facts_cache else None,
        "format": _FORMAT,
        "hub": hub,
        "main": main,
        "may_download": may_download,
        "owner": owner,
        "platform_labels": platform_labels,
        "render_config": render_config,
        "repinned": False,
        "repo_names": REPO_NAMES,
        "rules_rust": rules_rust,
        "rustc": str(tools.rustc),
        "share_with": share_with,
        "specs": specs,
        "splicing_config": splicing_config,
        "vendor": vendor,
    }

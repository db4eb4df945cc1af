"""Turns annotations into the entries of request.json.

They come from tags, or from the arguments of the function `crate.annotation()`. The program defines what the
fields mean.
"""

load(":errors.bzl", "message")
load(":request.bzl", "to_json_value")

visibility(["//..."])

# The fields that the program reads files of: the content of one, and a list.
_FILE = "additive_build_file"
_FILES = "patches"

# Attributes that `crate.annotation` of rules_rust had before there was `crate.annotation_select`: triple -> values of a field.
EARLIER_SELECTS = {
    "build_script_data_select": attr.string_list_dict(
        doc = "Dict of triple to `build_script_data` for it. Prefer `crate.annotation_select`.",
    ),
    "build_script_env_select": attr.string_dict(
        doc = "Dict of triple to `build_script_env` for it, as JSON text. Prefer `crate.annotation_select`.",
    ),
}

_OVERRIDES = {
    "bin": "override_target_bin",
    "custom-build": "override_target_build_script",
    "lib": "override_target_lib",
    "proc-macro": "override_target_proc_macro",
}

def crate_select(common, selects):
    """A value that differs by platform, for a field of `crate.annotation()`.

    Args:
        common: what holds everywhere.
        selects: dict of triple, `cfg(...)` or config label to what holds there as well.

    Returns:
        A value for the field.
    """
    return struct(common = common, selects = selects)

def encode(version, override_targets, values):
    """What the function `crate.annotation()` returns.

    Args:
        version: the versions that it is for.
        override_targets: dict of a kind of target to a label, or None.
        values: dict of field to value, to what `crate_select()` returns, or to None.

    Returns:
        A string.
    """
    common, selected = {}, {}
    for kind, label in (override_targets or {}).items():
        common[_OVERRIDES.get(kind, "override_target_" + kind)] = to_json_value(label)
    for name, value in values.items():
        if type(value) == "struct":
            for key, item in value.selects.items():
                selected.setdefault(key, {})[name] = to_json_value(item)
            value = value.common
        if value != None:
            common[name] = to_json_value(value)
    return json.encode({
        "selects": [{"keys": [key], "values": items} for key, items in selected.items()],
        "values": common,
        "version": version,
    })

def files_elsewhere(annotations, patches):
    """The files of other repositories that annotations name, for the attribute `annotation_files`.

    Only in an attribute of labels does the name of a repository mean what it means to the user.

    Args:
        annotations: dict of crate name to a list of what `encode()` returned.
        patches: whether patches are among them, and not additive BUILD files alone.

    Returns:
        Dict of label string to the name that `file_elsewhere` finds it by.
    """
    texts = []
    for entries in annotations.values():
        for values in [json.decode(text)["values"] for text in entries]:
            texts.append(values.get(_FILE))
            texts += values.get(_FILES, []) if patches else []
    return {_expand_label(text): _expand_label(text) for text in texts if text and _is_elsewhere(text)}

def file_elsewhere(files, text):
    """What such an attribute holds for a text of an annotation.

    Args:
        files: dict of Label or Target to what `files_elsewhere` said.
        text: label string.

    Returns:
        The Label or Target, or None for a file that the attribute does not hold.
    """
    name = _expand_label(text) if _is_elsewhere(text) else None
    for file, known in files.items():
        if known == name:
            return file
    return None

def _is_elsewhere(text):
    return text.startswith("@") and not text.lstrip("@").startswith("//")

def _expand_label(text):
    """The full form of a label: Bazel rejects two spellings of one label as duplicates."""
    repository, _, rest = text.partition("//")
    package, _, name = rest.partition(":")
    last = package.rpartition("/")[2] or repository.lstrip("@")
    return "%s//%s:%s" % (repository, package, name or last)

def annotations_from_strings(annotations, file, patch):
    """Entries of a request from the attribute `annotations` of a rule.

    Args:
        annotations: dict of crate name to a list of what `encode()` returned.
        file: function of the text that names an additive BUILD file that gives its `file_entry`, or the text where the program
            finds the file.
        patch: function of the label of a patch that gives the same, or the label itself where only Bazel is to read it.

    Returns:
        A list of dicts.
    """
    entries = [
        dict(json.decode(text), crate = name, tag = None)
        for name, texts in annotations.items()
        for text in texts
    ]
    for entry in entries:
        values = entry["values"]
        if values.get(_FILE):
            entry["values"] = values | {_FILE: file(values[_FILE])}
        if values.get(_FILES):
            entry["values"] = entry["values"] | {_FILES: [patch(text) for text in values[_FILES]]}
    return entries

def annotations_from_tags(file, patch, tags, selects, fields, select_fields):
    """Entries of a request from tags.

    Args:
        file: function of the Label of a file and the tag that names it, that gives its `file_entry`.
        patch: the same for a patch, which may also give the label as a string where only Bazel is to read it.
        tags: list of `crate.annotation`.
        selects: list of `crate.annotation_select`.
        fields: names of the attributes of the former that are fields.
        select_fields: names of the attributes of the latter that are fields.

    Returns:
        A list of dicts.
    """
    entries = []
    for index, tag in enumerate(tags):
        given = {name: getattr(tag, name) for name in fields if getattr(tag, name)}
        values = {name: file(value, tag) if name == _FILE else to_json_value(value) for name, value in given.items()}
        if _FILES in given:
            values[_FILES] = [patch(label, tag) for label in given[_FILES]]
        entries.append(_entry("annotation", index, tag, values, _earlier_selects(tag)))
    for index, tag in enumerate(selects):
        values = {name: to_json_value(getattr(tag, name)) for name in select_fields if getattr(tag, name)}
        common = {"label_injections": to_json_value(tag.label_injections)}
        entries.append(_entry("annotation_select", index, tag, common, [{"keys": tag.triples, "values": values}]))
    return entries

def _earlier_selects(tag):
    data = {key: {"build_script_data": value} for key, value in tag.build_script_data_select.items()}
    env = {}
    for key, value in tag.build_script_env_select.items():
        variables = json.decode(value, default = None)
        if type(variables) != "dict":
            fail(message("CU0926", "`build_script_env_select` of crate `%s` must be a JSON object for `%s`: %s" % (tag.crate, key, value), [
                "help: write {\"NAME\": \"value\"}, or use crate.annotation_select(build_script_env = ...)",
            ]), tag)
        env[key] = {"build_script_env": variables}
    return [{"keys": [key], "values": data.get(key, {}) | env.get(key, {})} for key in data | env]

def _entry(kind, index, tag, values, selects):
    return {
        "crate": tag.crate,
        "selects": selects,
        "tag": {"class": kind, "index": index},
        "values": values,
        "version": tag.version,
    }

"""The attributes that every hub has, in tags and rules, and on their way into a request.

What they are is in the table of `hub_attrs.bzl`; what their values mean is the program's. `tags.bzl` has what only tags have, and
each of the rules what only that rule has.
"""

load(":hub_attrs.bzl", "FILES", "FILE_LISTS", "LABEL_KEYED_DICTS", "VALUES", "VALUES_IN_EVALUATION")

visibility(["//..."])

def hub_attrs(is_rule = False):
    """Declares them.

    Args:
        is_rule: whether a rule declares them, whose files are inputs, and whose labels must not be configured for its target.

    Returns:
        dict of name to attribute.
    """
    one, many = ({"allow_single_file": True}, {"allow_files": True}) if is_rule else ({}, {})
    attrs = dict(VALUES)
    attrs.update({name: attr.label(doc = doc, **one) for name, doc in FILES.items()})
    attrs.update({name: attr.label_list(doc = doc, **many) for name, doc in FILE_LISTS.items()})
    if is_rule:
        attrs.update({name: attr.string_dict(doc = doc) for name, doc in LABEL_KEYED_DICTS.items()})
    else:
        attrs.update(VALUES_IN_EVALUATION)
        attrs.update({name: attr.label_keyed_string_dict(doc = doc) for name, doc in LABEL_KEYED_DICTS.items()})
    return attrs

def hub_values(given, entries):
    """What a request says of them but `platform_labels`.

    Args:
        given: a tag, `rctx.attr` or `ctx.attr`.
        entries: function of a list of labels, or of targets in a rule, that gives a list of `file_entry`.

    Returns:
        dict of name to value.
    """
    # `crate.from_specs` has no dict that is about members.
    values = {name: getattr(given, name, {}) for name in VALUES}
    values.update({name: getattr(given, name, False) for name in VALUES_IN_EVALUATION})
    for name in FILES:
        file = getattr(given, name)
        values[name] = entries([file])[0] if file else None
    values.update({name: entries(getattr(given, name, [])) for name in FILE_LISTS})
    return values

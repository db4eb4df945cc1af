"""The types of the arguments of `cargo_package()` and its parts."""

load(":errors.bzl", "message")

visibility(["//..."])

_EXAMPLE = "{\"tags\": [\"manual\"]}"

# What type() returns, with an article.
_ARTICLES = {"NoneType": "None", "int": "an int"}

def check_arguments(macro, **given):
    """Fails if an argument does not have the type that it must have.

    Args:
        macro: the name of the macro that the user calls.
        **given: see `wrong_argument()`.
    """
    wrong = wrong_argument(macro, native.package_name(), **given)
    if wrong:
        fail(wrong)

def wrong_argument(macro, package, attributes = {}, targets = {}, exclude = [], visibility = None):
    """The error for the first argument that does not have the type that it must have.

    Args:
        macro: the name of the macro that the user calls.
        package: the path of the calling package.
        attributes: dict of argument to what must be a dict of attributes. The argument "" is the keywords of the macro itself.
        targets: dict of argument to what must be a dict of target name to dict of attributes.
        exclude: what must be a list of names.
        visibility: what must be a list of labels, or None.

    Returns:
        The text of the error, or None.
    """
    place = "%s() in `//%s`" % (macro, package)
    for name, value in attributes.items():
        wrong = _wrong_attributes(place, name, value, "%s = %s" % (name, _EXAMPLE))
        if wrong:
            return wrong
    for name, value in targets.items():
        if not _is_dict_of_texts(value):
            example = ", ".join(["\"%s\": %s" % (one, _EXAMPLE) for one in _texts(value) or ["NAME"]])
            return _error(place, name, value, "a dict of target name to dict of attributes", "%s = {%s}" % (name, example))
        for target, own in value.items():
            wrong = _wrong_attributes(place, "%s[\"%s\"]" % (name, target), own, "%s = {\"%s\": %s}" % (name, target, _EXAMPLE))
            if wrong:
                return wrong
    if not _is_list(exclude, ["string"]):
        return _error(place, "exclude", exclude, "a list of target names", "exclude = %s" % repr(_texts(exclude) or ["NAME"]))
    if visibility != None and not _is_list(visibility, ["string", "Label"]):
        return _error(place, "visibility", visibility, "a list of labels", "visibility = %s" % repr(_texts(visibility) or ["//visibility:public"]))
    return None

def _wrong_attributes(place, name, value, example):
    if not _is_dict_of_texts(value):
        return _error(place, name, value, "a dict of attributes", example)
    if "name" in value:
        return message("CU0937", "%s cannot set `name`" % ("`%s` of %s" % (name, place) if name else place), [
            "why: the names of targets are made from Cargo.toml",
            "help: remove it; an alias() gives a target a second name",
        ])
    return None

def _error(place, name, value, wanted, example):
    found = _ARTICLES.get(type(value), "a " + type(value))
    kinds = " and ".join(sorted({type(one): None for one in value})) if type(value) in ["dict", "list", "tuple"] else ""
    if kinds:
        found += " with %s keys" % kinds if type(value) == "dict" else " of %ss" % kinds
    lines = []
    if type(value) == "select":
        lines.append("why: a select() chooses the value of one attribute, not of a set of attributes")
    return message("CU0937", "`%s` of %s must be %s, not %s" % (name, place, wanted, found), lines + [
        "help: write it as in `%s`" % example,
    ])

def _is_dict_of_texts(value):
    return type(value) == "dict" and all([type(key) == "string" for key in value])

def _is_list(value, kinds):
    return type(value) in ["list", "tuple"] and all([type(one) in kinds for one in value])

def _texts(value):
    """The texts in the value that the user gave, which may be what was meant."""
    if type(value) == "string":
        return [value]
    return [one for one in value if type(one) == "string"] if type(value) in ["list", "tuple"] else []

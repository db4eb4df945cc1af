"""Overrides of the targets that `cargo_package()` makes."""

load(":errors.bzl", "message")

visibility(["//..."])

# What the arguments of cargo_package() are called.
_ARGUMENTS = {
    "bench": "benches",
    "binary": "binaries",
    "example": "examples",
    "test": "tests",
    "unit_test": "unit_tests",
}

# Lists that cannot be added to what the macro sets.
_REPLACED = ["visibility"]

def apply_overrides(attrs, given):
    """Joins the attributes of a target with those that the user gives.

    Args:
        attrs: dict of attributes.
        given: dict of attributes. Lists are added, dicts are joined, and any other value replaces what is there.

    Returns:
        dict of attributes.
    """
    result = dict(attrs)
    for name, value in given.items():
        if name in _REPLACED:
            result[name] = value
        elif name in result and type(value) in ["list", "select"] and type(result[name]) in ["list", "select"]:
            result[name] = result[name] + value
        elif name in result and type(value) in ["dict", "select"] and type(result[name]) in ["dict", "select"]:
            result[name] = result[name] | value
        else:
            result[name] = value
    return result

def check_names(member, exclude = [], **given):
    """Fails if the user names a target that the package does not have.

    Args:
        member: of `find_member()`.
        exclude: list of names.
        **given: by role, dict of names to attributes.
    """
    names = {role: _names(member, role) for role in _ARGUMENTS}
    for role, overrides in given.items():
        for name in overrides:
            if name not in names[role]:
                others = [_ARGUMENTS[other] for other in names if name in names[other]]
                _fail_for_name(member, name, names[role], "%s of cargo_package()" % _ARGUMENTS[role], others)
    if exclude:
        known = [name for role in names for name in names[role]]
        known += [name for target in member.targets for name in list(target["crate_types"]) + [target.get("doc_test")] if name]
        for name in exclude:
            if name not in known:
                _fail_for_name(member, name, known, "`exclude`")

def check_single(member, library = {}, build_script = {}, doc_test = {}):
    """Fails if the user overrides what the package does not have.

    Args:
        member: of `find_member()`.
        library: dict of attributes.
        build_script: dict of attributes.
        doc_test: dict of attributes.
    """
    has = {
        "build_script": bool(member.script),
        "doc_test": any([target for target in member.targets if "doc_test" in target]),
        "library": any([target for target in member.targets if target["role"] == "library"]),
    }
    for name, given in {"build_script": build_script, "doc_test": doc_test, "library": library}.items():
        if given and not has[name]:
            fail(message("CU0935", "`%s` of cargo_package() is set, but package `//%s` has no %s" % (name, native.package_name(), name.replace("_", " ")), [
                "help: remove it",
            ]))

def fail_for_existing(name):
    """Fails if the calling package has a target of that name.

    Args:
        name: a string.
    """
    if native.existing_rule(name):
        fail(message("CU0934", "`//%s:%s` is there already" % (native.package_name(), name), [
            "why: cargo_package() was called twice, by two hubs, or after a rule of that name",
            "help: remove one of the calls, list the name in `exclude` of cargo_package(), or give your rule another name",
        ]))

def _names(member, role):
    if role == "unit_test":
        return [target["unit_test"] for target in member.targets if "unit_test" in target]
    return [name for target in member.targets if target["role"] == role for name in target["crate_types"]]

def _fail_for_name(member, name, known, place, others = []):
    """`others`: the arguments that take the name."""
    known = sorted({one: None for one in known})
    lines = ["known: %s" % (", ".join(["`%s`" % one for one in known]) or "none")]
    close = sorted([(0 if one.startswith(name + "__") else _distance(name, one), one) for one in known])
    if name in member.unbuilt:
        lines = [
            "why: it requires features that are off: %s" % ", ".join(member.unbuilt[name]),
            "help: turn them on in Cargo.toml or in a feature set (`feature_sets` of the hub), or remove the override",
        ]
    elif others:
        lines.append("help: write `%s` in %s" % (name, others[0]))
    elif close and close[0][0] <= len(name) // 3 + 1:
        lines.append("help: did you mean `%s`?" % close[0][1])
    else:
        lines.append("help: use the name of a target, as docs/cargo_package.md lists them")
    fail(message("CU0935", "%s names `%s`, but package `//%s` has no such target" % (place, name, native.package_name()), lines))

def _distance(left, right):
    """The number of edits that make one text of the other."""
    row = list(range(len(right) + 1))
    for place, letter in enumerate(left.elems()):
        above = row
        row = [place + 1]
        for at, other in enumerate(right.elems()):
            row.append(min(above[at + 1] + 1, row[at] + 1, above[at] + (0 if letter == other else 1)))
    return row[-1]

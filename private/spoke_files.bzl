"""Adapts the program's BUILD file where it cannot be used unchanged.

Usually the repository is the package, with that file at its root. Some packages need more:

- The package reads files that the globs of its BUILD file do not match: files outside of the package, or in directories with a BUILD file.
  They become a target of their own, `_UNSEEN`, which is added to `compile_data` and `data`.
- A file of the package has the same name as a rule, so no label can name the file. Then the rule is renamed.
- In both cases the package becomes a directory of the repository: rules of a package at the root could not refer to files around it, and
  would have to give up their names. The root gets aliases, so that every label stays the same.

This file relies on the format of the program's files: each attribute starts on its own line, and `name` comes first.
"""

load(":bazel_files.bzl", "ROOT_FILES", "WRITTEN_FILES")

visibility(["//..."])

# The directory of a package without files around it.
APART = ".package"

_UNSEEN = "_unseen"

_RENAMED = "__rule"

# Rules that derive the crate name from `name` unless `crate_name` is set.
_NAME_CRATES = ["rust_library(", "rust_proc_macro("]

def rule_names(text):
    """The names of the rules in the text of a BUILD file.

    Args:
        text: the text.

    Returns:
        A list of strings.
    """
    names = {}
    for quoted in ["name = \"", "name=\""]:
        before = ""
        for part in text.split(quoted):
            if before and before[-1] in " (,\t":
                names[part.partition("\"")[0]] = True
            before = part
    return names.keys()

def outer_roots(text):
    """The crate roots that lie outside of the package.

    Args:
        text: text of a BUILD file.

    Returns:
        A list of paths relative to the package.
    """
    parts = text.split("    crate_root = \"../")[1:]
    return ["../" + part.partition("\"")[0] for part in parts]

def build_files(text, directory = "", files = [], top = [], unseen = [], around = False):
    """The BUILD files of a package's repository.

    Args:
        text: the text that the program wrote.
        directory: where the package is in its repository, or empty where it is the root. It must not be with `around`, or if
            `top` has the name of a rule.
        files: paths of files in the package that have a label at the root.
        top: names of the files at the root of the package.
        unseen: paths of files in the package that globs do not see.
        around: whether the files around the package belong to it.

    Returns:
        A dict of path to text.
    """
    names = rule_names(text)
    renamed = [name for name in names if name in top] if directory else []
    inner = _renamed(text, renamed)
    labels = [":" + path for path in unseen] + (["//:" + _UNSEEN] if around else [])
    if labels:
        for attribute in ["compile_data", "data"]:
            inner = inner.replace("\n    %s = " % attribute, "\n    %s = [\":%s\"] + " % (attribute, _UNSEEN))
        inner += "\nfilegroup(\n    name = \"%s\",\n    srcs = %s,\n)\n" % (_UNSEEN, _list(labels))
    if not directory:
        return {"BUILD.bazel": inner}
    exported = []
    for root in outer_roots(text) if around else []:
        file = _joined(directory, root)
        inner = inner.replace("    crate_root = \"%s\"" % root, "    crate_root = \"//:%s\"" % file)
        exported.append(file)
    inner, package = _opened(inner)
    outer = [package]
    for name in names:
        actual = "//%s:%s" % (directory, name + (_RENAMED if name in renamed else ""))
        outer.append("alias(\n    name = \"%s\",\n    actual = \"%s\",\n    tags = [\"manual\"],\n)" % (name, actual))
    files = [file for file in files if file not in names and not file.startswith(directory + "/")]
    if files:
        outer.append("""[
    alias(
        name = file,
        actual = "//%s:" + file,
        tags = ["manual"],
    )
    for file in %s
]""" % (directory, _list(files)))
    if around:
        # A file with the name of an alias is no target: the label would be the alias, which needs this rule.
        outer.append("""filegroup(
    name = "{name}",
    srcs = glob(
        ["**"],
        allow_empty = True,
        exclude = {excluded},
    ),
    visibility = ["//{directory}:__pkg__"],
)""".format(name = _UNSEEN, excluded = _list(sorted(ROOT_FILES + WRITTEN_FILES) + names).replace("\n", "\n    "), directory = directory))
    if exported:
        outer.append("exports_files(%s)" % repr(exported))
    return {"BUILD.bazel": "\n\n".join(outer) + "\n", directory + "/BUILD.bazel": inner}

def _renamed(text, names):
    for name in names:
        text = text.replace("\":%s\"" % name, "\":%s%s\"" % (name, _RENAMED))
        before, line, rest = text.partition("    name = \"%s\",\n" % name)
        if not line:
            continue
        line = "    name = \"%s%s\",\n" % (name, _RENAMED)
        rule = before.rstrip("\n").rpartition("\n")[2]
        if rule in _NAME_CRATES and "\n    crate_name = " not in rest.partition("\n)")[0]:
            line += "    crate_name = \"%s\",\n" % name
        text = before + line + rest
    return text

def _opened(text):
    """The text of a BUILD file whose targets the package at the root sees, and the `package()` of that one."""
    before, found, rest = text.partition("default_visibility = [")
    visible, _, rest = rest.partition("]")
    if not found or "\"//visibility:public\"" in visible:
        return text, "package(default_visibility = [\"//visibility:public\"])"
    package = "package(default_visibility = [%s])" % visible
    own = "" if "\"//visibility:private\"" in visible else ", " + visible
    return before + found + "\"//:__pkg__\"" + own + "]" + rest, package

def _list(labels):
    return "[\n%s    ]" % "".join(["        %s,\n" % repr(label) for label in labels])

def _joined(directory, path):
    parts = directory.split("/")
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)

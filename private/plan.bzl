"""Reads the program's plan (plan.json), declares its repositories, and watches what it depends on.

This file knows the names of the repository rules. Their attributes pass through unchanged, except that `path` becomes relative to the
main repository.
"""

load(":conditions_repository.bzl", "crate_conditions")
load(":errors.bzl", "message")
load(":hub_repository.bzl", "hub")
load(":repositories.bzl", "crate_aliases", "crate_archive", "crate_directory", "crate_git", "crate_git_checkout")

visibility(["//..."])

_FORMAT = 1

_RULES = {
    "crate_aliases": crate_aliases,
    "crate_archive": crate_archive,
    "crate_conditions": crate_conditions,
    "crate_directory": crate_directory,
    "crate_git": crate_git,
    "crate_git_checkout": crate_git_checkout,
    "hub": hub,
}

def decode_plan(text):
    """Decodes a plan and checks that this version of Starlark can carry it out.

    Args:
        text: contents of plan.json.

    Returns:
        struct(plan = the decoded dict or None, error = None or the text of an error).
    """
    plan = json.decode(text, default = None)
    found = plan.get("format") if type(plan) == "dict" else None
    if found != _FORMAT:
        return struct(plan = None, error = message("CU0903", "plan.json has format %s, but these .bzl files read format %d" % (found, _FORMAT), [
            "the crate_universe program and its .bzl files are from different versions",
            "help: unset CARGO_BAZEL_GENERATOR_URL, or set it to the binary of this version",
        ]))
    unknown = {entry["rule"]: None for entry in plan["repositories"] if entry["rule"] not in _RULES}
    if unknown:
        return struct(plan = None, error = message("CU0904", "plan.json uses an unknown repository rule: %s" % ", ".join(sorted(unknown)), [
            "known rules: %s" % ", ".join(sorted(_RULES)),
            "help: unset CARGO_BAZEL_GENERATOR_URL, or set it to the binary of this version",
        ]))
    return struct(plan = plan, error = None)

def declare(plan, repin = "", host_tools = None, root = None):
    """Declares the repositories of a plan.

    Args:
        plan: a decoded plan.
        repin: text of the hub's target `:repin`.
        host_tools: Label in the repository with the cargo and rustc that it runs.
        root: path of the main repository.

    Returns:
        A list of their names.
    """
    for entry in plan["repositories"]:
        attrs = portable(entry["attrs"], root) | ({"host_tools": host_tools, "repin": repin} if entry["rule"] == "hub" else {})
        _RULES[entry["rule"]](name = entry["name"], **attrs)
    return [entry["name"] for entry in plan["repositories"]]

def portable(attrs, root):
    """The attributes of a repository, which Bazel may write into MODULE.bazel.lock, as any machine would have them.

    Args:
        attrs: dict.
        root: path of the main repository, or None.

    Returns:
        A dict, whose `path` is relative to the root if it is below it.
    """
    path = attrs.get("path")
    below = (root or "").replace("\\", "/").rstrip("/") + "/"
    if not root or not path or not path.startswith(below):
        return attrs
    return attrs | {"path": path[len(below):]}

def watch(mctx, plan, roots):
    """Watches the files and directories that a plan depends on, as far as Bazel allows it.

    Args:
        mctx: module_ctx.
        plan: a decoded plan, or what failure.json says.
        roots: list of (path, real path) of the repositories that the hub's labels are in.
    """
    for file in plan.get("watch", []):
        path = watchable(file, roots)
        if path:
            mctx.watch(path)
    for directory in plan.get("watch_dirs", []):
        path = watchable(directory, roots)
        if path:
            path = mctx.path(path)
            if path.exists and path.is_dir:
                path.readdir(watch = "yes")

def watchable(path, roots):
    """The spelling under which Bazel lets an extension watch a path.

    Bazel allows it inside the workspace and inside repositories, and fails otherwise: what lies elsewhere is left to the
    repository rule of the package. A repository may be a link (local_path_override), whose real path is elsewhere.

    Args:
        path: absolute path, as the program wrote it.
        roots: list of (path, real path).

    Returns:
        A path as string, or None.
    """
    path = path.replace("\\", "/")
    for plain, real in roots:
        for prefix in [plain, real]:
            if path == prefix or path.startswith(prefix + "/"):
                return plain + path[len(prefix):]
    return None

def repository_root(label, path):
    """The root of the repository that holds a file.

    Args:
        label: Label of the file.
        path: path of the file, as string with `/`.

    Returns:
        The path of the root as string.
    """
    inside = "/".join([part for part in [label.package, label.name] if part])
    return path[:-len(inside) - 1]

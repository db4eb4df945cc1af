"""The target `:repin` of a hub, and the files of a hub that has nothing else because it could not be resolved.

A hub is always declared, even after an error: otherwise `:repin`, which can fix the error, could not be loaded. The functions only
return the text of files.
"""

load(":crates_vendor.bzl", "vendored_path")
load(":hub_attrs.bzl", "FILES")
load(":hub_macros.bzl", "CARGO_MACROS", "MACROS")
load(":request.bzl", "REPO_NAMES")
load(":text_file.bzl", "json_bytes")

visibility(["//..."])

# Loaded from every hub, which knows this module by the name that all generated files have for it.
_HOME = REPO_NAMES["crate_universe"] + "//crate_universe:"

def repin_target(request, *, owner, tool = None):
    """The target that updates the lock of a hub, as text of a BUILD file.

    Where cargo and rustc are is left open: `with_host_tools` says it.

    Args:
        request: the hub's request.
        owner: name of the module that the hub belongs to, or None for the root module.
        tool: label of the program, where it is not that of this module's extension.

    Returns:
        A string.
    """
    entry = lambda file: file and file | {"path": vendored_path(Label(file["label"]), True, file["label"] if owner else file["path"])}
    needed = request | {
        # What it does not need could only be wrong.
        "annotations": [],
        "cargo": "",
        "cargo_home": None,
        "crate_files": {},
        "environment": None,
        "facts_cache": None,
        "may_download": False,
        "owner": owner,
        "platform_labels": {},
        "render_config": None,
        "rules_rust": request["rules_rust"] | {"platforms": {}},
        "rustc": "",
        "rustc_cfgs": {},
        "share_with": None,
        "supported_platform_triples": [],
        "target_specs": [],
    } | {key: entry(request[key]) for key in list(FILES) + ["main"]} | {
        "manifests": [entry(file) for file in request["manifests"]],
    }
    return """
repin(
    name = "repin",
    args = ["repin"],
    cargo = "{cargo}",
    request = %s,
    rustc = "{rustc}",
    tags = ["manual"],%s
)
""" % (
        repr(json_bytes(needed)),
        "\n    tool = \"%s\"," % tool if tool else "",
    )

def with_host_tools(repin, links):
    """The target with the cargo and rustc that it runs.

    Args:
        repin: what `repin_target` gave, or an empty string.
        links: struct(cargo = label string, rustc = label string).

    Returns:
        A string.
    """
    return repin.replace("cargo = \"{cargo}\",\n", "cargo = \"%s\",\n" % links.cargo).replace("rustc = \"{rustc}\",\n", "rustc = \"%s\",\n" % links.rustc)

def hub_files(files, repin):
    """The files of a hub.

    Args:
        files: dict of path to text, as the program wrote them.
        repin: text of the target `:repin`.

    Returns:
        dict of path to text.
    """
    lines = files["BUILD.bazel"].split("\n")
    if not repin or "    name = \"repin\"," in lines:
        # A crate of that name comes first.
        return files

    # The header is the user's to word, so that no word of it says where it ends.
    begin = [at for at, line in enumerate(lines) if not line.startswith("#") and line][0]
    loads = ["load(\"%srepin.bzl\", \"repin\")" % _HOME, ""]
    return files | {"BUILD.bazel": "\n".join(lines[:begin] + loads + lines[begin:]) + repin}

# Bazel repeats the line of a fail(), so the text is in a variable.
_ERROR = "ERROR = %s\n"

_BROKEN_BUILD = """\
load(\"{home}repin.bzl\", \"broken\", \"repin\")

package(default_visibility = ["//visibility:public"])

{error}
[
    broken(
        name = name,
        error = ERROR,
    )
    for name in {aliases}
]
{repin}"""

# It can be loaded, since WORKSPACE files load it, and without them there would be no target at all.
_BROKEN_MODULE = """\
\"\"\"A hub that could not be made.\"\"\"

load(\"{home}defs.bzl\", \"broken_crate\")

{error}
def _broken(*_args, **_kwargs):
    fail(ERROR)

{macros}
def crate_repositories():
    \"\"\"Declares a repository that fails for each package that is known.\"\"\"
    for name in {repositories}:
        broken_crate(name = name, error = ERROR)
    return []
"""

_FLAGS = """\
load(\"{home}feature_set_flag.bzl\", \"feature_set_flag\")

package(default_visibility = ["//visibility:public"])
"""

def _sets_by_member(keys):
    sets = {}
    for key in keys:
        member, _, name = key.partition(":")
        sets.setdefault(member, ["default"]).extend([name] if name != "default" else [])
    return sets

def broken_hub_files(*, error, aliases, modules, repositories, repin, feature_sets = []):
    """The files of a hub that could not be made.

    Args:
        error: why not.
        aliases: list of names that users may ask for.
        modules: paths of the files with macros; without any they are where they are by default.
        repositories: list of names of repositories that `crate_repositories()` declares.
        repin: text of the target `:repin`.
        feature_sets: list of keys of the hub's `feature_sets`. Their flags may be in .bazelrc, which counts for `:repin`, too.

    Returns:
        dict of path to text.
    """
    error = _ERROR % repr(error)
    build = _BROKEN_BUILD.format(
        aliases = repr([name for name in aliases if name != "repin"]),
        error = error,
        home = _HOME,
        repin = repin,
    )
    macros = _BROKEN_MODULE.format(
        error = error,
        home = _HOME,
        macros = "".join(["%s = _broken\n" % name for name in MACROS + CARGO_MACROS]),
        repositories = repr(repositories),
    )
    modules = modules or ["crates.bzl", "defs.bzl"]
    packages = [path.rpartition("/")[0] for path in modules if "/" in path]

    # Conditions are not known by name, so their whole package fails. It makes `bazel query @crates//...` fail, too.
    cfg = error + "\nfail(ERROR)\n"
    if feature_sets:
        cfg = _FLAGS.format(home = _HOME) + "".join([
            "\nfeature_set_flag(\n    name = \"%s_features\",\n    sets = %r,\n)\n" % (member, sets)
            for member, sets in _sets_by_member(feature_sets).items()
        ])
    return {"BUILD.bazel": build, "cfg/BUILD.bazel": cfg} | {
        package + "/BUILD.bazel": ""
        for package in packages
    } | {path: macros for path in modules}

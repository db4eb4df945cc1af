"""The target `:repin` of a hub, and the hub that has nothing else because it could not be made.

Takes the hub's request, gives text of BUILD files. A hub is always declared, whatever went wrong: else there would be
nothing to load the cure from. It never runs anything.
"""

load(":crates_vendor.bzl", "vendored_path")

visibility(["//..."])

# Loaded from every hub.
_RULES = Label("//crate_universe:repin.bzl")

# What make_hub() of crate_universe/hub.bzl returns.
MACROS = [
    "aliases",
    "all_crate_deps",
    "crate_deps",
    "crate_edition",
    "crate_features",
    "crate_version",
]

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
        "supported_platform_triples": [],
        "target_specs": [],
    } | {key: entry(request[key]) for key in ["cargo_config", "cargo_lockfile", "lockfile", "main"]} | {
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
        repr(json.encode(needed)),
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

# It can be loaded, since WORKSPACE files load it, and without them there would be no target at all.
_BROKEN = """\
\"\"\"A hub that could not be made.\"\"\"

{error}
def _broken(*_args, **_kwargs):
    fail(ERROR)

{macros}
def crate_repositories():
    \"\"\"Declares nothing: it is not known which packages there are.\"\"\"
    return []
"""

def hub_files(files, *, error, names, repin):
    """The files of a hub.

    Args:
        files: dict of path to text, as the program wrote them; unused where there is an error.
        error: why there are none, or an empty string.
        names: list of names that crates of a broken hub are known to have.
        repin: text of the target `:repin`.

    Returns:
        dict of path to text.
    """
    load_rules = "load(\"%s\", \"broken\", \"repin\")\n\n" % _RULES
    if error:
        # In a variable, since Bazel repeats the line of a fail().
        text = "ERROR = %s\n" % repr(error)
        build = "package(default_visibility = [\"//visibility:public\"])\n\n" + text + "".join([
            "\nbroken(\n    name = %s,\n    error = ERROR,\n)\n" % repr(name)
            for name in names
            if name != "repin"
        ])
        macros = _BROKEN.format(error = text, macros = "".join(["%s = _broken\n" % name for name in MACROS]))
        return {"BUILD.bazel": load_rules + build + repin, "crates.bzl": macros, "defs.bzl": macros}
    build = files["BUILD.bazel"]
    if not repin or "name = \"repin\"," in build:
        # A crate of that name comes first.
        return files
    header, package, rest = build.partition("package(")
    return files | {"BUILD.bazel": header + load_rules.replace("\"broken\", ", "") + package + rest + repin}

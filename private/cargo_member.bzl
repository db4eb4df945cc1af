"""What `cargo_package()` knows about the calling package: the row of the member, as attributes of rules."""

load("//crate_universe:environment_file.bzl", "environment_file")
load("//crate_universe:hub.bzl", "condition_label", "dependency_aliases", "dependency_labels", "package_features", "per_platform_dict", "per_platform_list")
load(":cargo_files.bzl", "declare_files")
load(":errors.bzl", "message")
load(":rules_rust.bzl", "RULES_RUST")
load(":versions.bzl", "numbers")

visibility(["//..."])

_ENVIRONMENT = "cargo_environment"
_LINUX = Label("@platforms//os:linux")
_DEFAULT = "//conditions:default"

# The releases of rules_rust whose rule for doc tests takes these. A version that is no number is newer.
_RULES_RUST = numbers(RULES_RUST["version"])
_PROC_MACROS_IN_DOC_TESTS = not _RULES_RUST or _RULES_RUST >= [0, 55]
FEATURES_IN_DOC_TESTS = not _RULES_RUST or _RULES_RUST >= [0, 64]

# Beside the package `cfg`, where the program declares it.
_FEATURES_OFF = "where_required_features_are_on"

# buildifier: disable=unnamed-macro
def find_member(tables):
    """The member in the calling package.

    Args:
        tables: what `make_hub()` knows.

    Returns:
        struct of the attributes that its targets share.
    """
    path = native.package_name()
    if tables.members == None:
        fail(message("CU0936", "%s has no cargo_package()" % _hub_name(tables.root), [
            "why: `cargo_package_macros` of the hub is False, so it has no table of the members' targets",
            "help: remove `cargo_package_macros = False` and, for a vendored hub, run its crates_vendor target; or write the rules of `//%s` yourself" % path,
        ]))
    if path not in tables.members:
        _fail_for_unknown(tables, path)
    row = tables.members[path]

    # Members are given to each other here, whatever the hub's `member_deps` is for other macros.
    hub = struct(
        cfg = tables.cfg,
        member_deps = True,
        root = tables.root,
        root_aliases = tables.root_aliases,
    )
    package = tables.packages[path]
    version = package["version"]
    libraries = [target for target in row["targets"] if target["role"] == "library"]
    linked = [target for target in libraries if list(target["crate_types"].values())[0] in ["lib", "proc-macro"]]
    library = linked and struct(
        is_proc_macro = list(linked[0]["crate_types"].values())[0] == "proc-macro",
        label = ":" + linked[0]["name"],
    )
    directory = _directory("external/")
    return struct(
        binaries = [target for target in row["targets"] if target["role"] == "binary"],
        build = _linked(hub, package, ["build"], ["build_proc_macro"]),
        depends_on_itself = row.get("depends_on_itself", False),
        dev = _linked(hub, package, ["normal", "normal_dev"], ["proc_macro", "proc_macro_dev"]),
        doc_test = _doc_test(hub, package),
        env = row["env"],
        features = package_features(hub, package),
        files = declare_files(),
        library = library,
        lint_flags = row.get("lint_flags", []),
        name = row["name"],
        normal = _linked(hub, package, ["normal"], ["proc_macro"]),
        only_where = lambda condition: select({
            condition_label(hub, condition): [],
            _DEFAULT: [condition_label(hub, _FEATURES_OFF)],
        }),
        per_platform_dict = lambda cell: per_platform_dict(hub, cell["common"], cell.get("select", {})),
        per_platform_list = lambda cell: per_platform_list(hub, cell["common"], cell.get("select", {})),
        condition = lambda name: condition_label(hub, name),
        run_env = _run_env(row, version) | {"CRATE_UNIVERSE_PACKAGE": _directory("../") or "."},
        # rustc runs in the root of the workspace, and a test in the directory of its package: from both, this is the package.
        # Elsewhere it is the directory where the package was compiled, since that is all that code in includes can use.
        rustc_env = row["env"] | {"CARGO_PRIMARY_PACKAGE": "1"} | select({
            _LINUX: {"CARGO_MANIFEST_DIR": "/".join(["/proc/self/cwd"] + ([directory] if directory else []))},
            _DEFAULT: {},
        }),
        rustc_env_files = _environment_files(row),
        script = row.get("script"),
        targets = row["targets"],
        unbuilt = {target["cargo_name"]: target["features"] for target in row.get("unbuilt", [])},
        unbuilt_binaries = [target["cargo_name"] for target in row.get("unbuilt", []) if target["role"] == "binary"],
        version = version,
    )

def _linked(hub, package, kinds, proc_macro_kinds):
    return struct(
        aliases = dependency_aliases(hub, package, kinds + proc_macro_kinds),
        deps = dependency_labels(hub, package, kinds),
        proc_macro_deps = dependency_labels(hub, package, proc_macro_kinds),
    )

def _directory(external):
    """The directory of the calling package, where repositories are in `external`."""
    repository = native.package_relative_label(":BUILD.bazel").repo_name
    return "/".join(([external.rstrip("/") + "/" + repository] if repository else []) + ([native.package_name()] if native.package_name() else []))

def _doc_test(hub, package):
    """What the tests in the documentation need beyond the library, as far as this version of rules_rust takes it."""
    if not _PROC_MACROS_IN_DOC_TESTS:
        return {"deps": dependency_labels(hub, package, ["normal_dev", "proc_macro_dev"])}
    attrs = {
        "deps": dependency_labels(hub, package, ["normal_dev"]),
        "proc_macro_deps": dependency_labels(hub, package, ["proc_macro_dev"]),
    }
    if FEATURES_IN_DOC_TESTS:
        attrs["crate_features"] = package_features(hub, package)
    return attrs

def _run_env(row, version):
    """What cargo sets when it runs a program: the variables of the package."""
    release, _, pre = version.partition("+")[0].partition("-")
    major, minor, patch = release.split(".")
    parts = {"": version, "_MAJOR": major, "_MINOR": minor, "_PATCH": patch, "_PRE": pre}

    # Paths are those of the compilation.
    texts = {name: value.replace("$", "$$") for name, value in row.get("env_texts", {}).items()}
    own = {name: value for name, value in (row["env"] | texts).items() if "$(" not in value}
    return own | {"CARGO_PKG_VERSION" + part: value for part, value in parts.items()}

def _environment_files(row):
    """The variables that no attribute can hold, in a file."""
    if not row.get("env_texts"):
        return []
    if not native.existing_rule(_ENVIRONMENT):
        environment_file(name = _ENVIRONMENT, variables = row["env_texts"])
    return [":" + _ENVIRONMENT]

def _hub_name(root):
    """How a user knows a hub: by its repository, or by its package in the main repository."""
    return "@" + root.repo_name if root.repo_name else "//" + root.package

def _fail_for_unknown(tables, path):
    hub = _hub_name(tables.root)
    if not native.glob(["Cargo.toml"], allow_empty = True):
        fail(message("CU0933", "`//%s` has no Cargo.toml, so cargo_package() has nothing to make" % path, [
            "help: call it in the BUILD file beside the Cargo.toml of a workspace member",
        ]))
    members = ", ".join(["`//%s`" % name for name in sorted(tables.members)]) or "none"
    fail(message("CU0915", "package `//%s` is not a member of the Cargo workspace of %s" % (path, hub), [
        "members: %s" % members,
        "help: add it to `members` of the workspace, or list its Cargo.toml in `manifests` of the hub",
    ]))

"""The macros of a hub's `defs.bzl`: the functions of docs/hub.md, and what the BUILD files of crates have in common.

They read only the table that the program rendered. This file loads nothing, since every hub loads it, under MODULE.bazel and WORKSPACE alike.
"""

# In this order a name that is declared in several kinds is looked up by crate_deps().
_KINDS = ["normal", "proc_macro", "normal_dev", "proc_macro_dev", "build", "build_proc_macro"]

_DEFAULT = "//conditions:default"

# What cargo sets for every build script and rules_rust for none, in BUILD files of crates.
SCRIPT_ENV = select({
    Label("//crate_universe/configuration:debug_assertions"): {"CARGO_CFG_DEBUG_ASSERTIONS": ""},
    _DEFAULT: {},
})

# What rules_rust sets since 0.66.0. The variables are those of //crate_universe/configuration:script_tools.
SCRIPT_TOOLS_ENV = {
    "CARGO": "$(CRATE_UNIVERSE_CARGO)",
    "RUSTDOC": "$(CRATE_UNIVERSE_RUSTDOC)",
}

def make_hub(packages, root, cfg, default_package_name = None, root_aliases = True, members = None, member_deps = False):
    """The macros of one hub.

    Args:
        packages: dict of the package path of a workspace member to `{"common": cell, "select": {cfg name: cell}}`. A cell is
            `{kind: {name: {"target": alias of the hub, or Label, "alias": crate name, if renamed, "member": True for another
            member of the workspace}}}`. The names of `select`
            are a partition: at most one of them is true, and its cell holds only what the package has beyond `common`.
            Beside them `edition` and `version`, `features`, whose cells are lists, and `without_target`: dict of the name of
            a dependency that has no target to the reason.
        root: Label of the BUILD file of the package with the aliases.
        cfg: Label of the BUILD file of the package with the conditions.
        default_package_name: the member that macros are about; None is the package that calls them.
        root_aliases: whether the aliases are in the root, not each in a package of its own.
        members: dict of the package path of a workspace member to its targets, for cargo_package.bzl; None if the hub leaves it out.
        member_deps: whether the functions return members, too.

    Returns:
        struct of functions for BUILD files, and of `tables`, which cargo_package.bzl reads.
    """
    hub = struct(
        packages = packages,
        root = root,
        cfg = cfg,
        default_package_name = default_package_name,
        root_aliases = root_aliases,
        members = members,
        member_deps = member_deps,
    )

    def all_crate_deps(
            normal = False,
            normal_dev = False,
            proc_macro = False,
            proc_macro_dev = False,
            build = False,
            build_proc_macro = False,
            package_name = None):
        """Returns the labels of all dependencies of the given kinds; without a flag, those of the kind `normal`.

        Args:
            normal: whether to return `[dependencies]`.
            normal_dev: whether to return `[dev-dependencies]`.
            proc_macro: whether to return the proc macros of `[dependencies]`.
            proc_macro_dev: whether to return the proc macros of `[dev-dependencies]`.
            build: whether to return `[build-dependencies]`.
            build_proc_macro: whether to return the proc macros of `[build-dependencies]`.
            package_name: the package path of the workspace member; by default that of the calling BUILD file.

        Returns:
            A list of labels, with a select where some are for certain platforms only.
        """
        kinds = _chosen([normal, proc_macro, normal_dev, proc_macro_dev, build, build_proc_macro], ["normal"])
        return dependency_labels(hub, _package(hub, package_name), kinds)

    def crate_deps(deps, package_name = None):
        """Returns the labels of dependencies of any kind by their names in Cargo.toml.

        Args:
            deps: names of dependencies; a renamed dependency has its new name.
            package_name: the package path of the workspace member; by default that of the calling BUILD file.

        Returns:
            A list of labels, with a select where some are for certain platforms only.
        """
        path = _path(hub, package_name)
        package = _package(hub, package_name)
        common_names = _names(hub, package["common"])
        cell_names = {name: _names(hub, cell) for name, cell in package.get("select", {}).items()}
        _check_names(path, deps, common_names, cell_names, package.get("without_target", {}))
        common = {_label(hub, common_names[name]): None for name in deps if name in common_names}
        cells = {}
        for name, names in cell_names.items():
            labels = {_label(hub, names[dep]): None for dep in deps if dep in names and dep not in common_names}
            cells[name] = [label for label in labels if label not in common]
        return per_platform_list(hub, common.keys(), cells)

    def aliases(
            normal = False,
            normal_dev = False,
            proc_macro = False,
            proc_macro_dev = False,
            build = False,
            build_proc_macro = False,
            package_name = None):
        """Returns the `aliases` attribute: the renamed dependencies of the given kinds; without a flag, `normal` and `proc_macro`.

        Args:
            normal: whether to return `[dependencies]`.
            normal_dev: whether to return `[dev-dependencies]`.
            proc_macro: whether to return the proc macros of `[dependencies]`.
            proc_macro_dev: whether to return the proc macros of `[dev-dependencies]`.
            build: whether to return `[build-dependencies]`.
            build_proc_macro: whether to return the proc macros of `[build-dependencies]`.
            package_name: the package path of the workspace member; by default that of the calling BUILD file.

        Returns:
            A dict of label to crate name, with a select where some are for certain platforms only.
        """
        kinds = _chosen([normal, proc_macro, normal_dev, proc_macro_dev, build, build_proc_macro], ["normal", "proc_macro"])
        return dependency_aliases(hub, _package(hub, package_name), kinds)

    def crate_edition(package_name = None):
        """Returns the edition of a workspace member, for the attribute `edition` of a rule.

        Args:
            package_name: the package path of the workspace member; by default that of the calling BUILD file.

        Returns:
            A string, or None for a package that only has crates of `crate.spec`.
        """
        return _package(hub, package_name).get("edition")

    def crate_features(package_name = None):
        """Returns the features of a workspace member, for the attribute `crate_features` of a rule.

        Args:
            package_name: the package path of the workspace member; by default that of the calling BUILD file.

        Returns:
            A list of strings, with a select where some are for certain platforms only.
        """
        return package_features(hub, _package(hub, package_name))

    def crate_version(package_name = None):
        """Returns the version of a workspace member, for the attribute `version` of a rule.

        Args:
            package_name: the package path of the workspace member; by default that of the calling BUILD file.

        Returns:
            A string, or None for a package that only has crates of `crate.spec`.
        """
        return _package(hub, package_name).get("version")

    return struct(
        aliases = aliases,
        all_crate_deps = all_crate_deps,
        crate_deps = crate_deps,
        crate_edition = crate_edition,
        crate_features = crate_features,
        crate_version = crate_version,
        tables = hub,
    )

def dependency_labels(hub, package, kinds):
    """The labels of dependencies.

    Args:
        hub: `tables` of make_hub().
        package: the row of a workspace member.
        kinds: list of kinds.

    Returns:
        A list, with a select where some are for certain platforms only.
    """
    common = _labels(hub, package["common"], kinds, {})
    cells = {
        name: _labels(hub, cell, kinds, common).keys()
        for name, cell in package.get("select", {}).items()
    }
    return per_platform_list(hub, common.keys(), cells)

def dependency_aliases(hub, package, kinds):
    """The renamed ones of these dependencies.

    Args:
        hub: `tables` of make_hub().
        package: the row of a workspace member.
        kinds: list of kinds.

    Returns:
        A dict of label to crate name, with a select where some are for certain platforms only.
    """
    common = _renames(hub, package["common"], kinds, {})
    cells = {
        name: _renames(hub, cell, kinds, common)
        for name, cell in package.get("select", {}).items()
    }
    return per_platform_dict(hub, common, cells)

def package_features(hub, package):
    """The features of a workspace member.

    Args:
        hub: `tables` of make_hub().
        package: its row.

    Returns:
        A list, with a select where some are on for certain platforms only.
    """
    features = package.get("features", {})
    return per_platform_list(hub, features.get("common", []), features.get("select", {}))

def union(*dicts):
    """Merges dicts for an attribute; if several have the same key, the last value is used.

    Args:
        *dicts: dicts, or selects of dicts.

    Returns:
        A dict, or a select of dicts.
    """
    result = dicts[0]
    for other in dicts[1:]:
        result = result | other
    return result

# buildifier: disable=unnamed-macro
def folder_for_build_scripts(in_tree = False):
    """The folder of the calling package, as a build script of another package finds it.

    A script starts in the folder of its own package among its runfiles. Other repositories are beside that, and the other
    packages of a vendored tree.

    Args:
        in_tree: whether the package is one of a vendored tree, and has no repository of its own.

    Returns:
        A relative path.
    """
    package = native.package_name()
    if in_tree:
        return "../" + package.split("/")[-1]
    repository = native.package_relative_label(":BUILD.bazel").repo_name
    return "/".join(["..", repository] + ([package] if package else []))

# buildifier: disable=unnamed-macro
def folder_for_proc_macros():
    """The folder of the calling package, as rustc finds it, in which proc macros run.

    Returns:
        A path that is relative to the directory in which Bazel runs all actions.
    """
    root = native.package_relative_label(":BUILD.bazel").workspace_root
    return "/".join([part for part in [root, native.package_name()] if part])

def _chosen(flags, default):
    return [kind for kind, flag in zip(_KINDS, flags) if flag] or default

def _path(hub, package_name):
    for name in [package_name, hub.default_package_name]:
        if name != None:
            return name
    return native.package_name()

def _package(hub, package_name):
    path = _path(hub, package_name)
    if path not in hub.packages:
        fail("\n".join([
            "CU0915: package %s is not a member of the Cargo workspace of @%s" % (_package_label(path), hub.root.repo_name),
            "  members: %s" % (", ".join([_package_label(name) for name in sorted(hub.packages)]) or "none"),
            "  help: set package_name = \"...\" to one of them, without //, or add its Cargo.toml to the workspace" if hub.packages else "  help: list a Cargo.toml in `manifests`, or declare crates with crate.spec",
        ]))
    return hub.packages[path]

def _package_label(path):
    return "`//%s`" % path if path else "`//` (the root, package_name = \"\")"

def _check_names(path, deps, common_names, cell_names, without_target):
    known = dict(common_names)
    for names in cell_names.values():
        known.update(names)
    missing = [name for name in deps if name not in known]
    for name in missing:
        if name in without_target:
            fail(without_target[name])
    if missing:
        fail("\n".join([
            "CU0916: package `//%s` has no dependency named %s" % (path, _quoted(missing)),
            "  its dependencies: %s" % _quoted(known),
            "  help: add it to Cargo.toml; for a renamed dependency, use the new name",
        ]))

def _quoted(names):
    return ", ".join(["`%s`" % name for name in sorted(names)]) or "none"

def _label(hub, dependency):
    target = dependency["target"]
    if type(target) == "Label":
        return target
    if hub.root_aliases:
        return hub.root.same_package_label(target)
    package = "/".join([part for part in [hub.root.package, target] if part])
    return Label("@@%s//%s:%s" % (hub.root.repo_name, package, target))

def condition_label(hub, name):
    """The label of a condition of the hub.

    Args:
        hub: `tables` of make_hub().
        name: its name.

    Returns:
        A string.
    """
    return str(hub.cfg.same_package_label(name))

def _labels(hub, cell, kinds, known):
    """The labels of some kinds of a cell, without those that are known, as the keys of a dict."""
    return {
        label: None
        for kind in kinds
        for label in [_label(hub, dependency) for dependency in cell.get(kind, {}).values() if _is_seen(hub, dependency)]
        if label not in known
    }

def _is_seen(hub, dependency):
    return hub.member_deps or not dependency.get("member")

def _names(hub, cell):
    """All dependencies of a cell by name; of several kinds the first one that declares the name."""
    names = {}
    for kind in _KINDS:
        for name, dependency in cell.get(kind, {}).items():
            if name not in names and _is_seen(hub, dependency):
                names[name] = dependency
    return names

def _renames(hub, cell, kinds, known):
    return {
        _label(hub, dependency): dependency["alias"]
        for kind in kinds
        for dependency in cell.get(kind, {}).values()
        if "alias" in dependency and _is_seen(hub, dependency) and _label(hub, dependency) not in known
    }

def per_platform_list(hub, common, cells):
    """A list from a table.

    Args:
        hub: `tables` of make_hub().
        common: list of what it has everywhere.
        cells: dict of cfg name to the list of what it has there beyond that.

    Returns:
        A list, with a select where needed.
    """
    branches = {condition_label(hub, name): labels for name, labels in cells.items() if labels}
    return common + select(branches | {_DEFAULT: []}) if branches else common

def per_platform_dict(hub, common, cells):
    """A dict from a table.

    Args:
        hub: `tables` of make_hub().
        common: dict of what it has everywhere.
        cells: dict of cfg name to the dict of what it has there beyond that.

    Returns:
        A dict, with a select where needed.
    """
    branches = {condition_label(hub, name): entries for name, entries in cells.items() if entries}
    return common | select(branches | {_DEFAULT: {}}) if branches else common

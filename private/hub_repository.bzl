"""The repositories of hubs: those of the extension and of `crates_repository`, those that could not be made, and those of
vendored trees.

WORKSPACE files may load it, so it loads only files of this repository.
"""

load(":conditions_repository.bzl", "CONDITION_ATTRS", "condition_aliases")
load(":errors.bzl", "message")
load(":host.bzl", "labels_in", "link_host_tools")
load(":hub_macros.bzl", "CARGO_MACROS", "MACROS")
load(":repin.bzl", "broken_hub_files", "hub_files", "with_host_tools")
load(":text_file.bzl", "write_text_file")

visibility(["//..."])

def _sub_package(rctx, name):
    """Beside `@hub//:serde` there is `@hub//serde`. It has no tag `manual`, so that `@hub//...` builds each crate."""
    write_text_file(rctx, name + "/BUILD.bazel", _SUB_PACKAGE.format(name = name))

_SUB_PACKAGE = """\
package(default_visibility = ["//visibility:public"])

alias(
    name = "{name}",
    actual = "//:{name}",
)
"""

_PACKAGES_ATTR = attr.string_list(doc = "Aliases that have their own package, `@hub//<name>`.")

def write_hub(rctx, files, packages):
    """Writes the files of a hub into the repository at hand.

    Args:
        rctx: repository_ctx.
        files: dict of path to text.
        packages: aliases that have a package of their own: those of the root, or such as the files already hold.
    """
    for path, text in files.items():
        write_text_file(rctx, path, text)
    for name in packages:
        if name + "/BUILD.bazel" not in files:
            _sub_package(rctx, name)

def write_broken_hub(rctx, aliases, **kwargs):
    """Writes a hub that could not be made into the repository at hand.

    Args:
        rctx: repository_ctx.
        aliases: list of names that users may ask for.
        **kwargs: the other arguments of `broken_hub_files()`.
    """
    packages = [name for name in aliases if "/" not in name]
    write_hub(rctx, broken_hub_files(aliases = aliases, **kwargs), packages)

def _hub_impl(rctx):
    repin = rctx.attr.repin
    if repin:
        repin = with_host_tools(repin, link_host_tools(rctx, labels_in(rctx.attr.host_tools, rctx.os.name)))
    if rctx.attr.error:
        write_broken_hub(
            rctx,
            rctx.attr.aliases,
            error = rctx.attr.error,
            modules = rctx.attr.modules,
            # The extension declares them.
            repositories = [],
            repin = repin,
            feature_sets = rctx.attr.feature_sets,
        )
    else:
        write_hub(rctx, hub_files(rctx.attr.files, repin), rctx.attr.packages)

hub = repository_rule(
    implementation = _hub_impl,
    doc = "A hub: aliases of the direct dependencies, `defs.bzl` and the config settings of its conditions.",
    attrs = {
        "aliases": attr.string_list(doc = "For a hub with an error: the targets to declare, which all fail."),
        "error": attr.string(doc = "The error of a hub that could not be resolved. Every use of the hub except `:repin` fails with this text."),
        "feature_sets": attr.string_list(doc = "For a hub with an error: the keys of its `feature_sets`."),
        "files": attr.string_dict(doc = "Dict of path in the repository to the text of the file."),
        "host_tools": attr.label(doc = "A label in the repository with the cargo and rustc that `:repin` runs."),
        "modules": attr.string_list(doc = "For a hub with an error: the paths of the files with macros."),
        "packages": _PACKAGES_ATTR,
        "repin": attr.string(doc = "The text of the target `:repin`."),
    },
)

def _broken_crate_impl(rctx):
    fail(rctx.attr.error)

broken_crate = repository_rule(
    implementation = _broken_crate_impl,
    doc = "Takes the place of a crate repository if its hub could not be resolved: every label in it fails with the error of the hub.",
    attrs = {"error": attr.string(mandatory = True, doc = "The error of the hub.")},
)

def _crates_vendor_remote_repository_impl(rctx):
    if not rctx.attr.cfg_build_file:
        _mirror_of_rules_rust(rctx)
        return
    root = rctx.path(rctx.attr.build_file).dirname
    _mirror(rctx, rctx.path(rctx.attr.build_file), "BUILD.bazel")
    if rctx.attr.conditions:
        write_text_file(rctx, "cfg/BUILD.bazel", condition_aliases(rctx.attr.cfg_build_file, rctx.attr.conditions))
    else:
        # Files of older versions do not name them.
        _mirror(rctx, rctx.path(rctx.attr.cfg_build_file), "cfg/BUILD.bazel")
    for name in rctx.attr.packages:
        vendored = root.get_child(name, "BUILD.bazel")
        if vendored.exists:
            _mirror(rctx, vendored, name + "/BUILD.bazel")
        else:
            _sub_package(rctx, name)
    if rctx.attr.crates_module:
        write_text_file(rctx, "crates.bzl", _loaded(rctx.attr.crates_module, MACROS))

        # Files of older versions do not have it.
        has_cargo_macros = rctx.attr.defs_module != None
        module = rctx.attr.defs_module or rctx.attr.crates_module
        write_text_file(rctx, "defs.bzl", _loaded(module, MACROS + (CARGO_MACROS if has_cargo_macros else [])))

def _loaded(module, names):
    """A file with the functions of another one: labels in the vendored file are those of its own package, so it is loaded, not linked to."""
    loaded = "".join(["    _%s = \"%s\",\n" % (name, name) for name in names])
    given = "".join(["%s = _%s\n" % (name, name) for name in names])
    return "load(\n    \"%s\",\n%s)\n\n%s" % (module, loaded, given)

def _mirror(rctx, path, name):
    rctx.watch(path)
    rctx.symlink(path, name)

def _mirror_of_rules_rust(rctx):
    """The hub of a tree that rules_rust has vendored, as its own rule shows it until a run of `crates_vendor` replaces the tree."""
    for path, text in rctx.attr.contents.items():
        write_text_file(rctx, path, text)
    module = rctx.attr.crates_module or rctx.attr.defs_module or rctx.attr.build_file
    if not module:
        if not rctx.attr.contents:
            fail(message("CU0914", "repository `%s` needs one of `build_file`, `crates_module` and `contents`" % rctx.name, [
                "help: run the crates_vendor target, which rewrites the file that declares the repository",
            ]))
        return
    for entry in rctx.path(module).dirname.readdir(watch = "yes"):
        name = entry.basename
        if name == "BUILD.bazel" or name.endswith(".bzl"):
            _mirror(rctx, entry, name)
        elif entry.is_dir and entry.get_child("BUILD.bazel").exists:
            _mirror(rctx, entry.get_child("BUILD.bazel"), name + "/BUILD.bazel")

crates_vendor_remote_repository = repository_rule(
    implementation = _crates_vendor_remote_repository_impl,
    doc = "The hub of vendored crates. Crate repositories refer to its BUILD files by the hub's name.",
    # The BUILD file with the conditions is not set for a tree that rules_rust vendored.
    attrs = CONDITION_ATTRS | {
        "build_file": attr.label(allow_single_file = True, doc = "The vendored BUILD file with the aliases."),
        "contents": attr.string_dict(doc = "For a tree that rules_rust vendored: dict of path in the repository to the text of the file."),
        "crates_module": attr.label(allow_single_file = True, doc = "The vendored file with the macros."),
        "defs_module": attr.label(allow_single_file = True, doc = "The vendored file that also has `cargo_package()`; for a tree that rules_rust vendored: its `defs.bzl`."),
        "packages": _PACKAGES_ATTR,
    },
)

def _local_crate_mirror_impl(rctx):
    fail(message("CU0925", "%s is a path dependency, declared by a file that rules_rust's crate_universe generated" % rctx.attr.path, [
        "repository: %s" % rctx.name,
        "help: run the crates_vendor target, which rewrites that file",
    ]))

local_crate_mirror = repository_rule(
    implementation = _local_crate_mirror_impl,
    doc = "Lets files that rules_rust generated for a path dependency load, so that `crates_vendor` can replace them.",
    attrs = {
        "generator": attr.string(doc = "Ignored."),
        "generator_sha256s": attr.string_dict(doc = "Ignored."),
        "generator_urls": attr.string_dict(doc = "Ignored."),
        "options_json": attr.string(doc = "Ignored."),
        "path": attr.string(doc = "The directory."),
        "quiet": attr.bool(doc = "Ignored."),
    },
)

"""`crates_vendor`: `bazel run` writes the BUILD files of crates into the source tree.

The executable is the program itself under the target's name, with the request beside it: there is no shell between Bazel and the program.
Nothing is written while Bazel evaluates. WORKSPACE files may load this file, so facts about rules_rust come from a target instead of a
`load`.
"""

load(":annotation.bzl", "annotations_from_strings", "file_elsewhere", "files_elsewhere")
load(":facts.bzl", "RulesRustInfo")
load(":hub_values.bzl", "hub_attrs", "hub_values")
load(":ignored.bzl", "ignored")
load(":request.bzl", "file_entry", "label_string", "make_request", "platform_labels")
load(":runnable.bzl", "link_program", "runnable")
load(":spec.bzl", "specs_from_strings", "splicing_config_from_string")

visibility(["//..."])

# The modes that write sources, to which the program itself applies patches.
_WITH_SOURCES = ["local", "tarball"]

def vendored_path(owner, is_source, short_path):
    """Where the program finds a file when it is run.

    Args:
        owner: Label of the file.
        is_source: whether it is a source file.
        short_path: its path below the directory in which `bazel run` starts the program.

    Returns:
        For sources of the main repository a path in the user's tree, since beside them lie files that are no inputs of the
        target; for others the path among the runfiles.
    """
    if is_source and owner.repo_name == "":
        return "/".join([part for part in ["${BUILD_WORKSPACE_DIRECTORY}", owner.package, owner.name] if part])
    return short_path

def _entries(targets):
    files = [file for target in targets for file in target[DefaultInfo].files.to_list()]
    return [file_entry(file.owner, vendored_path(file.owner, file.is_source, file.short_path)) for file in files]

def _annotation_file(ctx, text):
    """A file of another repository is an input; the program finds one of the main repository in the user's tree."""
    target = file_elsewhere(ctx.attr.annotation_files, text)
    return _entries([target])[0] if target else None

def _patch(ctx, text):
    """Labels of patches are written as the user writes them."""
    file = _annotation_file(ctx, text)
    return file | {"label": text} if file else text

def _crates_vendor_impl(ctx):
    facts = ctx.attr._rules_rust[RulesRustInfo]
    request = make_request(
        hub = ctx.attr.repository_name or ctx.label.name,
        values = hub_values(ctx.attr, _entries),
        platform_labels = ctx.attr.platform_labels,
        tools = struct(cargo = ctx.executable._cargo.short_path, rustc = ctx.executable._rustc.short_path),
        cargo_home = None,
        rules_rust = {"platforms": facts.platforms, "version": facts.version},
        annotations = annotations_from_strings(
            ctx.attr.annotations,
            lambda text: _annotation_file(ctx, text) or text,
            lambda text: _patch(ctx, text),
        ),
        specs = specs_from_strings(ctx.attr.packages),
        splicing_config = splicing_config_from_string(ctx.attr.splicing_config),
        render_config = json.decode(ctx.attr.render_config) if ctx.attr.render_config else None,
        main = {"label": "@@//:MODULE.bazel", "path": "${BUILD_WORKSPACE_DIRECTORY}/MODULE.bazel"},
        vendor = {
            "mode": ctx.attr.mode,
            "source_config": ctx.attr.source_config,
            "target": label_string(ctx.label),
            "vendor_path": ctx.attr.vendor_path,
            "vendor_platforms": ctx.attr.vendor_platforms,
        },
    )
    files = [ctx.executable._cargo, ctx.executable._rustc, ctx.file.cargo_lockfile, ctx.file.cargo_config, ctx.file.lockfile]
    return runnable(
        ctx,
        tool = ctx.executable.tool,
        label = "//%s:%s" % (ctx.label.package, ctx.label.name),
        request = request,
        files = [file for file in files if file] + ctx.files.annotation_files + ctx.files.manifests + ctx.files.target_specs,
    )

def _tree_test_impl(ctx):
    return [
        DefaultInfo(executable = link_program(ctx, ctx.executable.tool), runfiles = ctx.runfiles([ctx.file.tree])),
        RunEnvironmentInfo(environment = {"CRATE_UNIVERSE_TREE": ctx.file.tree.short_path}),
    ]

_tree_test = rule(
    implementation = _tree_test_impl,
    test = True,
    doc = "Checks the files of a vendored tree against their checksums, in the source tree.",
    attrs = {
        "tool": attr.label(default = "//private:tool", allow_single_file = True, executable = True, cfg = "exec", doc = "The program."),
        "tree": attr.label(mandatory = True, allow_single_file = True, doc = "The BUILD file in the directory of the tree."),
    },
)

_crates_vendor = rule(
    implementation = _crates_vendor_impl,
    executable = True,
    doc = "See the macro of the same name.",
    attrs = hub_attrs(is_rule = True) | {
        "annotation_files": attr.label_keyed_string_dict(allow_files = True, doc = "Internal: the files of other repositories that `annotations` name."),
        "annotations": attr.string_list_dict(doc = "Dict of crate name, or `*`, to a list of what `crate.annotation()` returns."),
        "mode": attr.string(
            default = "remote",
            values = ["remote", "tarball", "local"],
            doc = "What to write. `remote`: BUILD files, and a `crates.bzl` whose `crate_repositories()` declares one repository per package. `tarball`: also the `.crate` files that those repositories unpack; cargo can build from them. `local`: BUILD files next to the sources of each package; cargo can build from this tree. See docs/vendoring.md.",
        ),
        "packages": attr.string_dict(doc = "Dict of crate name to what `crate.spec()` returns: crates that no manifest declares."),
        "render_config": attr.string(doc = "What `render_config()` returns."),
        "repository_name": attr.string(doc = "The name of the hub, and with `__` the prefix of its crate repositories. Default: the name of the target."),
        "source_config": attr.string(doc = "In trees with sources: the Cargo configuration file, such as `.cargo/config.toml`, in which the program maintains the `[source]` tables that point cargo to the tree. If empty, the tables are printed."),
        "splicing_config": attr.string(doc = "What `splicing_config()` returns."),
        "tool": attr.label(default = "//private:tool", allow_single_file = True, executable = True, cfg = "exec", doc = "The program to run. Default: the one that the module extension uses."),
        "vendor_path": attr.string(default = "crates", doc = "The directory to write to, below the package of this target."),
        "vendor_platforms": attr.string(default = "chosen", values = ["chosen", "all"], doc = "In trees with sources: `chosen` writes packages that no chosen triple needs as stubs that satisfy cargo, `all` writes them in full."),
        "_cargo": attr.label(default = "//private:cargo", allow_single_file = True, executable = True, cfg = "exec"),
        "_rules_rust": attr.label(default = "//private:rules_rust", providers = [RulesRustInfo]),
        "_rustc": attr.label(default = "//private:rustc", allow_single_file = True, executable = True, cfg = "exec"),
    },
)

# The reference lists its attributes.
crates_vendor_rule = _crates_vendor

def crates_vendor(
        name,
        annotations = {},
        render_config = None,
        generate_target_compatible_with = True,
        generate_cargo_toml_env_vars = True,
        cargo_bazel = None,
        buildifier = None,
        bazel = None,
        **kwargs):
    """Writes the BUILD files of a Cargo workspace's crates into the source tree: `bazel run //3rdparty:crates_vendor`.

    Files in other packages need `exports_files` there. `bazel run //3rdparty:crates_vendor -- --check` writes nothing, and
    fails if a file differs from what it would write. If sources are vendored, `//3rdparty:crates_vendor_test` checks them. Every run
    writes the `lockfile`; with `-- --repin` it updates Cargo.lock first: see docs/repin.md.

    The attributes common to all rules are accepted as well.

    Args:
        name: name of the target.
        annotations: dict of crate name, or `*`, to a list of what `crate.annotation()` returns.
        render_config: what `render_config()` of `@crate_universe//crate_universe:defs.bzl` returns.
        generate_target_compatible_with: the older form of the same argument of `render_config()`.
        generate_cargo_toml_env_vars: the older form of the same argument of `render_config()`.
        cargo_bazel: ignored. It names the program of rules_rust, which is not compatible. See `tool`.
        buildifier: ignored. Files are already written in the format of buildifier.
        bazel: ignored. The program does not run Bazel.
        **kwargs: the attributes of the rule; docs/reference/crates_vendor.md lists them.
    """
    ignored(
        "crates_vendor(name = \"%s\")" % name,
        {"bazel": bazel, "buildifier": buildifier, "cargo_bazel": cargo_bazel},
    )
    labels = _platform_labels_of(kwargs.pop("platform_labels", {}))
    rendered = json.decode(render_config) if render_config else {}
    for key, value in [
        ("generate_cargo_toml_env_vars", generate_cargo_toml_env_vars),
        ("generate_target_compatible_with", generate_target_compatible_with),
    ]:
        if not value:
            rendered[key] = False
    if kwargs.get("mode") in _WITH_SOURCES:
        path = kwargs.get("vendor_path", "crates")
        package = path[1:] if path.startswith("/") else "/".join([part for part in [native.package_name(), path] if part])
        _tree_test(
            name = name + "_test",
            args = ["verify", "--cure='bazel run //%s:%s'" % (native.package_name(), name)],
            testonly = kwargs.get("testonly"),
            tree = "//%s:BUILD.bazel" % package,
            # Bazel need not know thousands of files to have them hashed. What it does not know it must not keep.
            tags = ["external", "local"] + kwargs.get("tags", []),
            **({"tool": kwargs["tool"]} if "tool" in kwargs else {})
        )
    kwargs["tags"] = kwargs.get("tags", []) + ["manual"]
    _crates_vendor(
        name = name,
        annotation_files = files_elsewhere(annotations, patches = kwargs.get("mode") in _WITH_SOURCES),
        annotations = annotations,
        args = ["vendor"] + kwargs.pop("args", []),
        platform_labels = labels,
        render_config = json.encode(rendered) if rendered else "",
        **kwargs
    )

def _platform_labels_of(labels):
    """Inverts `{config label: triple}`. Labels stay strings, since a config label must not be configured for the target.

    Args:
        labels: dict of label (string or Label) to triple.

    Returns:
        dict of triple to label string.
    """
    inverted = platform_labels({_label_text(label): triple for label, triple in labels.items()})
    if inverted.error:
        fail(inverted.error)
    return inverted.labels

def _label_text(label):
    """The full label. It keeps an apparent repository name: it is written into files, and canonical names differ between versions of Bazel."""
    whole = native.package_relative_label(label)
    if type(label) == "string" and label.startswith("@") and not label.startswith("@@"):
        return "%s//%s:%s" % (label.partition("//")[0], whole.package, whole.name)
    return label_string(whole)

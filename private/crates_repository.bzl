"""`crates_repository`: a hub as a repository rule, for WORKSPACE and WORKSPACE.bzlmod.

The repository holds the aliases, the macros, the BUILD files of all packages, and `crate_repositories()`, which declares one repository
for each package. In WORKSPACE, a label of another module would be looked up among the names of the root module. So this file loads only
files of this repository, provides the program itself, and finds rules_rust by a name that the user may change.
"""

load(":annotation.bzl", "annotations_from_strings", "file_elsewhere", "files_elsewhere")
load(":cache.bzl", "cache_root", "is_windows")
load(":environment.bzl", "environment")
load(":errors.bzl", "message")
load(":host.bzl", "HOST_ATTRS", "host_labels", "host_paths", "host_triple", "link_host_tools")
load(":hub_attrs.bzl", "FILES")
load(":hub_repository.bzl", "write_broken_hub", "write_hub")
load(":hub_values.bzl", "hub_attrs", "hub_values")
load(":ignored.bzl", "ignored")
load(":program.bzl", "run")
load(":repin.bzl", "hub_files", "repin_target", "with_host_tools")
load(":request.bzl", "REPO_NAMES", "file_entry", "label_string", "make_request", "package_problem", "platform_labels", "users_label")
load(":spec.bzl", "specs_from_strings", "splicing_config_from_string")
load(":tool.bzl", "generator")
load(":versions.bzl", "rules_rust_problem")

visibility(["//..."])

# Those that rules_rust's own crates_repository has by default.
_TRIPLES = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "wasm32-unknown-unknown",
    "wasm32-wasip1",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-nixos-gnu",
]

# Where the files of one run go, and the program, which `:repin` runs. No crate can have such a name.
_SCRATCH = ".scratch"
_PROGRAM = ".program"

def _impl(rctx):
    if not hasattr(rctx, "watch"):
        fail(message("CU0901", "crate_universe needs Bazel 7.1 or newer", ["help: set a newer version in .bazelversion"]))
    problem = rules_rust_problem(_rules_rust_version(rctx))
    if problem:
        fail(problem)
    host = host_labels(rctx)
    tools = host_paths(rctx, host)
    program = _program(rctx, tools)
    request = _request(rctx, tools) | {
        "repo_names": REPO_NAMES | {"rules_rust": "@" + rctx.attr.rules_rust},
    }
    outcome = run(rctx, program = program.path, request = request, directory = _SCRATCH)
    rctx.delete(_SCRATCH)
    for text in outcome.messages:
        # buildifier: disable=print
        print(text)
    repin = with_host_tools(
        repin_target(request, owner = None, tool = "%s/%s" % (_PROGRAM, program.kept.basename)),
        link_host_tools(rctx, host),
    )
    if outcome.failure:
        _broken(rctx, outcome.failure, repin)
        return
    for file in outcome.plan["watch"]:
        rctx.watch(file)
    for entry in outcome.plan["repositories"]:
        attrs = entry["attrs"]
        files = hub_files(attrs["files"], repin)
        write_hub(rctx, files, attrs["packages"])

def _broken(rctx, failure, repin):
    """Writes a hub that has nothing but its error and `:repin`, or fails if a repin cannot fix it.

    A failed repin that the user asked for fails as well: `bazel sync` would take a written hub for a success.
    """
    error = "\n".join([failure["message"], "  hub `%s`" % rctx.attr.name] + (["  " + rctx.attr.repin_instructions] if rctx.attr.repin_instructions else []))
    if failure["asked"] or not failure["curable"]:
        fail(error)

    # buildifier: disable=print
    print("targets that need @%s will fail: %s" % (rctx.attr.name, error))
    own = str(rctx.path("."))
    for file in failure["watch"]:
        # Bazel refuses to watch what is in the repository itself.
        if not file.startswith(own + "/"):
            rctx.watch(file)
    write_broken_hub(
        rctx,
        failure["aliases"],
        error = error,
        modules = failure["modules"],
        repositories = failure["repositories"],
        repin = repin,
        feature_sets = list(rctx.attr.feature_sets),
    )

def _request(rctx, tools):
    cache = cache_root(rctx)
    attr = rctx.attr
    labels = platform_labels(attr.platform_labels)
    if labels.error:
        fail(labels.error)
    return make_request(
        hub = attr.name,
        values = hub_values(attr, lambda labels: [_entry(rctx, label) for label in labels]),
        platform_labels = labels.labels,
        tools = tools,
        cargo_home = cache.get_child("cargo_home") if cache else rctx.path(_SCRATCH + "/cargo_home"),
        # Without facts about its platforms, conditions are made of the constraint values of @platforms.
        rules_rust = {"platforms": {}, "version": _rules_rust_version(rctx)},
        annotations = annotations_from_strings(
            attr.annotations,
            lambda text: _entry(rctx, _annotation_file(rctx, text)),
            lambda text: _entry(rctx, _annotation_file(rctx, text)) | {"label": text},
        ),
        specs = specs_from_strings(attr.packages),
        splicing_config = splicing_config_from_string(attr.splicing_config),
        render_config = _render_config(attr),
        main = {"label": "@@//:MODULE.bazel", "path": str(rctx.workspace_root.get_child("MODULE.bazel"))},
        environment = environment(rctx, True),
        facts_cache = cache,
        may_download = True,
        vendor = {
            "mode": "repository",
            "source_config": "",
            "target": label_string(attr.cargo_lockfile),
            "vendor_path": "/",
            "vendor_platforms": "chosen",
        },
    )

def _render_config(attr):
    given = json.decode(attr.render_config) if attr.render_config else {}
    return given if attr.generate_target_compatible_with else given | {"generate_target_compatible_with": False}

def _program(rctx, tools):
    """The program: what the variable says, else a given file, that of a given address for this machine, or as everywhere."""
    kept = rctx.path("%s/crate-universe%s" % (_PROGRAM, ".exe" if is_windows(rctx.os.name) else ""))
    triple = host_triple(rctx.os.name, rctx.os.arch)
    asked = rctx.getenv("CARGO_BAZEL_GENERATOR_URL")
    if rctx.attr.tool and not asked:
        given = rctx.path(rctx.attr.tool)
        rctx.symlink(given, kept)
        return struct(path = given, kept = kept)
    if triple in rctx.attr.tool_urls and not asked:
        sha256 = rctx.attr.tool_sha256s.get(triple, "")
        rctx.download(rctx.attr.tool_urls[triple], kept, sha256 = sha256, executable = True)
    else:
        generator(rctx, tools.cargo, tools.rustc, kept, rules_rust_version = "")
    return struct(path = kept, kept = kept)

def _annotation_file(rctx, text):
    return file_elsewhere(rctx.attr.annotation_files, text) or users_label(text)

def _entry(rctx, label):
    problem = package_problem(rctx, rctx.workspace_root, label, ["repository: %s" % rctx.name])
    if problem:
        fail(problem)
    path = rctx.path(label)
    rctx.watch(path)
    return file_entry(label, path)

def _rules_rust_version(rctx):
    """The version that rules_rust says of itself."""
    for line in rctx.read(Label("@%s//:version.bzl" % rctx.attr.rules_rust)).split("\n"):
        name, _, value = line.partition("=")
        if name.strip() == "VERSION":
            return value.strip().strip("\"")
    return ""

_crates_repository = repository_rule(
    implementation = _impl,
    doc = "A hub from a Cargo workspace, for `WORKSPACE` and `WORKSPACE.bzlmod`: see docs/workspace.md. `bazel sync --only=<name>` regenerates it.",
    attrs = HOST_ATTRS | hub_attrs() | {
        "annotation_files": attr.label_keyed_string_dict(doc = "Internal: the files of other repositories that `annotations` name."),
        "annotations": attr.string_list_dict(doc = "Dict of crate name, or `*`, to a list of what `crate.annotation()` returns."),
        "cargo_lockfile": attr.label(mandatory = True, doc = FILES["cargo_lockfile"]),
        "generate_target_compatible_with": attr.bool(default = True, doc = "The older form of the same argument of `render_config()`."),
        "packages": attr.string_dict(doc = "Dict of crate name to what `crate.spec()` returns: crates that no manifest declares."),
        "render_config": attr.string(doc = "What `render_config()` returns."),
        "repin_instructions": attr.string(doc = "A line to add to errors: how to repin this workspace."),
        "splicing_config": attr.string(doc = "What `splicing_config()` returns."),
        # The text of `hub_attrs.bzl`, which cannot be read from the attribute there.
        "supported_platform_triples": attr.string_list(
            default = _TRIPLES,
            doc = "The triples to build for. Empty: all triples of rules_rust, one for each set of constraints. If none of the triples can run rustc (WebAssembly, for example) and something must run during the build, the triples of rules_rust that can are added.",
        ),
        "tool": attr.label(allow_single_file = True, doc = "The program to run, instead of building one."),
        "tool_sha256s": attr.string_dict(doc = "Dict of host triple to the sha256 of the program in `tool_urls`."),
        "tool_urls": attr.string_dict(doc = "Dict of host triple to the URL of the program; on other hosts the program is built."),
    },
    environ = ["CARGO_BAZEL_GENERATOR_URL", "CARGO_BAZEL_GENERATOR_SHA256"],
)

# The reference lists its attributes.
crates_repository_rule = _crates_repository

def crates_repository(
        name,
        annotations = {},
        quiet = None,
        compressed_windows_toolchain_names = None,
        generator = None,
        generator_sha256s = None,
        generator_urls = None,
        **kwargs):
    """A hub from a Cargo workspace, for `WORKSPACE` and `WORKSPACE.bzlmod`: see docs/workspace.md.

    Bazel 9 has no WORKSPACE files: use `crate.from_cargo` in MODULE.bazel there.

    Args:
        name: name of the hub.
        annotations: dict of crate name, or `*`, to a list of what `crate.annotation()` returns.
        quiet: ignored. Set the environment variable CARGO_BAZEL_DEBUG to see the output of cargo.
        compressed_windows_toolchain_names: ignored. The templates of toolchain labels spell out the whole name.
        generator: ignored. It names the program of rules_rust, which is not compatible. See `tool`.
        generator_sha256s: ignored. See `tool_sha256s`.
        generator_urls: ignored. See `tool_urls`.
        **kwargs: the attributes of the rule; docs/reference/crates_repository.md lists them.
    """
    ignored(
        "crates_repository(name = \"%s\")" % name,
        {
            "compressed_windows_toolchain_names": compressed_windows_toolchain_names,
            "generator": generator,
            "generator_sha256s": generator_sha256s,
            "generator_urls": generator_urls,
            "quiet": quiet,
        },
    )
    _crates_repository(
        name = name,
        annotation_files = files_elsewhere(annotations, patches = True),
        annotations = annotations,
        **kwargs
    )

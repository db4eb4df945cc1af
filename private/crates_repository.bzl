"""`crates_repository`: a hub as a repository rule, for WORKSPACE and WORKSPACE.bzlmod.

Takes the attributes of the rule, gives a repository with the aliases, the macros, the BUILD files of all packages and
`crate_repositories()`, which declares one repository for each package. A label of another module would be looked up among
the names of the root module here, so it loads only files of this repository, makes the program itself, and finds rules_rust
by a name that the user may change.
"""

load(":annotation.bzl", "of_strings")
load(":cache.bzl", "cache_root", "is_windows")
load(":environment.bzl", "environment")
load(":errors.bzl", "message")
load(":program.bzl", "run")
load(":repositories.bzl", "write_hub")
load(":request.bzl", "file_entry", "label_string", "make_request")
load(":spec.bzl", "specs_of_strings", "splicing_of_string")
load(":tool.bzl", "generator", "host_tool")

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

# Where the files of one run go, inside the repository.
_SCRATCH = ".crate_universe"

def _impl(rctx):
    if not hasattr(rctx, "watch"):
        fail(message("CU0901", "crate_universe needs Bazel 7.1 or newer", ["help: write a newer version into .bazelversion"]))
    cargo, rustc = _host(rctx, "cargo"), _host(rctx, "rustc")
    program = _program(rctx, cargo, rustc)
    outcome = run(rctx, program = program, request = _request(rctx, cargo, rustc), directory = _SCRATCH)
    for text in outcome.told:
        # buildifier: disable=print
        print(text)
    if outcome.error:
        fail(outcome.error + (("\n  " + rctx.attr.repin_instructions) if rctx.attr.repin_instructions else ""))
    for file in outcome.plan["watch"]:
        rctx.watch(file)
    for entry in outcome.plan["repositories"]:
        write_hub(rctx, **entry["attrs"])
    rctx.delete(_SCRATCH)
    if not rctx.attr.generator:
        rctx.delete(program)

def _request(rctx, cargo, rustc):
    cache = cache_root(rctx)
    attr = rctx.attr
    return make_request(
        hub = attr.name,
        manifests = [_entry(rctx, label) for label in attr.manifests],
        cargo_lockfile = _entry(rctx, attr.cargo_lockfile),
        cargo_config = _entry(rctx, attr.cargo_config),
        supported_platform_triples = attr.supported_platform_triples,
        platform_labels = attr.platform_labels,
        generate_binaries = attr.generate_binaries,
        generate_build_scripts = attr.generate_build_scripts,
        host_features = attr.host_features,
        dev_features = attr.dev_features,
        isolated = attr.isolated,
        cargo = cargo,
        rustc = rustc,
        cargo_home = cache.get_child("cargo_home") if cache else rctx.path(_SCRATCH + "/cargo_home"),
        # Without facts about its platforms, conditions are made of the constraint values of @platforms.
        rules_rust = {"platforms": {}, "version": _rules_rust_version(rctx)},
        facts_cache = cache,
        may_download = True,
        rustc_cfgs = attr.rustc_cfgs,
        target_specs = [_entry(rctx, label) for label in attr.target_specs],
        annotations = of_strings(attr.annotations),
        unused_annotations = attr.unused_annotations,
        specs = specs_of_strings(attr.packages),
        splicing_config = splicing_of_string(attr.splicing_config),
        mirrors = attr.mirrors,
        main = {"label": "@@//:MODULE.bazel", "path": str(rctx.workspace_root.get_child("MODULE.bazel"))},
        lockfile = _entry(rctx, attr.lockfile),
        skip_cargo_lockfile_overwrite = attr.skip_cargo_lockfile_overwrite,
        strip_internal_dependencies_from_cargo_lockfile = attr.strip_internal_dependencies_from_cargo_lockfile,
        environment = environment(rctx, True),
        render_config = _render_config(attr),
        member_deps = attr.member_deps,
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

def _program(rctx, cargo, rustc):
    """The program: a given file, that of a given address for this machine, else as everywhere."""
    if rctx.attr.generator:
        return rctx.path(Label(rctx.attr.generator))
    for triple, url in rctx.attr.generator_urls.items():
        if triple == _triple(rctx):
            program = rctx.path("crate-universe" + (".exe" if is_windows(rctx.os.name) else ""))
            rctx.download(url, program, sha256 = rctx.attr.generator_sha256s.get(triple, ""), executable = True)
            return program
    return generator(rctx, cargo = cargo, rustc = rustc)

def _entry(rctx, label):
    if not label:
        return None
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

def _host(rctx, name):
    """The path of cargo or rustc: as the user says, else that of rules_rust's toolchain for this machine."""
    if rctx.attr.host_tools:
        return host_tool(rctx, rctx.attr.host_tools, name)
    rules_rust = Label("@%s//:version.bzl" % rctx.attr.rules_rust).repo_name
    separator = rules_rust[-1:]
    if separator in ["~", "+"]:
        # The repository of the module extension rust_host_tools; the root module need not name it.
        tools = "@@{0}{1}rust_host_tools{1}rust_host_tools".format(rules_rust, separator)
        return host_tool(rctx, Label(tools + "//:rust_host_tools"), name)
    return rctx.path(Label(_toolchain_label(rctx, name)))

def _toolchain_label(rctx, name):
    template = rctx.attr.rust_toolchain_cargo_template if name == "cargo" else rctx.attr.rust_toolchain_rustc_template
    channel, _, date = rctx.attr.rust_version.partition("/")
    values = {
        "arch": _arch(rctx),
        "cfg": "exec",
        "channel": channel if channel in ["nightly", "beta"] else "stable",
        "iso_date": date,
        "system": _system(rctx).name,
        "tool": name + (".exe" if is_windows(rctx.os.name) else ""),
        "triple": _triple(rctx),
        "vendor": _system(rctx).triple.split("-")[0],
        "version": channel,
    }
    return template.format(**values)

def _triple(rctx):
    return "%s-%s" % (_arch(rctx), _system(rctx).triple)

def _arch(rctx):
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(rctx.os.arch, rctx.os.arch)

def _system(rctx):
    os_name = rctx.os.name.lower()
    if os_name.startswith("mac"):
        return struct(name = "macos", triple = "apple-darwin")
    if os_name.startswith("windows"):
        return struct(name = "windows", triple = "pc-windows-msvc")
    return struct(name = "linux", triple = "unknown-linux-gnu")

_TEMPLATE = "@rust_{system}_{arch}__{triple}__{channel}_tools//:bin/{tool}"

_crates_repository = repository_rule(
    implementation = _impl,
    doc = "A hub from a Cargo workspace, for `WORKSPACE` and `WORKSPACE.bzlmod`: see docs/workspace.md. `bazel sync --only=<name>` makes it anew.",
    attrs = {
        "annotations": attr.string_list_dict(doc = "Dict of crate name, or `*`, to a list of what `crate.annotation()` returns."),
        "cargo_config": attr.label(doc = "A cargo configuration file."),
        "cargo_lockfile": attr.label(mandatory = True, doc = "The Cargo.lock of the workspace."),
        "dev_features": attr.bool(default = True, doc = "As in `crate.from_cargo`."),
        "generate_binaries": attr.bool(doc = "As in `crate.from_cargo`."),
        "generate_build_scripts": attr.bool(default = True, doc = "As in `crate.from_cargo`."),
        "generate_target_compatible_with": attr.bool(default = True, doc = "An older place for the argument of `render_config()`."),
        "generator": attr.string(doc = "The label of a program to use instead."),
        "generator_sha256s": attr.string_dict(doc = "Dict of host triple to the checksum of the program of `generator_urls`."),
        "generator_urls": attr.string_dict(doc = "Dict of host triple to the address of a program to use instead."),
        "host_features": attr.string(default = "target-exact", values = ["target-exact", "union", "variants"], doc = "As in `crate.from_cargo`."),
        "host_tools": attr.label(doc = "A label in the root package of a repository with `bin/cargo` and `bin/rustc`; by default they are those of rules_rust."),
        "isolated": attr.bool(default = True, doc = "As in `crate.from_cargo`."),
        "lockfile": attr.label(doc = "As in `crate.from_cargo`."),
        "manifests": attr.label_list(doc = "The Cargo.toml of the workspace."),
        "member_deps": attr.bool(doc = "As in `crate.from_cargo`."),
        "mirrors": attr.string_list_dict(doc = "As in `crate.from_cargo`."),
        "packages": attr.string_dict(doc = "Dict of crate name to what `crate.spec()` returns: crates that no manifest declares."),
        "platform_labels": attr.string_dict(doc = "Dict of triple to a config label."),
        "render_config": attr.string(doc = "What `render_config()` returns."),
        "repin_instructions": attr.string(doc = "A line for the end of errors: how this workspace is repinned."),
        "rules_rust": attr.string(default = "rules_rust", doc = "The name that the root module, or WORKSPACE, has for rules_rust."),
        "rust_toolchain_cargo_template": attr.string(default = _TEMPLATE, doc = "Where cargo is, without MODULE.bazel: `{tool}`, `{system}`, `{arch}`, `{triple}`, `{channel}`, `{version}`, `{iso_date}`, `{vendor}` and `{cfg}` are replaced."),
        "rust_toolchain_rustc_template": attr.string(default = _TEMPLATE, doc = "Where rustc is, likewise."),
        "rust_version": attr.string(default = "stable", doc = "The channel, or `nightly/DATE`, of the toolchain repository."),
        "rustc_cfgs": attr.string_list_dict(doc = "As in `crate.from_cargo`."),
        "skip_cargo_lockfile_overwrite": attr.bool(doc = "As in `crate.from_cargo`."),
        "splicing_config": attr.string(doc = "What `splicing_config()` returns."),
        "strip_internal_dependencies_from_cargo_lockfile": attr.bool(doc = "As in `crate.from_cargo`."),
        "supported_platform_triples": attr.string_list(default = _TRIPLES, doc = "The triples that targets are built for."),
        "target_specs": attr.label_list(doc = "As in `crate.from_cargo`."),
        "unused_annotations": attr.string(default = "error", values = ["error", "warning"], doc = "As in `crate.from_cargo`."),
    },
    environ = ["CARGO_BAZEL_GENERATOR_URL", "CARGO_BAZEL_GENERATOR_SHA256"],
)

# buildifier: disable=unused-variable
def crates_repository(name, quiet = None, compressed_windows_toolchain_names = None, **kwargs):
    """A hub from a Cargo workspace, for `WORKSPACE` and `WORKSPACE.bzlmod`: see docs/workspace.md.

    Args:
        name: name of the hub.
        quiet: says nothing: the variable CARGO_BAZEL_DEBUG shows what cargo prints. It is here for WORKSPACE files written for rules_rust.
        compressed_windows_toolchain_names: says nothing: the templates of toolchain labels have all parts of their names.
        **kwargs: attributes, each documented where it is declared.
    """
    _crates_repository(name = name, **kwargs)

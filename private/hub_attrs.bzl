"""The attributes that every hub has: those of the tags, of `crates_repository` and of `crates_vendor`.

One table for the three, which gives their declarations and what a request says of them; what their values mean is the
program's. `tags.bzl` has what only tags have, and each of the rules what only that rule has.
"""

visibility(["//..."])

# What a request says as the user did.
_VALUES = {
    "dev_features": attr.bool(
        default = True,
        doc = "Whether dev-dependencies of the workspace count in feature resolution, as in `cargo build --workspace --all-targets`. If not, crates have the features of `cargo build --workspace`.",
    ),
    "feature_scope": attr.string(
        default = "workspace",
        doc = "Which members determine the features of a crate. `workspace`: all members together, as in `cargo build --workspace`. `member`: each member by itself, as in `cargo build -p`; where the result differs, macros return a target `<name>__for_<member>`. See docs/members.md.",
        values = ["member", "workspace"],
    ),
    "generate_binaries": attr.bool(
        default = False,
        doc = "Whether every binary of every package becomes a `rust_binary` named `<binary>__bin`.",
    ),
    "generate_build_scripts": attr.bool(
        default = True,
        doc = "Whether build scripts become `cargo_build_script` targets.",
    ),
    "host_features": attr.string(
        default = "target-exact",
        doc = "Which features a crate has if Cargo builds it with different features for the host (build scripts and proc macros) and for the target. `target-exact`: target builds have exactly Cargo's features; host builds have the features of both. `union`: both have the features of both, without a condition on Bazel's exec configuration. `variants`: both have exactly Cargo's features; a crate that Cargo compiles twice has a second target `<name>__host`.",
        values = ["target-exact", "union", "variants"],
    ),
    "member_deps": attr.bool(
        default = False,
        doc = "Whether macros also return the workspace members that a member depends on, as `//path:crate_name`. If not, as in rules_rust, you add them to `deps` yourself.",
    ),
    "mirrors": attr.string_list_dict(
        doc = """URLs to try before a registry's own when downloading its crates: `{"crates-io": ["https://crates.acme.test/dl"]}`. A key is `crates-io`, a name in `[registries]` of Cargo's configuration, or the URL of an index; a value has the form of `dl` in the config.json of an index. See docs/registries.md.""",
    ),
    "rustc_cfgs": attr.string_list_dict(
        doc = """`cfg()` values to set when selecting dependencies, by triple, or `"*"` for all triples: `{"*": ["tokio_unstable", "backend=\\"linux\\"", "target_feature=\\"avx2\\""]}`. They are added to the `rustflags` of Cargo's configuration files, which are read as well; the environment variable `RUSTFLAGS` is not. As in cargo with `--target`, they apply to target builds, not to build scripts and proc macros. They do not reach the compiler: pass the same flags to rustc with the setting `extra_rustc_flags` of rules_rust.""",
    ),
    "skip_cargo_lockfile_overwrite": attr.bool(
        doc = "Whether a repin leaves `Cargo.lock` as it is.",
    ),
    "strip_internal_dependencies_from_cargo_lockfile": attr.bool(
        doc = "Whether a repin writes only packages from registries and git repositories to `Cargo.lock`. Cargo then completes the lockfile on every evaluation.",
    ),
    "supported_platform_triples": attr.string_list(
        doc = "The triples to build for. Empty: all triples of rules_rust, one for each set of constraints. If none of the triples can run rustc (WebAssembly, for example) and something must run during the build, the triples of rules_rust that can are added.",
    ),
    "unused_annotations": attr.string(
        default = "error",
        doc = "How to report an annotation that matches no package: `error` or `warning`.",
        values = ["error", "warning"],
    ),
    "use_metadata_of": attr.string_list(
        default = ["*"],
        doc = "The packages whose own `[package.metadata.bazel]` is used: package names, or `[\"*\"]` for all; `[]` for none. Metadata in use is reported once, and listed by `:repin` and `--check`; annotations override it. The metadata of path packages is always used. See docs/annotations.md.",
    ),
}

# Files by label: a request has their entries.
_FILES = {
    "cargo_config": "A Cargo configuration file (`.cargo/config.toml`) with registries and source replacements.",
    "cargo_lockfile": "The `Cargo.lock` of the workspace. As long as it satisfies the manifests, a build uses it without any further step. Specs, and packages that do not form a workspace, need a Cargo lockfile of their own; without one, or while the file is empty, cargo resolves them on every evaluation.",
    "lockfile": "The facts file: facts about crates, so that no crate is downloaded just to read its manifest. It must exist, but may be empty; a repin writes it, see docs/repin.md. The list of crates always comes from `Cargo.lock`.",
}

_FILE_LISTS = {
    "manifests": "The root `Cargo.toml` of the workspace; its members are found from it. For several workspaces, or packages outside a workspace, list the manifest of each.",
    "target_specs": "Target specs (`.json`) of triples that are not built into rustc. The triple has the name of the file without `.json`, and is always built for; if `@platforms` has no constraint values for it, set its config label in `platform_labels`.",
}

# Its type differs: a rule has it turned round, since its labels must not be configured for the target.
PLATFORM_LABELS_DOC = "The config label to use for a triple: `{\"//platforms:linux_musl\": \"x86_64-unknown-linux-musl\"}`. Needed if two triples have the same constraints, but need different crates."

# Only for what runs cargo while Bazel evaluates: a program that the user runs is the user's cargo.
ISOLATED_ATTRS = {
    "isolated": attr.bool(
        default = True,
        doc = "Whether cargo runs with its own `CARGO_HOME`, without the user's configuration and credentials. The environment variable `CARGO_BAZEL_ISOLATED` overrides it.",
    ),
}

def hub_attrs(is_rule = False):
    """Declares them.

    Args:
        is_rule: whether it is a rule that declares them, whose files are inputs.

    Returns:
        dict of name to attribute.
    """
    one, many = ({"allow_single_file": True}, {"allow_files": True}) if is_rule else ({}, {})
    files = {name: attr.label(doc = doc, **one) for name, doc in _FILES.items()}
    return _VALUES | files | {name: attr.label_list(doc = doc, **many) for name, doc in _FILE_LISTS.items()}

def hub_values(given, entries):
    """What a request says of them.

    Args:
        given: a tag, `rctx.attr` or `ctx.attr`.
        entries: function of a list of labels, or of targets in a rule, that gives a list of `file_entry`.

    Returns:
        dict of name to value.
    """
    values = {name: getattr(given, name) for name in _VALUES}
    for name in _FILES:
        file = getattr(given, name)
        values[name] = entries([file])[0] if file else None
    return values | {name: entries(getattr(given, name, [])) for name in _FILE_LISTS}

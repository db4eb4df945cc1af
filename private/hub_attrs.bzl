"""The attributes that every hub has: those of the tags, of `crates_repository` and of `crates_vendor`.

One table for the three, which gives their declarations and what a request says of them; what their values mean is the
program's. `tags.bzl` has what only tags have, and each of the rules what only that rule has.
"""

visibility(["//..."])

# What a request says as the user did.
_VALUES = {
    "dev_features": attr.bool(
        default = True,
        doc = "Whether crates have the features that dev-dependencies of the workspace ask for, as in `cargo build --workspace --all-targets`. If not, they are those of `cargo build --workspace`.",
    ),
    "feature_scope": attr.string(
        default = "workspace",
        doc = "Whose features a crate has that several members of the workspace use. `workspace`: those that all members ask for together, as in `cargo build --workspace`. `member`: those that a member asks for, as in `cargo build -p`; macros name a target `<name>__for_<member>` where that is not the same. See docs/members.md.",
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
        doc = "What a crate has that Cargo builds with other features for build scripts and proc macros than for the product. `target-exact`: what is built for the target has exactly Cargo's features; what runs while building has those of the target as well. `union`: both have both, without a condition on Bazel's exec configuration. `variants`: both are exactly Cargo's; a crate that Cargo compiles twice has a second target `<name>__host`.",
        values = ["target-exact", "union", "variants"],
    ),
    "member_deps": attr.bool(
        default = False,
        doc = "Whether macros also give the workspace members that a member depends on, by the label `//path:crate_name`. If not, as in rules_rust, they are added by hand.",
    ),
    "mirrors": attr.string_list_dict(
        doc = """Addresses that are tried before a registry's own when its crates are downloaded: `{"crates-io": ["https://crates.acme.test/dl"]}`. The key is `crates-io`, a name of `[registries]` in cargo's configuration, or the address of an index; an address is as `dl` in the config.json of an index. See docs/registries.md.""",
    ),
    "rustc_cfgs": attr.string_list_dict(
        doc = """Values of `cfg()` that count when dependencies are chosen, by triple, or for all triples by `"*"`: `{"*": ["tokio_unstable", "backend=\\"linux\\"", "target_feature=\\"avx2\\""]}`. They add to the `rustflags` of cargo's configuration files, which count by themselves; the variable `RUSTFLAGS` never does. As in cargo with `--target`, they hold for what is built for the target, not for what runs while building. The compiler gets its flags from Bazel: hand it the same by the setting `extra_rustc_flags` of rules_rust.""",
    ),
    "skip_cargo_lockfile_overwrite": attr.bool(
        doc = "Whether a repin leaves `Cargo.lock` as it is.",
    ),
    "strip_internal_dependencies_from_cargo_lockfile": attr.bool(
        doc = "Whether a repin writes only those packages to `Cargo.lock` that come from a registry or a git repository. Cargo completes such a lock at each evaluation.",
    ),
    "supported_platform_triples": attr.string_list(
        doc = "The triples that targets are built for. Empty: all those of rules_rust, one for each set of constraints. Where none of them compiles, as on WebAssembly, and something has to run while building, those of rules_rust that do are chosen as well.",
    ),
    "unused_annotations": attr.string(
        default = "error",
        doc = "What is done about an annotation that matches no package: `error` or `warning`.",
        values = ["error", "warning"],
    ),
    "use_metadata_of": attr.string_list(
        default = ["*"],
        doc = "The crates whose own `[package.metadata.bazel]` counts: names of packages, or `[\"*\"]` for all. `[]`: none. What counts is told once, and listed by `:repin` and `--check`; annotations are closer. Path packages are yours, so theirs always counts. See docs/annotations.md.",
    ),
}

# Files by label: a request has their entries.
_FILES = {
    "cargo_config": "A cargo configuration file (`.cargo/config.toml`) with registries and source replacements.",
    "cargo_lockfile": "The `Cargo.lock` of the workspace. It is the only lock: when it satisfies the manifests, a build follows it with no further command. Specs, and several packages that are no workspace, have a lock of their own; without one, or as long as the file is empty, cargo resolves them at each evaluation.",
    "lockfile": "A file with facts about crates, so that no crate is downloaded to read its manifest. It may be empty, but must exist; a repin writes it, see docs/repin.md. `Cargo.lock` alone says which crates there are.",
}

_FILE_LISTS = {
    "manifests": "The `Cargo.toml` of the workspace. Members follow from it and need no mention. Of several workspaces, or packages that belong to none, each is named.",
    "target_specs": "Target specs (`.json`) of triples that rustc has no name for. Such a triple is called as its file is, without `.json`, and always counts; where `@platforms` has no constraint values for it, `platform_labels` names its config label.",
}

# Its type differs: a rule has it turned round, since its labels must not be configured for the target.
PLATFORM_LABELS_DOC = "Which config label stands for a triple: `{\"//platforms:linux_musl\": \"x86_64-unknown-linux-musl\"}`. Needed where the constraints of two triples are equal and their crates are not to be united."

# Only for what runs cargo while Bazel evaluates: a program that the user runs is the user's cargo.
ISOLATED_ATTRS = {
    "isolated": attr.bool(
        default = True,
        doc = "Whether cargo runs with a `CARGO_HOME` of its own, apart from the user's configuration and credentials. The variable `CARGO_BAZEL_ISOLATED` wins over it.",
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

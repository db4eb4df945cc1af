"""The attributes that every hub has: those of the tags, of `crates_repository` and of `crates_vendor`.

Generated from crate_universe/src/input/hub_attributes.rs: do not edit.
`cd crate_universe && UPDATE=1 cargo test --lib generated_files` writes it anew.
"""

visibility(["//..."])

# What a request says as the user did.
VALUES = {
    "cargo_package_macros": attr.bool(
        default = True,
        doc = "Whether the hub has `cargo_package()` and its parts. If not, it has no table of the members' targets: the extension does not watch the folders that Cargo searches for targets, and a vendored hub does not change with a new test file. See docs/cargo_package.md.",
    ),
    "dev_features": attr.bool(
        default = True,
        doc = "Whether dev-dependencies of the workspace count in feature resolution, as in `cargo build --workspace --all-targets`. If not, crates have the features of `cargo build --workspace`.",
    ),
    "feature_scope": attr.string(
        default = "workspace",
        doc = "Which members determine the features of a crate. `workspace`: all members together, as in `cargo build --workspace`. `member`: each member by itself, as in `cargo build -p`; where the result differs, macros return a target `<name>__for_<member>`. See docs/members.md.",
        values = [
            "member",
            "workspace",
        ],
    ),
    "feature_sets": attr.string_list_dict(
        doc = "Lists of features that a member may be built with instead of its default ones: `{\"app:minimal\": [], \"app:tls\": [\"default\", \"tls\"]}`. A key is the member's name and a name for the set; the list is that of `cargo build --no-default-features --features`. The flag `@<hub>//cfg:<member>_features` chooses the set; `default` is what the member has without this attribute, unless `<member>:default` is listed. See docs/feature_sets.md.",
    ),
    "generate_binaries": attr.bool(
        doc = "Whether every binary of every package becomes a `rust_binary` named `<binary>__bin`.",
    ),
    "generate_build_scripts": attr.bool(
        default = True,
        doc = "Whether build scripts become `cargo_build_script` targets.",
    ),
    "host_features": attr.string(
        default = "target-exact",
        doc = "Which features a crate has if Cargo builds it with different features for the host (build scripts and proc macros) and for the target. `target-exact`: target builds have exactly Cargo's features; host builds have the features of both. `union`: both have the features of both, without a condition on Bazel's exec configuration. `variants`: both have exactly Cargo's features; a crate that Cargo compiles twice has a second target `<name>__host`.",
        values = [
            "target-exact",
            "union",
            "variants",
        ],
    ),
    "member_deps": attr.bool(
        doc = "Whether macros also return the workspace members that a member depends on, as `//path:crate_name`. If not, as in rules_rust, you add them to `deps` yourself.",
    ),
    "mirrors": attr.string_list_dict(
        doc = "URLs to try before a registry's own when downloading its crates: `{\"crates-io\": [\"https://crates.acme.test/dl\"]}`. A key is `crates-io`, a name in `[registries]` of Cargo's configuration, or the URL of an index; a value has the form of `dl` in the config.json of an index. See docs/registries.md.",
    ),
    "rustc_cfgs": attr.string_list_dict(
        doc = "`cfg()` values to set when selecting dependencies, by triple, or `\"*\"` for all triples: `{\"*\": [\"tokio_unstable\", \"backend=\\\"linux\\\"\", \"target_feature=\\\"avx2\\\"\"]}`. They are added to the `rustflags` of Cargo's configuration files, which are read as well; the environment variable `RUSTFLAGS` is not. As in cargo with `--target`, they apply to target builds, not to build scripts and proc macros. They do not reach the compiler: pass the same flags to rustc with the setting `extra_rustc_flags` of rules_rust.",
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
        values = [
            "error",
            "warning",
        ],
    ),
    "use_metadata_of": attr.string_list(
        default = ["*"],
        doc = "The packages whose own `[package.metadata.bazel]` is used: package names, or `[\"*\"]` for all; `[]` for none. Metadata in use is reported once, and listed by `:repin` and `--check`; annotations override it. The metadata of path packages is always used. See docs/annotations.md.",
    ),
}

# The same, but not of `crates_vendor`: a program that the user runs runs the user's cargo.
VALUES_IN_EVALUATION = {
    "isolated": attr.bool(
        default = True,
        doc = "Whether cargo runs with its own `CARGO_HOME`, without the user's configuration and credentials. The environment variable `CARGO_BAZEL_ISOLATED` overrides it.",
    ),
}

# Files by label: a request has their entries.
FILES = {
    "cargo_config": "A Cargo configuration file (`.cargo/config.toml`) with registries and source replacements.",
    "cargo_lockfile": "The `Cargo.lock` of the workspace. As long as it satisfies the manifests, a build uses it without any further step. Specs, and packages that do not form a workspace, need a Cargo lockfile of their own; without one, or while the file is empty, cargo resolves them on every evaluation.",
    "lockfile": "The facts file: facts about crates, so that no crate is downloaded just to read its manifest. It must exist, but may be empty; a repin writes it, see docs/repin.md. The list of crates always comes from `Cargo.lock`.",
}

FILE_LISTS = {
    "manifests": "The root `Cargo.toml` of the workspace; its members are found from it. For several workspaces, or packages outside a workspace, list the manifest of each.",
    "target_specs": "Target specs (`.json`) of triples that are not built into rustc. The triple has the name of the file without `.json`, and is always built for; if `@platforms` has no constraint values for it, set its config label in `platform_labels`.",
}

# A request has them turned round.
LABEL_KEYED_DICTS = {
    "platform_labels": "The config label to use for a triple: `{\"//platforms:linux_musl\": \"x86_64-unknown-linux-musl\"}`. Needed if two triples have the same constraints, but need different crates.",
}

# Not of `crate.from_specs`.
WITH_MANIFESTS = [
    "feature_sets",
    "manifests",
]

"""The tag classes of the `crate` module extension.

Names, types and documentation of what users write in MODULE.bazel. It holds no logic; the meaning of every attribute is
the program's.
"""

load(":annotation_fields.bzl", "ANNOTATION_ATTRS", "SELECT_ATTRS")
load(":render_config.bzl", "RENDER_CONFIG_ATTRS")
load(":spec.bzl", "SPEC_ATTRS")

visibility(["//..."])

# What every hub has, whatever it is made from.
_HUB_ATTRS = {
    "cargo_config": attr.label(
        doc = "A cargo configuration file (`.cargo/config.toml`) with registries and source replacements.",
    ),
    "cargo_lockfile": attr.label(
        doc = "The `Cargo.lock` of the workspace. It is the only lock: when it satisfies the manifests, a build follows it with no further command. Specs, and several packages that are no workspace, have a lock of their own; without one, or as long as the file is empty, cargo resolves them at each evaluation.",
    ),
    "dev_features": attr.bool(
        default = True,
        doc = "Whether crates have the features that dev-dependencies of the workspace ask for, as in `cargo build --workspace --all-targets`. If not, they are those of `cargo build --workspace`.",
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
    "host_tools": attr.label(
        default = "@rust_host_tools",
        doc = "A repository whose BUILD file exports `bin/cargo` and `bin/rustc` of the host, which read the workspace.",
    ),
    "host_tools_repo": attr.string(
        doc = "The name of such a repository, declared by the `rust_host_tools` extension of rules_rust. Wins over `host_tools`, which is the better way to say it.",
    ),
    "isolated": attr.bool(
        default = True,
        doc = "Whether cargo runs with a `CARGO_HOME` of its own, apart from the user's configuration and credentials. The variable `CARGO_BAZEL_ISOLATED` wins over it.",
    ),
    "lockfile": attr.label(
        doc = "A file with facts about crates, so that no crate is downloaded to read its manifest. It may be empty, but must exist; a repin writes it, see docs/repin.md. `Cargo.lock` alone says which crates there are.",
    ),
    "member_deps": attr.bool(
        default = False,
        doc = "Whether macros also give the workspace members that a member depends on, by the label `//path:crate_name`. If not, as in rules_rust, they are added by hand.",
    ),
    "mirrors": attr.string_list_dict(
        doc = """Addresses that are tried before a registry's own when its crates are downloaded: `{"crates-io": ["https://crates.acme.test/dl"]}`. The key is `crates-io`, a name of `[registries]` in cargo's configuration, or the address of an index; an address is as `dl` in the config.json of an index. See docs/registries.md.""",
    ),
    "name": attr.string(
        default = "crates",
        doc = "The name of the hub, and with `__` the prefix of all its spokes. Unique over all modules of a build.",
    ),
    "platform_labels": attr.label_keyed_string_dict(
        doc = "Which config label stands for a triple: `{\"//platforms:linux_musl\": \"x86_64-unknown-linux-musl\"}`. Needed where the constraints of two triples are equal and their crates are not to be united.",
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
    "target_specs": attr.label_list(
        doc = "Target specs (`.json`) of triples that rustc has no name for. Such a triple is called as its file is, without `.json`, and always counts; where `@platforms` has no constraint values for it, `platform_labels` names its config label.",
    ),
    "unused_annotations": attr.string(
        default = "error",
        doc = "What is done about an annotation that matches no package: `error` or `warning`.",
        values = ["error", "warning"],
    ),
}

_FOR_HUBS_ATTRS = {
    "repositories": attr.string_list(
        doc = "The names of the hubs that it is for; without any it is for all hubs of the module.",
    ),
}

_MATCH_ATTRS = _FOR_HUBS_ATTRS | {
    "crate": attr.string(
        mandatory = True,
        doc = "The name of a package, or `*` for all.",
    ),
    "version": attr.string(
        default = "*",
        doc = "`*`, a version, or a version requirement of Cargo.",
    ),
}

from_cargo = tag_class(
    doc = """A hub of crates from a Cargo workspace.

```python
crate = use_extension("@crate_universe//crate_universe:extensions.bzl", "crate")
crate.from_cargo(
    name = "crates",
    cargo_lockfile = "//:Cargo.lock",
    manifests = ["//:Cargo.toml"],
)
use_repo(crate, "crates")
```
""",
    attrs = _HUB_ATTRS | {
        "manifests": attr.label_list(
            doc = "The `Cargo.toml` of the workspace. Members follow from it and need no mention. Of several workspaces, or packages that belong to none, each is named.",
        ),
    },
)

from_specs = tag_class(
    doc = """A hub of crates that no manifest declares, but `crate.spec` does.

```python
crate.spec(
    package = "serde",
    features = ["derive"],
    version = "1",
)
crate.from_specs(
    name = "crates",
    cargo_lockfile = "//:Cargo.specs.lock",
)
use_repo(crate, "crates")
```
""",
    attrs = _HUB_ATTRS,
)

spec = tag_class(
    doc = "A crate beside those of the manifests, or instead of them: see docs/specs.md.",
    attrs = _FOR_HUBS_ATTRS | SPEC_ATTRS,
)

splicing_config = tag_class(
    doc = "How manifests and specs become one workspace.",
    attrs = _FOR_HUBS_ATTRS | {
        "resolver_version": attr.string(
            default = "2",
            doc = "Cargo's feature resolver where no manifest is the root of the workspace: `1`, `2` or `3`.",
        ),
    },
)

annotation = tag_class(
    doc = "What crates need beside what their manifests say: see docs/annotations.md.",
    attrs = _MATCH_ATTRS | ANNOTATION_ATTRS,
)

annotation_select = tag_class(
    doc = "As `annotation`, for some platforms only.",
    attrs = _MATCH_ATTRS | SELECT_ATTRS | {
        "label_injections": ANNOTATION_ATTRS["label_injections"],
        "triples": attr.string_list(
            mandatory = True,
            doc = "Where it holds: triples, `cfg(...)` expressions, or config labels.",
        ),
    },
)

render_config = tag_class(
    doc = "How the files of a hub are rendered: see docs/hub.md. At most one for each hub.",
    attrs = _FOR_HUBS_ATTRS | RENDER_CONFIG_ATTRS,
)

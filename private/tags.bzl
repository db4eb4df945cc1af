"""The tag classes of the `crate` module extension.

Names, types and documentation of what users write in MODULE.bazel. It holds no logic; the meaning of every attribute is
the program's.
"""

load(":annotation.bzl", "EARLIER_SELECTS")
load(":annotation_fields.bzl", "ANNOTATION_ATTRS", "SELECT_ATTRS")
load(":hub_attrs.bzl", "WITH_MANIFESTS")
load(":hub_values.bzl", "hub_attrs")
load(":render_config_attrs.bzl", "RENDER_CONFIG_ATTRS")
load(":spec_attrs.bzl", "SPEC_ATTRS")

visibility(["//..."])

# What every tag of a hub has.
_HUB_ATTRS = hub_attrs() | {
    "host_tools": attr.label(
        default = "@rust_host_tools",
        doc = "A label in the root package of a repository with `bin/cargo` and `bin/rustc` of the host. They update Cargo.lock, and resolve what crate_universe cannot read itself.",
    ),
    "host_tools_repo": attr.string(
        doc = "The name of such a repository, declared by the `rust_host_tools` extension of rules_rust. Overrides `host_tools`; prefer that.",
    ),
    "name": attr.string(
        default = "crates",
        doc = "The name of the hub, and with `__` the prefix of its crate repositories. Must be unique across all modules of a build.",
    ),
    "share_with": attr.string(
        doc = "Another hub of the module. A crate that has the same features, annotations and dependencies in both is built once: this hub uses the target of the other. See docs/setups.md.",
    ),
    "splicing_config": attr.string(
        doc = "The same as the tag `crate.splicing_config`, as the JSON text that rules_rust accepted before 0.57. The tag takes precedence.",
    ),
}

_FOR_HUBS_ATTRS = {
    "repositories": attr.string_list(
        doc = "The names of the hubs that the tag applies to; by default all hubs of the module.",
    ),
}

_MATCH_ATTRS = _FOR_HUBS_ATTRS | {
    "crate": attr.string(
        mandatory = True,
        doc = "The name of a package, or `*` for all.",
    ),
    "version": attr.string(
        default = "*",
        doc = "`*`, a version, or a Cargo version requirement.",
    ),
}

_from_cargo = tag_class(
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
    attrs = _HUB_ATTRS,
)

_from_specs = tag_class(
    doc = """A hub of crates that are declared by `crate.spec`, without a manifest.

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
    attrs = {name: attribute for name, attribute in _HUB_ATTRS.items() if name not in WITH_MANIFESTS},
)

_spec = tag_class(
    doc = "A dependency in addition to those of the manifests, or instead of them: see docs/specs.md.",
    attrs = _FOR_HUBS_ATTRS | SPEC_ATTRS,
)

_splicing_config = tag_class(
    doc = "How manifests and specs are combined into one workspace.",
    attrs = _FOR_HUBS_ATTRS | {
        "resolver_version": attr.string(
            default = "2",
            doc = "Cargo's feature resolver, if no manifest is the root of the workspace: `1`, `2` or `3`.",
        ),
    },
)

_annotation = tag_class(
    doc = "Build settings of a crate that its manifest does not declare: see docs/annotations.md.",
    attrs = _MATCH_ATTRS | ANNOTATION_ATTRS | EARLIER_SELECTS,
)

_annotation_select = tag_class(
    doc = "The same as `annotation`, but only for some platforms.",
    attrs = _MATCH_ATTRS | SELECT_ATTRS | {
        "label_injections": ANNOTATION_ATTRS["label_injections"],
        "triples": attr.string_list(
            mandatory = True,
            doc = "The platforms that it applies to: triples, `cfg(...)` expressions, or config labels.",
        ),
    },
)

_render_config = tag_class(
    doc = "How the files of a hub are generated: see docs/hub.md. At most one per hub.",
    attrs = _FOR_HUBS_ATTRS | RENDER_CONFIG_ATTRS,
)

TAG_CLASSES = {
    "annotation": _annotation,
    "annotation_select": _annotation_select,
    "from_cargo": _from_cargo,
    "from_specs": _from_specs,
    "render_config": _render_config,
    "spec": _spec,
    "splicing_config": _splicing_config,
}

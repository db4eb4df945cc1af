"""The tag classes of the `crate` module extension.

Names, types and documentation of what users write in MODULE.bazel. It holds no logic; the meaning of every attribute is
the program's.
"""

load(":annotation.bzl", "EARLIER_SELECTS")
load(":annotation_fields.bzl", "ANNOTATION_ATTRS", "SELECT_ATTRS")
load(":hub_attrs.bzl", "ISOLATED_ATTRS", "PLATFORM_LABELS_DOC", "hub_attrs")
load(":render_config.bzl", "RENDER_CONFIG_ATTRS")
load(":spec.bzl", "SPEC_ATTRS")

visibility(["//..."])

# What every tag of a hub has.
_HUB_ATTRS = {name: attribute for name, attribute in hub_attrs().items() if name != "manifests"} | ISOLATED_ATTRS | {
    "host_tools": attr.label(
        default = "@rust_host_tools",
        doc = "A label in the root package of a repository with `bin/cargo` and `bin/rustc` of the host, which update the lock and read what no native reader can.",
    ),
    "host_tools_repo": attr.string(
        doc = "The name of such a repository, declared by the `rust_host_tools` extension of rules_rust. Wins over `host_tools`, which is the better way to say it.",
    ),
    "name": attr.string(
        default = "crates",
        doc = "The name of the hub, and with `__` the prefix of all its spokes. Unique over all modules of a build.",
    ),
    "platform_labels": attr.label_keyed_string_dict(doc = PLATFORM_LABELS_DOC),
    "share_with": attr.string(
        doc = "Another hub of the module. A crate that both have alike, with the same features, annotations and dependencies, is built once: here it is the target of that hub. See docs/setups.md.",
    ),
    "splicing_config": attr.string(
        doc = "What the tag `crate.splicing_config` says, as the JSON text that rules_rust took before 0.57. The tag wins.",
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
    attrs = _HUB_ATTRS | {"manifests": hub_attrs()["manifests"]},
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
    attrs = _MATCH_ATTRS | ANNOTATION_ATTRS | EARLIER_SELECTS,
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

"""Facts about the version of rules_rust in use, read from rules_rust itself.

`RULES_RUST` goes into request.json; the rule `rules_rust_facts` provides the same facts to `crates_vendor`. WORKSPACE files must not load
this file, since it loads `@rules_rust`.
"""

load("@rules_rust//:version.bzl", "VERSION")
load("@rules_rust//rust:defs.bzl", "rust_common")
load("@rules_rust//rust:rust_common.bzl", _BuildInfo = "BuildInfo")
load("@rules_rust//rust/platform:triple_mappings.bzl", "ALL_PLATFORM_TRIPLES", "triple_to_constraint_set")
load(":facts.bzl", "RulesRustInfo")

visibility(["//..."])

RULES_RUST = {
    "platforms": {triple: triple_to_constraint_set(triple) for triple in sorted(ALL_PLATFORM_TRIPLES)},
    "version": VERSION,
}

RUST_TOOLCHAIN = Label("@rules_rust//rust:toolchain_type")

# What rules of rules_rust take from a dependency.
BuildInfo = _BuildInfo
CrateInfo = rust_common.crate_info
DepInfo = rust_common.dep_info
DepVariantInfo = rust_common.dep_variant_info
CRATE_PROVIDERS = [
    BuildInfo,
    CrateInfo,
    rust_common.crate_group_info,
    DepInfo,
    rust_common.test_crate_info,
]

def _rules_rust_facts_impl(_ctx):
    return [RulesRustInfo(platforms = RULES_RUST["platforms"], version = RULES_RUST["version"])]

rules_rust_facts = rule(
    implementation = _rules_rust_facts_impl,
    doc = "Provides facts about rules_rust to rules that must not load it.",
)

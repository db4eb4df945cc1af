"""Facts about the rules_rust at hand, read from rules_rust itself.

Gives the dict that request.json wants, and a rule that hands the same facts to `crates_vendor`. It is the only file that
loads `@rules_rust`, so it is never loaded by anything that WORKSPACE loads.
"""

load("@rules_rust//:version.bzl", "VERSION")
load("@rules_rust//rust/platform:triple_mappings.bzl", "ALL_PLATFORM_TRIPLES", "triple_to_constraint_set")
load(":facts.bzl", "RulesRustInfo")

visibility(["//..."])

RULES_RUST = {
    "platforms": {triple: triple_to_constraint_set(triple) for triple in sorted(ALL_PLATFORM_TRIPLES)},
    "version": VERSION,
}

def _rules_rust_facts_impl(_ctx):
    return [RulesRustInfo(platforms = RULES_RUST["platforms"], version = RULES_RUST["version"])]

rules_rust_facts = rule(
    implementation = _rules_rust_facts_impl,
    doc = "Hands the facts about rules_rust to rules that must not load it.",
)

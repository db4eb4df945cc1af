"""A select over all triples, and a target that tells which of its branches was taken."""

load("@rules_rust//rust/platform:triple_mappings.bzl", "ALL_PLATFORM_TRIPLES", "triple_to_constraint_set")

def select_by_triple():
    """Selects, by rules_rust's own settings, the triples that the platform cannot be told from.

    Triples of equal constraints, as wasm32-wasi and wasm32-wasip1, match at once. Bazel accepts this where their values
    are equal, so the value of each is the list of all of them.

    Returns:
        a select of lists of triples; ["none"] where no triple matches
    """
    equal = {}
    for triple in ALL_PLATFORM_TRIPLES:
        equal.setdefault(str(sorted(triple_to_constraint_set(triple))), []).append(triple)
    branches = {
        "@rules_rust//rust/platform:" + triple: sorted(triples)
        for triples in equal.values()
        for triple in triples
    }
    return select(branches | {"//conditions:default": ["none"]})

def _chosen_impl(ctx):
    file = ctx.actions.declare_file("chosen=" + "+".join(ctx.attr.triples))
    ctx.actions.write(file, "\n".join(ctx.attr.triples) + "\n")
    return [DefaultInfo(files = depset([file]))]

chosen = rule(
    doc = "A file whose name ends with the triples.",
    implementation = _chosen_impl,
    attrs = {
        "triples": attr.string_list(doc = "The triples."),
    },
)

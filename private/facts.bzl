"""The provider that carries facts about rules_rust into rules that must not load it.

Files that WORKSPACE loads cannot load `@rules_rust`, so `//private:rules_rust` carries what they need.
"""

visibility(["//..."])

RulesRustInfo = provider(
    doc = "Facts about the version of rules_rust in use.",
    fields = {
        "platforms": "dict: triple to the list of its constraint values in rules_rust.",
        "version": "string: the version of rules_rust.",
    },
)

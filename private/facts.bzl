"""The provider that carries facts about rules_rust into rules that must not load it.

Files that WORKSPACE loads cannot load `@rules_rust`, so `//private:rules_rust` carries what they need.
"""

visibility(["//..."])

RulesRustInfo = provider(
    doc = "Facts about the rules_rust at hand.",
    fields = {
        "platforms": "dict: triple to the list of constraint values that rules_rust gives it.",
        "version": "string: the version of rules_rust.",
    },
)

"""Constraint values of triples, beside those of the rules_rust at hand."""

load("@rules_rust//:version.bzl", "VERSION")
load("@rules_rust//rust/platform:triple.bzl", "triple")
load("@tables_of_rules_rust//:tables.bzl", "ALL_PLATFORM_TRIPLES", "CPUS", "SYSTEMS", "triple_to_constraint_set")
load("//:tables.bzl", "CONSTRAINTS")
load("//:version.bzl", "release")

# Less would mean that hardly anything was compared.
_FEWEST = 60

def check_platforms():
    """Fails if a triple that rules_rust has constraint values for has others by our table."""
    compared, wrong = 0, []
    for name, releases in CONSTRAINTS.items():
        theirs = _of_rules_rust(name)
        if not theirs:
            continue
        ours = []
        for since, constraints in releases.items():
            if release(since) <= release(VERSION):
                ours = constraints
        compared += 1
        if sorted(ours) != theirs:
            wrong.append("%s: %s, and %s in rules_rust %s" % (name, ours, theirs, VERSION))
    if wrong or compared < _FEWEST:
        fail("\n".join(["%d triples are compared" % compared] + wrong))

    # buildifier: disable=print
    print("%d triples have the constraint values of rules_rust %s" % (compared, VERSION))

def _of_rules_rust(name):
    """The values of `@platforms`; none where rules_rust cannot read the triple, or has no value for it."""
    if name not in ALL_PLATFORM_TRIPLES:
        if len(name.split("-")) < 3:
            return None
        parts = triple(name)
        if parts.arch not in CPUS or parts.system not in SYSTEMS:
            return None
    constraints = triple_to_constraint_set(name)
    if any([constraint.endswith(":None") for constraint in constraints]):
        return None

    # osx is another name of macos. What is of other repositories tells devices, simulators and previews apart.
    return sorted([
        constraint.replace("//os:osx", "//os:macos")
        for constraint in constraints
        if constraint.startswith("@platforms//")
    ])

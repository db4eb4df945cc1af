"""Versions: how they compare, and the oldest ones that are supported."""

load(":errors.bzl", "message")

visibility(["//..."])

_OLDEST_RULES_RUST = "0.54"

def numbers(version):
    """The numbers of a version, for comparison.

    Args:
        version: such as `1.95.0` or `1.97.0-nightly`.

    Returns:
        A list of int; it is empty where the text is no version.
    """
    release = version.partition("-")[0].partition("+")[0].split(".")
    return [int(number) for number in release] if all([number.isdigit() for number in release]) else []

def rules_rust_problem(version):
    """Compares rules_rust with the oldest version that is supported.

    Args:
        version: VERSION of rules_rust; one without numbers is a version under development.

    Returns:
        The text of an error, or None.
    """
    found = numbers(version)
    if not found or found >= numbers(_OLDEST_RULES_RUST):
        return None
    return message("CU0924", "crate_universe needs rules_rust %s or newer, but this is %s" % (_OLDEST_RULES_RUST, version), [
        "help: update rules_rust in MODULE.bazel, or in WORKSPACE (docs/compatibility.md)",
    ])

"""The module extension under the name that it once had in rules_rust.
"""

load(":extensions.bzl", _crate = "crate")

crate = _crate

"""The errors that Starlark itself reports, all in one table.

Codes that begin with CU09 are Starlark's; all others belong to the program. `message()` returns the text for `fail()` and does not call it,
so that the traceback ends at the caller.
"""

visibility(["//..."])

# crate_universe/hub.bzl loads nothing and writes its two codes out; test/starlark/files.sh compares both directions.
ERRORS = {
    "CU0901": "Bazel is too old for the module extension.",
    "CU0902": "Two hubs have the same name: hub names must be unique across all modules of a build.",
    "CU0903": "The program and the Starlark files are from different versions: the format of plan.json differs.",
    "CU0904": "plan.json names an unknown repository rule: the program and the Starlark files are from different versions.",
    "CU0905": "The program exited without a plan and without an error message.",
    "CU0906": "The binary given by CARGO_BAZEL_GENERATOR_URL does not run on this machine.",
    "CU0907": "The host's cargo or rustc does not run.",
    "CU0908": "The host's Rust is too old to build the program.",
    "CU0909": "cargo could not build the program.",
    "CU0910": "The program was built, but could not be copied into the repository.",
    "CU0911": "Two config labels are given for one platform triple.",
    "CU0912": "The directory of a package does not exist in its git repository.",
    "CU0913": "The directory of a package does not exist.",
    "CU0914": "A crate repository was declared without a BUILD file.",
    "CU0915": "A macro of a hub's defs.bzl was called for a package that is not a member of the Cargo workspace.",
    "CU0916": "crate_deps() was called with a name that is not a dependency of the package.",
    "CU0917": "CARGO_BAZEL_GENERATOR_SHA256 is set without CARGO_BAZEL_GENERATOR_URL.",
    "CU0918": "A tag names a hub that its module does not declare.",
    "CU0919": "A tag names a file in a package that does not exist.",
    "CU0920": "A hub has two tags of a class that is allowed only once.",
    "CU0921": "The archive of a package cannot be downloaded, or does not match its checksum in Cargo.lock.",
    "CU0922": "A template of a toolchain label has an unknown key.",
    "CU0923": "The repository of the host tools lacks cargo or rustc.",
    "CU0924": "rules_rust is older than the oldest version that is supported.",
    "CU0925": "A path dependency is declared by a file that rules_rust's crate_universe generated.",
    "CU0926": "An attribute that must be a JSON object is something else.",
    "CU0927": "The code of a package refers to a file whose name is not valid in a label, so the file is left out.",
    "CU0929": "A hub shares with a hub that itself shares with another.",
    "CU0930": "CARGO_BAZEL_TIMEOUT is not a number of seconds.",
    "CU0931": "The program exceeded its timeout.",
    "CU0932": "A flag of crate_universe has an unknown value.",
    "CU0933": "cargo_package() was called in a package without a Cargo.toml.",
    "CU0934": "cargo_package() would make a target that is there already.",
    "CU0935": "An argument of cargo_package() names a target that the package does not have.",
    "CU0936": "cargo_package() was called for a hub that leaves it out.",
    "CU0937": "An argument of cargo_package() has a wrong type, or sets a name.",
    "CU0938": "A crate that the program is built from cannot be downloaded.",
}

def message(code, what, lines = []):
    """The text of one error.

    Args:
        code: a key of ERRORS.
        what: what is wrong, in one line.
        lines: where, why, and the command that helps, one line each.

    Returns:
        The text for `fail()`.
    """
    if code not in ERRORS:
        fail("%s is not in the table of private/errors.bzl" % code)
    return "\n".join(["%s: %s" % (code, what)] + ["  " + line for line in lines])

"""The errors that Starlark itself reports, all in one table.

Takes a code and the words of one case, gives the text of `fail()`. Codes that begin with CU09 are Starlark's, all others
belong to the program. It never fails by itself: the caller does, so that the traceback ends at the caller.
"""

visibility(["//..."])

# crate_universe/hub.bzl loads nothing and writes its two codes out; test/starlark/files.sh compares both directions.
ERRORS = {
    "CU0901": "Bazel is too old for the module extension.",
    "CU0902": "Two hubs have the same name: hub names are unique over all modules of a build.",
    "CU0903": "The program and the Starlark files are of different versions: the format of plan.json differs.",
    "CU0904": "plan.json names a repository rule that does not exist here: the versions differ.",
    "CU0905": "The program ended without a message, or without a plan.",
    "CU0906": "The binary given by CARGO_BAZEL_GENERATOR_URL does not run on this machine.",
    "CU0907": "The host's cargo or rustc does not run.",
    "CU0908": "The host's Rust is older than the program needs to be built.",
    "CU0909": "cargo could not build the program.",
    "CU0910": "The program was built, but could not be put into the repository.",
    "CU0911": "Two config labels are given for one platform triple.",
    "CU0912": "A git repository has no such directory.",
    "CU0913": "The directory of a package does not exist.",
    "CU0914": "A crate repository was declared without a BUILD file.",
    "CU0915": "A macro of a hub's defs.bzl was called for a package that is no member of the Cargo workspace.",
    "CU0916": "crate_deps() was asked for a name that is no dependency of the package.",
    "CU0917": "CARGO_BAZEL_GENERATOR_SHA256 is set without CARGO_BAZEL_GENERATOR_URL.",
    "CU0918": "A tag is for a hub that its module does not declare.",
    "CU0919": "A tag names a file in a package that does not exist.",
    "CU0920": "A hub has two tags of a class of which it may have one.",
    "CU0921": "The archive of a package cannot be downloaded, or has another checksum than Cargo.lock.",
    "CU0922": "A template of a toolchain's label has a key that stands for nothing.",
    "CU0923": "The repository of the host tools lacks cargo or rustc.",
    "CU0924": "rules_rust is older than the oldest version that is supported.",
    "CU0925": "A path dependency is declared by a file that rules_rust's crate_universe has generated.",
    "CU0926": "An attribute that holds JSON holds something else.",
    "CU0927": "The code of a package names a file whose name no label can have, so that the file is left out.",
    "CU0929": "A hub shares with one that itself shares with another.",
    "CU0930": "CARGO_BAZEL_TIMEOUT is no number of seconds.",
    "CU0931": "The program ran longer than it may.",
    "CU0932": "A flag of crate_universe has a value that it does not know.",
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

"""The repositories of all vendored crates."""

load("//basic/3rdparty/crates:defs.bzl", basic_crate_repositories = "crate_repositories")

def sys_deps():
    """Declares what each folder of vendored BUILD files needs."""
    basic_crate_repositories()

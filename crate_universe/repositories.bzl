"""What WORKSPACE files load before they use crate_universe, as they did for rules_rust's: one macro. `crates_repository`
makes the program itself; targets of `crates_vendor` take it from the repository that is declared here. Under MODULE.bazel
it is not needed.
"""

load("//private:tool.bzl", "tool_repository")

def crate_universe_dependencies(rust_version = "", host_tools = None, **_kwargs):
    """Declares the repository of the program that `crates_vendor` runs.

    Args:
        rust_version: the version of the toolchain repositories that WORKSPACE declares, as in `crates_repository`.
        host_tools: a label in the root package of a repository with `bin/cargo` and `bin/rustc`, instead of those.
        **_kwargs: what else rules_rust's macro takes, as `bootstrap`; it says nothing.
    """
    tool_repository(name = "crate_universe_tool", host_tools = host_tools, rust_version = rust_version)

"""What WORKSPACE files load before they use crate_universe, as they did for rules_rust's: one macro. `crates_repository`
makes the program itself; targets of `crates_vendor` take it from the repository that is declared here. Under MODULE.bazel
it is not needed.
"""

load("//private:ignored.bzl", "ignored")
load("//private:tool.bzl", "tool_repository")

def crate_universe_dependencies(
        rust_version = "",
        bootstrap = None,
        *,
        host_tools = None,
        rust_toolchain_cargo_template = "",
        rust_toolchain_rustc_template = "",
        build_mode = None,
        cargo_config = None,
        compressed_windows_toolchain_names = None,
        env = None,
        env_label = None,
        name = None):
    """Declares the repository of the program that `crates_vendor` runs.

    Args:
        rust_version: the version of the toolchain repositories that WORKSPACE declares, as in `crates_repository`.
        bootstrap: ignored. The program is always built from source.
        host_tools: a label in the root package of a repository with `bin/cargo` and `bin/rustc`, instead of the toolchain repositories.
        rust_toolchain_cargo_template: the label of cargo in such a repository, as in `crates_repository`.
        rust_toolchain_rustc_template: the same for rustc.
        build_mode: ignored.
        cargo_config: ignored.
        compressed_windows_toolchain_names: ignored.
        env: ignored.
        env_label: ignored.
        name: ignored.

    Returns:
        A list of structs as `crate_repositories()` gives them: `repo` and `is_dev_dep`.
    """
    ignored("crate_universe_dependencies()", {
        "bootstrap": bootstrap,
        "build_mode": build_mode,
        "cargo_config": cargo_config,
        "compressed_windows_toolchain_names": compressed_windows_toolchain_names,
        "env": env,
        "env_label": env_label,
        "name": name,
    })
    tool_repository(
        name = "crate_universe_tool",
        host_tools = host_tools,
        rust_toolchain_cargo_template = rust_toolchain_cargo_template,
        rust_toolchain_rustc_template = rust_toolchain_rustc_template,
        rust_version = rust_version,
    )
    return [struct(repo = "crate_universe_tool", is_dev_dep = False)]

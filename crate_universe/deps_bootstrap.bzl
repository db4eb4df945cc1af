"""What WORKSPACE files load that had rules_rust build its program: here that is never asked for.
"""

load("//private:ignored.bzl", "ignored")

def cargo_bazel_bootstrap(
        name = None,
        rust_version = None,
        *,
        build_mode = None,
        cargo_config = None,
        compressed_windows_toolchain_names = None,
        env = None,
        env_label = None,
        rust_toolchain_cargo_template = None,
        rust_toolchain_rustc_template = None):
    """Declares nothing: `crates_repository` and `crate_universe_dependencies()` build the program themselves.

    Args:
        name: ignored.
        rust_version: ignored.
        build_mode: ignored.
        cargo_config: ignored.
        compressed_windows_toolchain_names: ignored.
        env: ignored.
        env_label: ignored.
        rust_toolchain_cargo_template: ignored.
        rust_toolchain_rustc_template: ignored.

    Returns:
        An empty list.
    """
    ignored("cargo_bazel_bootstrap()", {
        "build_mode": build_mode,
        "cargo_config": cargo_config,
        "compressed_windows_toolchain_names": compressed_windows_toolchain_names,
        "env": env,
        "env_label": env_label,
        "name": name,
        "rust_toolchain_cargo_template": rust_toolchain_cargo_template,
        "rust_toolchain_rustc_template": rust_toolchain_rustc_template,
        "rust_version": rust_version,
    })
    return []

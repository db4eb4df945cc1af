"""The files of a Cargo package, as `cargo_package()` gives them to rules.

Each set of files is one target, so that a package with many tests does not list its files for each of them.
"""

load(":target_names.bzl", "is_target_name")

visibility(["//..."])

# Not a part of what Cargo sees: its own outputs, those of git and Bazel, and Bazel's own files.
_EXCLUDED = [
    ".git/**",
    "BUILD",
    "BUILD.bazel",
    "MODULE.bazel",
    "MODULE.bazel.lock",
    "WORKSPACE",
    "WORKSPACE.bazel",
    "WORKSPACE.bzlmod",
    "bazel-*/**",
    "target/**",
]

# Libraries and binaries do not depend on what is in these, so that an edited test does not rebuild them.
_OF_TESTS = ["benches/**", "tests/**"]

_RUST = ["**/*.rs"]

def is_of_tests(path):
    """Whether a file is in a folder that libraries and binaries do not depend on.

    Args:
        path: relative to the package.

    Returns:
        A bool.
    """
    return path.startswith("benches/") or path.startswith("tests/")

def is_output(path, packages):
    """Whether Cargo has written a file for a package below, such as `fuzz/target/debug/a` for `fuzz`.

    Args:
        path: relative to the calling package.
        packages: folders with a Cargo.toml, as keys of a dict.

    Returns:
        A bool.
    """
    parts = path.split("/target/")
    return any(["/target/".join(parts[:end]) in packages for end in range(1, len(parts))])

# buildifier: disable=unnamed-macro
def declare_files():
    """Declares the targets with the files of the calling package, once.

    Returns:
        struct of lists of labels: `sources` and `data` of libraries and binaries; `test_sources` and `test_data` of all else;
        `all` files.
    """
    sources = _declare("cargo_sources", _RUST, _OF_TESTS)
    data = _declare("cargo_data", ["**"], _RUST + _OF_TESTS)
    test_sources = _declare("cargo_test_sources", [glob + "/*.rs" for glob in _OF_TESTS], [])
    test_data = _declare("cargo_test_data", _OF_TESTS, _RUST)
    return struct(
        all = sources + data + test_sources + test_data,
        data = data,
        sources = sources,
        test_data = data + test_data,
        test_sources = sources + test_sources,
    )

def _declare(name, include, exclude):
    if native.existing_rule(name):
        return [":" + name]
    found = _without_outputs(native.glob(include, allow_empty = True, exclude = exclude + _EXCLUDED))
    files = [file for file in found if is_target_name(file)]
    if len(files) < len(found):
        # buildifier: disable=print
        print("files of package `//%s` are left out, since Bazel takes no label for their names: %s" % (
            native.package_name(),
            ", ".join([repr(file) for file in found if not is_target_name(file)]),
        ))
    if not files:
        # Rules refuse a target without any file of the kind that they want.
        return []
    native.filegroup(name = name, srcs = files)
    return [":" + name]

def _without_outputs(files):
    """The files without those of `target` beside a nested Cargo.toml. A `target` folder elsewhere is not Cargo's."""
    if not any(["/target/" in file for file in files]):
        return files
    manifests = native.glob(["**/Cargo.toml"], allow_empty = True)
    packages = {manifest.rpartition("/")[0]: None for manifest in manifests}
    return [file for file in files if not is_output(file, packages)]

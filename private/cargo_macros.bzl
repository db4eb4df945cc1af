"""The macros that `defs.bzl` of every hub has for workspace members, and their documentation.

docs/reference is made from this file, which therefore loads nothing: what they do is in crate_universe/cargo_package.bzl.
"""

visibility(["//..."])

_PUBLIC = ["//visibility:public"]

# buildifier: disable=unnamed-macro
def make_cargo_macros(steps):
    """The macros of one hub.

    Args:
        steps: struct of the functions that do it: `check_arguments`, `find_member`, `check_names`,
            `check_single`, `make` and `make_tests`.

    Returns:
        struct of functions for BUILD files.
    """

    # buildifier: disable=unnamed-macro
    def cargo_package(
            library = {},
            build_script = {},
            binaries = {},
            unit_tests = {},
            doc_test = {},
            tests = {},
            examples = {},
            benches = {},
            exclude = [],
            visibility = _PUBLIC):
        """Makes all targets that Cargo finds in the calling package, which must be a member of the hub's Cargo workspace.

        In each dict of attributes, lists are added to what the macro sets, dicts are joined with it, and any other value
        replaces it.

        Args:
            library: dict of attributes of the library or proc macro.
            build_script: dict of attributes of the build script.
            binaries: dict of target name to dict of attributes.
            unit_tests: the same for the tests within the library, binaries and examples: `NAME__unit_test`.
            doc_test: dict of attributes of the tests in the library's documentation, `NAME__doc_test`.
            tests: dict of target name to dict of attributes, for the files in `tests`.
            examples: the same for examples.
            benches: the same for benches.
            exclude: list of names of targets that are not made.
            visibility: the visibility of the library, the binaries and the examples.
        """
        steps.check_arguments(
            "cargo_package",
            attributes = {"library": library, "build_script": build_script, "doc_test": doc_test},
            targets = {"binaries": binaries, "unit_tests": unit_tests, "tests": tests, "examples": examples, "benches": benches},
            exclude = exclude,
            visibility = visibility,
        )
        member = steps.find_member()
        steps.check_single(member, library = library, build_script = build_script, doc_test = doc_test)
        steps.check_names(member, exclude = exclude, binary = binaries, unit_test = unit_tests, test = tests, example = examples, bench = benches)
        steps.make(member, "library", {}, exclude, {"visibility": visibility}, single = library, script = build_script)
        steps.make(member, "binary", binaries, exclude, {"visibility": visibility}, script = build_script)
        steps.make(member, "example", examples, exclude, {"visibility": visibility}, script = build_script)
        steps.make(member, "bench", benches, exclude, {}, script = build_script)
        steps.make_tests(member, tests, unit_tests, doc_test, exclude, build_script)

    # buildifier: disable=unnamed-macro
    def cargo_library(visibility = _PUBLIC, build_script = {}, **attrs):
        """Makes the library or proc macro of the calling package, and its build script.

        Args:
            visibility: its visibility.
            build_script: dict of attributes of the build script.
            **attrs: attributes, as in `library` of `cargo_package()`.
        """
        steps.check_arguments("cargo_library", attributes = {"build_script": build_script, "": attrs}, visibility = visibility)
        member = steps.find_member()
        steps.check_single(member, library = attrs, build_script = build_script)
        steps.make(member, "library", {}, [], {"visibility": visibility}, single = attrs, script = build_script)

    # buildifier: disable=unnamed-macro
    def cargo_binaries(binaries = {}, exclude = [], build_script = {}, visibility = _PUBLIC):
        """Makes the binaries of the calling package. They link its library, which `cargo_library()` makes.

        Args:
            binaries: dict of target name to dict of attributes.
            exclude: list of names of targets that are not made.
            build_script: dict of attributes of the build script.
            visibility: their visibility.
        """
        steps.check_arguments(
            "cargo_binaries",
            attributes = {"build_script": build_script},
            targets = {"binaries": binaries},
            exclude = exclude,
            visibility = visibility,
        )
        member = steps.find_member()
        steps.check_names(member, exclude = exclude, binary = binaries)
        steps.make(member, "binary", binaries, exclude, {"visibility": visibility}, script = build_script)

    # buildifier: disable=unnamed-macro
    def cargo_examples(examples = {}, exclude = [], build_script = {}, visibility = _PUBLIC):
        """Makes the examples of the calling package.

        Args:
            examples: dict of target name to dict of attributes.
            exclude: list of names of targets that are not made.
            build_script: dict of attributes of the build script.
            visibility: their visibility.
        """
        steps.check_arguments(
            "cargo_examples",
            attributes = {"build_script": build_script},
            targets = {"examples": examples},
            exclude = exclude,
            visibility = visibility,
        )
        member = steps.find_member()
        steps.check_names(member, exclude = exclude, example = examples)
        steps.make(member, "example", examples, exclude, {"visibility": visibility}, script = build_script)

    # buildifier: disable=unnamed-macro
    def cargo_benches(benches = {}, exclude = [], build_script = {}):
        """Makes the benches of the calling package: programs for `bazel run`.

        Args:
            benches: dict of target name to dict of attributes.
            exclude: list of names of targets that are not made.
            build_script: dict of attributes of the build script.
        """
        steps.check_arguments("cargo_benches", attributes = {"build_script": build_script}, targets = {"benches": benches}, exclude = exclude)
        member = steps.find_member()
        steps.check_names(member, exclude = exclude, bench = benches)
        steps.make(member, "bench", benches, exclude, {}, script = build_script)

    # buildifier: disable=unnamed-macro
    def cargo_tests(tests = {}, unit_tests = {}, doc_test = {}, exclude = [], build_script = {}):
        """Makes the tests of the calling package: within its library, binaries and examples, in `tests`, and in its documentation.

        Tests in `tests` can run those binaries that are made before: call `cargo_binaries()` first.

        Args:
            tests: dict of target name to dict of attributes, for the files in `tests`.
            unit_tests: the same for the tests within the library, binaries and examples.
            doc_test: dict of attributes of the tests in the documentation.
            exclude: list of names of targets that are not made.
            build_script: dict of attributes of the build script.
        """
        steps.check_arguments(
            "cargo_tests",
            attributes = {"build_script": build_script, "doc_test": doc_test},
            targets = {"unit_tests": unit_tests, "tests": tests},
            exclude = exclude,
        )
        member = steps.find_member()
        steps.check_names(member, exclude = exclude, unit_test = unit_tests, test = tests)
        steps.check_single(member, doc_test = doc_test, build_script = build_script)
        steps.make_tests(member, tests, unit_tests, doc_test, exclude, build_script)

    return struct(
        cargo_benches = cargo_benches,
        cargo_binaries = cargo_binaries,
        cargo_examples = cargo_examples,
        cargo_library = cargo_library,
        cargo_package = cargo_package,
        cargo_tests = cargo_tests,
    )

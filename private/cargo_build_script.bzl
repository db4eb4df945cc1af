"""The build script of a Cargo package."""

load("//crate_universe:hub.bzl", "SCRIPT_ENV", "SCRIPT_TOOLS_ENV")
load(":cargo_files.bzl", "is_of_tests")
load(":cargo_overrides.bzl", "apply_overrides")
load(":rules_rust.bzl", "RULES_RUST")
load(":rules_rust_rules.bzl", "cargo_build_script")
load(":versions.bzl", "numbers")

visibility(["//..."])

# Cargo's name of it.
BUILD_SCRIPT = "build_script_build"

_DEFAULT = "//conditions:default"
_SCRIPT_TOOLS = Label("//crate_universe/configuration:script_tools")
_WRITABLE_PACKAGE = Label("//crate_universe/package_directory:writable_package")

# From this release on, rules_rust itself says where cargo and rustdoc are.
_SETS_TOOLS = [0, 66]

# buildifier: disable=unnamed-macro
def make_build_script(member, overrides):
    """Makes the build script of the calling package, unless that is done.

    Args:
        member: of `find_member()`.
        overrides: dict of attributes.
    """
    if native.existing_rule(BUILD_SCRIPT):
        return
    variants = member.script["variants"]
    names = [BUILD_SCRIPT if len(variants) == 1 else "%s_%d" % (BUILD_SCRIPT, place + 1) for place in range(len(variants))]
    if len(variants) > 1:
        native.alias(
            name = BUILD_SCRIPT,
            actual = select({
                member.condition(variant["condition"]): ":" + name
                for name, variant in zip(names, variants)
                if "condition" in variant
            } | {_DEFAULT: ":" + names[0]}),
        )
    for name, variant in zip(names, variants):
        attrs = _attrs(member, variant)
        if len(variants) > 1:
            # `//...` builds the one that the alias chooses.
            attrs["tags"] = ["manual"]
        attrs = apply_overrides(attrs, overrides)
        cargo_build_script(name = name, **attrs)

def _attrs(member, variant):
    found = numbers(RULES_RUST["version"])
    lacks_tools = found and found < _SETS_TOOLS
    attrs = {
        "aliases": member.build.aliases,
        "build_script_env": member.env | SCRIPT_ENV | member.per_platform_dict(variant["env"]),
        "compile_data": member.files.data + ["Cargo.toml"],
        "crate_features": variant["features"],
        "crate_name": member.script["cargo_name"].replace("-", "_"),
        "crate_root": member.script["root"],
        "data": member.files.all + ["Cargo.toml"],
        "deps": member.build.deps + [_WRITABLE_PACKAGE],
        "edition": member.script["edition"],
        "pkg_name": member.name,
        "proc_macro_deps": member.build.proc_macro_deps,
        "rustc_env": member.env,
        "rustc_env_files": member.rustc_env_files,
        "rustc_flags": member.lint_flags,
        "srcs": member.files.test_sources if is_of_tests(member.script["root"]) else member.files.sources,
        "toolchains": [_SCRIPT_TOOLS] if lacks_tools else [],
        "version": member.version,
    }
    if lacks_tools:
        attrs["build_script_env"] = attrs["build_script_env"] | SCRIPT_TOOLS_ENV
    if "links" in member.script:
        attrs["links"] = member.script["links"]
    if "native" in member.script:
        attrs["link_deps"] = member.per_platform_list(member.script["native"])
    return attrs

"""The options of `crate.render_config`: the attributes of the tag, and the function for BUILD and WORKSPACE files.

Generated from crate_universe/src/input/render_options.rs: do not edit.
`cd crate_universe && UPDATE=1 cargo test --lib generated_files` writes it anew.
"""

load(":request.bzl", "encode_arguments")

visibility(["//..."])

# The attributes of `crate.render_config` but `repositories`.
RENDER_CONFIG_ATTRS = {
    "build_file_template": attr.string(
        doc = "Where `crates_vendor` writes the BUILD file of a package, relative to `vendor_path`. Keys: `{name}`, `{version}`. It has no effect in the module extension. Default: `//:BUILD.{name}-{version}.bazel`.",
    ),
    "crate_alias_template": attr.string(
        doc = "The labels that `all_crate_deps`, `crate_deps` and `aliases` return. Keys: those of `crate_repository_template`, and `{target}`, the crate's name. Default: the target, or the hub's alias if that has a rule of its own.",
    ),
    "crate_label_template": attr.string(
        doc = "The labels by which crates depend on each other. Keys: as in `crate_alias_template`. The default has the repository name of `crate_repository_template`. Default: `@{repository}__{name}-{version}//:{target}`.",
    ),
    "crate_repository_template": attr.string(
        doc = "The name of a crate repository. Keys: `{repository}`, the hub; `{name}`; `{version}`; and `{series}`, the part of the version that compatible updates keep: `1` of 1.2.3, `0.2` of 0.2.3. Default: `{repository}__{name}-{version}`.",
    ),
    "crates_module_template": attr.string(
        doc = "Where `crates.bzl` and `defs.bzl` of the hub are. Key: `{file}`. Default: `//:{file}`.",
    ),
    "default_alias_rule_bzl": attr.label(
        doc = "The `.bzl` file that defines the rule `default_alias_rule_name`.",
    ),
    "default_alias_rule_name": attr.string(
        default = "alias",
        doc = "The rule of the hub's aliases of crates: `alias`; `dbg`, `fastbuild` or `opt`, which always compile the crate in that compilation mode; or a rule in `default_alias_rule_bzl`, which is called with `name`, `actual` and `tags`.",
    ),
    "default_package_name": attr.string(
        doc = "The workspace member that macros use if they are called without `package_name`. Default: the calling package.",
    ),
    "generate_cargo_toml_env_vars": attr.bool(
        default = True,
        doc = "Whether rustc and build scripts see all `CARGO_PKG_*` variables that cargo sets. If not, they see only those that rules_rust sets.",
    ),
    "generate_rules_license_metadata": attr.bool(
        doc = "Whether each package has targets `license` and `package_info` of `@rules_license`, and names them in its `default_package_metadata`.",
    ),
    "generate_target_compatible_with": attr.bool(
        default = True,
        doc = "Whether crates are compatible with the chosen platforms only. If not, Bazel also builds them for other platforms, without their platform-specific dependencies and settings.",
    ),
    "incompatible_no_root_alias_targets": attr.bool(
        doc = "Whether the hub has only `@hub//serde`, and not `@hub//:serde` as well.",
    ),
    "platforms_template": attr.string(
        doc = "The config setting of a triple. Key: `{triple}`. At most one of these settings may be true at a time. Triples that the default cannot tell apart are treated as one platform. `platform_labels` takes precedence. Default: `@rules_rust//rust/platform:{triple}`.",
    ),
    "regen_command": attr.string(
        doc = "The command that regenerates files, to be shown in their first lines.",
    ),
    "vendor_mode": attr.string(
        doc = "Must equal `mode` of `crates_vendor`, if set. It has no effect in the module extension.",
    ),
}

def render_config(
        build_file_template = None,
        crate_label_template = None,
        *,
        crate_alias_template = None,
        crate_repository_template = None,
        crates_module_template = None,
        default_alias_rule = None,
        default_alias_rule_bzl = None,
        default_alias_rule_name = None,
        default_package_name = None,
        generate_cargo_toml_env_vars = None,
        generate_rules_license_metadata = None,
        generate_target_compatible_with = None,
        incompatible_no_root_alias_targets = None,
        platforms_template = None,
        regen_command = None,
        vendor_mode = None):
    """How the files of a hub are rendered, for the attribute `render_config` of a rule.

    Args:
        build_file_template: Where `crates_vendor` writes the BUILD file of a package, relative to `vendor_path`. Keys: `{name}`, `{version}`. It has no effect in the module extension. Default: `//:BUILD.{name}-{version}.bazel`.
        crate_label_template: The labels by which crates depend on each other. Keys: as in `crate_alias_template`. The default has the repository name of `crate_repository_template`. Default: `@{repository}__{name}-{version}//:{target}`.
        crate_alias_template: The labels that `all_crate_deps`, `crate_deps` and `aliases` return. Keys: those of `crate_repository_template`, and `{target}`, the crate's name. Default: the target, or the hub's alias if that has a rule of its own.
        crate_repository_template: The name of a crate repository. Keys: `{repository}`, the hub; `{name}`; `{version}`; and `{series}`, the part of the version that compatible updates keep: `1` of 1.2.3, `0.2` of 0.2.3. Default: `{repository}__{name}-{version}`.
        crates_module_template: Where `crates.bzl` and `defs.bzl` of the hub are. Key: `{file}`. Default: `//:{file}`.
        default_alias_rule: The rule of the hub's aliases of crates, as a single string: `alias`, `dbg`, `fastbuild`, `opt`, or `<label of a .bzl file>:<rule>`.
        default_alias_rule_bzl: The `.bzl` file that defines the rule `default_alias_rule_name`.
        default_alias_rule_name: The rule of the hub's aliases of crates: `alias`; `dbg`, `fastbuild` or `opt`, which always compile the crate in that compilation mode; or a rule in `default_alias_rule_bzl`, which is called with `name`, `actual` and `tags`. Default: `alias`.
        default_package_name: The workspace member that macros use if they are called without `package_name`. Default: the calling package.
        generate_cargo_toml_env_vars: Whether rustc and build scripts see all `CARGO_PKG_*` variables that cargo sets. If not, they see only those that rules_rust sets. Default: True.
        generate_rules_license_metadata: Whether each package has targets `license` and `package_info` of `@rules_license`, and names them in its `default_package_metadata`.
        generate_target_compatible_with: Whether crates are compatible with the chosen platforms only. If not, Bazel also builds them for other platforms, without their platform-specific dependencies and settings. Default: True.
        incompatible_no_root_alias_targets: Whether the hub has only `@hub//serde`, and not `@hub//:serde` as well.
        platforms_template: The config setting of a triple. Key: `{triple}`. At most one of these settings may be true at a time. Triples that the default cannot tell apart are treated as one platform. `platform_labels` takes precedence. Default: `@rules_rust//rust/platform:{triple}`.
        regen_command: The command that regenerates files, to be shown in their first lines.
        vendor_mode: Must equal `mode` of `crates_vendor`, if set. It has no effect in the module extension.

    Returns:
        A string.
    """
    return encode_arguments({
        "build_file_template": build_file_template,
        "crate_alias_template": crate_alias_template,
        "crate_label_template": crate_label_template,
        "crate_repository_template": crate_repository_template,
        "crates_module_template": crates_module_template,
        "default_alias_rule": default_alias_rule,
        "default_alias_rule_bzl": default_alias_rule_bzl,
        "default_alias_rule_name": default_alias_rule_name,
        "default_package_name": default_package_name,
        "generate_cargo_toml_env_vars": generate_cargo_toml_env_vars,
        "generate_rules_license_metadata": generate_rules_license_metadata,
        "generate_target_compatible_with": generate_target_compatible_with,
        "incompatible_no_root_alias_targets": incompatible_no_root_alias_targets,
        "platforms_template": platforms_template,
        "regen_command": regen_command,
        "vendor_mode": vendor_mode,
    })

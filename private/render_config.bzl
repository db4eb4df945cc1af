"""`crate.render_config` on its way into a request.

Takes the tag, or the arguments of the function of the same name, gives the entry of request.json. What the values mean is
the program's.
"""

load(":request.bzl", "label_string")

visibility(["//..."])

# The attributes, of the tag and of the function alike.
RENDER_CONFIG_ATTRS = {
    "build_file_template": attr.string(
        doc = "Where `crates_vendor` writes the BUILD file of a package, relative to `vendor_path`. Keys: `{name}`, `{version}`. Default: `//:BUILD.{name}-{version}.bazel`. It has no effect in the module extension.",
    ),
    "crate_alias_template": attr.string(
        doc = "The labels that `all_crate_deps`, `crate_deps` and `aliases` return. Keys: `{repository}`, the hub; `{name}`, `{version}`, and `{target}`, the crate's name. Default: the hub's alias.",
    ),
    "crate_label_template": attr.string(
        doc = "The labels by which crates depend on each other. Keys: as in `crate_alias_template`. Default: `@{repository}__{name}-{version}//:{target}`, with the repository name of `crate_repository_template`.",
    ),
    "crate_repository_template": attr.string(
        doc = "The name of a crate repository. Keys: `{repository}`, `{name}`, `{version}`. Default: `{repository}__{name}-{version}`.",
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
        default = False,
        doc = "Whether each package has targets `license` and `package_info` of `@rules_license`, and names them in its `default_package_metadata`.",
    ),
    "generate_target_compatible_with": attr.bool(
        default = True,
        doc = "Whether crates are compatible with the chosen platforms only. If not, Bazel also builds them for other platforms, without their platform-specific dependencies and settings.",
    ),
    "incompatible_no_root_alias_targets": attr.bool(
        default = False,
        doc = "Whether the hub has only `@hub//serde`, and not `@hub//:serde` as well.",
    ),
    "platforms_template": attr.string(
        doc = "The config setting of a triple. Key: `{triple}`. At most one of these settings may be true at a time. Default: `@rules_rust//rust/platform:{triple}`; triples that it cannot tell apart are treated as one platform. `platform_labels` takes precedence.",
    ),
    "regen_command": attr.string(
        doc = "The command that regenerates files, to be shown in their first lines.",
    ),
    "vendor_mode": attr.string(
        doc = "Must equal `mode` of `crates_vendor`, if set. It has no effect in the module extension.",
    ),
}

def of_tag(tags):
    """The entry of a request.

    Args:
        tags: list of one `crate.render_config`, or of none.

    Returns:
        A dict, or None.
    """
    if not tags:
        return None
    values = {name: _plain(getattr(tags[0], name)) for name in RENDER_CONFIG_ATTRS}
    return values | {"tag": {"class": "render_config", "index": 0}}

def render_config(
        build_file_template = None,
        crate_label_template = None,
        *,
        crate_alias_template = None,
        crate_repository_template = None,
        crates_module_template = None,
        default_alias_rule = None,
        default_package_name = None,
        generate_cargo_toml_env_vars = None,
        generate_target_compatible_with = None,
        platforms_template = None,
        regen_command = None,
        vendor_mode = None,
        generate_rules_license_metadata = None,
        incompatible_no_root_alias_targets = None,
        default_alias_rule_bzl = None,
        default_alias_rule_name = None):
    """How the files of a hub are rendered, for the attribute `render_config` of a rule.

    An argument that is not given has the default of the tag `crate.render_config`, where each is documented.

    Args:
        build_file_template: where `crates_vendor` writes the BUILD file of a package.
        crate_label_template: the labels by which crates depend on each other.
        crate_alias_template: the labels that macros return.
        crate_repository_template: the name of a crate repository.
        crates_module_template: where `crates.bzl` and `defs.bzl` of the hub are.
        default_alias_rule: the rule of the hub's aliases of crates: `alias`, `dbg`, `fastbuild`, `opt`, or
            `<label of a .bzl file>:<rule>`.
        default_package_name: the workspace member that macros use if they are called without `package_name`.
        generate_cargo_toml_env_vars: whether rustc and build scripts see all `CARGO_PKG_*` variables that cargo sets.
        generate_target_compatible_with: whether crates are compatible with the chosen platforms only.
        platforms_template: the config setting of a triple.
        regen_command: the command that regenerates files, shown in their first lines.
        vendor_mode: must equal `mode` of `crates_vendor`, if set.
        generate_rules_license_metadata: whether each package has targets for its licence.
        incompatible_no_root_alias_targets: whether the hub has only `@hub//serde`, and not `@hub//:serde` as well.
        default_alias_rule_bzl: with `default_alias_rule_name`: the file of the rule, as in the tag.
        default_alias_rule_name: the rule, as in the tag.

    Returns:
        A string.
    """
    values = {
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
    }
    return json.encode({name: _plain(value) for name, value in values.items() if value != None})

def _plain(value):
    return label_string(value) if type(value) == "Label" else value

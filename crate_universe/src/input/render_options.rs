//! The table of the options of `crate.render_config`, for the tag and the function. Their Starlark and the table in
//! docs/hub.md are generated from it (`UPDATE=1 cargo test --lib generated_files`). The first two can be positional
//! arguments, as in rules_rust.

use super::attributes::attributes;

pub const BUILD_FILE: &str = "//:BUILD.{name}-{version}.bazel";
pub const CRATE_LABEL: &str = "@{repository}__{name}-{version}//:{target}";
pub const CRATES_MODULE: &str = "//:{file}";
pub const PLATFORMS: &str = "@rules_rust//rust/platform:{triple}";
pub const REPOSITORY: &str = "{repository}__{name}-{version}";

attributes! {
    omissible
    /// The values in a request. An empty value is unset.
    pub struct RenderOptions {
        build_file_template: String = String::new() => Is(BUILD_FILE), Everywhere,
            "Where `crates_vendor` writes the BUILD file of a package, relative to `vendor_path`. Keys: `{name}`, `{version}`. It has no effect in the module extension.";
        crate_label_template: String = String::new() => Is(CRATE_LABEL), Everywhere,
            "The labels by which crates depend on each other. Keys: as in `crate_alias_template`. The default has the repository name of `crate_repository_template`.";
        crate_alias_template: String = String::new() => Means("the target, or the hub's alias if that has a rule of its own"), Everywhere,
            "The labels that `all_crate_deps`, `crate_deps` and `aliases` return. Keys: those of `crate_repository_template`, and `{target}`, the crate's name.";
        crate_repository_template: String = String::new() => Is(REPOSITORY), Everywhere,
            "The name of a crate repository. Keys: `{repository}`, the hub; `{name}`; `{version}`; and `{series}`, the part of the version that compatible updates keep: `1` of 1.2.3, `0.2` of 0.2.3.";
        crates_module_template: String = String::new() => Is(CRATES_MODULE), Everywhere,
            "Where `crates.bzl` and `defs.bzl` of the hub are. Key: `{file}`.";
        default_alias_rule: String = String::new(), InFunction,
            "The rule of the hub's aliases of crates, as a single string: `alias`, `dbg`, `fastbuild`, `opt`, or `<label of a .bzl file>:<rule>`.";
        default_alias_rule_bzl: Option<String> = None, Everywhere,
            "The `.bzl` file that defines the rule `default_alias_rule_name`.";
        default_alias_rule_name: String = "alias".to_owned(), Everywhere,
            "The rule of the hub's aliases of crates: `alias`; `dbg`, `fastbuild` or `opt`, which always compile the crate in that compilation mode; or a rule in `default_alias_rule_bzl`, which is called with `name`, `actual` and `tags`.";
        default_package_name: String = String::new() => Means("the calling package"), Everywhere,
            "The workspace member that macros use if they are called without `package_name`.";
        generate_cargo_toml_env_vars: bool = true, Everywhere,
            "Whether rustc and build scripts see all `CARGO_PKG_*` variables that cargo sets. If not, they see only those that rules_rust sets.";
        generate_rules_license_metadata: bool = false, Everywhere,
            "Whether each package has targets `license` and `package_info` of `@rules_license`, and names them in its `default_package_metadata`.";
        generate_target_compatible_with: bool = true, Everywhere,
            "Whether crates are compatible with the chosen platforms only. If not, Bazel also builds them for other platforms, without their platform-specific dependencies and settings.";
        incompatible_no_root_alias_targets: bool = false, Everywhere,
            "Whether the hub has only `@hub//serde`, and not `@hub//:serde` as well.";
        platforms_template: String = String::new() => Is(PLATFORMS), Everywhere,
            "The config setting of a triple. Key: `{triple}`. At most one of these settings may be true at a time. Triples that the default cannot tell apart are treated as one platform. `platform_labels` takes precedence.";
        regen_command: String = String::new(), Everywhere,
            "The command that regenerates files, to be shown in their first lines.";
        vendor_mode: String = String::new(), Everywhere,
            "Must equal `mode` of `crates_vendor`, if set. It has no effect in the module extension.";
    }
}

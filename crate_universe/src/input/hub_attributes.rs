//! The table of the attributes that all kinds of hubs have: the tags, `crates_repository` and `crates_vendor`. Their
//! Starlark is generated from it (`UPDATE=1 cargo test --lib generated_files`). Attributes of only one kind are
//! elsewhere.

use std::collections::BTreeMap;

use super::attributes::{RequestFile, attributes, choice};

choice! {
    /// What happens if an annotation matches no package.
    pub enum UnusedAnnotations {
        Error = "error",
        Warning = "warning",
    }
}

choice! {
    /// The features of a package in Bazel's exec and target configurations, if Cargo builds it for the host and for the
    /// target.
    pub enum HostFeatures {
        TargetExact = "target-exact",
        Union = "union",
        Variants = "variants",
    }
}

choice! {
    /// Which members determine the features of a crate that several members use.
    pub enum FeatureScope {
        /// Each member separately.
        Member = "member",
        /// All members together.
        Workspace = "workspace",
    }
}

attributes! {
    /// The values in a request.
    pub struct HubAttributes {
        cargo_config: Option<RequestFile> = None, Everywhere,
            "A Cargo configuration file (`.cargo/config.toml`) with registries and source replacements.";
        cargo_lockfile: Option<RequestFile> = None, Everywhere,
            "The `Cargo.lock` of the workspace. As long as it satisfies the manifests, a build uses it without any further step. Specs, and packages that do not form a workspace, need a Cargo lockfile of their own; without one, or while the file is empty, cargo resolves them on every evaluation.";
        cargo_package_macros: bool = true, Everywhere,
            "Whether the hub has `cargo_package()` and its parts. If not, it has no table of the members' targets: the extension does not watch the folders that Cargo searches for targets, and a vendored hub does not change with a new test file. See docs/cargo_package.md.";
        dev_features: bool = true, Everywhere,
            "Whether dev-dependencies of the workspace count in feature resolution, as in `cargo build --workspace --all-targets`. If not, crates have the features of `cargo build --workspace`.";
        feature_scope: FeatureScope = FeatureScope::Workspace, Everywhere,
            "Which members determine the features of a crate. `workspace`: all members together, as in `cargo build --workspace`. `member`: each member by itself, as in `cargo build -p`; where the result differs, macros return a target `<name>__for_<member>`. See docs/members.md.";
        feature_sets: BTreeMap<String, Vec<String>> = BTreeMap::new(), WithManifests,
            "Lists of features that a member may be built with instead of its default ones: `{\"app:minimal\": [], \"app:tls\": [\"default\", \"tls\"]}`. A key is the member's name and a name for the set; the list is that of `cargo build --no-default-features --features`. The flag `@<hub>//cfg:<member>_features` chooses the set; `default` is what the member has without this attribute, unless `<member>:default` is listed. See docs/feature_sets.md.";
        generate_binaries: bool = false, Everywhere,
            "Whether every binary of every package becomes a `rust_binary` named `<binary>__bin`.";
        generate_build_scripts: bool = true, Everywhere,
            "Whether build scripts become `cargo_build_script` targets.";
        host_features: HostFeatures = HostFeatures::TargetExact, Everywhere,
            "Which features a crate has if Cargo builds it with different features for the host (build scripts and proc macros) and for the target. `target-exact`: target builds have exactly Cargo's features; host builds have the features of both. `union`: both have the features of both, without a condition on Bazel's exec configuration. `variants`: both have exactly Cargo's features; a crate that Cargo compiles twice has a second target `<name>__host`.";
        isolated: bool = true, InEvaluation,
            "Whether cargo runs with its own `CARGO_HOME`, without the user's configuration and credentials. The environment variable `CARGO_BAZEL_ISOLATED` overrides it.";
        lockfile: Option<RequestFile> = None, Everywhere,
            "The facts file: facts about crates, so that no crate is downloaded just to read its manifest. It must exist, but may be empty; a repin writes it, see docs/repin.md. The list of crates always comes from `Cargo.lock`.";
        manifests: Vec<RequestFile> = vec![], WithManifests,
            "The root `Cargo.toml` of the workspace; its members are found from it. For several workspaces, or packages outside a workspace, list the manifest of each.";
        member_deps: bool = false, Everywhere,
            "Whether macros also return the workspace members that a member depends on, as `//path:crate_name`. If not, as in rules_rust, you add them to `deps` yourself.";
        mirrors: BTreeMap<String, Vec<String>> = BTreeMap::new(), Everywhere,
            "URLs to try before a registry's own when downloading its crates: `{\"crates-io\": [\"https://crates.acme.test/dl\"]}`. A key is `crates-io`, a name in `[registries]` of Cargo's configuration, or the URL of an index; a value has the form of `dl` in the config.json of an index. See docs/registries.md.";
        platform_labels: BTreeMap<String, String> = BTreeMap::new(), Everywhere,
            "The config label to use for a triple: `{\"//platforms:linux_musl\": \"x86_64-unknown-linux-musl\"}`. Needed if two triples have the same constraints, but need different crates.";
        rustc_cfgs: BTreeMap<String, Vec<String>> = BTreeMap::new(), Everywhere,
            "`cfg()` values to set when selecting dependencies, by triple, or `\"*\"` for all triples: `{\"*\": [\"tokio_unstable\", \"backend=\\\"linux\\\"\", \"target_feature=\\\"avx2\\\"\"]}`. They are added to the `rustflags` of Cargo's configuration files, which are read as well; the environment variable `RUSTFLAGS` is not. As in cargo with `--target`, they apply to target builds, not to build scripts and proc macros. They do not reach the compiler: pass the same flags to rustc with the setting `extra_rustc_flags` of rules_rust.";
        skip_cargo_lockfile_overwrite: bool = false, Everywhere,
            "Whether a repin leaves `Cargo.lock` as it is.";
        strip_internal_dependencies_from_cargo_lockfile: bool = false, Everywhere,
            "Whether a repin writes only packages from registries and git repositories to `Cargo.lock`. Cargo then completes the lockfile on every evaluation.";
        supported_platform_triples: Vec<String> = vec![], Everywhere,
            "The triples to build for. Empty: all triples of rules_rust, one for each set of constraints. If none of the triples can run rustc (WebAssembly, for example) and something must run during the build, the triples of rules_rust that can are added.";
        target_specs: Vec<RequestFile> = vec![], Everywhere,
            "Target specs (`.json`) of triples that are not built into rustc. The triple has the name of the file without `.json`, and is always built for; if `@platforms` has no constraint values for it, set its config label in `platform_labels`.";
        unused_annotations: UnusedAnnotations = UnusedAnnotations::Error, Everywhere,
            "How to report an annotation that matches no package: `error` or `warning`.";
        use_metadata_of: Vec<String> = vec!["*".to_owned()], Everywhere,
            "The packages whose own `[package.metadata.bazel]` is used: package names, or `[\"*\"]` for all; `[]` for none. Metadata in use is reported once, and listed by `:repin` and `--check`; annotations override it. The metadata of path packages is always used. See docs/annotations.md.";
    }
}

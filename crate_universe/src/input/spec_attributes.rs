//! The table of the attributes of `crate.spec`, in the order of the function `crate.spec()`, whose first arguments can
//! be positional, as in rules_rust. Their Starlark and the table in docs/specs.md are generated from it (`UPDATE=1
//! cargo test --lib generated_files`).

use super::attributes::attributes;

attributes! {
    omissible
    /// The values in a request. An empty value is unset.
    pub struct SpecAttributes {
        package: String = String::new(), RequiredInTag,
            "The name of the package.";
        package_alias: String = String::new(), InTag,
            "Another name for the package in the hub, for example to use two versions of it.";
        version: String = String::new(), Everywhere,
            "A version requirement, as in Cargo.toml.";
        artifact: String = String::new(), Everywhere,
            "`bin` to build the binaries of the package, as `@crates//:package__binary`. Works with any version of cargo.";
        lib: bool = false, Everywhere,
            "With `artifact`: whether to build the library as well.";
        default_features: bool = true, Everywhere,
            "Whether the default features are enabled.";
        features: Vec<String> = vec![], Everywhere,
            "The features to enable.";
        git: String = String::new(), Everywhere,
            "The URL of the git repository of the package.";
        branch: String = String::new(), Everywhere,
            "The branch in the git repository.";
        tag: String = String::new(), Everywhere,
            "The tag in the git repository.";
        rev: String = String::new(), Everywhere,
            "The commit in the git repository.";
        path: String = String::new(), Everywhere,
            "The directory of the package: absolute, or relative to the root of the main repository.";
        registry: String = String::new() => Means("crates.io"), Everywhere,
            "The registry of the package, by its name in Cargo's configuration.";
    }
}

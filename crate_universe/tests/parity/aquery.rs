//! Reads the JSON of `bazel aquery`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AqueryOutput {
    #[serde(default)]
    actions: Vec<AqueryAction>,
    #[serde(default)]
    targets: Vec<AqueryTarget>,
    #[serde(default)]
    configuration: Vec<AqueryConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AqueryAction {
    target_id: u32,
    configuration_id: u32,
    mnemonic: String,
    arguments: Vec<String>,
    #[serde(default)]
    environment_variables: Vec<AqueryVariable>,
}

#[derive(Deserialize)]
struct AqueryTarget {
    id: u32,
    label: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AqueryConfiguration {
    id: u32,
    mnemonic: String,
    #[serde(default)]
    is_tool: bool,
}

#[derive(Deserialize)]
struct AqueryVariable {
    key: String,
}

/// An action as Bazel prints it.
pub struct BazelAction {
    pub label: String,
    /// Whether it is in the exec configuration.
    pub exec: bool,
    pub mnemonic: String,
    pub arguments: Vec<String>,
    /// The names of its environment variables.
    pub variables: Vec<String>,
}

pub struct PrintedActions {
    pub actions: Vec<BazelAction>,
    /// The directories in `bazel-out` of exec configurations.
    pub exec_dirs: BTreeSet<String>,
}

pub fn read_actions(path: &Path) -> PrintedActions {
    let printed: AqueryOutput = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let labels: BTreeMap<u32, String> =
        printed.targets.into_iter().map(|target| (target.id, target.label)).collect();
    let tools: BTreeMap<u32, bool> =
        printed.configuration.iter().map(|configuration| (configuration.id, configuration.is_tool)).collect();
    let actions = printed.actions.into_iter().map(|action| BazelAction {
        label: labels[&action.target_id].clone(),
        exec: tools[&action.configuration_id],
        mnemonic: action.mnemonic,
        arguments: action.arguments,
        variables: action.environment_variables.into_iter().map(|variable| variable.key).collect(),
    });
    let exec_configurations = printed.configuration.iter().filter(|configuration| configuration.is_tool);
    let exec_dirs = exec_configurations.map(|configuration| configuration.mnemonic.clone()).collect();
    PrintedActions { actions: actions.collect(), exec_dirs }
}

impl BazelAction {
    /// The value of an argument `NAME=VALUE`, where `name` ends with the equals sign.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find_map(|argument| argument.strip_prefix(name))
    }

    pub fn crate_name(&self) -> &str {
        self.value("--crate-name=").expect("every crate has a name")
    }

    pub fn features(&self) -> BTreeSet<String> {
        let feature = |text: &String| Some(text.strip_prefix("feature=\"")?.strip_suffix('"')?.to_owned());
        self.arguments.iter().filter_map(feature).collect()
    }

    /// The name that code uses, and the file. What the compiler brings itself has no file.
    pub fn externs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.arguments.iter().filter_map(|argument| argument.strip_prefix("--extern=")?.split_once('='))
    }

    /// What follows in the variables `CARGO_FEATURE_*`.
    pub fn feature_variables(&self) -> BTreeSet<String> {
        let names = self.variables.iter().filter_map(|name| name.strip_prefix("CARGO_FEATURE_"));
        names.map(str::to_owned).collect()
    }
}

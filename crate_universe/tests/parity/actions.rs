//! Reads the Rustc actions of third-party crates and the runs of their build scripts from the JSON of `bazel
//! aquery`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AqueryOutput {
    actions: Vec<AqueryAction>,
    targets: Vec<AqueryTarget>,
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
    #[serde(default)]
    is_tool: bool,
}

#[derive(Deserialize)]
struct AqueryVariable {
    key: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrateKind {
    Library,
    ProcMacro,
    BuildScript,
}

/// One call of rustc.
pub struct RustcAction {
    /// `name-version`, as the hub spells it.
    pub package: String,
    /// The name of the target in its BUILD file.
    pub target: String,
    /// Whether it is in the exec configuration.
    pub exec: bool,
    pub kind: CrateKind,
    pub features: BTreeSet<String>,
    /// The name that code uses, and the file without its extension.
    pub externs: BTreeMap<String, String>,
}

/// One run of a build script.
pub struct BuildScriptRun {
    pub package: String,
    pub target: String,
    pub exec: bool,
    /// Of the variables `CARGO_FEATURE_*`: what follows.
    pub features: BTreeSet<String>,
}

pub struct BazelActions {
    pub compiled: Vec<RustcAction>,
    pub runs: Vec<BuildScriptRun>,
    /// By output file without its extension: the place in `compiled`.
    outputs: BTreeMap<String, usize>,
}

impl BazelActions {
    pub fn read(path: &Path) -> BazelActions {
        let printed: AqueryOutput = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let labels: BTreeMap<u32, &str> =
            printed.targets.iter().map(|target| (target.id, target.label.as_str())).collect();
        let tools: BTreeMap<u32, bool> = printed
            .configuration
            .iter()
            .map(|configuration| (configuration.id, configuration.is_tool))
            .collect();
        let mut actions = BazelActions { compiled: Vec::new(), runs: Vec::new(), outputs: BTreeMap::new() };
        for action in &printed.actions {
            let Some((package, target)) = spoke(labels[&action.target_id]) else { continue };
            let exec = tools[&action.configuration_id];
            match action.mnemonic.as_str() {
                "Rustc" => actions.compile(action, package, target, exec),
                "CargoBuildScriptRun" => {
                    let keys = action.environment_variables.iter().map(|variable| &variable.key);
                    let features = keys.filter_map(|key| key.strip_prefix("CARGO_FEATURE_"));
                    let features = features.map(str::to_owned).collect();
                    actions.runs.push(BuildScriptRun { package, target, exec, features });
                }
                other => panic!("{}: the mnemonic {other}", path.display()),
            }
        }
        actions
    }

    fn compile(&mut self, action: &AqueryAction, package: String, target: String, exec: bool) {
        let arguments = &action.arguments;
        let value = |name: &str| arguments.iter().find_map(|argument| argument.strip_prefix(name));
        let crate_name = value("--crate-name=").expect("every crate has a name");
        let kind = match value("--crate-type=") {
            Some("proc-macro") => CrateKind::ProcMacro,
            Some("bin") if target.starts_with("_bs") => CrateKind::BuildScript,
            Some("bin") => return,
            _ => CrateKind::Library,
        };
        if let (Some(dir), Some(extra)) = (value("--out-dir="), value("--codegen=extra-filename=")) {
            let replaced = self.outputs.insert(format!("{dir}/lib{crate_name}{extra}"), self.compiled.len());
            assert!(replaced.is_none(), "two actions of {package} write one file");
        }
        let feature = |text: &String| Some(text.strip_prefix("feature=\"")?.strip_suffix('"')?.to_owned());
        let externs = arguments.iter().filter_map(|argument| argument.strip_prefix("--extern="));
        let externs = externs.map(|text| {
            let (name, path) = text.split_once('=').expect("every extern names a file");
            (name.to_owned(), path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_owned())
        });
        let features = arguments.iter().filter_map(feature).collect();
        self.compiled.push(RustcAction { package, target, exec, kind, features, externs: externs.collect() });
    }

    pub fn output(&self, stem: &str) -> Option<&RustcAction> {
        self.outputs.get(stem).map(|place| &self.compiled[*place])
    }
}

/// The package and the target of a label in a spoke of the hub `crates`.
fn spoke(label: &str) -> Option<(String, String)> {
    let (repository, target) = label.split_once("//:")?;
    let (_, package) = repository.split_once("crates__")?;
    Some((package.to_owned(), target.to_owned()))
}

//! Reads the Rustc actions of third-party crates and the runs of their build scripts from the JSON of `bazel
//! aquery`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::aquery::{self, BazelAction};

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
        let mut actions = BazelActions { compiled: Vec::new(), runs: Vec::new(), outputs: BTreeMap::new() };
        for action in aquery::read_actions(path).actions {
            let Some((package, target)) = spoke(&action.label) else { continue };
            let exec = action.exec;
            match action.mnemonic.as_str() {
                "Rustc" => actions.compile(&action, package, target),
                "CargoBuildScriptRun" => {
                    let features = action.feature_variables();
                    actions.runs.push(BuildScriptRun { package, target, exec, features });
                }
                other => panic!("{}: the mnemonic {other}", path.display()),
            }
        }
        actions
    }

    fn compile(&mut self, action: &BazelAction, package: String, target: String) {
        let kind = match action.value("--crate-type=") {
            Some("proc-macro") => CrateKind::ProcMacro,
            Some("bin") if target.starts_with("_bs") => CrateKind::BuildScript,
            Some("bin") => return,
            _ => CrateKind::Library,
        };
        if let (Some(dir), Some(extra)) =
            (action.value("--out-dir="), action.value("--codegen=extra-filename="))
        {
            let stem = format!("{dir}/lib{}{extra}", action.crate_name());
            let replaced = self.outputs.insert(stem, self.compiled.len());
            assert!(replaced.is_none(), "two actions of {package} write one file");
        }
        let externs = action.externs().map(|(name, path)| (name.to_owned(), stem(path).to_owned())).collect();
        let (exec, features) = (action.exec, action.features());
        self.compiled.push(RustcAction { package, target, exec, kind, features, externs });
    }

    pub fn output(&self, stem: &str) -> Option<&RustcAction> {
        self.outputs.get(stem).map(|place| &self.compiled[*place])
    }
}

/// A file without its extension.
pub fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

/// The package and the target of a label in a spoke of the hub `crates`.
fn spoke(label: &str) -> Option<(String, String)> {
    let (repository, target) = label.split_once("//:")?;
    let (_, package) = repository.split_once("crates__")?;
    Some((package.to_owned(), target.to_owned()))
}

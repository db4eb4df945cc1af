//! Compares what Bazel compiles and runs of workspace members with what cargo does, in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use crate::actions::stem;
use crate::aquery::{self, BazelAction};
use crate::cargo_targets::{
    CrateForm, CrateValues, ExpectedMembers, Extern, ExternCrate, MemberCrate, configuration,
};

#[derive(Default)]
pub struct MemberActionCounts {
    target: usize,
    exec: usize,
    scripts: usize,
    runs: usize,
    edges: usize,
    features: usize,
}

impl fmt::Display for MemberActionCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MemberActionCounts { target, exec, scripts, runs, edges, features } = self;
        write!(
            f,
            "members: {target} target, {exec} exec and {scripts} build script actions, {runs} runs, {features} features, {edges} edges"
        )
    }
}

pub struct MemberActions {
    compiled: Vec<(MemberCrate, BazelAction)>,
    /// By label.
    scripts: BTreeMap<String, BazelAction>,
    runs: Vec<BazelAction>,
    /// By output file without its extension.
    libraries: BTreeMap<String, MemberCrate>,
    exec_dirs: BTreeSet<String>,
}

impl MemberActions {
    /// The actions of the packages in a directory of the main repository.
    pub fn read(path: &Path, directory: &str) -> MemberActions {
        let printed = aquery::read_actions(path);
        let mut found = MemberActions {
            compiled: Vec::new(),
            scripts: BTreeMap::new(),
            runs: Vec::new(),
            libraries: BTreeMap::new(),
            exec_dirs: printed.exec_dirs,
        };
        let own = |action: &BazelAction| {
            let label = action.label.trim_start_matches('@').strip_prefix("//")?;
            let rest = label.strip_prefix(directory)?;
            (directory.is_empty() || rest.starts_with([':', '/'])).then_some(())
        };
        let (runs, compiled): (Vec<_>, Vec<_>) = printed
            .actions
            .into_iter()
            .filter(|action| own(action).is_some())
            .partition(|action| action.mnemonic == "CargoBuildScriptRun");
        let scripts: BTreeSet<String> = runs.iter().map(|run| format!("{}_", run.label)).collect();
        for action in compiled {
            if scripts.contains(&action.label) {
                let twice = found.scripts.insert(action.label.clone(), action);
                assert!(twice.is_none(), "a build script is compiled in one configuration");
                continue;
            }
            let own = crate_of(&action);
            if let (Some(dir), Some(extra)) =
                (action.value("--out-dir="), action.value("--codegen=extra-filename="))
            {
                let output = format!("{dir}/lib{}{extra}", action.crate_name());
                found.libraries.insert(output, own.clone());
            }
            found.compiled.push((own, action));
        }
        found.runs = runs;
        found
    }

    fn extern_of(&self, name: &str, path: &str) -> Option<Extern> {
        let mut parts = path.split('/').skip(1);
        let exec = self.exec_dirs.contains(parts.next()?);
        let spoke = parts.find_map(|part| part.rsplit(['~', '+']).next()?.split_once("__"));
        let to = match spoke {
            Some((_, package)) => ExternCrate::ThirdParty(package.to_owned()),
            None => ExternCrate::Member(self.libraries.get(stem(path))?.clone()),
        };
        Some(Extern { name: name.to_owned(), to, exec })
    }
}

fn crate_of(action: &BazelAction) -> MemberCrate {
    let has = |argument: &str| action.arguments.iter().any(|own| own == argument);
    let plain_test = has("--cfg=test") || action.arguments.windows(2).any(|two| two == ["--cfg", "test"]);
    let form = match action.value("--crate-type=").expect("every crate has a type") {
        "bin" if has("--test") => CrateForm::Test,
        "bin" if plain_test => CrateForm::PlainTest,
        "bin" => CrateForm::Binary,
        "rlib" => CrateForm::Library,
        "proc-macro" => CrateForm::ProcMacro,
        "cdylib" => CrateForm::Cdylib,
        "staticlib" => CrateForm::Staticlib,
        other => panic!("{}: the crate type {other}", action.label),
    };
    MemberCrate { root: root_of(action), crate_name: action.crate_name().to_owned(), form }
}

/// The first source file among the arguments. A crate with generated sources is compiled from a copy of its tree.
fn root_of(action: &BazelAction) -> String {
    let root = action.arguments.iter().find(|argument| argument.ends_with(".rs"));
    let root = root.unwrap_or_else(|| panic!("{}: no crate root", action.label));
    let in_bin = root.strip_prefix("bazel-out/").and_then(|path| path.split_once("/bin/"));
    in_bin.map_or(root.as_str(), |(_, path)| path).to_owned()
}

pub fn compare(expected: &ExpectedMembers, actions: &MemberActions) -> (MemberActionCounts, Vec<String>) {
    let mut comparison =
        MemberActionComparison { expected, actions, tally: MemberActionCounts::default(), wrong: Vec::new() };
    let mut found: BTreeSet<(MemberCrate, bool)> = BTreeSet::new();
    for (own, action) in &actions.compiled {
        comparison.compiled(own, action);
        if !found.insert((own.clone(), action.exec)) {
            comparison.wrong.push(format!("{} is compiled by two targets", described(action)));
        }
    }
    for run in &actions.runs {
        found.extend(comparison.run(run));
    }
    comparison.tally.scripts = actions.scripts.len();
    let missing = expected.keys().filter(|key| !found.contains(key));
    comparison.wrong.extend(
        missing.map(|(own, exec)| format!("{own} is not made in the {} configuration", configuration(*exec))),
    );
    (comparison.tally, comparison.wrong)
}

struct MemberActionComparison<'a> {
    expected: &'a ExpectedMembers,
    actions: &'a MemberActions,
    tally: MemberActionCounts,
    wrong: Vec<String>,
}

impl MemberActionComparison<'_> {
    fn compiled(&mut self, own: &MemberCrate, action: &BazelAction) {
        *if action.exec { &mut self.tally.exec } else { &mut self.tally.target } += 1;
        match self.expected.get(&(own.clone(), action.exec)) {
            Some(values) => self.rustc(action, values),
            None => self.wrong.push(format!("{} is compiled, not by cargo: {own}", described(action))),
        }
    }

    /// The run of a build script, and the script itself. Several runs may have one script.
    fn run(&mut self, run: &BazelAction) -> Option<(MemberCrate, bool)> {
        self.tally.runs += 1;
        let Some(script) = self.actions.scripts.get(&format!("{}_", run.label)) else {
            self.wrong.push(format!("{} runs what no action compiles", described(run)));
            return None;
        };
        let own = MemberCrate {
            root: root_of(script),
            crate_name: script.crate_name().to_owned(),
            form: CrateForm::BuildScriptRun,
        };
        let key = (own, run.exec);
        let Some(values) = self.expected.get(&key) else {
            self.wrong.push(format!("{} is run, not by cargo", described(run)));
            return Some(key);
        };
        let variable = |feature: &String| feature.to_uppercase().replace('-', "_");
        let wanted: BTreeSet<String> = values.features.iter().map(variable).collect();
        let found = run.feature_variables();
        if found != wanted {
            self.wrong.push(format!("{} runs with {found:?}, wanted {wanted:?}", described(run)));
        }
        self.rustc(script, values);
        Some(key)
    }

    fn rustc(&mut self, action: &BazelAction, wanted: &CrateValues) {
        let label = described(action);
        // rules_rust leaves rustc's default out.
        if action.value("--edition=").unwrap_or("2015") != wanted.edition {
            self.wrong.push(format!("{label} is not of edition {}", wanted.edition));
        }
        let features = action.features();
        self.tally.features += features.len();
        let more =
            features.difference(&wanted.features).map(|feature| format!("{label} has feature {feature}"));
        self.wrong.extend(more);
        let less = wanted.features.difference(&features);
        self.wrong.extend(less.map(|feature| format!("{label} lacks feature {feature}")));
        let mut externs = BTreeSet::new();
        for (name, path) in action.externs() {
            match self.actions.extern_of(name, path) {
                Some(found) => drop(externs.insert(found)),
                None => self.wrong.push(format!("{label} links {path}, which no action makes")),
            }
        }
        self.tally.edges += externs.len();
        let more = externs.difference(&wanted.externs).map(|own| format!("{label} links {own}"));
        self.wrong.extend(more);
        let less = wanted.externs.difference(&externs).map(|own| format!("{label} does not link {own}"));
        self.wrong.extend(less);
    }
}

fn described(action: &BazelAction) -> String {
    format!("{} ({})", action.label, configuration(action.exec))
}

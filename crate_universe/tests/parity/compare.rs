//! Compares the crates that Bazel compiles with the expected ones, and counts what was compared.

use std::collections::BTreeSet;
use std::fmt;

use crate::EXEC;
use crate::actions::{BazelActions, BuildScriptRun, CrateKind, RustcAction};
use crate::formula::{ExpectedCrate, ExpectedCrates};
use crate::support::units::Side;

/// The end of the names of host variants.
const VARIANT: &str = "__host";

#[derive(Default)]
pub struct ParityCounts {
    target: usize,
    exec: usize,
    scripts: usize,
    edges: usize,
    features: usize,
}

impl fmt::Display for ParityCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ParityCounts { target, exec, scripts, edges, features } = self;
        write!(
            f,
            "{target} target, {exec} exec and {scripts} build script actions, {features} features, {edges} edges"
        )
    }
}

pub fn compare(
    truth: &ExpectedCrates,
    actions: &BazelActions,
    mode: &str,
    triple: &str,
) -> (ParityCounts, Vec<String>) {
    let mut comparison =
        ParityComparison { truth, actions, mode, triple, tally: ParityCounts::default(), wrong: Vec::new() };
    for action in &actions.compiled {
        match action.kind {
            CrateKind::Library | CrateKind::ProcMacro => comparison.library(action),
            CrateKind::BuildScript => comparison.script(action),
        }
    }
    comparison.complete();
    (comparison.tally, comparison.wrong)
}

struct ParityComparison<'a> {
    truth: &'a ExpectedCrates,
    actions: &'a BazelActions,
    mode: &'a str,
    triple: &'a str,
    tally: ParityCounts,
    wrong: Vec<String>,
}

impl ParityComparison<'_> {
    fn stated(&self, action: &RustcAction, exec: bool) -> Option<ExpectedCrate> {
        let variant = action.target.contains(VARIANT);
        self.truth.stated(self.mode, &action.package, variant, exec, self.triple)
    }

    fn library(&mut self, action: &RustcAction) {
        let Some(stated) = self.stated(action, action.exec) else {
            self.wrong.push(format!("{} is compiled, not by cargo", name(action)));
            return;
        };
        *if action.exec { &mut self.tally.exec } else { &mut self.tally.target } += 1;
        self.features(action, &stated.features);
        self.edges(action, &stated.normal, &stated.normal);
    }

    /// A script is compiled in the exec configuration, and is that of a package in the configurations that run it.
    fn script(&mut self, action: &RustcAction) {
        self.tally.scripts += 1;
        let actions = self.actions;
        let own = |run: &&BuildScriptRun| {
            run.package == action.package && format!("{}_", run.target) == action.target
        };
        let mut runs = 0;
        for run in actions.runs.iter().filter(own) {
            runs += 1;
            let Some(stated) = self.stated(action, run.exec) else {
                self.wrong.push(format!("{} is run, not by cargo, exec {}", name(action), run.exec));
                continue;
            };
            self.features(action, &stated.features);
            let variables: BTreeSet<String> =
                stated.features.iter().map(|feature| feature.to_uppercase().replace('-', "_")).collect();
            if run.features != variables {
                self.wrong.push(format!(
                    "{} runs with {:?}, wanted {variables:?}",
                    name(action),
                    run.features
                ));
            }
            let (least, most) = self.script_edges(action, &stated, run.exec);
            self.edges(action, &least, &most);
        }
        if runs == 0 {
            self.wrong.push(format!("{} is compiled and never run", name(action)));
        }
    }

    /// In the mode `union` a script of a target has the build-dependencies of both sides, but on the machine at hand:
    /// cargo has no graph that says this, so only the bounds are known there.
    fn script_edges(&self, action: &RustcAction, stated: &ExpectedCrate, exec: bool) -> (Edges, Edges) {
        if self.mode != "union" || exec {
            return (stated.build.clone(), stated.build.clone());
        }
        let least = self.truth.target(&action.package, self.triple).map(|target| target.build);
        let mut most = stated.build.clone();
        most.extend(self.stated(action, true).into_iter().flat_map(|stated| stated.build));
        (least.unwrap_or_default(), most)
    }

    fn features(&mut self, action: &RustcAction, wanted: &BTreeSet<String>) {
        self.tally.features += wanted.len();
        let name = name(action);
        let more = action.features.difference(wanted).map(|feature| format!("{name} has feature {feature}"));
        self.wrong.extend(more);
        let less =
            wanted.difference(&action.features).map(|feature| format!("{name} lacks feature {feature}"));
        self.wrong.extend(less);
    }

    fn edges(&mut self, action: &RustcAction, least: &Edges, most: &Edges) {
        let mut found = Edges::new();
        for (extern_name, stem) in &action.externs {
            let Some(end) = self.actions.output(stem) else {
                self.wrong.push(format!("{} links {stem}, which no action makes", name(action)));
                continue;
            };
            found.insert((extern_name.clone(), end.package.clone()));
            self.linked_side(action, end);
        }
        self.tally.edges += found.len();
        let more = found.difference(most).map(|edge| format!("{} links {edge:?}", name(action)));
        self.wrong.extend(more);
        let less = least.difference(&found).map(|edge| format!("{} does not link {edge:?}", name(action)));
        self.wrong.extend(less);
    }

    /// With variants, what runs while building links what is built for it, with no feature of the target's.
    fn linked_side(&mut self, from: &RustcAction, to: &RustcAction) {
        if self.mode != "variants" || to.kind != CrateKind::Library {
            return;
        }
        let platform = if from.exec { EXEC } else { self.triple };
        let host = from.kind != CrateKind::Library
            || from.target.ends_with(VARIANT)
            || self.truth.target(&from.package, platform).is_none();
        let wanted = match host {
            true => self.truth.host(&to.package, platform),
            false => self.truth.target(&to.package, platform),
        };
        if wanted.is_none_or(|wanted| wanted.features != to.features) {
            self.wrong.push(format!("{} links {}, which is not its side's", name(from), name(to)));
        }
    }

    /// Whatever cargo compiles for this pair, Bazel compiles.
    fn complete(&mut self) {
        for (side, exec) in [(Side::Target, false), (Side::Host, true)] {
            let wanted = self.truth.packages(side, EXEC, self.triple);
            let libraries =
                self.actions.compiled.iter().filter(|action| action.kind != CrateKind::BuildScript);
            let found: BTreeSet<String> =
                libraries.filter(|action| action.exec == exec).map(|action| action.package.clone()).collect();
            let missing =
                wanted.difference(&found).map(|package| format!("{package} is not compiled, exec {exec}"));
            self.wrong.extend(missing);
        }
    }
}

type Edges = BTreeSet<(String, String)>;

fn name(action: &RustcAction) -> String {
    let side = if action.exec { "exec" } else { "target" };
    format!("{}:{} ({side})", action.package, action.target)
}

//! A long form of the oracle: small projects by kind of thing that manifests and configuration can say, written to a temporary
//! folder and compared with cargo's unit graph, for `cargo build` and `--all-targets`, by both package sources. The kinds follow what
//! cargo's own tests build. `test/run --full suite` runs all parts; what a part has found stands in a file of results, so that a
//! run that was broken off goes on where it was.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test runs cargo, writes scratch workspaces and fails by panicking"
)]

#[path = "suite/configurations.rs"]
mod configurations;
#[path = "suite/features.rs"]
mod features;
#[path = "suite/manifests.rs"]
mod manifests;
#[path = "suite/platforms.rs"]
mod platforms;
#[path = "suite/project.rs"]
mod project;
#[path = "support/recorded_results.rs"]
mod recorded_results;
#[path = "suite/refused.rs"]
mod refused;
#[path = "suite/results.rs"]
mod results;
#[path = "suite/sides.rs"]
mod sides;
#[path = "suite/sources.rs"]
mod sources;
#[expect(dead_code, reason = "what only seeded tests need")]
mod support;
#[path = "suite/targets.rs"]
mod targets;
#[path = "suite/workspaces.rs"]
mod workspaces;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use project::SuiteProject;
use results::{ProjectOutcome, SuiteResults};
use support::check::{self, ComparisonFailure};
use support::matrix::{MODES, Matrix, Selection};
use support::{cargo, scratch, tool};

const PARTS: usize = 6;

fn kinds() -> [(&'static str, Vec<SuiteProject>); 9] {
    [
        ("features", features::projects()),
        ("sides", sides::projects()),
        ("platforms", platforms::projects()),
        ("targets", targets::projects()),
        ("workspaces", workspaces::projects()),
        ("sources", sources::projects()),
        ("configurations", configurations::projects()),
        ("manifests", manifests::projects()),
        ("refused", refused::projects()),
    ]
}

fn projects() -> Vec<SuiteProject> {
    kinds().into_iter().flat_map(|(_, projects)| projects).collect()
}

#[test]
fn projects_are_distinct() {
    let all = projects();
    let mut names = BTreeSet::new();
    let mut contents: BTreeMap<String, &str> = BTreeMap::new();
    for project in &all {
        assert!(names.insert(&project.name), "two projects are called {}", project.name);
        let same = contents.insert(format!("{:?}", project.files), &project.name);
        assert!(same.is_none(), "{} is {}", project.name, same.unwrap_or_default());
    }
    for (kind, projects) in kinds() {
        println!("{kind}: {} projects", projects.len());
    }
    assert!(all.len() >= 1400, "{} projects", all.len());
}

macro_rules! parts {
    ($($part:ident $number:literal,)*) => {
        $(
            #[test]
            #[ignore = "some hundred projects: test/run --full suite"]
            fn $part() {
                run($number);
            }
        )*
    };
}

parts! {
    suite_part_0 0,
    suite_part_1 1,
    suite_part_2 2,
    suite_part_3 3,
    suite_part_4 4,
    suite_part_5 5,
}

fn run(part: usize) {
    let mut results = SuiteResults::open();
    for project in projects().into_iter().skip(part).step_by(PARTS) {
        if !results.knows(&project.name) {
            let outcome = catch_unwind(AssertUnwindSafe(|| outcome(&project)))
                .unwrap_or_else(|_| ProjectOutcome::Differs("the comparison panicked".to_owned()));
            results.add(&project.name, &outcome);
        }
    }
    let own: Vec<String> = projects().into_iter().skip(part).step_by(PARTS).map(|own| own.name).collect();
    println!("part {part}: {}", results.summary(&own));
    let wrong = results.wrong(&own);
    assert!(wrong.is_empty(), "{} projects differ from cargo: {wrong:#?}", wrong.len());
    // Where cargo makes no lock there is nothing to compare, which must not become the rule.
    let equal = results.equal(&own);
    assert!(equal * 4 >= own.len() * 3, "only {equal} of {} projects were compared", own.len());
}

fn outcome(project: &SuiteProject) -> ProjectOutcome {
    let scratch = scratch::empty().expect("the temporary folder is writable");
    project.write(scratch.path()).expect("the temporary folder is writable");
    let mut lock = cargo::cargo(scratch.path());
    lock.args(["generate-lockfile", "--offline"]);
    if let Err(text) = cargo::run(lock) {
        return ProjectOutcome::Unlockable(text);
    }
    match check::workspace(scratch.path(), &matrix(project), None) {
        Ok(tally) => ProjectOutcome::Equal { units: tally.units, asked: tally.fallback },
        Err(ComparisonFailure::Wrong(text)) => ProjectOutcome::Differs(text),
        // Nobody can build without the file, but what depends on what is clear, and Bazel is the one to miss it.
        Err(ComparisonFailure::Rejected(text)) if lacks_file(&text) => ProjectOutcome::Unbuildable(text),
        Err(ComparisonFailure::Rejected(text)) => verdicts(project, scratch.path(), text),
    }
}

/// Whether cargo misses the file of a target, which cargo metadata does not look for.
fn lacks_file(refusal: &str) -> bool {
    refusal.contains("target resolution error") || refusal.contains("can't find `")
}

/// What cargo metadata refuses cargo build may take: whether both take or refuse it, in each mode.
fn verdicts(project: &SuiteProject, dir: &Path, text: String) -> ProjectOutcome {
    let matrix = matrix(project);
    let mut taken = false;
    for mode in MODES {
        let by_cargo = matrix
            .pairs()
            .iter()
            .all(|pair| cargo::unit_graph(dir, Selection::default(), *pair, *mode).is_ok());
        let answers = |source| cargo::run(tool::units_command(dir, &matrix, *mode, source)).is_ok();
        let by_us = answers(tool::Source::Native) || answers(tool::Source::Cargo);
        if by_cargo != by_us {
            let word = |takes: bool| if takes { "takes" } else { "refuses" };
            return match explained(&project.name) {
                Some(why) => ProjectOutcome::Explained(why.to_owned()),
                None => ProjectOutcome::Differs(format!(
                    "{mode} {} it, and we do not agree: {text}",
                    word(by_cargo)
                )),
            };
        }
        taken |= by_us;
    }
    if taken { ProjectOutcome::Taken(text) } else { ProjectOutcome::Refused(text) }
}

/// Where we mean to differ.
fn explained(name: &str) -> Option<&'static str> {
    let is_empty = name.starts_with("members_none_") && name.ends_with("_false");
    is_empty.then_some("a workspace without members is an empty hub, to begin with")
}

/// Two targets of other families; where a project is about platforms two hosts, too.
fn matrix(project: &SuiteProject) -> Matrix {
    let about_platforms = ["platform_", "flags_", "override_", "place_"];
    let hosts = match about_platforms.iter().any(|kind| project.name.starts_with(kind)) {
        true => vec!["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"],
        false => vec!["x86_64-unknown-linux-gnu"],
    };
    Matrix { hosts, targets: vec!["aarch64-apple-darwin", "x86_64-unknown-linux-gnu"] }
}

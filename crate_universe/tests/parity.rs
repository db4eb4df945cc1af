//! Parity in Bazel: every Rustc action, of third-party crates and of workspace members, against cargo's own unit graph.
//! `test/integration/parity.sh` lets Bazel print its actions and then runs this; PARITY and PARITY_OF_MEMBERS name the files that
//! list what it printed.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test runs cargo and fails by panicking"
)]

#[path = "parity/actions.rs"]
mod actions;
#[path = "parity/aquery.rs"]
mod aquery;
#[path = "parity/cargo_targets.rs"]
mod cargo_targets;
#[path = "parity/compare.rs"]
mod compare;
#[path = "parity/formula.rs"]
mod formula;
#[path = "parity/member_units.rs"]
mod member_units;
#[path = "parity/members.rs"]
mod members;
#[expect(dead_code, reason = "the oracle uses all of it")]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use actions::BazelActions;
use cargo_targets::CargoTargets;
use formula::ExpectedCrates;
use members::MemberActions;
use support::declarations::Declarations;
use support::matrix::MemberFeatures;

/// The triples that every hub of this test is made for. Bazel runs on the last one.
pub const TRIPLES: [&str; 4] = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
];

pub const EXEC: &str = TRIPLES[3];

/// Each line has the mode, the triple, the Cargo workspace, what Bazel printed, and the member and the `MEMBER=FEATURES` that it is limited
/// to, or `-`.
#[test]
#[ignore = "test/integration/parity.sh runs it, after Bazel"]
fn bazel_compiles_what_cargo_compiles() {
    let list = std::env::var("PARITY").expect("PARITY names the list of what Bazel printed");
    let mut truths: BTreeMap<String, ExpectedCrates> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in fs::read_to_string(&list).unwrap().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let &[mode, triple, cargo_dir, printed, member, features] = words.as_slice() else {
            panic!("{list}: {line}")
        };
        let truth = truths
            .entry([cargo_dir, member, features].join(" "))
            .or_insert_with(|| ExpectedCrates::of(Path::new(cargo_dir), given(member), given(features)));
        let actions = BazelActions::read(Path::new(printed));
        let (tally, found) = compare::compare(truth, &actions, mode, triple);
        println!("{}: {tally}", Path::new(printed).file_stem().unwrap().to_string_lossy());
        wrong.extend(found.into_iter().map(|text| format!("{printed}: {text}")));
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// Each line has the mode, the triple, the Bazel workspace, the directory of the Cargo workspace in it (`.` for itself), what
/// Bazel printed, and `MEMBER=FEATURES` or `-`.
#[test]
#[ignore = "test/integration/parity.sh runs it, after Bazel"]
fn bazel_compiles_what_cargo_compiles_of_members() {
    let list =
        std::env::var("PARITY_OF_MEMBERS").expect("PARITY_OF_MEMBERS names the list of what Bazel printed");
    let mut truths: BTreeMap<String, CargoTargets> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in fs::read_to_string(&list).unwrap().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let &[mode, triple, bazel_root, directory, printed, features] = words.as_slice() else {
            panic!("{list}: {line}")
        };
        let directory = if directory == "." { "" } else { directory };
        let cargo_dir = Path::new(bazel_root).join(directory);
        let truth = truths
            .entry(format!("{} {features}", cargo_dir.display()))
            .or_insert_with(|| CargoTargets::read(Path::new(bazel_root), &cargo_dir, given(features)));
        let actions = MemberActions::read(Path::new(printed), directory);
        let (tally, found) = members::compare(&truth.expected(mode, triple), &actions);
        println!("{} {directory}: {tally}", Path::new(printed).file_stem().unwrap().to_string_lossy());
        wrong.extend(found.into_iter().map(|text| format!("{printed}: {text}")));
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn given(word: &str) -> Option<&str> {
    (word != "-").then_some(word)
}

/// `MEMBER=FEATURE,FEATURE`
fn read_features(declarations: &Declarations, text: &str) -> MemberFeatures {
    let (member, features) = text.split_once('=').expect("a member and its features");
    let features = features.split(',').filter(|feature| !feature.is_empty());
    declarations.member_features(member, features.map(str::to_owned).collect())
}

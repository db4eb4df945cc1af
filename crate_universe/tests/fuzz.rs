//! Random workspaces: `crate-universe resolve` against `cargo build --unit-graph` on seeded workspaces of
//! path packages, without a network. `CRATE_UNIVERSE_SEEDS=a..b` chooses the seeds; a failing one is printed,
//! shrunk and kept.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test runs cargo, writes scratch workspaces and fails by panicking"
)]

#[path = "golden/build_files.rs"]
#[expect(dead_code, reason = "one platform has no selects")]
mod build_files;
#[path = "fuzz/features.rs"]
mod features;
#[path = "fuzz/grow.rs"]
mod grow;
#[path = "fuzz/members.rs"]
mod members;
#[path = "fuzz/model.rs"]
mod model;
#[path = "fuzz/random.rs"]
mod random;
#[path = "support/requests.rs"]
mod requests;
#[path = "fuzz/shrink.rs"]
mod shrink;
mod support;
#[path = "fuzz/write.rs"]
mod write;

use std::path::{Path, PathBuf};

use model::RandomWorkspace;
use random::SeededRandom;
use support::check::{self, ComparisonCounts, ComparisonFailure};
use support::matrix::{HOSTS, Matrix, TARGETS};
use support::{cargo, scratch, seeds};

/// After so many failing seeds more of them tell nothing new.
const ENOUGH: usize = 3;

#[derive(Default)]
struct FuzzSummary {
    equal: usize,
    units: usize,
    /// How often a member had other features.
    sets: usize,
    /// Workspaces that the native source referred to cargo.
    asked: Vec<(u64, String)>,
    rejected: Vec<(u64, String)>,
    wrong: Vec<u64>,
}

#[test]
fn random_workspaces() {
    let mut score = FuzzSummary::default();
    for seed in seeds::seeds(30, 1000) {
        match run(seed, &grow::workspace(seed)) {
            Ok(tally) => {
                score.equal += 1;
                score.units += tally.units;
                score.sets += tally.sets;
                score.asked.extend(tally.fallback.map(|reason| (seed, reason)));
            }
            Err(ComparisonFailure::Rejected(text)) => score.rejected.push((seed, text)),
            Err(ComparisonFailure::Wrong(text)) => {
                report(seed, &text);
                score.wrong.push(seed);
            }
        }
        if score.wrong.len() == ENOUGH {
            break;
        }
    }
    finish(&score);
}

#[test]
fn members_of_random_workspaces() {
    let (mut crates, mut variants, mut wrong) = (0, 0, Vec::new());
    for seed in seeds::seeds(60, 1000) {
        let scratch = scratch::empty().expect("the temporary folder is writable");
        let root = write::workspace(&grow::workspace(seed), scratch.path())
            .expect("the temporary folder is writable");
        if lock(&root).is_err() {
            continue;
        }
        match members::check(&root, seed % 3 != 0) {
            Ok(tally) => {
                crates += tally.crates;
                variants += tally.variants;
            }
            Err(text) => wrong.push(format!("seed {seed}: {text}")),
        }
    }
    println!(
        "{crates} crates of members are as with cargo build -p, {variants} of them not as in the whole workspace"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(variants > 0, "some crate differs between members");
}

fn finish(score: &FuzzSummary) {
    let FuzzSummary { equal, units, sets, asked, rejected, wrong } = score;
    println!(
        "{equal} workspaces with {units} units equal, {sets} times with other features of a member, {} of them by asking cargo, {} rejected by cargo, {} wrong",
        asked.len(),
        rejected.len(),
        wrong.len()
    );
    for (seed, reason) in asked.iter().take(ENOUGH) {
        println!("seed {seed}: cargo is asked: {reason}");
    }
    for (seed, text) in rejected.iter().take(ENOUGH) {
        println!("seed {seed} is rejected: {text}");
    }
    assert!(wrong.is_empty(), "seeds that differ from cargo: {wrong:?}");
    assert!(rejected.len() <= *equal, "cargo rejects most of what the generator grows");
}

/// Writes and compares one workspace.
fn run(seed: u64, workspace: &RandomWorkspace) -> Result<ComparisonCounts, ComparisonFailure> {
    let scratch = scratch::empty().expect("the temporary folder is writable");
    let root = write::workspace(workspace, scratch.path()).expect("the temporary folder is writable");
    lock(&root)?;
    check::workspace(&root, &platforms(seed), None)
}

fn lock(root: &Path) -> Result<(), ComparisonFailure> {
    let mut command = cargo::cargo(root);
    command.args(["generate-lockfile", "--offline"]);
    cargo::run(command).map(drop).map_err(ComparisonFailure::Rejected)
}

/// Two hosts with two targets each; one target is a host, so that H = T occurs often.
fn platforms(seed: u64) -> Matrix {
    let random = &mut SeededRandom::new(!seed);
    let first = random.below(HOSTS.len());
    let second = (first + random.between(1, HOSTS.len() - 1)) % HOSTS.len();
    let others: Vec<&'static str> =
        TARGETS.iter().copied().filter(|target| *target != HOSTS[first]).collect();
    Matrix { hosts: vec![HOSTS[first], HOSTS[second]], targets: vec![HOSTS[first], *random.pick(&others)] }
}

/// Shrinks the failing workspace, keeps it on the disk and says where.
fn report(seed: u64, text: &str) {
    let small = shrink::shrink(grow::workspace(seed), |candidate| {
        matches!(run(seed, candidate), Err(ComparisonFailure::Wrong(_)))
    });
    let kept = keep(&small);
    println!("seed {seed} differs from cargo\n{text}");
    match run(seed, &small) {
        Err(ComparisonFailure::Wrong(text)) => {
            println!("the smallest workspace that still differs is kept in {}\n{text}", kept.display())
        }
        _ => println!("a smaller one does not differ in every run; it is kept in {}", kept.display()),
    }
}

fn keep(workspace: &RandomWorkspace) -> PathBuf {
    let folder = scratch::empty().expect("the temporary folder is writable").keep();
    let root = write::workspace(workspace, &folder).expect("the temporary folder is writable");
    // A workspace that cannot be locked would have been rejected, not kept.
    drop(lock(&root));
    root
}

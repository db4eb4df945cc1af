//! Whether a lock is fresh: the native source's verdict against that of `cargo metadata --locked`, on seeded workspaces
//! that were locked and then changed in one place. `CRATE_UNIVERSE_SEEDS=a..b` chooses the seeds. Fetches a few small
//! packages first.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test runs cargo, writes scratch workspaces and fails by panicking"
)]

#[path = "stale/model.rs"]
mod model;
#[path = "stale/mutate.rs"]
mod mutate;
#[path = "fuzz/random.rs"]
mod random;
#[expect(dead_code, reason = "what only the comparison of units needs")]
mod support;

use std::fs;
use std::path::Path;

use random::SeededRandom;
use support::tool::{self, Source};
use support::{cargo, scratch, seeds};

#[derive(Debug, PartialEq, Eq)]
enum LockVerdict {
    Fresh,
    Stale(String),
    /// The native source refers the workspace to cargo.
    Asked(String),
    /// Not a matter of the lock.
    Invalid(String),
}

#[test]
fn a_lock_is_stale_where_cargo_says_so() {
    fetch();
    let (mut fresh, mut stale, mut asked) = (0, 0, 0);
    let mut wrong = Vec::new();
    let mut count = 0;
    for seed in seeds::seeds(220, 1000) {
        let Some((what, by_cargo, ours)) = run(seed) else { continue };
        count += 1;
        match (&by_cargo, &ours) {
            (LockVerdict::Fresh, LockVerdict::Fresh) => fresh += 1,
            (LockVerdict::Stale(_), LockVerdict::Stale(_)) => stale += 1,
            // An error that is not about the lock is cargo's to tell, and never a graph.
            (LockVerdict::Invalid(_), LockVerdict::Stale(_) | LockVerdict::Invalid(_)) => stale += 1,
            (_, LockVerdict::Asked(reason)) => {
                println!("seed {seed}: cargo is asked: {reason} ({what})");
                asked += 1;
            }
            _ => wrong.push(format!("seed {seed}: {what}\n  cargo {by_cargo:?}\n  ours {ours:?}")),
        }
    }
    println!("{count} changed workspaces: {fresh} fresh, {stale} stale, {asked} for cargo to tell");
    assert!(wrong.is_empty(), "{} verdicts differ from cargo's\n{}", wrong.len(), wrong.join("\n"));
    assert!(fresh * 10 > count && stale * 4 > count, "the changes are too much alike");
}

/// What was changed, and both verdicts; none where nothing came of the seed.
fn run(seed: u64) -> Option<(String, LockVerdict, LockVerdict)> {
    let random = &mut SeededRandom::new(seed);
    let scratch = scratch::empty().expect("the temporary folder is writable");
    let mut workspace = mutate::skeleton(random);
    let root = model::write(&workspace, scratch.path()).expect("the temporary folder is writable");
    let mut command = cargo::cargo(&root);
    command.args(["generate-lockfile", "--offline"]);
    cargo::run(command).ok()?;
    match verdicts(&root) {
        (LockVerdict::Fresh, LockVerdict::Fresh) => {}
        (LockVerdict::Invalid(_), LockVerdict::Invalid(_) | LockVerdict::Asked(_)) => return None,
        (by_cargo, ours) => return Some(("nothing changed".to_owned(), by_cargo, ours)),
    }
    let change = if random.chance(30) {
        let path = root.join("Cargo.lock");
        let text = fs::read_to_string(&path).expect("cargo wrote a lock");
        let (text, change) = mutate::lock(&text, random)?;
        fs::write(&path, text).expect("the temporary folder is writable");
        change
    } else {
        let change = (0..20).find_map(|_| mutate::manifest(&mut workspace, random))?;
        model::write(&workspace, scratch.path()).expect("the temporary folder is writable");
        change
    };
    let (by_cargo, ours) = verdicts(&root);
    if let (Some(name), LockVerdict::Stale(text)) = (&change.name, &ours) {
        assert!(
            text.contains(name.as_str()),
            "seed {seed}: {}: the error does not name {name}\n{text}",
            change.what
        );
    }
    if let Ok(kept) = std::env::var("CRATE_UNIVERSE_KEEP") {
        println!("seed {seed} is kept in {}", scratch.keep().display());
        drop(kept);
    }
    Some((change.what, by_cargo, ours))
}

fn by_cargo(root: &Path) -> LockVerdict {
    match cargo::metadata(root) {
        Ok(_) => LockVerdict::Fresh,
        Err(error) if error.contains("because --locked was passed") => LockVerdict::Stale(String::new()),
        Err(error) => LockVerdict::Invalid(error),
    }
}

/// What cargo's JSON cannot say, for one crate goes by two names in it, `cargo build` may: other commands tell whether the lock is
/// stale.
fn verdicts(root: &Path) -> (LockVerdict, LockVerdict) {
    match (by_cargo(root), native(root)) {
        (LockVerdict::Invalid(error), ours @ (LockVerdict::Fresh | LockVerdict::Stale(_)))
            if error.contains("multiple times with different names") =>
        {
            (by_cargo_fetch(root), ours)
        }
        verdicts => verdicts,
    }
}

fn by_cargo_fetch(root: &Path) -> LockVerdict {
    let mut command = cargo::cargo(root);
    command.args(["fetch", "--locked", "--offline"]);
    match cargo::run(command) {
        Ok(_) => LockVerdict::Fresh,
        Err(error) if error.contains("because --locked was passed") => LockVerdict::Stale(String::new()),
        Err(error) => LockVerdict::Invalid(error),
    }
}

fn native(root: &Path) -> LockVerdict {
    match cargo::run(tool::command(root, Source::Native)) {
        Ok(_) => LockVerdict::Fresh,
        Err(error) => match tool::fallback(&error) {
            Some(reason) => LockVerdict::Asked(reason),
            None if error.contains("CU0006") => LockVerdict::Stale(error),
            None => LockVerdict::Invalid(error),
        },
    }
}

/// The packages that the workspaces use, so that cargo finds them without a network.
fn fetch() {
    let mut command = cargo::cargo(&cargo::repository().join("test/stale/catalogue"));
    command.args(["fetch", "--locked"]);
    cargo::run(command).unwrap_or_else(|error| panic!("{error}"));
}

//! Faults of the world around a run: it is killed, the disk is full, the network fails, others read and write at the same time.
//! `cargo test` runs a short form of each test, `test/run --full faults` the long one, whose counts are in docs/reliability.md.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/labels.rs"]
mod labels;
#[path = "support/local_registry.rs"]
mod local_registry;
#[path = "support/requests.rs"]
mod requests;
#[path = "support/rounds.rs"]
mod rounds;
#[path = "faults/site.rs"]
mod site;

use rounds::Rounds;
use site::WRITERS;

fn short(test: &'static str) -> Rounds {
    Rounds::short("faults", test)
}

fn long(test: &'static str, what: &'static str) -> Rounds {
    Rounds::long("faults", test, what)
}

#[test]
fn killed_runs_leave_nothing_damaged() {
    for job in WRITERS {
        kills::kills(job, 8, short(job.name()));
    }
}

#[test]
#[ignore = "some hundred kills: test/run --full faults"]
fn faults_part_kills() {
    let what = "kills, half of them at renamings: cargo takes what is left, labels have targets, the next run leaves what an undisturbed one does";
    for (job, test) in
        WRITERS.into_iter().zip(["kills repin", "kills local", "kills tarball", "kills remote"])
    {
        kills::kills(job, 200, long(test, what));
    }
}

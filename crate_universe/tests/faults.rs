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

#[path = "faults/concurrent.rs"]
mod concurrent;
#[path = "faults/contents.rs"]
mod contents;
#[path = "faults/disk_full.rs"]
mod disk_full;
#[path = "faults/environments.rs"]
mod environments;
#[path = "faults/kills.rs"]
mod kills;
#[path = "support/labels.rs"]
mod labels;
#[path = "faults/leftovers.rs"]
mod leftovers;
#[path = "support/local_registry.rs"]
mod local_registry;
#[path = "faults/network.rs"]
mod network;
#[path = "faults/paths.rs"]
mod paths;
#[path = "faults/readers.rs"]
mod readers;
#[path = "support/recorded_results.rs"]
mod recorded_results;
#[path = "support/requests.rs"]
mod requests;
#[path = "support/rounds.rs"]
mod rounds;
#[path = "support/server.rs"]
mod server;
#[path = "faults/signals.rs"]
mod signals;
#[path = "faults/site.rs"]
mod site;
#[path = "faults/waits.rs"]
mod waits;

use std::time::Duration;

use rounds::Rounds;
use server::{FAULTS, Fault};
use site::{JOBS, Job, WRITERS};

fn short(test: &'static str) -> Rounds {
    Rounds::short("faults", test)
}

/// The long forms: the name of the part, the job, and its line in docs/reliability.md, which says `what` a round is.
macro_rules! parts {
    ($run:expr, $what:literal, $($part:ident $job:expr, $test:literal;)*) => {
        $(
            #[test]
            #[ignore = "long: test/run --full faults"]
            fn $part() {
                $run(stringify!($part), $job, Rounds::long("faults", $test, $what));
            }
        )*
    };
}

#[test]
fn killed_runs_leave_nothing_damaged() {
    for job in WRITERS {
        kills::kills(job, 8, short(job.name()));
    }
}

parts! {
    |_, job, rounds| kills::kills(job, 200, rounds),
    "kills, at renamings, at other changes of folders, and in time: cargo takes what is left, labels have targets, the next run gives the same result as an uninterrupted one",
    faults_part_kills_repin Job::Repin, "kills: repin";
    faults_part_kills_local Job::Vendor("local"), "kills: vendor local";
    faults_part_kills_tarball Job::Vendor("tarball"), "kills: vendor tarball";
    faults_part_kills_remote Job::Vendor("remote"), "kills: vendor remote";
}

#[test]
fn a_full_disk_leaves_old_files_or_new_ones() {
    for job in JOBS {
        disk_full::limited_files(job, &disk_full::BLOCKS[..4], short(job.name()));
    }
}

parts! {
    |_, job, rounds| disk_full::limited_files(job, &disk_full::BLOCKS, rounds),
    "limits of the size of files: each file is old or new, the message names a path, the next run is right",
    faults_part_file_size_generate Job::Generate, "file size: generate";
    faults_part_file_size_repin Job::Repin, "file size: repin";
    faults_part_file_size_local Job::Vendor("local"), "file size: vendor local";
    faults_part_file_size_tarball Job::Vendor("tarball"), "file size: vendor tarball";
    faults_part_file_size_remote Job::Vendor("remote"), "file size: vendor remote";
}

parts! {
    disk_full::small_disk,
    "sizes of what is left on a disk: each file is old or new, the message names a path, the next run is right",
    faults_part_small_disk_generate Job::Generate, "full disk: generate";
    faults_part_small_disk_repin Job::Repin, "full disk: repin";
    faults_part_small_disk_local Job::Vendor("local"), "full disk: vendor local";
    faults_part_small_disk_tarball Job::Vendor("tarball"), "full disk: vendor tarball";
    faults_part_small_disk_remote Job::Vendor("remote"), "full disk: vendor remote";
}

#[test]
fn a_failing_network_changes_nothing() {
    for (job, fault) in [(Job::Repin, Fault::Half), (Job::Vendor("local"), Fault::Status500)] {
        network::network(job, &[fault], &[1, 8], short(job.name()));
    }
}

parts! {
    |_, job, rounds| network::network(job, &FAULTS, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], rounds),
    "faults, of 8 kinds at 10 requests: an error with a code in less than a minute, nothing changed, the next run right",
    faults_part_network_generate Job::Generate, "network: generate";
    faults_part_network_repin Job::Repin, "network: repin";
    faults_part_network_local Job::Vendor("local"), "network: vendor local";
    faults_part_network_tarball Job::Vendor("tarball"), "network: vendor tarball";
}

#[test]
fn a_wrong_path_is_named() {
    paths::paths(6, short("paths"));
}

#[test]
#[ignore = "long: test/run --full faults"]
fn faults_part_paths() {
    let what = "files and folders without permissions, of another kind, dangling links, other encodings of a text or a name: the run is right, or its error names the path";
    paths::paths(1, Rounds::long("faults", "paths", what));
}

#[test]
fn readers_see_whole_files() {
    for job in JOBS {
        readers::readers(job, Duration::from_secs(1), short(job.name()));
    }
}

parts! {
    |_, job, rounds| readers::readers(job, Duration::from_secs(60), rounds),
    "reads in a minute of writing: no file torn, none gone",
    faults_part_readers_generate Job::Generate, "readers: generate";
    faults_part_readers_repin Job::Repin, "readers: repin";
    faults_part_readers_local Job::Vendor("local"), "readers: vendor local";
    faults_part_readers_tarball Job::Vendor("tarball"), "readers: vendor tarball";
    faults_part_readers_remote Job::Vendor("remote"), "readers: vendor remote";
}

#[test]
fn concurrent_runs_are_one_after_the_other() {
    for job in WRITERS {
        concurrent::concurrent(job, 4, short(job.name()));
    }
}

parts! {
    |_, job, rounds| concurrent::concurrent(job, 100, rounds),
    "runs in 100 rounds of 2 to 8 at once, half with a cache each, a third with one killed: all others succeed, the result equals that of a single run",
    faults_part_concurrent_repin Job::Repin, "concurrent: repin";
    faults_part_concurrent_local Job::Vendor("local"), "concurrent: vendor local";
    faults_part_concurrent_tarball Job::Vendor("tarball"), "concurrent: vendor tarball";
    faults_part_concurrent_remote Job::Vendor("remote"), "concurrent: vendor remote";
}

#[test]
fn environments_change_nothing() {
    for job in JOBS {
        environments::environments(job, &[1, 13, 27], short(job.name()));
    }
}

parts! {
    |_, job, rounds| environments::environments(job, &environments::all(), rounds),
    "environments (HOME, TMPDIR, locale, zone, depth, processors, order on the disk): the same bytes",
    faults_part_environments_generate Job::Generate, "environments: generate";
    faults_part_environments_repin Job::Repin, "environments: repin";
    faults_part_environments_local Job::Vendor("local"), "environments: vendor local";
    faults_part_environments_tarball Job::Vendor("tarball"), "environments: vendor tarball";
    faults_part_environments_remote Job::Vendor("remote"), "environments: vendor remote";
}

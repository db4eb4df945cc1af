//! Runs that are killed: at moments spread over the whole of a run, at random ones, and at each renaming. What is left is taken by
//! cargo, every label in it has its target, and the next run leaves what an undisturbed one does.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::labels;
use super::rounds::Rounds;
use super::site::{Job, Site, TREE, stderr};

const RENAMES: &str = "rename,renameat,renameat2";

/// Half of the kills are at renamings, where a run has so many.
pub fn kills(job: Job, kills: usize, mut rounds: Rounds) {
    let site = Site::new(job).learn();
    let renames = [false, true].map(|second| count_renames(&site, second));
    let at_renames = renames[0].min(renames[1]).min(kills / 2);
    assert!(at_renames > 0, "the run renames nothing");
    let mut second = true;
    for number in 0..at_renames {
        let when = 1 + number * renames[usize::from(second)] / at_renames;
        rounds.run(&format!("at renaming {number}"), || {
            killed(&site, second, |site| kill_at_rename(site, second, when))
        });
        second = !second;
    }
    let last = measure(&site);
    let in_time = kills - at_renames;
    let mut random = Random(1);
    for number in 0..in_time {
        // Evenly spread ones and random ones by turns.
        let part = match number % 2 {
            0 => (number + 1) as f64 / in_time as f64,
            _ => random.fraction(),
        };
        rounds.run(&format!("in time {number}"), || {
            killed(&site, second, |site| kill_in_time(site, second, last.mul_f64(part)))
        });
        second = !second;
    }
    rounds.end();
}

/// From the one state to the other, broken off.
fn killed(site: &Site, second: bool, kill: impl FnOnce(&Site)) -> u64 {
    site.go_back(second);
    kill(site);
    assert_left(site, second);
    site.assert_next_run(second);
    1
}

/// What a kill has left, with what the user has, or had before.
fn assert_left(site: &Site, second: bool) {
    site.assert_own();
    match site.job {
        Job::Repin => {
            for name in ["Cargo.lock", "facts.json"] {
                let present = fs::read(site.root().join(name)).ok();
                let whole = [true, false].map(|second| site.right(second).get(Path::new(name)).cloned());
                assert!(whole.contains(&present), "{name} is neither the old one nor the new one");
            }
        }
        Job::Generate => {}
        Job::Vendor(_) => labels::assert_whole(&site.tree(), TREE),
    }
    if let Err(told) = site.is_taken_by_cargo() {
        site.become_state(!second);
        let old = site.is_taken_by_cargo();
        site.become_state(second);
        old.unwrap_or_else(|old| {
            panic!("cargo refuses it, with the new inputs: {told} and the old ones: {old}")
        });
    }
}

/// Kills the program as it enters a renaming. A run that has fewer, because a cache needed no writing, is killed at its last one.
fn kill_at_rename(site: &Site, second: bool, when: usize) {
    for when in (1..=when).rev() {
        let mut strace = strace(site);
        strace.arg("-e").arg(format!("inject={RENAMES}:signal=KILL:when={when}"));
        strace.arg("--").arg(env!("CARGO_BIN_EXE_crate-universe")).args(site.arguments());
        if !strace.output().expect("strace is there").status.success() {
            return;
        }
        site.go_back(second);
    }
    panic!("the run renames nothing");
}

/// Of the program's own thread: others only make what is new.
fn strace(site: &Site) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-qq", "-e", &format!("trace={RENAMES}"), "-o"]).arg(site.base().join("trace"));
    site.set_environment(&mut strace);
    strace
}

fn count_renames(site: &Site, second: bool) -> usize {
    site.go_back(second);
    let mut strace = strace(site);
    let output = strace.arg("--").arg(env!("CARGO_BIN_EXE_crate-universe")).args(site.arguments()).output();
    let output = output.expect("strace is there: the long form kills at each renaming by it");
    assert!(output.status.success(), "{}", stderr(&output));
    fs::read_to_string(site.base().join("trace"))
        .unwrap()
        .lines()
        .filter(|line| line.contains("rename"))
        .count()
}

/// How long a run lasts.
fn measure(site: &Site) -> Duration {
    site.go_back(true);
    let begun = Instant::now();
    site.succeed();
    begun.elapsed()
}

/// Kills at a moment of the run. A run that was over already is run once more, and is killed earlier.
fn kill_in_time(site: &Site, second: bool, mut moment: Duration) {
    for _ in 0..40 {
        let child = site.program().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moment);
        if kill(child) {
            return;
        }
        site.go_back(second);
        moment = moment.mul_f64(0.8);
    }
    panic!("no run was killed before its end");
}

/// Whether it was still running.
fn kill(mut child: Child) -> bool {
    let runs = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    runs
}

/// Numbers that are the same in every run. See <https://prng.di.unimi.it/splitmix64.c>.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

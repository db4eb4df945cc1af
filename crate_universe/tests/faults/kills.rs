//! Runs that are killed: at renamings and other changes of folders, at moments spread over the whole of a run, and at random ones. What is left is taken by
//! cargo, every label in it has its target, and the next run leaves what an undisturbed one does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use super::labels;
use super::rounds::Rounds;
use super::site::{Job, Site, TREE, stderr};

/// Calls of the system that a run is killed at, by what they are called here.
pub const CALLS: [(&str, &str); 2] = [
    ("renaming", "rename,renameat,renameat2"),
    ("change of a folder", "rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat"),
];

/// Two thirds of the kills are at such calls, as far as a run makes so many.
pub fn kills(job: Job, kills: usize, mut rounds: Rounds) {
    let site = Site::new(job).learn();
    let mut second = true;
    let mut at_calls = 0;
    for (name, calls) in CALLS {
        let points = [false, true].map(|second| trace_points(&site, second, calls));
        let here = points[0].len().min(points[1].len()).min(kills / 3);
        assert!(here > 0, "there is no {name} in a run");
        at_calls += here;
        for number in 0..here {
            let points = &points[usize::from(second)];
            let point = &points[number * points.len() / here];
            rounds.run(&format!("at {name} {number}"), || {
                killed(&site, second, |site| {
                    end_at_call(site, second, point, "KILL");
                })
            });
            second = !second;
        }
    }
    let last = measure(&site);
    let in_time = kills - at_calls;
    let mut random = SplitMix64(1);
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
pub fn assert_left(site: &Site, second: bool) {
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

/// A call of a name, and how many of that name have come with it: strace counts each name by itself.
pub type CallPoint = (String, usize);

/// Ends the program by a signal as it enters a call. A run that has fewer, because a cache needed no writing, is ended at its last
/// one.
pub fn end_at_call(site: &Site, second: bool, (call, when): &CallPoint, signal: &str) -> ExitStatus {
    for when in (1..=*when).rev() {
        let inject = format!("inject={call}:signal={signal}:when={when}");
        let status = trace(site, call, &["-e", &inject]).status;
        if !status.success() {
            return status;
        }
        site.go_back(second);
    }
    panic!("the run makes no such call");
}

/// The calls of a whole run, in their order.
pub fn trace_points(site: &Site, second: bool, calls: &str) -> Vec<CallPoint> {
    site.go_back(second);
    let output = trace(site, calls, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let traced = fs::read_to_string(site.base().join("trace")).unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let calls = traced.lines().filter_map(|line| Some(line.split_once('(')?.0.to_owned()));
    calls
        .map(|call| {
            let count = counts.entry(call.clone()).or_default();
            *count += 1;
            (call, *count)
        })
        .collect()
}

/// For `env`: whoever runs the tests, as with `nohup` or in the background of a shell, may have signals ignored.
pub const DEFAULT_SIGNALS: &str = "--default-signal=HUP,INT,TERM";

/// Runs the job under strace, which follows the program's own thread alone: others only make what is new.
fn trace(site: &Site, calls: &str, options: &[&str]) -> Output {
    let mut strace = Command::new("env");
    strace.args([DEFAULT_SIGNALS, "strace", "-qq", "-e", &format!("trace={calls}")]).args(options);
    strace.arg("-o").arg(site.base().join("trace")).arg("--");
    strace.arg(env!("CARGO_BIN_EXE_crate-universe")).args(site.arguments());
    site.set_environment(&mut strace);
    strace.output().expect("strace is there: the program is killed by it")
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
pub struct SplitMix64(pub u64);

impl SplitMix64 {
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

//! Several runs at once, of requests that differ, with one cache or with one each, some of them killed: what is there afterwards is
//! what one of them alone would have left.

use std::fs;
use std::process::Child;

use super::kills::SplitMix64;
use super::rounds::Rounds;
use super::site::{Files, Job, Site, differing, stderr};

pub fn concurrent(job: Job, count: usize, mut rounds: Rounds) {
    let site = Site::new(job);
    let serial = serial_results(&site);
    for number in 0..count {
        rounds.run(&format!("round {number}"), || round(&site, &serial, number));
    }
    rounds.end();
}

/// By what the user has and by the request: what one run leaves.
fn serial_results(site: &Site) -> Vec<[Files; 2]> {
    [false, true]
        .map(|second| {
            [false, true].map(|request| {
                site.become_states(second, request);
                site.succeed();
                site.files()
            })
        })
        .into()
}

fn round(site: &Site, serial: &[[Files; 2]], number: usize) -> u64 {
    let mut random = SplitMix64(number as u64);
    let second = number % 2 == 0;
    let runs = 2 + number / 2 % 7;
    let (own_caches, kills) = (number / 2 % 2 == 0, number % 3 == 0);
    let asked: Vec<bool> = (0..runs).map(|_| random.next() % 2 == 0).collect();
    let request = |run: usize| site.base().join(format!("request-{run}.json"));
    for (run, asks) in asked.iter().enumerate() {
        site.become_states(second, *asks);
        fs::copy(site.base().join("request.json"), request(run)).unwrap();
    }
    let mut children: Vec<Child> = Vec::new();
    for run in 0..runs {
        let mut program = site.program_of(&request(run));
        if own_caches {
            program.env("XDG_CACHE_HOME", site.base().join(format!("cache-{run}")));
        }
        children.push(program.spawn().unwrap());
    }
    if kills {
        std::thread::sleep(std::time::Duration::from_millis(random.next() % 60));
        children[0].kill().unwrap();
    }
    for (run, child) in children.into_iter().enumerate() {
        let output = child.wait_with_output().unwrap();
        let may_fail = kills && run == 0;
        assert!(may_fail || output.status.success(), "run {run} of {runs}: {}", stderr(&output));
    }
    if kills {
        // The killed one may have been the last.
        site.become_states(second, asked[1]);
        site.succeed();
    }
    let right = &serial[usize::from(second)];
    let present = site.files();
    let mut wrong = asked.iter().map(|request| differing(&right[usize::from(*request)], &present));
    assert!(
        wrong.any(|wrong| wrong.is_none()),
        "what is there is no serial result: {:?}",
        differing(&right[usize::from(asked[0])], &present)
    );
    site.assert_no_leftovers();
    for run in 0..runs {
        fs::remove_dir_all(site.base().join(format!("cache-{run}"))).ok();
    }
    runs as u64
}

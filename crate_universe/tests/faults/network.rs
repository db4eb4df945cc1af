//! A network that fails while cargo fetches for a run, in each of eight ways and at each of the first requests: the error has a code
//! and comes in bounded time, nothing is changed, and the next run is right.

use std::time::{Duration, Instant};

use super::rounds::Rounds;
use super::server::{Fault, Server};
use super::site::{Job, Site, differing, stderr};

/// With the time limits that are set here, cargo tries twice.
const LONGEST: Duration = Duration::from_secs(60);

/// `positions`: which request has the fault, counted from one.
pub fn network(job: Job, faults: &[Fault], positions: &[usize], mut rounds: Rounds) {
    let site = Site::new(job);
    let server = Server::start(&site.base().join("registry"));
    site.replace_source(&format!("registry = 'sparse+http://127.0.0.1:{}/index/'", server.port));
    let site = site.learn();
    server.plan(None);
    prepare(&site);
    site.assert_next_run(true);
    let last = positions.iter().max().unwrap();
    assert!(server.count() >= *last, "only {} requests are made", server.count());
    for fault in faults {
        for position in positions {
            rounds.run(&format!("{fault:?} at request {position}"), || {
                server.plan(None);
                prepare(&site);
                let before = site.files();
                server.plan(Some((*fault, *position)));
                let begun = Instant::now();
                let output = site.program().envs(LIMITS).output().unwrap();
                let lasted = begun.elapsed();
                let told = stderr(&output);
                assert!(server.has_met_fault(), "the fault was not met: {told}");
                assert!(lasted < LONGEST, "it lasted {lasted:?}: {told}");
                assert_eq!(output.status.code(), Some(1), "{told}");
                assert!(told.starts_with("CU0") && told.contains("\n  help: "), "{told}");
                assert_eq!(differing(&before, &site.files()), None, "nothing is changed: {told}");
                site.assert_no_leftovers();
                server.plan(None);
                site.assert_next_run(true);
                1
            });
        }
    }
    rounds.end();
}

const LIMITS: [(&str, &str); 2] = [("CARGO_HTTP_TIMEOUT", "2"), ("CARGO_NET_RETRY", "1")];

/// The first state, on a machine that knows no package of the second one.
fn prepare(site: &Site) {
    site.go_back(true);
    site.forget();
}

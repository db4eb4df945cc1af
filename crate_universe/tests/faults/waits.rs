//! A registry that answers so slowly that cargo waits for it: whoever waits is told for what, and for which process.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::server::{Fault, Server};
use super::site::{Job, Site};

#[test]
fn a_long_wait_for_cargo_is_told() {
    let site = Site::new(Job::Repin);
    let server = Server::start(&site.base().join("registry"));
    site.replace_source(&format!("registry = 'sparse+http://127.0.0.1:{}/index/'", server.port));
    site.forget();
    site.become_state(true);
    server.plan(Some((Fault::Slow, 1)));
    let before = site.files();
    let mut child = site.program().stdout(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let line = told.find(|line| line.starts_with("still waiting")).unwrap_or_default();
    let (seconds, process) = line
        .strip_prefix("still waiting after ")
        .and_then(|rest| rest.split_once(" s for process "))
        .unwrap_or_else(|| panic!("it is not told: {line:?}"));
    let (process, command) = process.split_once(": ").unwrap();
    assert!(command.starts_with("cargo update --workspace"), "{line}");
    assert!(
        (8..20).contains(&seconds.parse().unwrap()) && begun.elapsed() >= Duration::from_secs(8),
        "{line}"
    );
    let name = std::fs::read_to_string(Path::new("/proc").join(process).join("comm")).unwrap();
    assert_eq!(name.trim_end(), "cargo", "{line}");
    // What is waited for can be ended; the run says so then.
    assert!(Command::new("kill").arg(process).status().unwrap().success());
    let rest: Vec<String> = told.collect();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{rest:?}");
    assert!(rest.iter().any(|line| line.starts_with("CU0041")), "{rest:?}");
    assert_eq!(super::site::differing(&before, &site.files()), None, "{rest:?}");
    site.assert_no_leftovers();
}

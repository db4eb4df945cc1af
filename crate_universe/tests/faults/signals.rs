//! Sends a run the signals that it handles. The run and its cargo must end by that same signal, and leave no scratch
//! folder and no temporary file behind, even if there is no later run that would remove them.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use super::kills;
use super::server::{Fault, Server};
use super::site::{Job, Site, WRITERS};

/// Names and numbers; see signal(7).
const SIGNALS: [(&str, i32); 3] = [("HUP", 1), ("INT", 2), ("TERM", 15)];

/// A run must end quickly, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

fn wait_for<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The program, which ignores no signal.
fn program(site: &Site) -> Command {
    let mut command = Command::new("env");
    command.arg(kills::DEFAULT_SIGNALS).arg(env!("CARGO_BIN_EXE_crate-universe")).args(site.arguments());
    site.set_environment(&mut command);
    command
}

/// The cargo process that a run has started.
fn cargo_of(child: &Child) -> Option<u32> {
    let process = child.id();
    let threads = fs::read_dir(format!("/proc/{process}/task")).ok()?.flatten();
    let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|text| text.split(' ').filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect();
    children.into_iter().find(|child| state(*child).is_some_and(|(name, _)| name == "cargo"))
}

/// The name and the state of a process; `None` after its end.
fn state(process: u32) -> Option<(String, char)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (name, rest) = text.split_once('(')?.1.rsplit_once(')')?;
    Some((name.to_owned(), rest.trim_start().chars().next()?))
}

/// A zombie, whose parent has not waited for it yet, does not count.
fn runs(process: u32) -> bool {
    state(process).is_some_and(|(name, state)| name == "cargo" && !['Z', 'X'].contains(&state))
}

fn scratch_folders(site: &Site) -> Vec<PathBuf> {
    fs::read_dir(site.base().join("tmp")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Files with a temporary name, which are renamed once they are complete.
fn temporary_files(site: &Site) -> Vec<PathBuf> {
    let is_temporary = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(".crate-universe-") && path.extension().is_some_and(|extension| extension == "tmp")
    };
    ["workspace", "cache"]
        .iter()
        .flat_map(|folder| super::site::files(&site.base().join(folder)).into_keys())
        .filter(is_temporary)
        .collect()
}

fn assert_nothing_left(site: &Site, what: &str) {
    assert_eq!(scratch_folders(site), Vec::<PathBuf>::new(), "{what}: a scratch folder is left");
    assert_eq!(temporary_files(site), Vec::<PathBuf>::new(), "{what}: a temporary file is left");
}

fn assert_ended_by(status: ExitStatus, number: i32, what: &str) {
    assert_eq!(status.signal(), Some(number), "{what}: {status}");
}

/// The signal arrives while cargo waits for a registry that hardly responds.
#[test]
fn a_signal_ends_a_run_and_its_cargo() {
    for job in [Job::Repin, Job::Vendor("local")] {
        let site = Site::new(job);
        let server = Server::start(&site.base().join("registry"));
        site.replace_source(&format!("registry = 'sparse+http://127.0.0.1:{}/index/'", server.port));
        for (name, number) in SIGNALS {
            let what = format!("{job:?} SIG{name}");
            site.forget();
            site.become_state(true);
            server.plan(Some((Fault::Slow, 1)));
            let before = site.files();
            let mut child = program(&site).spawn().unwrap();
            let cargo = wait_for("no cargo is asked", || cargo_of(&child));
            wait_for("the registry is not asked", || server.has_met_fault().then_some(()));
            assert!(!scratch_folders(&site).is_empty(), "{what}: there is something to be removed");
            let id = child.id().to_string();
            assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
            let status = wait_for(&format!("{what}: it does not end"), || child.try_wait().unwrap());
            assert_ended_by(status, number, &what);
            assert_nothing_left(&site, &what);
            wait_for(&format!("{what}: its cargo still runs"), || (!runs(cargo)).then_some(()));
            assert_eq!(super::site::differing(&before, &site.files()), None, "{what}: nothing is changed");
        }
    }
}

/// The signal arrives while files and folders are renamed.
#[test]
fn a_signal_leaves_whole_files_and_nothing_else() {
    for job in WRITERS {
        let site = Site::new(job).learn();
        let calls = kills::CALLS[0].1;
        let points = [false, true].map(|second| kills::trace_points(&site, second, calls));
        for (turn, (name, number)) in SIGNALS.into_iter().cycle().take(6).enumerate() {
            let second = turn % 2 == 0;
            let points = &points[usize::from(second)];
            let point = &points[turn * points.len() / 6];
            let what = format!("{job:?} SIG{name} at {point:?}");
            site.go_back(second);
            let status = kills::end_at_call(&site, second, point, name);
            assert_ended_by(status, number, &what);
            assert_nothing_left(&site, &what);
            kills::assert_left(&site, second);
            site.assert_next_run(second);
        }
    }
}

/// Pressing Ctrl-C again does not delay the end.
#[test]
fn a_second_signal_changes_nothing() {
    let site = Site::new(Job::Repin);
    let server = Server::start(&site.base().join("registry"));
    site.replace_source(&format!("registry = 'sparse+http://127.0.0.1:{}/index/'", server.port));
    site.forget();
    site.become_state(true);
    server.plan(Some((Fault::Slow, 1)));
    let mut child = program(&site).spawn().unwrap();
    wait_for("the registry is not asked", || server.has_met_fault().then_some(()));
    let id = child.id().to_string();
    for _ in 0..3 {
        // The process may have ended before the later signals.
        Command::new("kill").args(["-s", "INT", &id]).status().unwrap();
    }
    let status = wait_for("it does not end", || child.try_wait().unwrap());
    assert_ended_by(status, 2, "three times");
    assert_nothing_left(&site, "three times");
}

/// With `nohup`, the caller wants the run to survive SIGHUP.
#[test]
fn a_signal_that_is_ignored_stays_so() {
    let site = Site::new(Job::Repin);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_crate-universe")]);
    site.become_state(true);
    let server = Server::start(&site.base().join("registry"));
    site.replace_source(&format!("registry = 'sparse+http://127.0.0.1:{}/index/'", server.port));
    site.forget();
    server.plan(Some((Fault::Slow, 1)));
    site.set_environment(shell.args(site.arguments()));
    let mut child = shell.spawn().unwrap();
    wait_for("the registry is not asked", || server.has_met_fault().then_some(()));
    let kill = |name: &str| {
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    };
    kill("HUP");
    thread::sleep(Duration::from_millis(500));
    let id = child.id();
    assert!(state(id).is_some_and(|(_, state)| !['Z', 'X'].contains(&state)), "it goes on");
    kill("TERM");
    let status = wait_for("it does not end", || child.try_wait().unwrap());
    assert_ended_by(status, 15, "after one that is ignored");
}

//! Handles interrupts: Ctrl-C, and the signals with which Bazel ends a run.
//!
//! On a signal, the run passes it to the process that it waits for, removes its own temporary files, and then ends by
//! that signal. Files of the user need no cleanup: each is complete at any time, and the next run completes an
//! interrupted change of a tree.

use std::collections::BTreeMap;

#[cfg(unix)]
use std::io::Read as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

type CleanupAction = Box<dyn Fn(i32) + Send>;

/// In the order of registration.
static ACTIONS: Mutex<(usize, BTreeMap<usize, CleanupAction>)> = Mutex::new((0, BTreeMap::new()));

/// An action that runs on an interrupt, as long as this value exists.
pub struct Cleanup {
    id: usize,
}

/// Registers an action, which receives the number of the signal.
pub fn register_cleanup(action: impl Fn(i32) + Send + 'static) -> Cleanup {
    let mut actions = registered_actions();
    actions.0 += 1;
    let id = actions.0;
    actions.1.insert(id, Box::new(action));
    Cleanup { id }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        registered_actions().1.remove(&self.id);
    }
}

fn registered_actions() -> MutexGuard<'static, (usize, BTreeMap<usize, CleanupAction>)> {
    ACTIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a thread that waits for signals.
#[cfg(unix)]
pub fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ignored = ignored_signals();
    // A program started with `nohup` must survive SIGHUP. If it is unknown whether SIGHUP is ignored, its default
    // action stays.
    let heard = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| match ignored {
        Some(ignored) => ignored & (1 << (signal - 1)) == 0,
        None => *signal != SIGHUP,
    });
    let Ok(mut signals) = signal_hook::iterator::Signals::new(heard) else { return };
    // If no thread can be started, signals keep their default actions.
    let _ = std::thread::Builder::new().spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // The lock is held until the process ends, so that no other thread registers an action or cleans up a
            // second time.
            let actions = registered_actions();
            actions.1.values().rev().for_each(|action| action(signal));
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

/// Windows ends a program without a signal. The next run removes what is left.
#[cfg(not(unix))]
pub fn listen() {}

/// The signals that this process ignores, one bit each.
#[cfg(unix)]
fn ignored_signals() -> Option<u64> {
    let mut status = String::new();
    // This path is fixed, so nobody can replace it by a pipe. It does not need the precautions that `disk` takes.
    std::fs::File::open("/proc/self/status").ok()?.read_to_string(&mut status).ok()?;
    let bits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(bits.trim(), 16).ok()
}

/// Sends a signal to another process.
#[cfg(unix)]
pub fn send(process: u32, signal: i32) {
    use rustix::process::{Pid, Signal, kill_process};
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    if let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(signal)) {
        let _ = kill_process(pid, signal);
    }
}

#[cfg(not(unix))]
pub fn send(_: u32, _: i32) {}

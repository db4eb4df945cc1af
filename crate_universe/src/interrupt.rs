//! Interrupted runs: Ctrl-C, or a signal of Bazel's to end. What a run has made for itself alone is removed, and the processes that it
//! waits for get the same signal; then the run ends as if nobody had listened. Files of the user need no care here: each is whole at any
//! time, and the next run carries an interrupted change of a tree to its end.

use std::collections::BTreeMap;

#[cfg(unix)]
use std::io::Read as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

type CleanupAction = Box<dyn Fn(i32) + Send>;

/// In the order in which they were registered.
static ACTIONS: Mutex<(usize, BTreeMap<usize, CleanupAction>)> = Mutex::new((0, BTreeMap::new()));

/// Something to do when the run is interrupted, as long as this value lives.
pub struct Cleanup {
    id: usize,
}

/// Registers an action, which gets the number of the signal.
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

/// Waits for signals beside the run.
#[cfg(unix)]
pub fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ignored = ignored_signals();
    // One who started the program with `nohup` wants it to live on. Where that cannot be told, the signal does what it does by itself.
    let heard = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| match ignored {
        Some(ignored) => ignored & (1 << (signal - 1)) == 0,
        None => *signal != SIGHUP,
    });
    let Ok(mut signals) = signal_hook::iterator::Signals::new(heard) else { return };
    // Where no thread can be had, the run ends as it would without this one.
    let _ = std::thread::Builder::new().spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // Kept until the end: nothing is made any more, and nothing is removed twice.
            let actions = registered_actions();
            actions.1.values().rev().for_each(|action| action(signal));
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

/// Windows ends a program without a word; what it leaves is removed by the next run.
#[cfg(not(unix))]
pub fn listen() {}

/// The signals that this process was told to ignore, a bit each.
#[cfg(unix)]
fn ignored_signals() -> Option<u64> {
    let mut status = String::new();
    // No path of a user's, who could put a pipe there: it needs none of the care that `disk` takes.
    std::fs::File::open("/proc/self/status").ok()?.read_to_string(&mut status).ok()?;
    let bits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(bits.trim(), 16).ok()
}

/// Hands a signal on to another process.
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

//! Locks on open files and folders. The system releases them when the process ends, for whatever reason. Where locks
//! are not supported, nothing is locked.

use std::fs::File;
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlockOutcome {
    Taken,
    /// Another process has the lock, or this process has it through another open file.
    Held,
    Unsupported,
}

/// Takes the lock if it is free.
#[cfg(unix)]
pub fn try_lock(file: &File) -> FlockOutcome {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => FlockOutcome::Taken,
        Err(Errno::WOULDBLOCK | Errno::INTR) => FlockOutcome::Held,
        Err(_) => FlockOutcome::Unsupported,
    }
}

#[cfg(not(unix))]
pub fn try_lock(_: &File) -> FlockOutcome {
    FlockOutcome::Unsupported
}

/// Waits for the lock.
#[cfg(unix)]
pub fn wait(file: &File) {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    while flock(file, FlockOperation::LockExclusive) == Err(Errno::INTR) {}
}

#[cfg(not(unix))]
pub fn wait(_: &File) {}

/// Whether the path still names the file that is open.
#[cfg(unix)]
pub fn is_file_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata().map(place), path.symlink_metadata().map(place)) {
        (Ok(open), Ok(present)) => open == present,
        _ => false,
    }
}

#[cfg(not(unix))]
pub fn is_file_at(_: &File, _: &Path) -> bool {
    true
}

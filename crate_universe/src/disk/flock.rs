//! Locks on open files and folders, which end with the process, however it ends. Where the system or the file system has none,
//! nothing is locked and nobody is kept out.

use std::fs::File;
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlockOutcome {
    Taken,
    /// By another process, or by this one through another opening of the file.
    Held,
    Unsupported,
}

/// Takes the lock if nobody has it.
#[cfg(unix)]
pub fn take(file: &File) -> FlockOutcome {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => FlockOutcome::Taken,
        Err(Errno::WOULDBLOCK | Errno::INTR) => FlockOutcome::Held,
        Err(_) => FlockOutcome::Unsupported,
    }
}

#[cfg(not(unix))]
pub fn take(_: &File) -> FlockOutcome {
    FlockOutcome::Unsupported
}

/// Waits until nobody else has the lock.
#[cfg(unix)]
pub fn wait(file: &File) {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    while flock(file, FlockOperation::LockExclusive) == Err(Errno::INTR) {}
}

#[cfg(not(unix))]
pub fn wait(_: &File) {}

/// Whether what is open is still what the path leads to.
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

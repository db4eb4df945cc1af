//! Lets only one run at a time write into a folder. The lock ends with the value or the process. The folder itself is
//! locked: no lock file is left behind, and everyone who can write into the folder sees the lock.

use std::fs::File;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::{paths, terminal};

use super::calls;
use super::flock::{self, FlockOutcome};

/// How many seconds to wait for another run, if not ten minutes.
const WAIT: &str = "CRATE_UNIVERSE_LOCK_WAIT";
const USUAL_WAIT: Duration = Duration::from_secs(600);
const PAUSE: Duration = Duration::from_millis(50);

/// Locked folders, which no other run writes into.
pub struct FolderLocks(Vec<LockedFolder>);

struct LockedFolder {
    folder: Utf8PathBuf,
    /// `None` if the system cannot lock folders.
    file: Option<File>,
    /// Whether the folder was made for the lock only. If so, it is removed with the lock, unless it is no longer empty.
    is_created: bool,
}

impl FolderLocks {
    /// Waits until no other run has a lock on any of the folders, and prints which process it waits for. All runs lock
    /// folders in the same order, so they cannot deadlock.
    pub fn lock_all(folders: &[Utf8PathBuf]) -> Result<FolderLocks> {
        let mut held = FolderLocks(Vec::new());
        for folder in folders {
            let made = folder.symlink_metadata().is_err();
            calls::create_dir(folder)?;
            held.0.push(LockedFolder {
                folder: paths::real_path(folder),
                file: open(folder)?,
                is_created: made,
            });
        }
        held.0.sort_by(|left, right| left.folder.cmp(&right.folder));
        held.0.dedup_by(|left, right| left.folder == right.folder);
        let begun = Instant::now();
        let mut is_reported = false;
        for one in &mut held.0 {
            while !one.try_lock()? {
                if begun.elapsed() >= longest_wait() {
                    return Err(Error::new(Code::Held, "another run is still writing the same files")
                        .at_path(&one.folder)
                        .note(describe_holder(one.file.as_ref()))
                        .help(format!("stop it, or wait longer by setting {WAIT}=3600 (seconds)")));
                }
                if !is_reported {
                    terminal::print_stderr(&format!(
                        "{}: another run is writing here, {}; waiting for it",
                        one.folder,
                        describe_holder(one.file.as_ref())
                    ));
                    is_reported = true;
                }
                std::thread::sleep(PAUSE);
            }
        }
        Ok(held)
    }
}

impl Drop for FolderLocks {
    fn drop(&mut self) {
        for one in self.0.iter().filter(|one| one.is_created) {
            calls::remove_empty_dir(&one.folder);
        }
    }
}

impl LockedFolder {
    /// Tries to take the lock. The previous holder may have removed the folder; a lock on the removed folder is
    /// useless.
    fn try_lock(&mut self) -> Result<bool> {
        let Some(file) = &self.file else { return Ok(true) };
        // If the file system has no locks, the users must take care that only one run writes.
        if flock::try_lock(file) == FlockOutcome::Held {
            return Ok(false);
        }
        if flock::is_file_at(file, self.folder.as_std_path()) {
            return Ok(true);
        }
        calls::create_dir(&self.folder)?;
        self.file = open(&self.folder)?;
        Ok(false)
    }
}

#[cfg(unix)]
fn open(folder: &Utf8Path) -> Result<Option<File>> {
    File::open(folder).map(Some).map_err(|error| {
        Error::new(Code::Read, format!("the directory cannot be locked: {error}"))
            .at_path(folder)
            .help("make it a directory that you can read and write")
    })
}

#[cfg(not(unix))]
fn open(_: &Utf8Path) -> Result<Option<File>> {
    Ok(None)
}

fn longest_wait() -> Duration {
    let asked = std::env::var(WAIT).ok().and_then(|text| text.parse().ok());
    asked.map_or(USUAL_WAIT, Duration::from_secs)
}

/// The process that has the lock, if the system tells.
fn describe_holder(folder: Option<&File>) -> String {
    let Some(process) = folder.and_then(process) else { return "of a process that is not known".to_owned() };
    let started = Utf8PathBuf::from(format!("/proc/{process}")).metadata().and_then(|data| data.modified());
    match started.ok().and_then(|started| started.elapsed().ok()) {
        Some(age) => format!("process {process}, started {} s ago", age.as_secs()),
        None => format!("process {process}"),
    }
}

/// Linux lists locks by inode number: `1: FLOCK  ADVISORY  WRITE 4242 fe:01:393219 0 EOF`.
#[cfg(target_os = "linux")]
fn process(folder: &File) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let inode = folder.metadata().ok()?.ino().to_string();
    let locks = super::bounded_read::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, "FLOCK", _, "WRITE", process, place, ..] = words.as_slice() else { return None };
        (place.rsplit(':').next()? == inode).then_some(())?;
        process.parse().ok().filter(|process| *process > 0)
    })
}

#[cfg(not(target_os = "linux"))]
fn process(_: &File) -> Option<u32> {
    None
}

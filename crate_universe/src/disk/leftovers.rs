//! What a killed run leaves: temporary files beside their places, and scratch folders. Each is locked as long as its run lives, so
//! that the next run can tell what nobody owns any more, and removes it. A run that is interrupted removes its own.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use camino::Utf8Path;

use crate::interrupt::{self, Cleanup};

use super::calls;
use super::flock::{self, FlockOutcome};

/// So many that no word which a user may write there has as many.
const RANDOM: usize = 16;

/// The names of one kind: letters or digits, chosen at random, between two texts.
pub struct TemporaryNames {
    pub prefix: &'static str,
    pub suffix: &'static str,
    /// The permissions of what is made, less the umask.
    pub mode: u32,
}

/// What makes a temporary file or folder this run's: its lock, and its removal when the run is interrupted.
pub struct Ownership {
    _lock: Option<File>,
    _cleanup: Cleanup,
}

impl TemporaryNames {
    fn matches(&self, name: &str) -> bool {
        let random = name.strip_prefix(self.prefix).and_then(|rest| rest.strip_suffix(self.suffix));
        random.is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    }

    /// Makes a file or a folder of such a name. As long as the other value is there, no run takes it for a leftover.
    pub fn create_with_lock<T>(
        &self,
        make: impl Fn(&tempfile::Builder<'static, 'static>) -> io::Result<T>,
        path: impl Fn(&T) -> &Path,
    ) -> io::Result<(T, Ownership)> {
        let mut builder = calls::builder(self.mode);
        builder.prefix(self.prefix).suffix(self.suffix).rand_bytes(RANDOM);
        loop {
            let made = make(&builder)?;
            let cleanup = remove_when_interrupted(path(&made));
            match open(path(&made)) {
                Ok(file) => {
                    flock::wait(&file);
                    if flock::is_file_at(&file, path(&made)) {
                        return Ok((made, Ownership { _lock: Some(file), _cleanup: cleanup }));
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                // What cannot be opened cannot be swept either.
                Err(_) => return Ok((made, Ownership { _lock: None, _cleanup: cleanup })),
            }
            // Another run has swept it before it was locked.
        }
    }

    /// Removes from a folder what runs have left there that live no more. What cannot be removed is in nobody's way.
    pub fn sweep(&self, folder: &Utf8Path) {
        for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
            if !self.matches(entry.file_name()) {
                continue;
            }
            let Ok(file) = open(entry.path().as_std_path()) else { continue };
            if !file.metadata().is_ok_and(|metadata| is_ours(&metadata)) {
                continue;
            }
            if flock::take(&file) == FlockOutcome::Taken
                && flock::is_file_at(&file, entry.path().as_std_path())
            {
                let _ = calls::remove_all(entry.path());
            }
        }
    }
}

fn remove_when_interrupted(path: &Path) -> Cleanup {
    let path = path.to_owned();
    // Threads of the run may still write into a folder while it is removed.
    const ATTEMPTS: usize = 10;
    interrupt::register_cleanup(move |_| {
        let Some(path) = Utf8Path::from_path(&path) else { return };
        (0..ATTEMPTS).any(|_| calls::remove_all(path).is_ok());
    })
}

/// Opens a file or a folder for its lock: what another user may have put there since it was listed is neither followed nor waited for.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Whether runs make such files or folders. Theirs are private: one that could be opened is this user's.
#[cfg(unix)]
fn is_ours(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.is_file() || metadata.is_dir() && metadata.mode() & 0o777 == 0o700
}

#[cfg(not(unix))]
fn is_ours(metadata: &Metadata) -> bool {
    metadata.is_file() || metadata.is_dir()
}

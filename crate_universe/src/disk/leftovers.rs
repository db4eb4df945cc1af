//! Cleans up after killed runs, which leave temporary files and scratch folders. A run keeps a lock on each of its own,
//! so the next run can tell which are abandoned. An interrupted run removes its own.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use camino::Utf8Path;

use crate::interrupt::{self, Cleanup};

use super::calls;
use super::flock::{self, FlockOutcome};

/// Long enough that no file name of a user's matches by chance.
const RANDOM: usize = 16;

/// The names of one kind of temporary file: a prefix, random letters or digits, and a suffix.
pub struct TemporaryNames {
    pub prefix: &'static str,
    pub suffix: &'static str,
    /// The permissions of new files or folders, less the umask.
    pub mode: u32,
}

/// The lock on a temporary file or folder, and its removal if the run is interrupted.
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

    /// Makes a file or a folder with such a name. No other run removes it as long as the `Ownership` exists.
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
                // If it cannot be opened, it cannot be swept either.
                Err(_) => return Ok((made, Ownership { _lock: None, _cleanup: cleanup })),
            }
            // Another run removed it before it was locked.
        }
    }

    /// Removes the leftovers of ended runs from a folder. Those that cannot be removed are ignored.
    pub fn sweep(&self, folder: &Utf8Path) {
        for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
            if !self.matches(entry.file_name()) {
                continue;
            }
            let Ok(file) = open(entry.path().as_std_path()) else { continue };
            if !file.metadata().is_ok_and(|metadata| is_ours(&metadata)) {
                continue;
            }
            if flock::try_lock(&file) == FlockOutcome::Taken
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

/// Opens a file or a folder to lock it. Another user may have replaced it, so links are not followed, and a pipe does
/// not block.
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

/// Whether it looks like a file or folder of a run. Folders of runs are private, so one that could be opened is this
/// user's.
#[cfg(unix)]
fn is_ours(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.is_file() || metadata.is_dir() && metadata.mode() & 0o777 == 0o700
}

#[cfg(not(unix))]
fn is_ours(metadata: &Metadata) -> bool {
    metadata.is_file() || metadata.is_dir()
}

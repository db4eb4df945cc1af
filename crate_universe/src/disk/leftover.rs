//! What a killed run leaves: temporary files beside their places, and scratch folders. Each is locked as long as its run lives, so
//! that the next run can tell what nobody owns any more, and removes it.

use std::fs::File;
use std::io;
use std::path::Path;

use camino::Utf8Path;

use super::calls;
use super::flock::{self, Flock};

/// The names of one kind: six letters or digits, chosen at random, between two texts.
pub struct Names {
    pub prefix: &'static str,
    pub suffix: &'static str,
}

impl Names {
    fn has(&self, name: &str) -> bool {
        let random = name.strip_prefix(self.prefix).and_then(|rest| rest.strip_suffix(self.suffix));
        random.is_some_and(|random| {
            random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    }

    /// Makes a file or a folder of such a name. As long as the other value is there, no run takes it for a leftover.
    pub fn make<T>(
        &self,
        mut builder: tempfile::Builder<'static, 'static>,
        make: impl Fn(&tempfile::Builder<'static, 'static>) -> io::Result<T>,
        path: impl Fn(&T) -> &Path,
    ) -> io::Result<(T, Option<File>)> {
        builder.prefix(self.prefix).suffix(self.suffix);
        loop {
            let made = make(&builder)?;
            match File::open(path(&made)) {
                Ok(file) => {
                    flock::wait(&file);
                    if flock::is_at(&file, path(&made)) {
                        return Ok((made, Some(file)));
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                // What cannot be opened cannot be swept either.
                Err(_) => return Ok((made, None)),
            }
            // Another run has swept it before it was locked.
        }
    }

    /// Removes from a folder what runs have left there that live no more. What cannot be removed is in nobody's way.
    pub fn sweep(&self, folder: &Utf8Path) {
        for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
            let is_ours = |kind: std::fs::FileType| kind.is_file() || kind.is_dir();
            if !self.has(entry.file_name()) || !entry.file_type().is_ok_and(is_ours) {
                continue;
            }
            let Ok(file) = File::open(entry.path()) else { continue };
            if flock::take(&file) == Flock::Taken && flock::is_at(&file, entry.path().as_std_path()) {
                let _ = calls::remove(entry.path());
            }
        }
    }
}

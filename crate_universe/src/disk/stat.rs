//! The numbers that a file system stores about a file. They change when someone writes the file, so a file with the
//! same numbers counts as unchanged, as in git.

use std::fs::File;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStat {
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: i64,
    /// The time of the last change of the inode, which no program can set; 0 if there is none.
    pub changed: i64,
    /// 0 if there is none.
    pub inode: u64,
}

impl FileStat {
    pub fn of_path(path: &Utf8Path) -> io::Result<FileStat> {
        let metadata = path.symlink_metadata()?;
        let size = if metadata.is_dir() { 0 } else { metadata.len() };
        Ok(stat(&metadata, size))
    }

    /// The numbers of an open file. If the path was a link, they are those of its target.
    pub fn of_file(file: &File) -> io::Result<FileStat> {
        let metadata = file.metadata()?;
        Ok(stat(&metadata, metadata.len()))
    }
}

#[cfg(unix)]
fn stat(metadata: &std::fs::Metadata, size: u64) -> FileStat {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    FileStat {
        size,
        modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        inode: metadata.ino(),
    }
}

#[cfg(not(unix))]
fn stat(metadata: &std::fs::Metadata, size: u64) -> FileStat {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0);
    FileStat { size, modified, changed: 0, inode: 0 }
}

/// The coarsest clock tick of a file system. A file that changed less than this ago may change again without other
/// numbers.
pub const TICK: i64 = 20_000_000;

/// Whether any further change gives other numbers.
pub fn is_settled(stat: &FileStat) -> bool {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok();
    let now = now.and_then(|now| i64::try_from(now.as_nanos()).ok()).unwrap_or(0);
    stat.modified.max(stat.changed).saturating_add(TICK) <= now
}

/// All files and folders in a folder, sorted. The folder itself has the empty path; folders end in `/`.
pub fn walk_folder(dir: &Utf8Path) -> io::Result<Vec<(String, FileStat)>> {
    let mut found = vec![(String::new(), FileStat::of_path(dir)?)];
    let mut pending: Vec<(Utf8PathBuf, String)> = vec![(dir.to_owned(), String::new())];
    while let Some((dir, prefix)) = pending.pop() {
        for entry in dir.read_dir_utf8()? {
            let entry = entry?;
            let mut path = format!("{prefix}{}", entry.file_name());
            let stat = FileStat::of_path(entry.path())?;
            if entry.file_type()?.is_dir() {
                path.push('/');
                pending.push((entry.path().to_owned(), path.clone()));
            }
            found.push((path, stat));
        }
    }
    found.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(found)
}

//! Removes what builds of the program have left in the user's cache and has not been used for a month.
//!
//! A folder is removed only if it contains our key file, so that nothing of another program or of an older version is
//! removed.

use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk;
use crate::error::Result;

/// Marks a folder as ours. Its modification time is that of the last use.
const KEY_FILE: &str = ".crate_universe";
/// The folders that are swept: cargo's output, and installed programs.
const KINDS: [&str; 2] = ["target", "tool"];
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Marks the folders in use, then removes those that have not been used for a month.
pub fn sweep_cache(cache: &Utf8Path, used: &[Utf8PathBuf]) -> Result<()> {
    for folder in used {
        disk::touch_file(&folder.join(KEY_FILE))?;
    }
    for kind in KINDS {
        let Ok(entries) = cache.join(kind).read_dir_utf8() else { continue };
        let mut folders: Vec<Utf8PathBuf> = entries.flatten().map(|entry| entry.into_path()).collect();
        folders.sort();
        for folder in folders.iter().filter(|folder| is_unused(folder)) {
            disk::remove_all(folder)?;
        }
    }
    super::kept_plan::sweep(cache, KEPT)
}

fn is_unused(folder: &Utf8Path) -> bool {
    let is_folder = folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    let has_key = folder.join(KEY_FILE).symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    // A running cargo has written into its folders, even if they are not marked yet.
    is_folder
        && has_key
        && [KEY_FILE, "release", "release/deps"].iter().all(|name| is_old(&folder.join(name)))
}

/// Whether a file has not changed for a month, or does not exist.
fn is_old(path: &Utf8Path) -> bool {
    match path.symlink_metadata().and_then(|metadata| metadata.modified()) {
        Ok(modified) => SystemTime::now().duration_since(modified).is_ok_and(|age| age > KEPT),
        Err(_) => true,
    }
}

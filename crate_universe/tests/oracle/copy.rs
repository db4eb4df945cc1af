//! Copies a folder, except its `target` folders, out of the repository: no manifest or `.cargo/config.toml`
//! above the original applies there, and nothing is written beside it.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use crate::support::scratch;

pub fn copy(from: &Path) -> io::Result<TempDir> {
    let scratch = scratch::empty()?;
    copy_into(from, scratch.path())?;
    Ok(scratch)
}

fn copy_into(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "target" {
                copy_into(&entry.path(), &target)?;
            }
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

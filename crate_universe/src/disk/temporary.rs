//! Scratch folders, which only this user can read. They are removed when their value is dropped. Those of killed runs
//! are removed when the next one is made.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::terminal;

use super::leftovers::{Ownership, TemporaryNames};

/// A folder that is removed when the value is dropped, unless the user wants to look at it.
pub struct ScratchFolder {
    pub path: Utf8PathBuf,
    /// The folder is removed before its lock is released, so a run that can take the lock finds nothing.
    _dir: Option<(tempfile::TempDir, Ownership)>,
}

const SCRATCH: TemporaryNames = TemporaryNames { prefix: "crate-universe-scratch-", suffix: "", mode: 0o700 };
/// Folders that are kept for the user to look at.
const KEPT: TemporaryNames = TemporaryNames { prefix: "crate-universe-kept-", suffix: "", mode: 0o700 };

/// Makes a folder with these files. `files`: text by path.
pub fn create_scratch_folder(files: &BTreeMap<String, String>, keep: bool) -> Result<ScratchFolder> {
    let failed = |error| Error::new(Code::Write, format!("a temporary directory cannot be created: {error}"));
    let names = if keep { KEPT } else { SCRATCH };
    let (dir, ownership) =
        names.create_with_lock(|builder| builder.tempdir(), |dir| dir.path()).map_err(failed)?;
    let path = Utf8Path::from_path(dir.path()).map(Utf8Path::to_owned);
    let path = path.ok_or_else(|| {
        let what = format!("the path of the temporary directory is not UTF-8: {}", dir.path().display());
        Error::new(Code::Write, what).help("set TMPDIR to a directory whose path is UTF-8")
    })?;
    path.parent().into_iter().for_each(|folder| SCRATCH.sweep(folder));
    for (name, text) in files {
        super::atomic::write_file(&path.join(name), text.as_bytes())?;
    }
    if keep {
        terminal::print_stderr(&format!("scratch directory: {path}"));
        let _ = dir.keep();
        return Ok(ScratchFolder { path, _dir: None });
    }
    Ok(ScratchFolder { path, _dir: Some((dir, ownership)) })
}

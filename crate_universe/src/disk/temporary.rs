//! Scratch folders, which nobody else can read and which go when their value does. Takes files, gives the folder.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::terminal;

/// A folder that goes when the value does, unless it is to be looked at.
pub struct Temporary {
    pub path: Utf8PathBuf,
    _dir: Option<tempfile::TempDir>,
}

/// A folder of its own that holds these files, by their paths in it.
pub fn temporary(files: &BTreeMap<String, String>, keep: bool) -> Result<Temporary> {
    let dir = builder()
        .prefix("crate-universe-")
        .tempdir()
        .map_err(|error| Error::new(Code::Write, format!("a temporary folder cannot be made: {error}")))?;
    let path = Utf8Path::from_path(dir.path()).map(Utf8Path::to_owned);
    let path =
        path.ok_or_else(|| Error::new(Code::Write, "the path of the temporary folder is not UTF-8"))?;
    for (name, text) in files {
        super::file(&path.join(name), text.as_bytes())?;
    }
    if keep {
        terminal::stderr(&format!("scratch folder: {path}"));
        let _ = dir.keep();
        return Ok(Temporary { path, _dir: None });
    }
    Ok(Temporary { path, _dir: Some(dir) })
}

#[cfg(unix)]
fn builder() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(std::fs::Permissions::from_mode(0o700));
    builder
}

#[cfg(not(unix))]
fn builder() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

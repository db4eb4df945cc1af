//! Writing: desired files against the disk. Takes bytes and paths, leaves each file complete or as it was: what is
//! equal is not touched, what differs is staged beside its place and renamed over it. Decides nothing about content.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};

/// Writes one file if its bytes differ; tells whether it did.
pub fn file(path: &Utf8Path, bytes: &[u8]) -> Result<bool> {
    if std::fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    staged(path, |staged| staged.write_all(bytes))?;
    Ok(true)
}

/// What a run changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    written: usize,
    removed: usize,
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Changes { written: 0, removed: 0 } => f.write_str("nothing changed"),
            Changes { written, removed } => write!(f, "{written} written, {removed} removed"),
        }
    }
}

/// Makes a folder hold these files. Of other files in it, only those that `is_ours` knows by their text are removed,
/// and only after everything is written.
pub fn tree(dir: &Utf8Path, files: &BTreeMap<String, String>, is_ours: fn(&str) -> bool) -> Result<Changes> {
    let mut changes = Changes::default();
    for (path, text) in files {
        changes.written += usize::from(file(&dir.join(path), text.as_bytes())?);
    }
    let entries = dir.read_dir_utf8().into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.into_path()) {
        let wanted = path.file_name().is_some_and(|name| files.contains_key(name));
        if !wanted && path.is_file() && std::fs::read_to_string(&path).is_ok_and(|text| is_ours(&text)) {
            remove(&path)?;
            changes.removed += 1;
        }
    }
    Ok(changes)
}

/// A folder that goes when the value does, unless it is to be looked at.
pub struct Temporary {
    pub path: Utf8PathBuf,
    _dir: Option<tempfile::TempDir>,
}

/// A folder of its own that holds these files.
pub fn temporary(files: &BTreeMap<String, String>, keep: bool) -> Result<Temporary> {
    let dir = tempfile::Builder::new()
        .prefix("crate-universe-")
        .tempdir()
        .map_err(|error| Error::new(Code::Write, format!("a temporary folder cannot be made: {error}")))?;
    let path = Utf8Path::from_path(dir.path()).map(Utf8Path::to_owned);
    let path =
        path.ok_or_else(|| Error::new(Code::Write, "the path of the temporary folder is not UTF-8"))?;
    for (name, text) in files {
        file(&path.join(name), text.as_bytes())?;
    }
    if keep {
        stderr(&format!("scratch folder: {path}"));
        let _ = dir.keep();
        return Ok(Temporary { path, _dir: None });
    }
    Ok(Temporary { path, _dir: Some(dir) })
}

#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
fn remove(path: &Utf8Path) -> Result<()> {
    std::fs::remove_file(path)
        .map_err(|error| Error::new(Code::Write, format!("a file cannot be removed: {error}")).at(path))
}

/// Copies a program to a path: a reader sees the whole of it or nothing.
pub fn program(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    let failed =
        |error: std::io::Error| Error::new(Code::Read, format!("the program cannot be read: {error}"));
    let mut source = std::fs::File::open(from).map_err(|error| failed(error).at(from))?;
    let permissions = source.metadata().map_err(|error| failed(error).at(from))?.permissions();
    staged(to, |staged| {
        std::io::copy(&mut source, staged)?;
        staged.set_permissions(permissions)
    })
}

/// Fills a temporary file beside `path` and renames it over `path`.
fn staged(path: &Utf8Path, fill: impl FnOnce(&mut std::fs::File) -> std::io::Result<()>) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::new(Code::Write, format!("a file cannot be written: {error}")).at(path)
    };
    let dir = path.parent().filter(|dir| !dir.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    create_dir(dir)?;
    let mut temporary = builder().prefix(".crate-universe-").tempfile_in(dir).map_err(failed)?;
    fill(temporary.as_file_mut()).map_err(failed)?;
    temporary.as_file_mut().flush().map_err(failed)?;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
fn create_dir(dir: &Utf8Path) -> Result<()> {
    std::fs::create_dir_all(dir)
        .map_err(|error| Error::new(Code::Write, format!("a folder cannot be made: {error}")).at(dir))
}

/// What a file has that a user makes, less the user's umask: temporary files are private otherwise.
#[cfg(unix)]
fn builder() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(std::fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn builder() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

/// Prints a line to standard error, as far as anybody can read it.
pub fn stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints to standard output; a reader that closes the pipe early is no error.
pub fn stdout(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(Code::Write, format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

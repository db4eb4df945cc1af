//! Writing: desired files against the disk. Takes bytes and paths, leaves each file complete or as it was: what is
//! equal is not touched, what differs is staged beside its place and renamed over it. Decides nothing about content.

mod disk;
mod index;
mod journal;
mod stat;
mod sweep;
mod vendored;
mod verify;

use std::collections::BTreeMap;
use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};

pub use sweep::sweep;
pub use vendored::{Changes, Piece, Wanted, differences, survey};
pub use verify::{differ, tree};

/// Writes one file if its bytes differ; tells whether it did.
pub fn file(path: &Utf8Path, bytes: &[u8]) -> Result<bool> {
    if std::fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    staged(path, |staged| staged.write_all(bytes))?;
    Ok(true)
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
    disk::create_dir(dir)?;
    let mut temporary = builder().prefix(".crate-universe-").tempfile_in(dir).map_err(failed)?;
    fill(temporary.as_file_mut()).map_err(failed)?;
    temporary.as_file_mut().flush().map_err(failed)?;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
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

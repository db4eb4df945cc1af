//! Writes files atomically: the content is staged beside the path and renamed over it. A symbolic link is followed, and
//! its target is replaced.

use std::fs::{File, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write as _};

use camino::Utf8Path;

use crate::error::{Code, Error, Result};
use crate::paths;

use super::calls;
use super::leftovers::TemporaryNames;

/// The size of a write.
const PIECE: usize = 64 * 1024;

/// Writes a file if its content differs, and returns whether it did.
pub fn write_file(path: &Utf8Path, bytes: &[u8]) -> Result<bool> {
    let path = &paths::real_path(path);
    TEMPORARY.sweep(parent_folder(path));
    let permissions = replaced_permissions(path)?;
    if super::bounded_read::read_bytes(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    stage_and_rename(path, |staged| {
        permissions.map_or(Ok(()), |permissions| staged.set_permissions(permissions))?;
        staged.write_all(bytes)
    })?;
    Ok(true)
}

/// Writes a file piece by piece, because a text of many megabytes would count twice in the memory of the program.
pub fn write_streamed(path: &Utf8Path, fill: impl FnOnce(&mut dyn io::Write) -> Result<()>) -> Result<()> {
    let path = &paths::real_path(path);
    TEMPORARY.sweep(parent_folder(path));
    let permissions = replaced_permissions(path)?;
    let mut refusal = None;
    let written = stage_and_rename(path, |staged| {
        permissions.map_or(Ok(()), |permissions| staged.set_permissions(permissions))?;
        let mut out = BufWriter::with_capacity(PIECE, staged);
        match fill(&mut out) {
            Ok(()) => out.flush(),
            Err(error) => {
                refusal = Some(error.at_path(path));
                Err(io::Error::from(ErrorKind::Other))
            }
        }
    });
    refusal.map_or(written, Err)
}

/// The permissions of the present file, or `None` if there is none. Anything but a regular file is an error.
fn replaced_permissions(path: &Utf8Path) -> Result<Option<Permissions>> {
    let refused = |what: &str| {
        Err(Error::new(Code::NotOurs, format!("{what} is in the place of a file to write"))
            .at_path(path)
            .help("move it away, and run the command again"))
    };
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_file() => Ok(Some(metadata.permissions())),
        Ok(metadata) if metadata.is_symlink() => refused("a broken symbolic link"),
        Ok(metadata) if metadata.is_dir() => refused("a directory"),
        Ok(_) => refused("a pipe or a device"),
        // Any other problem with the path shows when the file is written.
        Err(_) => Ok(None),
    }
}

/// Copies a program. A reader never sees a part of it.
pub fn copy_program(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    let failed = |error: io::Error| Error::new(Code::Read, format!("the program cannot be read: {error}"));
    let mut source = File::open(from).map_err(|error| failed(error).at_path(from))?;
    let permissions = source.metadata().map_err(|error| failed(error).at_path(from))?.permissions();
    TEMPORARY.sweep(parent_folder(to));
    stage_and_rename(to, |staged| {
        io::copy(&mut source, staged)?;
        staged.set_permissions(permissions)
    })
}

/// Writes a new file, staged in `dir`. Even if the run is killed, there is the whole file or nothing.
pub fn write_new_file(dir: &Utf8Path, path: &Utf8Path, bytes: &[u8]) -> Result<()> {
    TEMPORARY.sweep(dir);
    stage_and_rename_in(dir, path, |staged| staged.write_all(bytes))
}

/// Fills a temporary file beside `path` and renames it over `path`.
fn stage_and_rename(path: &Utf8Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    stage_and_rename_in(parent_folder(path), path, fill)
}

fn stage_and_rename_in(
    dir: &Utf8Path,
    path: &Utf8Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<()> {
    let failed = |error: io::Error| {
        Error::new(Code::Write, format!("a file cannot be written: {error}")).at_path(path)
    };
    calls::create_dir(dir)?;
    let (mut temporary, _ownership) =
        TEMPORARY.create_with_lock(|builder| builder.tempfile_in(dir), |made| made.path()).map_err(failed)?;
    fill(temporary.as_file_mut()).map_err(failed)?;
    temporary.as_file_mut().flush().map_err(failed)?;
    // Closed first: nobody may start a program that is open for writing.
    temporary.into_temp_path().persist(path).map_err(|error| failed(error.error))
}

/// Staged files. They have the usual permissions of a new file, less the umask, because the temporary files of
/// `tempfile` are private.
const TEMPORARY: TemporaryNames = TemporaryNames { prefix: ".crate-universe-", suffix: ".tmp", mode: 0o666 };

fn parent_folder(path: &Utf8Path) -> &Utf8Path {
    path.parent().filter(|dir| !dir.as_str().is_empty()).unwrap_or(Utf8Path::new("."))
}

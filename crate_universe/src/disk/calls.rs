//! The calls that change the disk, with errors that name the path.
#![expect(clippy::disallowed_methods, reason = "these are the calls that all others go through")]

use std::io::{self, ErrorKind, Write as _};

use camino::Utf8Path;

use crate::error::{Code, Error, Result};

use super::body::FileBody;

fn error_of(what: &str, path: &Utf8Path) -> impl FnOnce(io::Error) -> Error {
    move |error| {
        let refused = Error::new(Code::Write, format!("{what}: {error}")).at_path(path);
        match is_path_error(&error) {
            true => refused.help("the name is too long, or clashes with another file; if the file belongs to a package, use another version of the package"),
            false => refused,
        }
    }
}

/// Whether a file is where a folder must be, or a name is too long.
fn is_path_error(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotADirectory | ErrorKind::AlreadyExists) || is_name_too_long(error)
}

#[cfg(unix)]
fn is_name_too_long(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::NAMETOOLONG)
}

#[cfg(not(unix))]
fn is_name_too_long(_: &io::Error) -> bool {
    false
}

pub fn create_dir(dir: &Utf8Path) -> Result<()> {
    std::fs::create_dir_all(dir).map_err(error_of("a directory cannot be created", dir))
}

/// Writes a file that does not exist yet.
pub fn write_new_file(path: &Utf8Path, body: &FileBody, executable: bool) -> Result<()> {
    let open = || std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let written = open().and_then(|mut file| body.for_each_chunk(|piece| file.write_all(piece)));
    written.map_err(error_of("a file cannot be written", path))?;
    if executable {
        make_executable(path).map_err(error_of("a file cannot be made executable", path))?;
    }
    Ok(())
}

/// Appends to a file in a single call, so that the output of concurrent programs is not mixed. The file need not exist.
pub fn append_to_file(path: &Utf8Path, bytes: &[u8]) -> Result<()> {
    let open = || std::fs::OpenOptions::new().append(true).create(true).open(path);
    open().and_then(|mut file| file.write_all(bytes)).map_err(error_of("a file cannot be written", path))
}

/// Makes temporary files and folders with these permissions.
#[cfg(unix)]
pub fn builder(mode: u32) -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(std::fs::Permissions::from_mode(mode));
    builder
}

#[cfg(not(unix))]
pub fn builder(_: u32) -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

/// Makes an empty file, or updates the modification time of one.
pub fn touch_file(path: &Utf8Path) -> Result<()> {
    let open = || std::fs::OpenOptions::new().append(true).create(true).open(path);
    let touched = open().and_then(|file| file.set_modified(std::time::SystemTime::now()));
    touched.map_err(error_of("a file cannot be written", path))
}

#[cfg(unix)]
fn make_executable(path: &Utf8Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = path.metadata()?.permissions();
    // Everyone who may read the file may execute it.
    permissions.set_mode(permissions.mode() | (permissions.mode() & 0o444) >> 2);
    std::fs::set_permissions(path, permissions)
}

#[cfg(not(unix))]
fn make_executable(_: &Utf8Path) -> io::Result<()> {
    Ok(())
}

pub fn rename(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    std::fs::rename(from, to).map_err(error_of("a file cannot be renamed", to))
}

/// Removes a file, or a folder with its content. It need not exist.
pub fn remove_all(path: &Utf8Path) -> Result<()> {
    let removed = match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error_of("a file or directory cannot be removed", path)(error))
        }
        _ => Ok(()),
    }
}

/// Removes a folder if it is empty.
pub fn remove_empty_dir(path: &Utf8Path) {
    let _ = std::fs::remove_dir(path);
}

/// Exchanges two folders atomically; returns false if the system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(left: &Utf8Path, right: &Utf8Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, left.as_str(), CWD, right.as_str(), RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Utf8Path, _: &Utf8Path) -> bool {
    false
}

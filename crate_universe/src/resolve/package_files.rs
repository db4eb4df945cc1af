//! The files of a package, wherever it comes from.

use camino::Utf8PathBuf;

use crate::disk::FileBody;
use crate::error::{Code, Error};

use super::packages::LockedPackage;

/// A file of a package, by its path relative to the package's folder. The path is a plain string at first. Before the
/// file is written, it becomes a type that cannot point outside the folder.
pub struct PackageFile<P = String> {
    pub path: P,
    pub body: FileBody,
    pub executable: bool,
}

#[cfg(unix)]
pub fn is_executable(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
pub fn is_executable(_: &std::fs::Metadata) -> bool {
    false
}

/// The error for a package that cannot be unpacked into the temporary directory.
pub fn unpack_error(package: &LockedPackage, error: &std::io::Error) -> Error {
    Error::new(
        Code::Write,
        format!("the files of {} cannot be unpacked into the temporary directory: {error}", package.id),
    )
    .at_path(&Utf8PathBuf::from_path_buf(std::env::temp_dir()).unwrap_or_default())
    .help("free space in the temporary directory, or set TMPDIR to another one")
}

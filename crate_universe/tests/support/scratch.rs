//! Creates empty temporary folders outside the repository.

use std::io;

use tempfile::TempDir;

pub fn empty() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("crate-universe-test-").tempdir()
}

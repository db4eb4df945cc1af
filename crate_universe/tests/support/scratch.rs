//! Takes nothing, gives an empty folder outside the repository that goes away by itself. Never looks into it.

use std::io;

use tempfile::TempDir;

pub fn empty() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("crate-universe-test-").tempdir()
}

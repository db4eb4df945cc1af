//! The folders that `bazel run` names.

use camino::{Utf8Path, Utf8PathBuf};

/// What `bazel run` names.
pub fn workspace_dir() -> Option<Utf8PathBuf> {
    std::env::var("BUILD_WORKSPACE_DIRECTORY").ok().map(Utf8PathBuf::from)
}

/// `bazel run` starts a program in a folder of its own, and names the caller's.
pub fn resolve_from_caller(path: &Utf8Path) -> Utf8PathBuf {
    let folder = std::env::var("BUILD_WORKING_DIRECTORY").map(Utf8PathBuf::from);
    folder.map_or_else(|_| path.to_owned(), |folder| folder.join(path))
}

//! The folders that `bazel run` passes in environment variables.

use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};

/// The root of the workspace, if `bazel run` started this program.
pub fn workspace_dir() -> Result<Option<Utf8PathBuf>> {
    let Some(dir) = std::env::var_os("BUILD_WORKSPACE_DIRECTORY") else { return Ok(None) };
    let text = dir.into_string().map_err(|dir| {
        let what = format!("the path of the workspace is not UTF-8: {}", Path::new(&dir).display());
        Error::new(Code::Read, what).help("move the workspace to a directory whose path is UTF-8")
    })?;
    Ok(Some(Utf8PathBuf::from(text)))
}

/// Resolves a path of the caller. `bazel run` starts programs in another folder than the caller's.
pub fn resolve_from_caller(path: &Utf8Path) -> Utf8PathBuf {
    let folder = std::env::var("BUILD_WORKING_DIRECTORY").map(Utf8PathBuf::from);
    folder.map_or_else(|_| path.to_owned(), |folder| folder.join(path))
}

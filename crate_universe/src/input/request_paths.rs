//! The labels and paths of a request. Paths are relative to the workspace of `bazel run`, or to the current folder.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::label::Label;

pub fn substitute(path: &Utf8Path, workspace_dir: Option<&Utf8Path>) -> Utf8PathBuf {
    const VARIABLE: &str = "${BUILD_WORKSPACE_DIRECTORY}";
    match (path.strip_prefix(VARIABLE), workspace_dir) {
        (Ok(rest), Some(dir)) => dir.join(rest),
        // In runfiles, a file of another repository is not beside its neighbours, so the real path is needed.
        (Err(_), Some(_)) => crate::paths::real_path(&absolute(path)),
        _ => absolute(path),
    }
}

/// Makes a path absolute, because cargo runs in another folder, that of the workspace.
pub fn absolute(path: &Utf8Path) -> Utf8PathBuf {
    std::path::absolute(path)
        .ok()
        .and_then(|path| Utf8PathBuf::from_path_buf(path).ok())
        .unwrap_or_else(|| path.to_owned())
}

pub fn label(text: &str) -> Result<Label> {
    Label::parse(text).ok_or_else(|| Error::new(Code::Request, format!("invalid label: {text}")))
}

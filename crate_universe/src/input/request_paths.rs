//! Labels of a request, and its paths: those below the workspace that `bazel run` names, and those from where the program was started.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::label::Label;

pub fn substitute(path: &Utf8Path, workspace_dir: Option<&Utf8Path>) -> Utf8PathBuf {
    const VARIABLE: &str = "${BUILD_WORKSPACE_DIRECTORY}";
    match (path.strip_prefix(VARIABLE), workspace_dir) {
        (Ok(rest), Some(dir)) => dir.join(rest),
        // Among runfiles, a file of another repository has none of its neighbours beside it.
        (Err(_), Some(_)) => crate::paths::real_path(&absolute(path)),
        _ => absolute(path),
    }
}

/// cargo runs in the workspace's folder, so a path that is relative to ours must not stay so.
pub fn absolute(path: &Utf8Path) -> Utf8PathBuf {
    std::path::absolute(path)
        .ok()
        .and_then(|path| Utf8PathBuf::from_path_buf(path).ok())
        .unwrap_or_else(|| path.to_owned())
}

pub fn label(text: &str) -> Result<Label> {
    Label::parse(text).ok_or_else(|| Error::new(Code::Request, format!("invalid label: {text}")))
}

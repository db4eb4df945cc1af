//! The clone of crate_universe that `--path` names.

use camino::Utf8Path;

use crate::build_language;
use crate::error::{Code, Error, Result};
use crate::invocation;
use crate::paths::{normalize, relative_from};

/// The name of this module in its MODULE.bazel.
const OWN_NAME: &str = "crate_universe";

/// Fails unless a directory is the root of a clone.
pub fn check_clone(dir: &Utf8Path) -> Result<()> {
    let Some(what) = describe_mismatch(dir) else { return Ok(()) };
    let dir = normalize(dir);
    let root = dir.ancestors().skip(1).find(|above| describe_mismatch(above).is_none());
    Err(Error::new(Code::NotClone, format!("`--path` does not name a clone of {OWN_NAME}: {what}"))
        .at_path(&dir)
        .help(format!(
            "name the root of the clone: {} --path={}",
            invocation::command_of("init"),
            root.map_or("CLONE", Utf8Path::as_str)
        )))
}

/// Why a directory is not the root of a clone.
fn describe_mismatch(dir: &Utf8Path) -> Option<String> {
    if !dir.exists() {
        return Some("the directory does not exist".to_owned());
    }
    if !dir.is_dir() {
        return Some("it is not a directory".to_owned());
    }
    let Ok(text) = crate::disk::read_to_string(dir.join("MODULE.bazel")) else {
        return Some("the directory has no MODULE.bazel".to_owned());
    };
    let calls = build_language::list_calls(&text).unwrap_or_default();
    let module = calls.iter().find(|call| call.function == "module");
    match module.and_then(|call| call.text("name")) {
        Some(OWN_NAME) => None,
        Some(other) => Some(format!("MODULE.bazel is that of another module: {other}")),
        None => Some("MODULE.bazel does not name its module".to_owned()),
    }
}

/// The path of a clone as MODULE.bazel names it: as the user wrote it, but relative to the root of the Bazel workspace.
pub fn clone_path(root: &Utf8Path, written: &Utf8Path, absolute: &Utf8Path) -> String {
    match written.is_absolute() {
        true => written.to_string(),
        false => relative_from(root, absolute).into_string().replace('\\', "/"),
    }
}

//! The error for a refused scratch workspace if nothing more precise is known.

use camino::Utf8Path;

use crate::error::{Code, Error};

use super::messages;

/// The error for a refused scratch workspace.
pub fn scratch_error(place: &Utf8Path, reason: &str, help: String) -> Error {
    if let Some(error) = artifact_error(place, reason) {
        return error;
    }
    let code = if messages::is_manifest_problem(reason) { Code::ManifestSyntax } else { Code::Cargo };
    Error::new(code, "`cargo metadata` failed for this workspace").at_path(place).note(reason).help(help)
}

pub fn artifact_error(place: &Utf8Path, reason: &str) -> Option<Error> {
    let line = messages::nightly_line(reason)?;
    let what = "a manifest declares an artifact dependency, which only a nightly cargo supports";
    let help =
        "declare it with crate.spec(package = ..., artifact = \"bin\") instead, which works with any cargo";
    Some(Error::new(Code::Artifact, what).at_path(place).note(line.trim()).help(help))
}

//! The BUILD.bazel files of the members. A package that has a BUILD file keeps it as it is.

use camino::{Utf8Path, Utf8PathBuf};

use crate::bazel_files::PACKAGE_FILES;
use crate::error::Result;
use crate::{build_language, disk};

use super::changes::FileChanges;
use super::layout::InitWorkspace;

/// The macro that makes targets of a Cargo.toml.
const MACRO: &str = "cargo_package";

/// The beginning of its name, and of those of its parts, such as `cargo_library`.
const PARTS: &str = "cargo_";

/// Labels in MODULE.bazel need a package for the root manifest.
const ROOT_TEXT: &str =
    "# Makes this directory a Bazel package, since MODULE.bazel names its Cargo.toml and Cargo.lock.\n";

/// Adds the missing files, and returns notes about the present ones that lack the targets. `hub`: its name in labels.
pub fn add_build_files(
    workspace: &InitWorkspace,
    hub: &str,
    changes: &mut FileChanges,
) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    for member in &workspace.members {
        let Some(package) = &member.package else { continue };
        let load = format!("load(\"@{hub}//:defs.bzl\", \"{MACRO}\")");
        match present_file(&member.dir) {
            None => changes.add(place(package), format!("{load}\n\n{MACRO}()\n"))?,
            Some(file) if !calls_macro(&member.dir.join(file)) => notes.push(format!(
                "{} was left as it is: for the targets of Cargo.toml, add `{load}` and `{MACRO}()`",
                Utf8Path::new(package).join(file)
            )),
            Some(_) => {}
        }
    }
    if workspace.is_virtual() && present_file(workspace.dir()).is_none() {
        changes.add(place(&workspace.package), ROOT_TEXT)?;
    }
    Ok(notes)
}

fn place(package: &str) -> Utf8PathBuf {
    Utf8Path::new(package).join("BUILD.bazel")
}

/// The BUILD file of a directory. One behind a broken link counts as well.
fn present_file(dir: &Utf8Path) -> Option<&'static str> {
    let is_present = |name: &&str| dir.join(name).symlink_metadata().is_ok_and(|metadata| !metadata.is_dir());
    PACKAGE_FILES.into_iter().rev().find(is_present)
}

fn calls_macro(file: &Utf8Path) -> bool {
    let text = disk::read_to_string(file).unwrap_or_default();
    match build_language::parse(&text) {
        Ok(definitions) => {
            let parts = |name: &String| name.starts_with(PARTS);
            definitions.uses.iter().any(parts)
                || definitions.loads.iter().any(|load| load.of.starts_with(PARTS))
        }
        Err(_) => text.contains(PARTS),
    }
}

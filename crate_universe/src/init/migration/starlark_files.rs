//! Finds the Starlark files of a Bazel workspace: MODULE.bazel, BUILD, WORKSPACE and .bzl files. Symbolic links are not
//! followed, and nested workspaces, ignored directories and Bazel's and Cargo's outputs are left out.

use camino::{Utf8Path, Utf8PathBuf};

use crate::build_language::StarlarkSource;
use crate::disk;
use crate::init::bazel_root::list_ignored;
use crate::paths::canonical_path;

use super::migration_notes::MigrationNotes;

/// The files that make a directory a Bazel workspace.
const WORKSPACE_FILES: [&str; 4] = ["MODULE.bazel", "REPO.bazel", "WORKSPACE", "WORKSPACE.bazel"];

#[derive(Debug)]
pub struct StarlarkFile {
    /// Relative to the workspace.
    pub path: Utf8PathBuf,
    pub text: String,
}

/// A file that parses.
pub struct ParsedFile<'a> {
    pub file: &'a StarlarkFile,
    pub source: StarlarkSource<'a>,
}

impl StarlarkFile {
    /// A MODULE.bazel, or a file that one may include.
    pub fn is_module(&self) -> bool {
        self.path.file_name().is_some_and(|name| name.ends_with("MODULE.bazel"))
    }

    pub fn is_root_module(&self) -> bool {
        self.path == "MODULE.bazel"
    }
}

/// All files below a root, sorted by path.
pub fn find_starlark_files(root: &Utf8Path, notes: &mut MigrationNotes) -> Vec<StarlarkFile> {
    let mut found = Vec::new();
    let ignored = list_ignored(root);
    let mut pending = vec![root.to_owned()];
    while let Some(dir) = pending.pop() {
        let entries = match dir.read_dir_utf8() {
            Ok(entries) => entries,
            Err(error) => {
                notes.add(dir.strip_prefix(root).unwrap_or(&dir), None, format!("cannot be read: {error}"));
                continue;
            }
        };
        // Bazel finds no files whose names are not UTF-8.
        for entry in entries.filter_map(Result::ok) {
            let Ok(kind) = entry.file_type() else { continue };
            let (path, name) = (entry.path(), entry.file_name());
            let relative = path.strip_prefix(root).unwrap_or(path);
            if kind.is_dir() {
                if is_output(path, name) || ignored.iter().any(|ignored| path.starts_with(ignored)) {
                    continue;
                }
                if WORKSPACE_FILES.iter().any(|file| path.join(file).is_file()) {
                    notes.add(
                        relative,
                        None,
                        "is a Bazel workspace of its own, and was left as it is: run the command there",
                    );
                    continue;
                }
                pending.push(path.to_owned());
            } else if kind.is_symlink() && is_starlark(name) && !is_link_to_known(root, path) {
                notes.add(relative, None, "is a symbolic link, and was left as it is");
            } else if kind.is_file() && is_starlark(name) {
                match disk::read_to_string(path) {
                    Ok(text) => found.push(StarlarkFile { path: relative.to_owned(), text }),
                    Err(error) => notes.add(relative, None, format!("cannot be read: {error}")),
                }
            }
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

fn is_starlark(name: &str) -> bool {
    ["BUILD", "WORKSPACE"].contains(&name)
        || [".bazel", ".bzl", ".BUILD", ".bzlmod"].iter().any(|end| name.ends_with(end))
}

/// Whether a link leads to a directory, or to a file that is found anyway.
fn is_link_to_known(root: &Utf8Path, link: &Utf8Path) -> bool {
    let is_root_module = link.strip_prefix(root).is_ok_and(|relative| relative == "MODULE.bazel");
    let Ok(target) = canonical_path(link) else { return false };
    let is_found = target.starts_with(root) && target.file_name().is_some_and(is_starlark);
    is_root_module || is_found || target.is_dir()
}

/// The outputs of Bazel and Cargo, and the files of version control.
fn is_output(path: &Utf8Path, name: &str) -> bool {
    let is_package = || crate::bazel_files::PACKAGE_FILES.iter().any(|file| path.join(file).is_file());
    name.starts_with("bazel-") && !is_package()
        || name == "target" && !is_package()
        || [".git", ".hg", ".jj"].contains(&name)
}

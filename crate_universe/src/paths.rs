//! Operations on paths. Like cargo's, they only look at the text, except for `is_same_file`, `real_path`,
//! `canonical_path` and `is_fetched`, which read the disk.

use std::io;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// Removes `.` and `..` from a path. A relative path keeps the leading `..` that lead out of its base.
pub fn normalize(path: &Utf8Path) -> Utf8PathBuf {
    let mut clean = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if clean.as_str().is_empty() || clean.ends_with("..") => {
                clean.push("..")
            }
            Utf8Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other.as_str()),
        }
    }
    clean
}

/// A path relative to a folder. Both must be absolute.
pub fn relative_from(from: &Utf8Path, to: &Utf8Path) -> Utf8PathBuf {
    let (from, to) = (normalize(from), normalize(to));
    let shared = from.components().zip(to.components()).take_while(|(left, right)| left == right).count();
    let mut path = Utf8PathBuf::new();
    for _ in from.components().skip(shared) {
        path.push("..");
    }
    path.extend(to.components().skip(shared));
    path
}

/// Whether two paths refer to the same file.
pub fn is_same_file(left: &Utf8Path, right: &Utf8Path) -> bool {
    left == right
        || match (canonical_path(left), canonical_path(right)) {
            (Ok(left), Ok(right)) => left == right,
            _ => false,
        }
}

/// The path behind symbolic links, so that a write replaces the file and not the link.
pub fn real_path(path: &Utf8Path) -> Utf8PathBuf {
    canonical_path(path).unwrap_or_else(|_| path.to_owned())
}

/// A path without symbolic links, as users write it. On Windows, without the prefix `\\?\`, which many programs do
/// not accept.
pub fn canonical_path(path: &Utf8Path) -> io::Result<Utf8PathBuf> {
    let canonical = dunce::canonicalize(path)?;
    Utf8PathBuf::from_path_buf(canonical)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the path is not UTF-8"))
}

/// Whether a file is in a repository that Bazel has fetched and may fetch again at any time. `path` must be a real
/// path. The folder of all fetched repositories is recognized by the file that Bazel puts beside it.
pub fn is_fetched(path: &Utf8Path) -> bool {
    let repositories = |dir: &&Utf8Path| dir.file_name() == Some("external");
    path.ancestors().filter(repositories).any(|dir| dir.with_file_name("DO_NOT_BUILD_HERE").exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_what_leads_out() {
        for (path, wanted) in [
            ("src/./lib.rs", "src/lib.rs"),
            ("src/../lib.rs", "lib.rs"),
            ("../src/lib.rs", "../src/lib.rs"),
            ("src/../../../lib.rs", "../../lib.rs"),
            ("/one/../../two", "/two"),
        ] {
            assert_eq!(normalize(path.into()), wanted);
        }
    }
}

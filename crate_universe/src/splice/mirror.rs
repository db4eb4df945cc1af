//! Maps folders on disk to folders of a scratch workspace.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The folder in which every package has the same path as on disk.
pub const TREE: &str = "tree";

/// The mirrored folder of a folder on disk, relative to the scratch folder.
pub fn mirror_path(dir: &Utf8Path) -> Utf8PathBuf {
    let mut path = Utf8PathBuf::from(TREE);
    for component in dir.components() {
        match component {
            Utf8Component::Prefix(drive) => path.push(drive.as_str().trim_end_matches(':')),
            Utf8Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path
}

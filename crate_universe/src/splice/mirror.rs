//! Where a folder on disk is in a scratch workspace.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The folder below which every package has the place that it has on disk.
pub const TREE: &str = "tree";

/// The folder of the mirror that stands for one on disk, from the scratch folder.
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

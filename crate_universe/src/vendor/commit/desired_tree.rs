//! The tree that a run wants on the disk, and what the run changed to get there.

use std::collections::BTreeMap;
use std::fmt;

use camino::Utf8Path;

use crate::disk::{FileBody, FileStat, WritableRoot};
use crate::error::Result;
use crate::vendor::tree::FolderFile;

use super::verify::{self, FolderError};

/// The wanted content of a vendored tree.
pub struct DesiredTree<'a> {
    pub root: &'a WritableRoot,
    /// Text by path.
    pub texts: &'a BTreeMap<String, String>,
    /// Sorted by name.
    pub pieces: Vec<DesiredPackage<'a>>,
    /// The folder of the user's cache.
    pub cache: Option<&'a Utf8Path>,
}

impl DesiredTree<'_> {
    /// Whether the tree has a package of this name.
    pub fn has_package(&self, name: &str) -> bool {
        self.pieces.binary_search_by(|piece| piece.name.cmp(name)).is_ok()
    }
}

/// A folder with one package, or its `.crate` file.
pub struct DesiredPackage<'a> {
    pub name: &'a str,
    /// Identifies the content. The seal of a file is its SHA-256.
    pub seal: String,
    pub is_file: bool,
}

impl DesiredPackage<'_> {
    /// Reads and checks every file of the package, and returns its entries for the stat index.
    pub fn verify_files(
        &self,
        root: &WritableRoot,
    ) -> std::result::Result<Vec<(String, FileStat)>, FolderError> {
        let path = root.path().join(self.name);
        match self.is_file {
            true => verify::verify_file(&path, std::slice::from_ref(&self.seal)),
            false => verify::verify_folder(&path, Some(&self.seal)),
        }
    }
}

/// The content of a package.
pub enum PackageContent {
    Folder(Vec<FolderFile>),
    File(FileBody),
}

/// Makes the content of the package at an index of [`DesiredTree::pieces`].
pub type MakeContent<'a> = &'a (dyn Fn(usize) -> Result<PackageContent> + Sync);

/// What a run changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TreeChanges {
    pub written: usize,
    pub removed: usize,
    /// Folders that lost a BUILD file of rules_rust but contain other files.
    pub abandoned: Vec<String>,
    /// Files that were overwritten although someone had edited them, or kept although they look generated.
    pub noted: Vec<String>,
}

impl fmt::Display for TreeChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TreeChanges { written: 0, removed: 0, .. } => f.write_str("nothing changed"),
            TreeChanges { written, removed, .. } => write!(f, "{written} files written, {removed} removed"),
        }
    }
}

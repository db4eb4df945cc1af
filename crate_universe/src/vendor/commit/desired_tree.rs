//! A tree as it shall be, and what a run changed to make it so.

use std::collections::BTreeMap;
use std::fmt;

use camino::Utf8Path;

use crate::disk::{FileBody, FileStat, WritableRoot};
use crate::error::Result;
use crate::vendor::tree::FolderFile;

use super::verify::{self, FolderError};

/// A tree as it shall be.
pub struct DesiredTree<'a> {
    pub root: &'a WritableRoot,
    /// Texts by path.
    pub texts: &'a BTreeMap<String, String>,
    /// The packages, sorted by name.
    pub pieces: Vec<DesiredPackage<'a>>,
    /// The folder of the user's cache.
    pub cache: Option<&'a Utf8Path>,
}

impl DesiredTree<'_> {
    /// Whether a package goes by this name.
    pub fn has_package(&self, name: &str) -> bool {
        self.pieces.binary_search_by(|piece| piece.name.cmp(name)).is_ok()
    }
}

/// A folder with one package, or its archive.
pub struct DesiredPackage<'a> {
    pub name: &'a str,
    /// What tells its content; that of a file is its sha256.
    pub seal: String,
    pub is_file: bool,
}

impl DesiredPackage<'_> {
    /// Reads all of it; gives its entries for the index.
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

/// What a package is made of.
pub enum PackageContent {
    Folder(Vec<FolderFile>),
    File(FileBody),
}

/// Makes the content of the package at a place in [`DesiredTree::pieces`].
pub type MakeContent<'a> = &'a (dyn Fn(usize) -> Result<PackageContent> + Sync);

/// What a run changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TreeChanges {
    pub written: usize,
    pub removed: usize,
    /// Folders that have lost the BUILD file that rules_rust had written there, and that hold other files.
    pub abandoned: Vec<String>,
    /// Files that are written over though somebody has changed them, or stay though they begin as generated ones.
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

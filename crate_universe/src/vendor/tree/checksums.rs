//! The formats of three lists. `.cargo-checksum.json` has the files of a folder in a directory source, SHA256SUMS has
//! the other files that this program wrote, packages.txt has the folders.
//! See <https://doc.rust-lang.org/cargo/reference/source-replacement.html#directory-sources>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::digest::hex;

/// Lists the texts and archives of a tree, and the index of its registry.
pub const SUMS: &str = "SHA256SUMS";

/// Lists the folders of a tree. Without it, a missing folder would go unnoticed.
pub const FOLDERS: &str = "packages.txt";

/// Formats a list of folders. `head`: a comment line.
pub fn format_folders<'a>(head: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let lines = names.into_iter().map(|name| format!("{name}\n"));
    format!("{head}\n{}", lines.collect::<String>())
}

/// The names in a list of folders.
pub fn parse_folders(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// Formats checksums as `sha256sum` does. `head`: a comment line.
pub fn format_sums<'a>(head: &str, sums: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let lines = sums.into_iter().map(|(path, sha256)| format!("{sha256}  {path}\n"));
    format!("{head}\n{}", lines.collect::<String>())
}

/// The path and checksum of each line.
pub fn parse_sums(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (sha256, path) = line.split_once("  ")?;
        Some((path, sha256))
    })
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CargoChecksums {
    /// Path -> SHA-256. Cargo checks no other files, so our BUILD file is not listed.
    pub files: BTreeMap<String, String>,
    /// The SHA-256 of the `.crate` file, as in Cargo.lock; `None` for a git package.
    pub package: Option<String>,
    /// Only for us; cargo ignores it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crate_universe: Option<OwnershipMark>,
}

/// Marks a folder as ours, and shows whether someone has edited its checksums.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnershipMark {
    /// What the folder was made from.
    pub seal: String,
    /// The source of a git package, because no checksum distinguishes its commits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// A checksum of this mark and of all checksums.
    pub sum: String,
}

impl CargoChecksums {
    pub fn new(
        files: BTreeMap<String, String>,
        package: Option<String>,
        mut mark: OwnershipMark,
    ) -> CargoChecksums {
        mark.sum = mark.seal_for(&files, package.as_deref());
        CargoChecksums { files, package, crate_universe: Some(mark) }
    }

    /// The seal of the folder, if it is ours and nobody has edited its checksums.
    pub fn seal(&self) -> Option<&str> {
        let mark = self.crate_universe.as_ref()?;
        (mark.sum == mark.seal_for(&self.files, self.package.as_deref())).then_some(mark.seal.as_str())
    }
}

impl OwnershipMark {
    fn seal_for(&self, files: &BTreeMap<String, String>, package: Option<&str>) -> String {
        let mut digest = Sha256::new();
        let package = package.or(self.source.as_deref()).unwrap_or_default();
        digest.update(format!("{} {package}\n", self.seal));
        for (path, sha256) in files {
            digest.update(format!("{sha256} {path}\n"));
        }
        hex(&digest.finalize())
    }
}

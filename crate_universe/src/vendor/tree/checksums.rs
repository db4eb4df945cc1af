//! `.cargo-checksum.json`: what a folder of a directory source holds; SHA256SUMS: what else this program has written;
//! packages.txt: which folders there are. Takes and gives their text.
//! See <https://doc.rust-lang.org/cargo/reference/source-replacement.html#directory-sources>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::digest::hex;

/// The list of a tree's texts, of its archives and of the registry's index.
pub const SUMS: &str = "SHA256SUMS";

/// The list of a tree's folders: without it nobody would miss one.
pub const FOLDERS: &str = "packages.txt";

/// The text of a list of names. `head`: a line that is none.
pub fn format_folders<'a>(head: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let lines = names.into_iter().map(|name| format!("{name}\n"));
    format!("{head}\n{}", lines.collect::<String>())
}

/// The names in such a list.
pub fn parse_folders(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// The text of that list, in the form that `sha256sum` writes. `head`: a line that it passes over.
pub fn format_sums<'a>(head: &str, sums: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let lines = sums.into_iter().map(|(path, sha256)| format!("{sha256}  {path}\n"));
    format!("{head}\n{}", lines.collect::<String>())
}

/// Path and checksum of each line.
pub fn parse_sums(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (sha256, path) = line.split_once("  ")?;
        Some((path, sha256))
    })
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CargoChecksums {
    /// Path -> sha256. cargo looks at no other file, so our BUILD file is none of them.
    pub files: BTreeMap<String, String>,
    /// The sha256 of the `.crate` file, as Cargo.lock has it; none for a git package.
    pub package: Option<String>,
    /// Ours alone; cargo does not read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crate_universe: Option<OwnershipMark>,
}

/// What tells a folder of ours from others, and that nobody has edited its checksums.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnershipMark {
    /// What the folder was made from.
    pub seal: String,
    /// The source of a git package: no checksum tells one commit from another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Over all of it and all checksums.
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

    /// The seal of a folder of ours whose checksums are those that we wrote.
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

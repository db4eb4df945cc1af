//! The folders of a vendored tree against the checksums in them. Takes a folder, gives the numbers of its files, or the
//! first thing that is wrong. Writes nothing.

use std::collections::BTreeSet;
use std::fmt;

use camino::Utf8Path;
use sha2::{Digest, Sha256};

use crate::error::{Code, Error, Result};
use crate::render::tree::{BUILD_FILE, CHECKSUMS, Checksums, FOLDERS, SUMS, folders, hex, sums};

use super::stat::{self, Stat};

/// What is wrong with a folder.
#[derive(Debug)]
pub enum Wrong {
    /// There is none, or it is another package's, or somebody else's.
    Other(String),
    /// It was ours, and somebody has changed it.
    Changed(String),
}

impl Wrong {
    /// What a user may not expect to be undone.
    pub fn of_ours(&self) -> Option<&str> {
        match self {
            Wrong::Other(_) => None,
            Wrong::Changed(what) => Some(what),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrong::Other(what) | Wrong::Changed(what) => f.write_str(what),
        }
    }
}

/// Reads every file of a folder; gives all but the BUILD file. `seal`: what the folder must be made from.
pub fn folder(dir: &Utf8Path, seal: Option<&str>) -> std::result::Result<Vec<(String, Stat)>, Wrong> {
    if !dir.is_dir() {
        return Err(Wrong::Other("the folder is missing".to_owned()));
    }
    let checksums =
        checksums(dir).ok_or_else(|| Wrong::Other(format!("{CHECKSUMS} is missing or damaged")))?;
    let Some(own) = checksums.seal() else {
        return Err(match &checksums.crate_universe {
            Some(_) => Wrong::Changed(format!("{CHECKSUMS} has changed")),
            None => Wrong::Other(
                "another program has written it; remove the folder if nothing needs it".to_owned(),
            ),
        });
    };
    if seal.is_some_and(|seal| seal != own) {
        return Err(Wrong::Other("it was made from other sources, patches or settings".to_owned()));
    }
    let unreadable = |error: std::io::Error| Wrong::Changed(format!("it cannot be read: {error}"));
    let entries = stat::walk(dir).map_err(unreadable)?;
    let mut missing: BTreeSet<&str> = checksums.files.keys().map(String::as_str).collect();
    for (path, _) in &entries {
        if path.is_empty() || path.ends_with('/') || path == BUILD_FILE || path == CHECKSUMS {
            continue;
        }
        let Some(sha256) = checksums.files.get(path) else {
            return Err(Wrong::Changed(format!("{path} does not belong there")));
        };
        missing.remove(path.as_str());
        let bytes = std::fs::read(dir.join(path)).map_err(unreadable)?;
        if hex(&Sha256::digest(&bytes)) != *sha256 {
            return Err(Wrong::Changed(format!("{path} has changed")));
        }
    }
    match missing.first() {
        Some(path) => Err(Wrong::Changed(format!("{path} is missing"))),
        None => Ok(entries.into_iter().filter(|(path, _)| path != BUILD_FILE).collect()),
    }
}

/// Reads a file whose checksum is known; gives its numbers under the empty path, as [`folder`] does for a folder.
pub fn file(path: &Utf8Path, sha256: &str) -> std::result::Result<Vec<(String, Stat)>, Wrong> {
    let bytes = std::fs::read(path).map_err(|_| Wrong::Other("the file is missing".to_owned()))?;
    if hex(&Sha256::digest(&bytes)) != sha256 {
        return Err(Wrong::Changed("the file has changed".to_owned()));
    }
    let stat = Stat::of(path).map_err(|error| Wrong::Changed(format!("it cannot be read: {error}")))?;
    Ok(vec![(String::new(), stat)])
}

/// Paths and checksums of the files in a tree of which its own list says that this program has written them.
pub fn listed(root: &Utf8Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root.join(SUMS)).unwrap_or_default();
    sums(&text).map(|(path, sha256)| (path.to_owned(), sha256.to_owned())).collect()
}

fn checksums(dir: &Utf8Path) -> Option<Checksums> {
    serde_json::from_slice(&std::fs::read(dir.join(CHECKSUMS)).ok()?).ok()
}

/// Whether this program has written a folder.
pub fn is_ours(dir: &Utf8Path) -> bool {
    checksums(dir).is_some_and(|checksums| checksums.crate_universe.is_some())
}

/// The packages and files of a tree, all as their checksums say; `write` is the command that makes it anew.
pub fn tree(root: &Utf8Path, write: &str) -> Result<(usize, usize)> {
    let (mut packages, mut files, mut wrong) = (0, 0, Vec::new());
    let list = std::fs::read_to_string(root.join(FOLDERS)).unwrap_or_default();
    let mut names: BTreeSet<String> = folders(&list).map(str::to_owned).collect();
    // What cargo would take for a package counts, too, whoever has put it there.
    let present = root.read_dir_utf8().into_iter().flatten().flatten();
    let present = present.filter(|entry| entry.path().join("Cargo.toml").exists());
    names.extend(present.map(|entry| entry.file_name().to_owned()));
    for name in &names {
        packages += 1;
        match folder(&root.join(name), None) {
            Ok(entries) => {
                files += entries.iter().filter(|(path, _)| !path.is_empty() && !path.ends_with('/')).count()
            }
            Err(reason) => wrong.push(format!("{name}: {reason}")),
        }
    }
    for (path, sha256) in listed(root) {
        packages += usize::from(path.ends_with(".crate"));
        files += 1;
        wrong.extend(file(&root.join(&path), &sha256).err().map(|reason| format!("{path}: {reason}")));
    }
    if packages == 0 {
        wrong.push("there is no package in it".to_owned());
    }
    differ(root, &wrong, write).map(|()| (packages, files))
}

/// An error that names some of what is wrong with a tree; none where nothing is.
pub fn differ(root: &Utf8Path, wrong: &[String], write: &str) -> Result<()> {
    /// More would not fit into a message.
    const MOST: usize = 8;
    if wrong.is_empty() {
        return Ok(());
    }
    let what = "vendored files are not what they should be";
    let mut error = Error::new(Code::VendoredDiffers, what).at(root);
    for line in wrong.iter().take(MOST) {
        error = error.note(line);
    }
    if wrong.len() > MOST {
        error = error.note(format!("and {} more", wrong.len() - MOST));
    }
    Err(error.help(write))
}

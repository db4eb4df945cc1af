//! A cache of what was read in packages: one file, a line for each `.crate` ever read, keyed by the checksum of the whole of
//! it. What it holds never changes; a line that is damaged is read as none. Gives and takes text; writing it is the caller's.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use flate2::Crc;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Raised with every change of what is kept, or of how it is read. Nothing that users commit depends on it.
pub const FORMAT: u32 = 7;

/// What is kept, each in a file of its own.
pub const FACTS: &str = "facts";
pub const FOLDERS: &str = "folders";

/// A new content of the cache.
#[derive(Debug)]
pub struct Kept {
    pub path: Utf8PathBuf,
    pub text: String,
}

pub struct Cache {
    path: Utf8PathBuf,
    text: String,
}

impl Cache {
    /// `what`: one of the names above.
    pub fn open(dir: &Utf8Path, what: &str) -> Cache {
        let path = dir.join(format!("{what}-{FORMAT}"));
        let text = crate::disk::read_to_string(&path).unwrap_or_default();
        Cache { path, text }
    }

    /// What is known of the packages with these checksums.
    pub fn known<'a, T: DeserializeOwned>(&self, wanted: &BTreeSet<&'a str>) -> BTreeMap<&'a str, T> {
        let mut found = BTreeMap::new();
        for line in self.text.lines() {
            let Some((key, rest)) = line.split_once(' ') else { continue };
            let Some(key) = wanted.get(key) else { continue };
            if let Some(known) = parse(rest) {
                found.insert(*key, known);
            }
        }
        found
    }

    /// The cache with more lines. Another program may have added lines of its own since; those are lost, and made
    /// anew when they are needed.
    pub fn with<T: Serialize>(self, new: &[(&str, &T)]) -> Option<Kept> {
        if new.is_empty() {
            return None;
        }
        let added: BTreeSet<&str> = new.iter().map(|(key, _)| *key).collect();
        let old =
            self.text.lines().filter(|line| line.split(' ').next().is_some_and(|key| !added.contains(key)));
        let mut lines: Vec<String> = old.map(str::to_owned).collect();
        for (key, known) in new {
            let json = serde_json::to_string(known).ok()?;
            lines.push(format!("{key} {} {json}", seal(&json)));
        }
        lines.sort();
        Some(Kept { path: self.path, text: lines.join("\n") + "\n" })
    }
}

fn parse<T: DeserializeOwned>(sealed: &str) -> Option<T> {
    let (mark, json) = sealed.split_once(' ')?;
    if mark != seal(json) {
        return None;
    }
    serde_json::from_str(json).ok()
}

/// What tells a damaged line. It guards against accidents, not against people, so a checksum does; a digest would be the
/// costliest part of reading the cache on processors without instructions for it.
pub fn seal(json: &str) -> String {
    let mut crc = Crc::new();
    crc.update(json.as_bytes());
    format!("{:08x}", crc.sum())
}

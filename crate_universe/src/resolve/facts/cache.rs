//! A cache of facts from `.crate` files: a file with a line per `.crate`, whose key is the checksum of the `.crate`.
//! Lines never change and new ones are appended; a damaged line is ignored.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use flate2::Crc;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::disk;

/// Raised when the cached values, or how they are read, change. No committed file depends on it.
pub const FORMAT: u32 = 7;

/// The kinds of caches, each in its own file.
pub const FACTS: &str = "facts";
pub const FOLDERS: &str = "folders";

/// A larger cache is replaced by the lines that the current run needs. This is enough for some 3,500 packages; a larger
/// hub has a larger cache.
const MOST: usize = 8 << 20;

pub struct FactsCache {
    dir: Utf8PathBuf,
    what: &'static str,
    text: String,
}

impl FactsCache {
    /// `what`: one of the constants above.
    pub fn open(dir: &Utf8Path, what: &'static str) -> FactsCache {
        let text = disk::read_own_file(cache_path(dir, what, FORMAT)).unwrap_or_default();
        FactsCache { dir: dir.to_owned(), what, text }
    }

    /// The cached values of the packages with these checksums.
    pub fn read_known<'a, T: DeserializeOwned>(&self, wanted: &BTreeSet<&'a str>) -> BTreeMap<&'a str, T> {
        let known = |line| {
            let (key, rest) = str::split_once(line, ' ')?;
            Some((*wanted.get(key)?, parse(rest)?))
        };
        self.text.lines().filter_map(known).collect()
    }

    /// Adds lines. Two runs may add the same line. If another run replaces the file meanwhile, lines may be lost, and
    /// are read from the packages when they are needed again. If the cache cannot be written, each run reads the
    /// packages.
    pub fn append_new<T: Serialize>(self, wanted: &BTreeSet<&str>, new: &[(&str, &T)]) {
        let mut lines = String::new();
        for (key, known) in new {
            let Ok(json) = serde_json::to_string(known) else { continue };
            lines += &format!("{key} {} {json}\n", line_checksum(&json));
        }
        if lines.is_empty() {
            return;
        }
        let path = cache_path(&self.dir, self.what, FORMAT);
        let is_whole = self.text.ends_with('\n');
        let is_small = self.text.len() + lines.len() <= MOST;
        let _ = if is_whole && is_small {
            disk::append_to_file(&path, lines.as_bytes())
        } else {
            // A new line must not be appended to an incomplete one, or both would be damaged.
            let counts =
                |line: &&str| is_small || line.split(' ').next().is_some_and(|key| wanted.contains(key));
            let old = self.text.lines().filter(counts).map(|line| format!("{line}\n")).collect::<String>();
            (1..FORMAT)
                .for_each(|format| drop(disk::remove_all(&self::cache_path(&self.dir, self.what, format))));
            disk::write_file(&path, (old + &lines).as_bytes()).map(drop)
        };
    }
}

fn cache_path(dir: &Utf8Path, what: &str, format: u32) -> Utf8PathBuf {
    dir.join(format!("{what}-{format}"))
}

fn parse<T: DeserializeOwned>(sealed: &str) -> Option<T> {
    let (mark, json) = sealed.split_once(' ')?;
    if mark != line_checksum(json) {
        return None;
    }
    serde_json::from_str(json).ok()
}

/// Detects damaged lines. A CRC is enough, because it protects against accidents, not attacks. On processors without
/// instructions for it, a cryptographic digest would take most of the time of reading the cache.
pub fn line_checksum(json: &str) -> String {
    let mut crc = Crc::new();
    crc.update(json.as_bytes());
    format!("{:08x}", crc.sum())
}

//! The stat index of a folder of packages: a file in the user's cache with the numbers of every verified file. It is
//! never required, and a damaged one is ignored.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::digest;
use crate::error::Result;

use super::atomic;
use super::bounded_read::read_to_string;
use super::stat::{FileStat, TICK};

/// Changes with the format of the file.
const HEAD: &str = "crate_universe stat index 1";
/// Shows that the file is complete.
const TAIL: &str = "end";

/// The kind of folder; each kind has its own seals.
#[derive(Clone, Copy, Debug)]
pub enum StatIndexKind {
    /// A vendored tree of ours.
    Tree,
    /// A directory that replaces a source, whoever has written it.
    Directory,
}

/// What is known about one package.
#[derive(Clone, Debug)]
pub struct KnownPackage {
    pub seal: String,
    pub entries: Vec<(String, FileStat)>,
}

#[derive(Debug, Default)]
pub struct StatIndex {
    folders: BTreeMap<String, KnownPackage>,
    /// When the index was written.
    written: i64,
}

impl StatIndex {
    /// The path of the index for a folder.
    pub fn index_path(cache: &Utf8Path, of: StatIndexKind, folder: &Utf8Path) -> Utf8PathBuf {
        let kind = match of {
            StatIndexKind::Tree => "vendored",
            StatIndexKind::Directory => "directories",
        };
        cache.join(kind).join(&digest::sha256(folder.as_str())[..16])
    }

    pub fn read(path: &Utf8Path) -> StatIndex {
        let text = read_to_string(path).unwrap_or_default();
        let written = FileStat::of_path(path).map_or(0, |stat| stat.modified);
        parse(&text).map(|folders| StatIndex { folders, written }).unwrap_or_default()
    }

    /// Without an index, the next run reads every file.
    pub fn write(path: &Utf8Path, folders: &BTreeMap<&str, KnownPackage>) -> Result<bool> {
        atomic::write_file(path, format_index(folders).as_bytes())
    }

    /// What is known about a package, if none of its files has changed since.
    pub fn unchanged_package(&self, dir: &Utf8Path, name: &str, seal: &str) -> Option<KnownPackage> {
        let known = self.folders.get(name).filter(|known| known.seal == seal)?;
        let same = |(path, stat): &(String, FileStat)| {
            // A rename into place updates the change time, but not the content.
            let settled = path.is_empty() || path.ends_with('/');
            let last = if settled { stat.modified } else { stat.modified.max(stat.changed) };
            // Changed just before the index was written.
            let racy = last + TICK > self.written;
            let now =
                if path.is_empty() { FileStat::of_path(dir) } else { FileStat::of_path(&dir.join(path)) };
            !racy && now.is_ok_and(|now| now == *stat)
        };
        known.entries.iter().all(same).then(|| known.clone())
    }
}

fn format_index(folders: &BTreeMap<&str, KnownPackage>) -> String {
    let mut text = format!("{HEAD}\n");
    for (name, known) in folders {
        // A name with a line break does not fit in the format. The next run reads such a package.
        let mut names = known.entries.iter().map(|(path, _)| path.as_str()).chain([*name]);
        if names.any(|name| name.contains(['\n', '\r'])) {
            continue;
        }
        text.push_str(&format!("={name} {}\n", known.seal));
        for (path, FileStat { size, modified, changed, inode }) in &known.entries {
            text.push_str(&format!("{size} {modified} {changed} {inode} {path}\n"));
        }
    }
    text.push_str(TAIL);
    text
}

/// `None` if any line is damaged.
fn parse(text: &str) -> Option<BTreeMap<String, KnownPackage>> {
    let body = text.strip_prefix(HEAD)?.strip_suffix(TAIL)?;
    let mut folders: BTreeMap<String, KnownPackage> = BTreeMap::new();
    let mut last: Option<(String, KnownPackage)> = None;
    for line in body.lines().skip(1) {
        if let Some(head) = line.strip_prefix('=') {
            folders.extend(last.take());
            let (name, seal) = head.split_once(' ')?;
            last = Some((name.to_owned(), KnownPackage { seal: seal.to_owned(), entries: Vec::new() }));
            continue;
        }
        let mut fields = line.splitn(5, ' ');
        let stat = FileStat {
            size: fields.next()?.parse().ok()?,
            modified: fields.next()?.parse().ok()?,
            changed: fields.next()?.parse().ok()?,
            inode: fields.next()?.parse().ok()?,
        };
        last.as_mut()?.1.entries.push((fields.next()?.to_owned(), stat));
    }
    folders.extend(last);
    Some(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_be_a_line_of_another_package() {
        let known = |path: &str| KnownPackage {
            seal: "0".to_owned(),
            entries: vec![(path.to_owned(), FileStat { size: 1, modified: 2, changed: 3, inode: 4 })],
        };
        let folders =
            BTreeMap::from([("evil-1.0.0", known("x\n=good-1.0.0 0")), ("fine-1.0.0", known("src/lib.rs"))]);
        let read = parse(&format_index(&folders)).unwrap();
        assert_eq!(read.keys().collect::<Vec<_>>(), ["fine-1.0.0"]);
        assert_eq!(read["fine-1.0.0"].entries, folders["fine-1.0.0"].entries);
    }
}

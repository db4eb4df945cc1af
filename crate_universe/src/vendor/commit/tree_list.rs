//! SHA256SUMS of a tree: what this program has written there, and with which content. Takes the tree, answers for single paths. What
//! a file of that name says that is not ours counts for nothing.

use std::collections::BTreeMap;

use crate::digest::sha256;
use crate::disk::{RelativePath, WritableRoot};
use crate::generated::is_generated;
use crate::vendor::tree::{SUMS, parse_sums};

#[derive(Default)]
pub struct TreeList {
    /// By path. A merge of two lists keeps the lines of both.
    sums: BTreeMap<RelativePath, Vec<String>>,
    /// Whether there is a list of ours; without one nobody knows what was written.
    exists: bool,
}

/// What the list says of a text that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextHistory {
    AsWritten,
    Edited,
    /// There is a list, and the text is not in it.
    NeverWritten,
}

impl TreeList {
    pub fn read(root: &WritableRoot) -> TreeList {
        let text = RelativePath::new(SUMS).ok().and_then(|path| root.read_bytes(&path)).unwrap_or_default();
        TreeList::parse(&String::from_utf8_lossy(&text))
    }

    fn parse(text: &str) -> TreeList {
        let mut listed = TreeList { exists: is_generated(text), ..TreeList::default() };
        for (path, sha256) in parse_sums(text).filter(|_| is_generated(text)) {
            if let Ok(path) = RelativePath::new(path) {
                listed.sums.entry(path).or_default().push(sha256.to_owned());
            }
        }
        listed
    }

    /// The files that no line of ours begins, so that the list alone says that they are ours: archives and the index.
    pub fn unmarked_files(&self) -> impl Iterator<Item = (&RelativePath, &[String])> {
        self.sums
            .iter()
            .filter(|(path, _)| is_unmarked(path.as_str()))
            .map(|(path, sums)| (path, sums.as_slice()))
    }

    /// Whether the list alone says that a file is ours.
    pub fn has_unmarked(&self, path: &RelativePath) -> bool {
        is_unmarked(path.as_str()) && self.sums.contains_key(path)
    }

    /// Whether a text is one that was written. Without a list, and of the list itself, nobody knows it.
    pub fn text_history(&self, path: &RelativePath, present: &str) -> TextHistory {
        match self.sums.get(path) {
            Some(sums) if sums.contains(&sha256(present)) => TextHistory::AsWritten,
            Some(_) => TextHistory::Edited,
            None if self.exists && path.as_str() != SUMS => TextHistory::NeverWritten,
            None => TextHistory::AsWritten,
        }
    }

    /// Whether some file was written with these bytes.
    pub fn has_content(&self, bytes: &[u8]) -> bool {
        let sum = sha256(bytes);
        self.sums.values().any(|sums| sums.contains(&sum))
    }

    /// Whether a list says the same of what it alone speaks for. A merge that git makes by itself gives texts that no run has
    /// written, and the right ones.
    pub fn is_equivalent(present: &str, wanted: &str) -> bool {
        let is_marked = |line: &&str| parse_sums(line).any(|(path, _)| !is_unmarked(path));
        let lines = |text| str::lines(text).filter(move |line| !is_marked(line));
        lines(present).eq(lines(wanted))
    }
}

fn is_unmarked(path: &str) -> bool {
    path.starts_with("index/") || path.ends_with(".crate")
}

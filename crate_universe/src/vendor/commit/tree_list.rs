//! Reads the SHA256SUMS of a tree: which files this program wrote there, and with which content. A file of that name
//! that is not ours is ignored.

use std::collections::BTreeMap;

use crate::digest::sha256;
use crate::disk::{RelativePath, WritableRoot};
use crate::generated::is_generated;
use crate::vendor::tree::{SUMS, parse_sums};

#[derive(Default)]
pub struct TreeList {
    /// By path. After a git merge, a path can have the checksums of both sides.
    sums: BTreeMap<RelativePath, Vec<String>>,
    /// Whether the tree has a list of ours. Without one, what was written is unknown.
    exists: bool,
}

/// How a present text compares with the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextHistory {
    AsWritten,
    Edited,
    /// The list exists, but does not contain the text.
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

    /// The files without a header of ours: archives and the index. Only the list tells that they are ours.
    pub fn unmarked_files(&self) -> impl Iterator<Item = (&RelativePath, &[String])> {
        self.sums
            .iter()
            .filter(|(path, _)| is_unmarked(path.as_str()))
            .map(|(path, sums)| (path, sums.as_slice()))
    }

    /// Whether a file has no header, but the list tells that it is ours.
    pub fn has_unmarked(&self, path: &RelativePath) -> bool {
        is_unmarked(path.as_str()) && self.sums.contains_key(path)
    }

    /// Whether the text is as it was written. It counts as such if there is no list, and for the list itself.
    pub fn text_history(&self, path: &RelativePath, present: &str) -> TextHistory {
        match self.sums.get(path) {
            Some(sums) if sums.contains(&sha256(present)) => TextHistory::AsWritten,
            Some(_) => TextHistory::Edited,
            None if self.exists && path.as_str() != SUMS => TextHistory::NeverWritten,
            None => TextHistory::AsWritten,
        }
    }

    /// Whether any file was written with these bytes.
    pub fn has_content(&self, bytes: &[u8]) -> bool {
        let sum = sha256(bytes);
        self.sums.values().any(|sums| sums.contains(&sum))
    }

    /// Whether two lists agree on the files without a header. A clean git merge creates texts that no run has written,
    /// but that are right.
    pub fn is_equivalent(present: &str, wanted: &str) -> bool {
        let is_marked = |line: &&str| parse_sums(line).any(|(path, _)| !is_unmarked(path));
        let lines = |text| str::lines(text).filter(move |line| !is_marked(line));
        lines(present).eq(lines(wanted))
    }
}

fn is_unmarked(path: &str) -> bool {
    path.starts_with("index/") || path.ends_with(".crate")
}

#[cfg(test)]
mod tests {
    use crate::generated::ORIGIN;

    use super::*;

    fn path(text: &str) -> RelativePath {
        RelativePath::new(text).expect("a path")
    }

    #[test]
    fn the_list_says_what_was_written() {
        let line = |text, name| format!("{}  {name}\n", sha256(text));
        // A merge keeps the lines of both sides.
        let sums =
            [line("ours", "defs.bzl"), line("theirs", "defs.bzl"), line("x", "a-1.0.0.crate")].concat();
        let list = TreeList::parse(&format!("# {ORIGIN}\n{sums}"));
        let history = |name, text| list.text_history(&path(name), text);
        assert_eq!(history("defs.bzl", "theirs"), TextHistory::AsWritten);
        assert_eq!(history("defs.bzl", "a user's"), TextHistory::Edited);
        assert_eq!(history("BUILD.bazel", "ours"), TextHistory::NeverWritten);
        assert_eq!(history(SUMS, "anything"), TextHistory::AsWritten);
        assert!(list.has_unmarked(&path("a-1.0.0.crate")) && !list.has_unmarked(&path("defs.bzl")));
        assert!(list.has_content(b"theirs") && !list.has_content(b"a user's"));
        // A list that is not ours says nothing.
        let foreign = TreeList::parse(&sums);
        assert_eq!(foreign.text_history(&path("defs.bzl"), "a user's"), TextHistory::AsWritten);
        assert!(!foreign.has_unmarked(&path("a-1.0.0.crate")));
    }
}

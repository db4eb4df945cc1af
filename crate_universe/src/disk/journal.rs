//! Changes of a tree that are done whole or not at all. Takes files and folders that are staged in a folder of the tree, and
//! the steps that bring them to their places; once the steps are written down there is only one way, forward, and a run
//! that finds them does them to the end. Knows nothing of content.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

use super::body::FileBody;
use super::calls;
use super::relative::RelativePath;
use super::root::WritableRoot;
use super::stat::FileStat;

/// The folder for what is not in its place yet. Neither cargo nor git's users look at names with a dot.
const STAGING: &str = ".crate-universe";
const JOURNAL: &str = "journal.json";
/// Marks the folder as ours.
const MARK: &str = "staging";
const MARK_TEXT: &[u8] =
    b"What crate_universe has not put into its place yet. Once no run is at work, this folder may go.\n";

/// One renaming or removal. Done twice it does nothing the second time.
#[derive(Debug, Serialize, Deserialize)]
pub enum JournalStep {
    /// What is staged goes to a place where nothing is, or over a file.
    Put {
        from: RelativePath,
        to: RelativePath,
        /// What tells the staged one, wherever it is; 0 where nothing does.
        inode: u64,
    },
    /// What is staged and what is in its place change places.
    Swap {
        from: RelativePath,
        to: RelativePath,
        inode: u64,
    },
    Remove {
        path: RelativePath,
    },
}

impl JournalStep {
    fn puts(&self, path: &RelativePath) -> bool {
        matches!(self, JournalStep::Put { to, .. } if to == path)
    }
}

/// What is written down. The numbers of the mark tell it from one that came with the tree from elsewhere, by git for instance: no
/// program can give a file the time of its last change.
#[derive(Serialize, Deserialize)]
struct JournalFile {
    mark: (u64, i64, i64),
    steps: Vec<JournalStep>,
}

pub struct Journal {
    root: WritableRoot,
}

impl Journal {
    /// Finishes what a run before has left. Nothing is staged after it.
    pub fn open(root: &WritableRoot) -> Result<Journal> {
        let journal = Journal { root: root.clone() };
        if let Some(steps) = journal.left()? {
            journal.carry_out(&steps)?;
        }
        journal.close()?;
        Ok(journal)
    }

    /// Whether a run before has written its steps down, and not done them all.
    pub fn is_interrupted(root: &WritableRoot) -> bool {
        Journal { root: root.clone() }.left().is_ok_and(|steps| steps.is_some())
    }

    /// The steps of such a run. Those of another machine, or of nobody, mean nothing here: what they would have done is found out
    /// anew from the tree.
    fn left(&self) -> Result<Option<Vec<JournalStep>>> {
        let staging = self.root.path().join(STAGING);
        let Ok(metadata) = staging.symlink_metadata() else { return Ok(None) };
        let is_empty = || staging.read_dir_utf8().is_ok_and(|mut entries| entries.next().is_none());
        let is_ours = self.root.read(&own(&[MARK])).is_some_and(|text| text == MARK_TEXT);
        if !metadata.is_dir() || !(is_ours || is_empty()) {
            return Err(Error::new(Code::NotOurs, "the staging directory was not created by crate_universe")
                .at(&staging)
                .help("move it away, and run the command again"));
        }
        let written = self.root.read(&own(&[JOURNAL])).and_then(|text| serde_json::from_slice(&text).ok());
        Ok(written
            .filter(|written: &JournalFile| Some(written.mark) == self.mark())
            .map(|written| written.steps))
    }

    fn mark(&self) -> Option<(u64, i64, i64)> {
        let stat = FileStat::of(&self.root.place(&own(&[MARK])).ok()?).ok()?;
        Some((stat.inode, stat.changed, stat.modified))
    }

    /// Makes the folder for what is staged.
    pub fn begin(&self) -> Result<()> {
        if self.root.has(&own(&[MARK])) { Ok(()) } else { self.root.whole_file(&own(&[MARK]), MARK_TEXT) }
    }

    /// A place for what is staged; the name must be one of its kind.
    pub fn staged(&self, kind: &str, name: &RelativePath) -> RelativePath {
        own(&[kind]).join(name)
    }

    /// The step that brings what is staged to its place.
    pub fn replace(&self, from: RelativePath, to: RelativePath) -> Result<JournalStep> {
        let staged = self.root.place(&from)?;
        let inode = FileStat::of(&staged).map_or(0, |stat| stat.inode);
        // A file is renamed over another one; only with a folder something would be gone for a moment.
        Ok(match self.root.place(&to)?.symlink_metadata() {
            Ok(present) if present.is_dir() || staged.is_dir() => JournalStep::Swap { from, to, inode },
            _ => JournalStep::Put { from, to, inode },
        })
    }

    /// Writes the steps down, does them, and forgets them.
    pub fn commit(&self, steps: Vec<JournalStep>) -> Result<()> {
        // Also where all steps are removals.
        self.begin()?;
        let mark = self
            .mark()
            .ok_or_else(|| Error::new(Code::Internal, "the staging directory has no marker file"))?;
        let written = JournalFile { mark, steps };
        let text = serde_json::to_vec(&written).map_err(|error| {
            Error::new(Code::Internal, format!("the journal cannot be written as JSON: {error}"))
        })?;
        let whole = self.staged("journal", &name(JOURNAL));
        self.root.file(&whole, &FileBody::of(text))?;
        self.root.rename(&whole, &own(&[JOURNAL]))?;
        self.carry_out(&written.steps)?;
        self.close()
    }

    /// Removes what is staged; first the journal, since a journal without its files would be worth nothing.
    pub fn close(&self) -> Result<()> {
        self.left()?;
        self.root.remove(&own(&[JOURNAL]))?;
        let staged = self.root.path().join(STAGING);
        // The mark goes last: without it the folder would be nobody's.
        for entry in
            staged.read_dir_utf8().into_iter().flatten().flatten().filter(|entry| entry.file_name() != MARK)
        {
            calls::remove(entry.path())?;
        }
        self.root.remove(&name(STAGING))
    }

    fn carry_out(&self, steps: &[JournalStep]) -> Result<()> {
        for (number, step) in steps.iter().enumerate() {
            match step {
                // What was put there by this step has been replaced by a later one.
                JournalStep::Put { from, to, .. }
                    if !self.root.has(from) && steps[number + 1..].iter().any(|step| step.puts(to)) => {}
                JournalStep::Put { from, to, inode } => self.put(from, to, *inode)?,
                JournalStep::Swap { from, to, inode } => self.swap(from, to, *inode)?,
                JournalStep::Remove { path } => self.take_away(path)?,
            }
        }
        Ok(())
    }

    fn put(&self, from: &RelativePath, to: &RelativePath, inode: u64) -> Result<()> {
        match self.root.has(from) {
            true => self.root.rename(from, to),
            false => self.is_done(to, inode),
        }
    }

    /// What is staged no more is in its place, unless somebody else was at work.
    fn is_done(&self, to: &RelativePath, inode: u64) -> Result<()> {
        let there = FileStat::of(&self.root.place(to)?).ok();
        if there.is_some_and(|stat| inode == 0 || stat.inode == inode) {
            return Ok(());
        }
        Err(Error::new(Code::Write, "a staged file disappeared")
            .at(&self.root.path().join(to.as_path()))
            .note("another program changed the tree at the same time")
            .help("run the command again"))
    }

    /// What is removed first goes where nobody looks: half a folder would be worse than all of it.
    fn take_away(&self, path: &RelativePath) -> Result<()> {
        if !self.root.has(path) {
            return Ok(());
        }
        let old = own(&["old"]).join(path);
        self.root.remove(&old)?;
        self.root.rename(path, &old)
    }

    fn swap(&self, from: &RelativePath, to: &RelativePath, inode: u64) -> Result<()> {
        let there = FileStat::of(&self.root.place(to)?).ok();
        if inode != 0 && there.as_ref().is_some_and(|stat| stat.inode == inode) {
            return Ok(());
        }
        if !self.root.has(from) {
            return self.is_done(to, inode);
        }
        if there.is_some() {
            if self.root.exchange(from, to)? {
                return Ok(());
            }
            self.take_away(to)?;
        }
        self.root.rename(from, to)
    }
}

fn name(text: &str) -> RelativePath {
    own_path(text.to_owned())
}

fn own(names: &[&str]) -> RelativePath {
    own_path(format!("{STAGING}/{}", names.join("/")))
}

/// A path of names that stand in this file.
#[expect(clippy::expect_used, reason = "the names are constants without a separator")]
fn own_path(text: String) -> RelativePath {
    RelativePath::new(&text).expect("a name of ours")
}

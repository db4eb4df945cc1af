//! Changes of a tree that are done whole or not at all. Takes files and folders that are staged in a folder of the tree, and
//! the steps that bring them to their places; once the steps are written down there is only one way, forward, and a run
//! that finds them does them to the end. Knows nothing of content.

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

use super::disk;
use super::stat::Stat;

/// The folder for what is not in its place yet. Neither cargo nor git's users look at names with a dot.
const STAGING: &str = ".crate-universe";
const JOURNAL: &str = "journal.json";

/// One renaming or removal. Done twice it does nothing the second time.
#[derive(Debug, Serialize, Deserialize)]
pub enum Step {
    /// What is staged goes to a place where nothing is, or over a file.
    Put {
        from: String,
        to: String,
    },
    /// What is staged and what is in its place change places.
    Swap {
        from: String,
        to: String,
        /// What tells the staged one, wherever it is.
        inode: u64,
    },
    Remove {
        path: String,
    },
}

pub struct Journal {
    root: Utf8PathBuf,
}

impl Journal {
    /// Finishes what a run before has left. Nothing is staged after it.
    pub fn open(root: &Utf8Path) -> Result<Journal> {
        let journal = Journal { root: root.to_owned() };
        if journal.is_interrupted() {
            let path = journal.path();
            let text = std::fs::read_to_string(&path).map_err(|error| {
                Error::new(Code::Read, format!("the journal cannot be read: {error}")).at(&path)
            })?;
            let steps: Vec<Step> = serde_json::from_str(&text).map_err(|error| {
                Error::new(Code::Read, format!("the journal of an interrupted run is damaged: {error}"))
                    .at(&path)
                    .help(format!("rm -r {}, and run this once more", journal.staging()))
            })?;
            journal.carry_out(&steps)?;
        }
        journal.close()?;
        Ok(journal)
    }

    /// Whether a run before has written its steps down, and not done them all.
    pub fn is_interrupted(&self) -> bool {
        self.path().exists()
    }

    pub fn of(root: &Utf8Path) -> Journal {
        Journal { root: root.to_owned() }
    }

    fn path(&self) -> Utf8PathBuf {
        self.staging().join(JOURNAL)
    }

    pub fn staging(&self) -> Utf8PathBuf {
        self.root.join(STAGING)
    }

    /// Where something is staged; the name must be one of its kind.
    pub fn staged(&self, kind: &str, name: &str) -> Utf8PathBuf {
        self.staging().join(kind).join(name)
    }

    /// The step that brings what is staged to its place.
    pub fn replace(&self, from: &Utf8Path, to: &str) -> Step {
        let within = from.strip_prefix(&self.root).unwrap_or(from).to_string();
        let place = self.root.join(to);
        // A file is renamed over another one; only with a folder something would be gone for a moment.
        match place.symlink_metadata() {
            Ok(present) if present.is_dir() || from.is_dir() => {
                let inode = Stat::of(from).map_or(0, |stat| stat.inode);
                Step::Swap { from: within, to: to.to_owned(), inode }
            }
            _ => Step::Put { from: within, to: to.to_owned() },
        }
    }

    /// Writes the steps down, does them, and forgets them.
    pub fn commit(&self, steps: &[Step]) -> Result<()> {
        let text = serde_json::to_string(steps)
            .map_err(|error| Error::new(Code::Internal, format!("the journal: {error}")))?;
        super::file(&self.path(), text.as_bytes())?;
        self.carry_out(steps)?;
        self.close()
    }

    /// Removes what is staged; first the journal, since a journal without its files would be worth nothing.
    pub fn close(&self) -> Result<()> {
        disk::remove(&self.path())?;
        disk::remove(&self.staging())
    }

    fn carry_out(&self, steps: &[Step]) -> Result<()> {
        for step in steps {
            match step {
                Step::Put { from, to } => self.put(from, to)?,
                Step::Swap { from, to, inode } => self.swap(from, to, *inode)?,
                Step::Remove { path } => self.take_away(path)?,
            }
        }
        Ok(())
    }

    fn put(&self, from: &str, to: &str) -> Result<()> {
        let (from, to) = (self.root.join(from), self.root.join(to));
        if !from.exists() {
            return Ok(());
        }
        if let Some(dir) = to.parent() {
            disk::create_dir(dir)?;
        }
        disk::rename(&from, &to)
    }

    /// What is removed first goes where nobody looks: half a folder would be worse than all of it.
    fn take_away(&self, path: &str) -> Result<()> {
        let (place, old) = (self.root.join(path), self.staged("old", path));
        if place.symlink_metadata().is_err() {
            return Ok(());
        }
        if let Some(dir) = old.parent() {
            disk::create_dir(dir)?;
        }
        disk::remove(&old)?;
        disk::rename(&place, &old)
    }

    fn swap(&self, staged: &str, to: &str, inode: u64) -> Result<()> {
        let (from, place) = (self.root.join(staged), self.root.join(to));
        let there = Stat::of(&place).ok();
        if !from.exists() || (inode != 0 && there.as_ref().is_some_and(|stat| stat.inode == inode)) {
            return Ok(());
        }
        if there.is_some() && !disk::exchange(&from, &place) {
            self.take_away(to)?;
        }
        if place.exists() { Ok(()) } else { disk::rename(&from, &place) }
    }
}

//! Changes a tree completely or not at all. Files and folders are staged in a folder of the tree. Once the journal with
//! the steps is written, the change only goes forward: the next run finishes what an interrupted run left.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

use super::body::FileBody;
use super::calls;
use super::relative::RelativePath;
use super::root::WritableRoot;
use super::stat::FileStat;

/// The staging folder. Cargo ignores names with a dot.
const STAGING: &str = ".crate-universe";
const JOURNAL: &str = "journal.json";
/// Marks the folder as ours.
const MARK: &str = "staging";
const MARK_TEXT: &[u8] =
    b"What crate_universe has not put into its place yet. Once no run is at work, this folder may go.\n";

/// A rename or a removal. Each is idempotent.
#[derive(Debug, Serialize, Deserialize)]
pub enum JournalStep {
    /// Moves a staged file or folder to a path where nothing or a file is.
    Put {
        from: RelativePath,
        to: RelativePath,
        /// Identifies what is staged, before and after the move; 0 if the system has no such number.
        inode: u64,
    },
    /// Exchanges what is staged with what is in place.
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
    fn writes_to(&self, path: &RelativePath) -> bool {
        matches!(self, JournalStep::Put { to, .. } if to == path)
    }
}

/// The content of the journal. The numbers of the mark distinguish it from a journal that was copied with the tree, for
/// example by git, because no program can set a file's change time.
#[derive(Serialize, Deserialize)]
struct JournalFile {
    mark: (u64, i64, i64),
    steps: Vec<JournalStep>,
}

pub struct Journal {
    root: WritableRoot,
}

impl Journal {
    /// Finishes an interrupted run, and removes everything that is staged.
    pub fn open(root: &WritableRoot) -> Result<Journal> {
        let journal = Journal { root: root.clone() };
        if let Some(steps) = journal.interrupted_steps()? {
            journal.run_steps(&steps)?;
        }
        journal.remove_staging()?;
        Ok(journal)
    }

    /// Whether an interrupted run left a journal with steps.
    pub fn is_interrupted(root: &WritableRoot) -> bool {
        Journal { root: root.clone() }.interrupted_steps().is_ok_and(|steps| steps.is_some())
    }

    /// The steps of an interrupted run. A journal from another machine is ignored: what it would have changed is
    /// computed again from the tree.
    fn interrupted_steps(&self) -> Result<Option<Vec<JournalStep>>> {
        let staging = self.root.path().join(STAGING);
        let Ok(metadata) = staging.symlink_metadata() else { return Ok(None) };
        let is_empty = || staging.read_dir_utf8().is_ok_and(|mut entries| entries.next().is_none());
        let is_ours = self.root.read_bytes(&own_folder(&[MARK])).is_some_and(|text| text == MARK_TEXT);
        if !metadata.is_dir() || !(is_ours || is_empty()) {
            return Err(Error::new(Code::NotOurs, "the staging directory was not created by crate_universe")
                .at_path(&staging)
                .help("move it away, and run the command again"));
        }
        let written =
            self.root.read_bytes(&own_folder(&[JOURNAL])).and_then(|text| serde_json::from_slice(&text).ok());
        Ok(written
            .filter(|written: &JournalFile| Some(written.mark) == self.mark_identity())
            .map(|written| written.steps))
    }

    fn mark_identity(&self) -> Option<(u64, i64, i64)> {
        let stat = FileStat::of_path(&self.root.resolve_path(&own_folder(&[MARK])).ok()?).ok()?;
        Some((stat.inode, stat.changed, stat.modified))
    }

    /// Makes the staging folder.
    pub fn create_folder(&self) -> Result<()> {
        if self.root.exists(&own_folder(&[MARK])) {
            Ok(())
        } else {
            self.root.write_atomic(&own_folder(&[MARK]), MARK_TEXT)
        }
    }

    /// A path in the staging folder. The name must be unique within its kind.
    pub fn staged_path(&self, kind: &str, name: &RelativePath) -> RelativePath {
        own_folder(&[kind]).join(name)
    }

    /// The step that moves a staged file or folder into place.
    pub fn replace_step(&self, from: RelativePath, to: RelativePath) -> Result<JournalStep> {
        let staged = self.root.resolve_path(&from)?;
        let inode = FileStat::of_path(&staged).map_or(0, |stat| stat.inode);
        // A rename replaces a file atomically. With a folder, something would be missing for a moment.
        Ok(match self.root.resolve_path(&to)?.symlink_metadata() {
            Ok(present) if present.is_dir() || staged.is_dir() => JournalStep::Swap { from, to, inode },
            _ => JournalStep::Put { from, to, inode },
        })
    }

    /// Writes the journal, runs the steps, and removes the journal.
    pub fn commit(&self, steps: Vec<JournalStep>) -> Result<()> {
        // Also needed if all steps are removals.
        self.create_folder()?;
        let mark = self
            .mark_identity()
            .ok_or_else(|| Error::new(Code::Internal, "the staging directory has no marker file"))?;
        let written = JournalFile { mark, steps };
        let text = serde_json::to_vec(&written).map_err(|error| {
            Error::new(Code::Internal, format!("the journal cannot be written as JSON: {error}"))
        })?;
        let whole = self.staged_path("journal", &static_path(JOURNAL));
        self.root.write_file(&whole, &FileBody::from_bytes(text))?;
        self.root.rename_path(&whole, &own_folder(&[JOURNAL]))?;
        self.run_steps(&written.steps)?;
        self.remove_staging()
    }

    /// Removes everything that is staged. The journal goes first, because it is worthless without the staged files.
    pub fn remove_staging(&self) -> Result<()> {
        self.interrupted_steps()?;
        self.root.remove_all(&own_folder(&[JOURNAL]))?;
        let staged = self.root.path().join(STAGING);
        // The mark goes last: without it, the folder would no longer be recognized as ours.
        for entry in
            staged.read_dir_utf8().into_iter().flatten().flatten().filter(|entry| entry.file_name() != MARK)
        {
            calls::remove_all(entry.path())?;
        }
        self.root.remove_all(&static_path(STAGING))
    }

    fn run_steps(&self, steps: &[JournalStep]) -> Result<()> {
        for (number, step) in steps.iter().enumerate() {
            match step {
                // This step was done, and a later one has replaced its file.
                JournalStep::Put { from, to, .. }
                    if !self.root.exists(from)
                        && steps[number + 1..].iter().any(|step| step.writes_to(to)) => {}
                JournalStep::Put { from, to, inode } => self.move_into_place(from, to, *inode)?,
                JournalStep::Swap { from, to, inode } => self.swap_folders(from, to, *inode)?,
                JournalStep::Remove { path } => self.remove_staged_first(path)?,
            }
        }
        Ok(())
    }

    fn move_into_place(&self, from: &RelativePath, to: &RelativePath, inode: u64) -> Result<()> {
        match self.root.exists(from) {
            true => self.root.rename_path(from, to),
            false => self.check_in_place(to, inode),
        }
    }

    /// If nothing is staged any more, it must be in place, unless another program interfered.
    fn check_in_place(&self, to: &RelativePath, inode: u64) -> Result<()> {
        let there = FileStat::of_path(&self.root.resolve_path(to)?).ok();
        if there.is_some_and(|stat| inode == 0 || stat.inode == inode) {
            return Ok(());
        }
        Err(Error::new(Code::Write, "a staged file disappeared")
            .at_path(&self.root.path().join(to.as_path()))
            .note("another program changed the tree at the same time")
            .help("run the command again"))
    }

    /// Moves the path into the staging folder before removing it, because half a folder would be worse than a whole
    /// one.
    fn remove_staged_first(&self, path: &RelativePath) -> Result<()> {
        if !self.root.exists(path) {
            return Ok(());
        }
        let old = own_folder(&["old"]).join(path);
        self.root.remove_all(&old)?;
        self.root.rename_path(path, &old)
    }

    fn swap_folders(&self, from: &RelativePath, to: &RelativePath, inode: u64) -> Result<()> {
        let there = FileStat::of_path(&self.root.resolve_path(to)?).ok();
        if inode != 0 && there.as_ref().is_some_and(|stat| stat.inode == inode) {
            return Ok(());
        }
        if !self.root.exists(from) {
            return self.check_in_place(to, inode);
        }
        if there.is_some() {
            if self.root.exchange_folders(from, to)? {
                return Ok(());
            }
            self.remove_staged_first(to)?;
        }
        self.root.rename_path(from, to)
    }
}

fn static_path(name: &str) -> RelativePath {
    RelativePath::from_own_names(&[name])
}

fn own_folder(names: &[&str]) -> RelativePath {
    RelativePath::from_own_names(&[&[STAGING], names].concat())
}

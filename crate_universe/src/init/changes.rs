//! The files to write: what they were, what they become, the differences, and the writing. Each file is replaced
//! atomically, and only if it is still what it was when the change was computed.

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk::{self, FolderLocks};
use crate::error::{Code, Error, Result};
use crate::paths::canonical_path;

/// Changes of files below one folder.
pub struct FileChanges {
    root: Utf8PathBuf,
    files: Vec<FileChange>,
}

struct FileChange {
    /// Relative to the root.
    path: Utf8PathBuf,
    /// `None` if there is no such file.
    before: Option<String>,
    after: String,
}

impl FileChanges {
    /// `root`: a path without symbolic links.
    pub fn new(root: &Utf8Path) -> FileChanges {
        FileChanges { root: root.to_owned(), files: Vec::new() }
    }

    /// The text of a file, or `None` if there is none.
    pub fn read(&self, path: &Utf8Path) -> Result<Option<String>> {
        let place = self.resolve(path)?;
        if place.symlink_metadata().is_err() {
            return Ok(None);
        }
        let read = disk::read_to_string(&place);
        read.map(Some).map_err(|error| {
            Error::new(Code::Read, format!("the file to extend cannot be read: {error}")).at_path(&place)
        })
    }

    /// Adds a change, unless the file already has this text.
    pub fn add(&mut self, path: impl Into<Utf8PathBuf>, after: impl Into<String>) -> Result<()> {
        let (path, after) = (path.into(), after.into());
        let before = self.read(&path)?;
        if before.as_ref() != Some(&after) {
            self.files.push(FileChange { path, before, after });
        }
        Ok(())
    }

    /// Adds a file that is written before the others.
    pub fn add_first(&mut self, path: impl Into<Utf8PathBuf>, after: impl Into<String>) -> Result<()> {
        let path = path.into();
        let before = self.read(&path)?;
        self.files.insert(0, FileChange { path, before, after: after.into() });
        Ok(())
    }

    /// Adds what `change` makes of a text file.
    pub fn edit(&mut self, path: &str, change: impl FnOnce(&str) -> String) -> Result<()> {
        let before = self.read(path.into())?;
        self.add(path, change(&before.unwrap_or_default()))
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub fn paths(&self) -> impl Iterator<Item = &Utf8Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    /// A unified diff of all changes.
    pub fn to_diff(&self) -> String {
        let mut text = String::new();
        for FileChange { path, before, after } in &self.files {
            let original = before.as_ref().map_or_else(|| "/dev/null".to_owned(), |_| format!("a/{path}"));
            let mut options = diffy::DiffOptions::new();
            options.set_original_filename(original).set_modified_filename(format!("b/{path}"));
            text += &options.create_patch(before.as_deref().unwrap_or_default(), after).to_string();
        }
        text
    }

    /// Writes all files, in the order in which they were added.
    pub fn write(&self) -> Result<()> {
        let _locks = FolderLocks::lock_all(std::slice::from_ref(&self.root))?;
        for file in &self.files {
            if self.read(&file.path)? != file.before {
                return Err(Error::new(
                    Code::ChangedMeanwhile,
                    "another program changed a file that would be written",
                )
                .at_path(&self.root.join(&file.path))
                .note("no file was written"));
            }
        }
        for file in &self.files {
            disk::write_file(&self.resolve(&file.path)?, file.after.as_bytes())?;
        }
        Ok(())
    }

    /// The full path. An error if it leads out of the root through a symbolic link.
    fn resolve(&self, path: &Utf8Path) -> Result<Utf8PathBuf> {
        let place = self.root.join(path);
        let present = place.ancestors().find(|above| above.symlink_metadata().is_ok()).unwrap_or(&place);
        match canonical_path(present) {
            Ok(real) if real.starts_with(&self.root) => Ok(place),
            found => {
                let what = match found {
                    Ok(_) => "a symbolic link leads out of the directory",
                    Err(_) => "a symbolic link cannot be followed",
                };
                Err(Error::new(Code::UnsafePath, what)
                    .at_path(present)
                    .note(format!("{path} would be written through it"))
                    .help("replace the link with a file or directory, and run the command again"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// A folder in a scratch folder, which is itself locked.
    fn root() -> (disk::ScratchFolder, Utf8PathBuf) {
        let files = BTreeMap::from([("ws/one".to_owned(), String::new())]);
        let scratch = disk::create_scratch_folder(&files, false).expect("a folder");
        let root = canonical_path(&scratch.path.join("ws")).expect("a folder");
        (scratch, root)
    }

    #[test]
    fn a_file_that_changes_in_the_meantime_is_not_overwritten() {
        let (_scratch, root) = root();
        let mut changes = FileChanges::new(&root);
        changes.add("one", "1\n").expect("a change");
        changes.add("two/file", "2\n").expect("a change");
        disk::write_file(&root.join("one"), b"0\n").expect("a file");
        let error = changes.write().expect_err("the file has changed");
        assert_eq!(error.code(), Code::ChangedMeanwhile);
        assert!(!root.join("two").exists());
        let mut changes = FileChanges::new(&root);
        changes.edit("one", |text| format!("{text}1\n")).expect("a change");
        assert_eq!(changes.to_diff(), "--- a/one\n+++ b/one\n@@ -1 +1,2 @@\n 0\n+1\n");
        changes.write().expect("the file is written");
        assert_eq!(changes.read("one".into()).expect("a file").as_deref(), Some("0\n1\n"));
    }

    #[cfg(unix)]
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes links")]
    fn links_stay_in_the_root() {
        let ((_outside, outside), (_scratch, root)) = (root(), root());
        std::os::unix::fs::symlink(&outside, root.join("out")).expect("a link");
        std::os::unix::fs::symlink("file", root.join("in")).expect("a link");
        disk::write_file(&root.join("file"), b"").expect("a file");
        let mut changes = FileChanges::new(&root);
        assert_eq!(changes.add("out/file", "").expect_err("it leads out").code(), Code::UnsafePath);
        changes.add("in", "1").expect("a change");
        changes.write().expect("the file is written");
        assert_eq!(disk::read_to_string(root.join("file")).expect("a file"), "1");
    }
}

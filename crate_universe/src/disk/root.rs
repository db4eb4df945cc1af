//! A folder to write into by relative paths. No folder in such a path may be a link, so nothing outside the root is
//! changed. This does not protect against someone who replaces folders with links at the same time.

use std::io::ErrorKind;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::paths::canonical_path;

use super::body::FileBody;
use super::calls;
use super::relative::RelativePath;

#[derive(Clone, Debug)]
pub struct WritableRoot(Utf8PathBuf);

impl WritableRoot {
    /// The folder `below` in `workspace`. The path may contain links that stay in the workspace.
    pub fn below_workspace(workspace: &Utf8Path, below: &str) -> Result<WritableRoot> {
        let path = workspace.join(below);
        let leads_out = || {
            Error::new(Code::UnsafePath, "the output directory is outside the workspace").at_path(&path).help(
                "use a directory in the workspace: a path without `..`, and without symbolic links that point outside",
            )
        };
        if !below.is_empty() {
            RelativePath::new(below).map_err(|refused| leads_out().note(refused.to_string()))?;
        }
        // A folder that does not exist yet cannot be a link.
        let present = path.ancestors().find(|folder| folder.symlink_metadata().is_ok());
        let real = present.and_then(|folder| canonical_path(folder).ok());
        let home = canonical_path(workspace).unwrap_or_else(|_| workspace.to_owned());
        match real {
            Some(real) if real.starts_with(&home) => Ok(WritableRoot(path)),
            _ => Err(leads_out()),
        }
    }

    /// A folder that this program made.
    pub fn of_scratch(path: &Utf8Path) -> WritableRoot {
        WritableRoot(path.to_owned())
    }

    pub fn path(&self) -> &Utf8Path {
        &self.0
    }

    /// The full path; an error if one of its folders is a link.
    pub fn resolve_path(&self, path: &RelativePath) -> Result<Utf8PathBuf> {
        let mut place = self.0.clone();
        let mut names = path.as_path().iter().peekable();
        while let Some(name) = names.next() {
            place.push(name);
            if names.peek().is_some() && place.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink())
            {
                return Err(Error::new(
                    Code::UnsafePath,
                    "a directory on the way to a file that would be written is a symbolic link",
                )
                .at_path(&place)
                .note(format!("the file is {path}"))
                .help("replace the link by a directory, or name another place"));
            }
        }
        Ok(place)
    }

    pub fn create_dir(&self, path: &RelativePath) -> Result<()> {
        let place = self.resolve_path(path)?;
        if place.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Ok(());
        }
        calls::create_dir(&place)
    }

    /// Makes a folder in one that this run has made, so no part of the path can be a link.
    pub fn create_own_dir(&self, path: &RelativePath) -> Result<()> {
        calls::create_dir(&self.0.join(path.as_path()))
    }

    fn create_parent(&self, path: &RelativePath) -> Result<()> {
        path.parent().map_or_else(|| calls::create_dir(&self.0), |parent| self.create_dir(&parent))
    }

    /// Writes a new file into an existing folder.
    pub fn write_new_file(&self, path: &RelativePath, body: &FileBody, executable: bool) -> Result<()> {
        calls::write_new_file(&self.0.join(path.as_path()), body, executable)
    }

    /// Writes a new file, and makes its folder if needed.
    pub fn write_file(&self, path: &RelativePath, body: &FileBody) -> Result<()> {
        self.create_parent(path)?;
        self.write_new_file(path, body, false)
    }

    /// Writes a new file atomically, and makes its folder if needed.
    pub fn write_atomic(&self, path: &RelativePath, bytes: &[u8]) -> Result<()> {
        self.create_parent(path)?;
        let place = self.resolve_path(path)?;
        super::atomic::write_new_file(&self.0, &place, bytes)
    }

    /// Moves a staged file or folder to a path where nothing or a file is.
    pub fn rename_path(&self, from: &RelativePath, to: &RelativePath) -> Result<()> {
        self.create_parent(to)?;
        calls::rename(&self.resolve_path(from)?, &self.resolve_path(to)?)
    }

    /// Exchanges two folders atomically; returns false if the system cannot.
    pub fn exchange_folders(&self, left: &RelativePath, right: &RelativePath) -> Result<bool> {
        Ok(calls::exchange(&self.resolve_path(left)?, &self.resolve_path(right)?))
    }

    /// Removes a file, or a folder with its content. It need not exist.
    pub fn remove_all(&self, path: &RelativePath) -> Result<()> {
        calls::remove_all(&self.resolve_path(path)?)
    }

    /// The bytes of a regular file; `None` for a link.
    pub fn read_bytes(&self, path: &RelativePath) -> Option<Vec<u8>> {
        let place = self.resolve_path(path).ok()?;
        let length = place.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?.len();
        super::bounded_read::read_file(&place, length).ok()
    }

    /// The text of a regular file, or `None` if nothing is there. Anything else is not ours, and is an error because it
    /// could not be kept.
    pub fn read_text(&self, path: &RelativePath) -> Result<Option<String>> {
        let place = self.resolve_path(path)?;
        let refused = |why: &str| {
            Error::new(Code::NotOurs, format!("the file to extend cannot be read: {why}"))
                .at_path(&place)
                .help("move it away, or use another file")
        };
        match place.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Ok(metadata) if metadata.is_file() => super::bounded_read::read_to_string(&place)
                .map(Some)
                .map_err(|error| refused(&error.to_string())),
            Ok(_) => Err(refused("it is not a regular file")),
            Err(error) => Err(refused(&error.to_string())),
        }
    }

    /// Whether anything is there, including a dangling link.
    pub fn exists(&self, path: &RelativePath) -> bool {
        self.resolve_path(path).is_ok_and(|place| place.symlink_metadata().is_ok())
    }
}

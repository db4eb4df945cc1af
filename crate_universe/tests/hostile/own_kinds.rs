//! What a user may have under a name: files, links, pipes, folders; and all that can be told of it, so that no change is missed.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::write;

const TEXT: &[u8] = b"The user's own.";

/// What is under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserEntryKind {
    File,
    Executable,
    Private,
    LinkToFile,
    LinkToFolder,
    LinkToNothing,
    Fifo,
    EmptyFolder,
    Folder,
}

pub const KINDS: [UserEntryKind; 9] = [
    UserEntryKind::File,
    UserEntryKind::Executable,
    UserEntryKind::Private,
    UserEntryKind::LinkToFile,
    UserEntryKind::LinkToFolder,
    UserEntryKind::LinkToNothing,
    UserEntryKind::Fifo,
    UserEntryKind::EmptyFolder,
    UserEntryKind::Folder,
];

impl UserEntryKind {
    pub fn is_regular_file(self) -> bool {
        matches!(self, UserEntryKind::File | UserEntryKind::Executable | UserEntryKind::Private)
    }

    /// Puts it there. `outside`: a folder of the user's own in which links end.
    pub fn put(self, place: &Path, outside: &Path) {
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        write(&outside.join("file"), TEXT);
        write(&outside.join("folder/file"), TEXT);
        match self {
            UserEntryKind::File | UserEntryKind::Executable | UserEntryKind::Private => write(place, TEXT),
            UserEntryKind::LinkToFile => symlink(outside.join("file"), place).unwrap(),
            UserEntryKind::LinkToFolder => symlink(outside.join("folder"), place).unwrap(),
            UserEntryKind::LinkToNothing => symlink(outside.join("nothing"), place).unwrap(),
            UserEntryKind::Fifo => assert!(Command::new("mkfifo").arg(place).status().unwrap().success()),
            UserEntryKind::EmptyFolder => fs::create_dir(place).unwrap(),
            UserEntryKind::Folder => write(&place.join("file"), TEXT),
        }
        let mode = match self {
            UserEntryKind::Executable => 0o755,
            UserEntryKind::Private => 0o600,
            _ => return,
        };
        fs::set_permissions(place, Permissions::from_mode(mode)).unwrap();
    }
}

/// Kind and permissions as the system has them, and the bytes, or where a link leads.
pub type FileStates = BTreeMap<PathBuf, (u32, Vec<u8>)>;

/// What is under a path, and in it. Links are not followed, and pipes not opened.
pub fn seen(path: &Path) -> FileStates {
    let mut found = FileStates::new();
    let mut pending = vec![path.to_path_buf()];
    while let Some(path) = pending.pop() {
        let Ok(metadata) = path.symlink_metadata() else { continue };
        let bytes = if metadata.is_symlink() {
            fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
        } else if metadata.is_file() {
            fs::read(&path).unwrap()
        } else {
            Vec::new()
        };
        if metadata.is_dir() {
            pending.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        found.insert(path, (metadata.mode(), bytes));
    }
    found
}

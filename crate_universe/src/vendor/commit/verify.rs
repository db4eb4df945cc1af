//! Verifies the folders of a vendored tree against the checksums in them. Writes nothing.

use std::collections::BTreeSet;
use std::fmt;

use camino::Utf8Path;

use crate::disk::{self, FileBody, FileStat, Journal, RelativePath, WritableRoot, walk_folder};
use crate::error::{Code, Error, Result};
use crate::generated::is_generated;
use crate::vendor::tree::{BUILD_FILE, CHECKSUMS, CargoChecksums, FOLDERS, parse_folders};

use super::tree_list::TreeList;

/// Reported instead of other differences, because it explains them.
pub const INTERRUPTED: &str = "a run was interrupted; the next run finishes it";

/// Why a folder is not as expected.
#[derive(Debug)]
pub enum FolderError {
    /// The folder is missing, is another package's, or is an unedited folder of another program.
    Other(String),
    /// The folder was ours, and someone has edited it.
    Changed(String),
    /// The folder contains something that this program has not written.
    Foreign(String),
}

impl FolderError {
    /// An edit that the user may not expect to be reverted.
    pub fn reason_not_restorable(&self) -> Option<&str> {
        match self {
            FolderError::Changed(what) => Some(what),
            FolderError::Other(_) | FolderError::Foreign(_) => None,
        }
    }
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FolderError::Other(what) | FolderError::Changed(what) | FolderError::Foreign(what) => {
                f.write_str(what)
            }
        }
    }
}

/// Reads every file of a folder, and returns all entries but the BUILD file. `seal`: the expected seal of the folder.
pub fn verify_folder(
    dir: &Utf8Path,
    seal: Option<&str>,
) -> std::result::Result<Vec<(String, FileStat)>, FolderError> {
    match dir.symlink_metadata() {
        Err(_) => return Err(FolderError::Other("the directory is missing".to_owned())),
        Ok(metadata) if !metadata.is_dir() => {
            return Err(FolderError::Foreign("it is not a directory".to_owned()));
        }
        Ok(_) => {}
    }
    let unreadable = |error: std::io::Error| FolderError::Changed(format!("it cannot be read: {error}"));
    // This program writes no names that are not UTF-8, and no folders that it cannot read.
    let entries =
        walk_folder(dir).map_err(|error| FolderError::Foreign(format!("it cannot be read: {error}")))?;
    let text = crate::disk::read_to_string(dir.join(CHECKSUMS)).unwrap_or_default();
    let Ok(checksums) = serde_json::from_str::<CargoChecksums>(&text) else {
        return Err(damaged_list(&entries, &text, dir));
    };
    let mut missing: BTreeSet<&str> = checksums.files.keys().map(String::as_str).collect();
    let mut changed = None;
    let of_package = || entries.iter().map(|(path, _)| path).filter(|path| is_package_file(path, dir));
    if let Some(path) = of_package().find(|path| !checksums.files.contains_key(*path)) {
        return Err(foreign_file(path));
    }
    // This program does not write links, pipes or devices either. A folder in the place of a file is not ours.
    let is_file =
        |path: &Utf8Path| dir.join(path).symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    let folders = entries.iter().filter_map(|(path, _)| path.strip_suffix('/'));
    let in_place_of_files = folders.filter(|path| checksums.files.contains_key(*path));
    let others = of_package().map(String::as_str).filter(|path| !is_file(path.as_ref()));
    if let Some(path) = others.chain(in_place_of_files).next() {
        return Err(FolderError::Foreign(format!("{path} is not a regular file")));
    }
    for (path, sha256) in of_package().filter_map(|path| checksums.files.get_key_value(path)) {
        missing.remove(path.as_str());
        let body = disk::open_bounded(dir.join(path)).and_then(FileBody::from_file).map_err(unreadable)?;
        if changed.is_none() && body.sha256().map_err(unreadable)? != *sha256 {
            changed = Some(format!("{path} was changed"));
        }
    }
    let changed = changed.or_else(|| missing.first().map(|path| format!("{path} is missing")));
    match (checksums.seal(), &checksums.crate_universe, changed) {
        (None, None, Some(changed)) => {
            Err(FolderError::Foreign(format!("it was written by another program, and {changed}")))
        }
        (None, None, None) => Err(FolderError::Other(
            "it was written by another program; remove the directory if nothing needs it".to_owned(),
        )),
        (None, Some(_), _) => Err(FolderError::Changed(format!("{CHECKSUMS} was changed"))),
        (Some(own), _, _) if seal.is_some_and(|seal| seal != own) => {
            Err(FolderError::Other("it was made from other sources, patches or settings".to_owned()))
        }
        (Some(_), _, Some(changed)) => Err(FolderError::Changed(changed)),
        (Some(_), _, None) => Ok(entries.into_iter().filter(|(path, _)| path != BUILD_FILE).collect()),
    }
}

/// Even if the list cannot be parsed, for example after a merge, its text shows whether it is ours and which files it
/// lists.
fn damaged_list(entries: &[(String, FileStat)], text: &str, dir: &Utf8Path) -> FolderError {
    let has_list = entries.iter().any(|(path, _)| path == CHECKSUMS);
    if !has_list && entries.iter().any(|(path, _)| path.ends_with('/') || is_package_file(path, dir)) {
        return FolderError::Foreign(format!(
            "its {CHECKSUMS} is missing; remove the directory if nothing in it is yours"
        ));
    }
    // In this form the key is ours: a file of that name would have a string as its value.
    if has_list && !text.contains("\"crate_universe\":{") {
        return FolderError::Foreign(format!(
            "its {CHECKSUMS} cannot be parsed, and was not written by crate_universe"
        ));
    }
    let listed = |path: &str| text.contains(&format!("{path:?}:"));
    let stranger = entries.iter().find(|(path, _)| is_package_file(path, dir) && !listed(path));
    match stranger {
        Some((path, _)) => foreign_file(path),
        None => FolderError::Changed(format!("{CHECKSUMS} is missing or damaged")),
    }
}

fn foreign_file(path: &str) -> FolderError {
    FolderError::Foreign(format!("{path} does not belong there"))
}

/// Whether the checksums must list this path.
fn is_package_file(path: &str, dir: &Utf8Path) -> bool {
    let is_own = || match path {
        CHECKSUMS => true,
        BUILD_FILE => is_generated(&crate::disk::read_to_string(dir.join(path)).unwrap_or_default()),
        _ => false,
    };
    !path.is_empty() && !path.ends_with('/') && !is_own()
}

/// Reads a file whose possible checksums are known. Its entry has an empty path, as that of the folder in
/// [`verify_folder`].
pub fn verify_file(
    path: &Utf8Path,
    known: &[String],
) -> std::result::Result<Vec<(String, FileStat)>, FolderError> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Err(FolderError::Foreign("it is not a regular file".to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(FolderError::Other("the file is missing".to_owned()));
        }
        Err(error) => return Err(FolderError::Foreign(format!("it cannot be read: {error}"))),
    }
    let unreadable = |error: std::io::Error| FolderError::Foreign(format!("it cannot be read: {error}"));
    let body = disk::open_bounded(path).and_then(FileBody::from_file).map_err(unreadable)?;
    if !known.contains(&body.sha256().map_err(unreadable)?) {
        return Err(FolderError::Changed("the file was changed".to_owned()));
    }
    let stat = FileStat::of_path(path).map_err(unreadable)?;
    Ok(vec![(String::new(), stat)])
}

fn read_checksums(dir: &Utf8Path) -> Option<CargoChecksums> {
    serde_json::from_slice(&crate::disk::read_bytes(dir.join(CHECKSUMS)).ok()?).ok()
}

/// Whether packages.txt lists the folder; true if there is no packages.txt of ours.
pub fn is_listed(root: &WritableRoot, name: &str) -> bool {
    let list = RelativePath::new(FOLDERS).ok().and_then(|path| root.read_bytes(&path)).unwrap_or_default();
    let list = String::from_utf8_lossy(&list).into_owned();
    !is_generated(&list) || parse_folders(&list).any(|listed| listed == name)
}

/// Whether this program has written the folder.
pub fn is_ours(dir: &Utf8Path) -> bool {
    read_checksums(dir).is_some_and(|checksums| checksums.crate_universe.is_some())
}

/// Folders that cargo would read as packages, and whose names are not UTF-8.
pub fn folders_without_name(root: &Utf8Path) -> Vec<String> {
    let entries = root.as_std_path().read_dir().into_iter().flatten().flatten();
    let packages = entries.filter(|entry| entry.path().join("Cargo.toml").exists());
    let unnamed = packages.filter(|entry| entry.file_name().to_str().is_none());
    unnamed.map(|entry| format!("{} does not belong there", entry.file_name().to_string_lossy())).collect()
}

/// Verifies every package and file of a tree, and returns how many there are. `write`: the command that writes the tree
/// again.
pub fn verify_tree(root: &Utf8Path, write: &str) -> Result<(usize, usize)> {
    let (mut packages, mut files, mut wrong) = (0, 0, folders_without_name(root));
    let list = crate::disk::read_to_string(root.join(FOLDERS)).unwrap_or_default();
    let list = if is_generated(&list) { list } else { String::new() };
    let mut names: BTreeSet<String> =
        parse_folders(&list).filter(|name| RelativePath::new(name).is_ok()).map(str::to_owned).collect();
    // Folders that cargo would read as packages count, too, whoever created them.
    let present = root.read_dir_utf8().into_iter().flatten().flatten();
    let present = present.filter(|entry| entry.path().join("Cargo.toml").exists());
    names.extend(present.map(|entry| entry.file_name().to_owned()));
    for name in &names {
        packages += 1;
        match verify_folder(&root.join(name), None) {
            Ok(entries) => {
                files += entries.iter().filter(|(path, _)| !path.is_empty() && !path.ends_with('/')).count()
            }
            Err(reason) => wrong.push(format!("{name}: {reason}")),
        }
    }
    for (path, known) in TreeList::read(&WritableRoot::of_scratch(root)).unmarked_files() {
        packages += usize::from(path.as_str().ends_with(".crate"));
        files += 1;
        wrong.extend(
            verify_file(&root.join(path.as_path()), known).err().map(|reason| format!("{path}: {reason}")),
        );
    }
    if packages == 0 {
        wrong.push("the tree contains no packages".to_owned());
    }
    if !wrong.is_empty() && Journal::is_interrupted(&WritableRoot::of_scratch(root)) {
        wrong.insert(0, INTERRUPTED.to_owned());
    }
    check_no_difference(root, &wrong, write).map(|()| (packages, files))
}

/// Fails with the first differences, if there are any.
pub fn check_no_difference(root: &Utf8Path, wrong: &[String], write: &str) -> Result<()> {
    /// More would not fit into a message.
    const MOST: usize = 8;
    if wrong.is_empty() {
        return Ok(());
    }
    let what = "vendored files are out of date or were modified";
    let mut error = Error::new(Code::VendoredDiffers, what).at_path(root);
    for line in wrong.iter().take(MOST) {
        error = error.note(line);
    }
    if wrong.len() > MOST {
        error = error.note(format!("and {} more", wrong.len() - MOST));
    }
    Err(error.help(write))
}

//! The folders of a vendored tree against the checksums in them. Takes a folder, gives the numbers of its files, or the
//! first thing that is wrong. Writes nothing.

use std::collections::BTreeSet;
use std::fmt;

use camino::Utf8Path;

use crate::disk::{self, FileBody, FileStat, Journal, RelativePath, WritableRoot, walk_folder};
use crate::error::{Code, Error, Result};
use crate::generated::is_generated;
use crate::vendor::tree::{BUILD_FILE, CHECKSUMS, CargoChecksums, FOLDERS, parse_folders};

use super::tree_list::TreeList;

/// What explains all else that is wrong with a tree.
pub const INTERRUPTED: &str = "a run was interrupted; the next run finishes it";

/// What is wrong with a folder.
#[derive(Debug)]
pub enum FolderError {
    /// There is none, or it is whole and another package's, or made by another program from which it can be told apart.
    Other(String),
    /// It was ours, and somebody has changed it.
    Changed(String),
    /// There is something in it that this program has not written.
    Foreign(String),
}

impl FolderError {
    /// What a user may not expect to be undone.
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

/// Reads every file of a folder; gives all but the BUILD file. `seal`: what the folder must be made from.
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
    // A name that is no text, and a folder of somebody who lets nobody in, are none of ours.
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
    // Nor is a link, or what never ends: none is written. Where a file has to be, a folder is not ours either.
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

/// A list that cannot be read, because of a merge for instance, still says by its text that it is ours, and which files are.
fn damaged_list(entries: &[(String, FileStat)], text: &str, dir: &Utf8Path) -> FolderError {
    let has_list = entries.iter().any(|(path, _)| path == CHECKSUMS);
    if !has_list && entries.iter().any(|(path, _)| path.ends_with('/') || is_package_file(path, dir)) {
        return FolderError::Foreign(format!(
            "its {CHECKSUMS} is missing; remove the directory if nothing in it is yours"
        ));
    }
    // A file in the list has a text for its value.
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

/// Whether a path is that of a file which the checksums must name.
fn is_package_file(path: &str, dir: &Utf8Path) -> bool {
    let is_own = || match path {
        CHECKSUMS => true,
        BUILD_FILE => is_generated(&crate::disk::read_to_string(dir.join(path)).unwrap_or_default()),
        _ => false,
    };
    !path.is_empty() && !path.ends_with('/') && !is_own()
}

/// Reads a file of which it is known which checksums it may have; gives its numbers under the empty path, as [`verify_folder`] does for a
/// folder.
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

/// Whether the list of the tree's folders has one; without a list nobody knows.
pub fn is_listed(root: &WritableRoot, name: &str) -> bool {
    let list = RelativePath::new(FOLDERS).ok().and_then(|path| root.read_bytes(&path)).unwrap_or_default();
    let list = String::from_utf8_lossy(&list).into_owned();
    !is_generated(&list) || parse_folders(&list).any(|listed| listed == name)
}

/// Whether this program has written a folder.
pub fn is_ours(dir: &Utf8Path) -> bool {
    read_checksums(dir).is_some_and(|checksums| checksums.crate_universe.is_some())
}

/// Folders that cargo would take for packages, whose names are no text.
pub fn folders_without_name(root: &Utf8Path) -> Vec<String> {
    let entries = root.as_std_path().read_dir().into_iter().flatten().flatten();
    let packages = entries.filter(|entry| entry.path().join("Cargo.toml").exists());
    let unnamed = packages.filter(|entry| entry.file_name().to_str().is_none());
    unnamed.map(|entry| format!("{} does not belong there", entry.file_name().to_string_lossy())).collect()
}

/// The packages and files of a tree, all as their checksums say; the argument `write` is the command that makes it anew.
pub fn verify_tree(root: &Utf8Path, write: &str) -> Result<(usize, usize)> {
    let (mut packages, mut files, mut wrong) = (0, 0, folders_without_name(root));
    let list = crate::disk::read_to_string(root.join(FOLDERS)).unwrap_or_default();
    let list = if is_generated(&list) { list } else { String::new() };
    let mut names: BTreeSet<String> =
        parse_folders(&list).filter(|name| RelativePath::new(name).is_ok()).map(str::to_owned).collect();
    // What cargo would take for a package counts, too, whoever has put it there.
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

/// An error that names some of what is wrong with a tree; none where nothing is.
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

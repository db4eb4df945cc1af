//! What a run asks about files and the environment of the user. Rooms ask only here, so that a run can note each
//! question with its answer: as long as all answers are the same, so is the result of the run.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::{digest, paths};

use super::bounded_read;
use super::stat::{FileStat, is_settled, walk_folder};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputKind {
    /// The bytes of a file.
    Content,
    /// Whether there is a file or a folder. Links are followed.
    Kind,
    /// The names in a folder, and which of them are folders or links.
    Entries,
    /// The paths that match a pattern.
    Matches,
    /// When a file was written.
    Written,
    /// The path behind symbolic links.
    RealPath,
    /// The numbers of all files in a folder, instead of their content.
    Tree,
    /// An environment variable.
    Variable,
}

impl InputKind {
    const NAMES: [(&'static str, InputKind); 8] = [
        ("content", InputKind::Content),
        ("kind", InputKind::Kind),
        ("entries", InputKind::Entries),
        ("matches", InputKind::Matches),
        ("written", InputKind::Written),
        ("real-path", InputKind::RealPath),
        ("tree", InputKind::Tree),
        ("variable", InputKind::Variable),
    ];

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// Question -> answer. An answer is a word or a digest, so that no value of the user is kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NotedInputs(BTreeMap<(InputKind, String), String>);

#[derive(Default)]
struct Notes {
    inputs: NotedInputs,
    trees: BTreeSet<Utf8PathBuf>,
    /// Whether something was asked that cannot be asked again, such as what a program prints.
    incomplete: bool,
}

static NOTES: Mutex<Option<Notes>> = Mutex::new(None);

const ABSENT: &str = "absent";

/// Begins to note what this process asks.
pub fn note_inputs() {
    *notes() = Some(Notes::default());
}

/// Everything that was asked since [`note_inputs`]. `None` if it is not all that the result depends on.
pub fn take_noted_inputs() -> Option<NotedInputs> {
    notes().take().filter(|notes| !notes.incomplete).map(|notes| notes.inputs)
}

/// Called before the run asks something that cannot be asked again.
pub fn note_other_input() {
    notes().iter_mut().for_each(|notes| notes.incomplete = true);
}

fn notes() -> MutexGuard<'static, Option<Notes>> {
    NOTES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(kind: InputKind, subject: &str, answer: impl FnOnce() -> Option<String>) {
    let is_needed = |notes: &Notes| {
        let path = Utf8Path::new(subject);
        // A path that leads out of a tree is not in it.
        let leads_out = |dir| {
            let within = path.strip_prefix(dir).ok();
            within.is_some_and(|within| within.components().any(|part| part == Utf8Component::ParentDir))
        };
        let in_tree = || {
            kind != InputKind::Variable
                && path.ancestors().any(|dir| notes.trees.contains(dir) && !leads_out(dir))
        };
        // A file that is read again may have another content by now; other questions are asked often.
        let is_known =
            || kind != InputKind::Content && notes.inputs.0.contains_key(&(kind, subject.to_owned()));
        !notes.incomplete && !is_known() && !in_tree()
    };
    if !notes().as_ref().is_some_and(is_needed) {
        return;
    }
    let answer = answer();
    let mut notes = notes();
    let Some(notes) = notes.as_mut() else { return };
    // A line break does not fit in the format. A second answer means that somebody writes the file meanwhile.
    let (true, Some(answer)) = (!subject.contains(['\n', '\r']), answer) else {
        notes.incomplete = true;
        return;
    };
    let known = notes.inputs.0.entry((kind, subject.to_owned())).or_insert_with(|| answer.clone());
    notes.incomplete |= *known != answer;
}

fn content_answer(read: &io::Result<Vec<u8>>) -> String {
    match read {
        Ok(bytes) => digest::sha256(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => ABSENT.to_owned(),
        Err(error) => digest::sha256(error.to_string()),
    }
}

pub fn read_bytes(path: impl AsRef<Utf8Path>) -> io::Result<Vec<u8>> {
    let path = path.as_ref();
    let read = bounded_read::read_bytes(path);
    note(InputKind::Content, path.as_str(), || Some(content_answer(&read)));
    read
}

pub fn read_to_string(path: impl AsRef<Utf8Path>) -> io::Result<String> {
    bounded_read::to_text(read_bytes(path)?)
}

/// Opens a file that is not read at once. What it contains is only noted if the folder is; see [`note_tree`].
pub fn open_bounded(path: impl AsRef<Utf8Path>) -> io::Result<File> {
    note(InputKind::Content, path.as_ref().as_str(), || None);
    bounded_read::open_bounded(path)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PathKind {
    Absent,
    File,
    Folder,
    Other,
}

impl PathKind {
    fn of(path: &Utf8Path) -> PathKind {
        match path.metadata() {
            Ok(metadata) if metadata.is_file() => PathKind::File,
            Ok(metadata) if metadata.is_dir() => PathKind::Folder,
            Ok(_) => PathKind::Other,
            Err(_) => PathKind::Absent,
        }
    }

    fn answer(self) -> String {
        let word = match self {
            PathKind::Absent => ABSENT,
            PathKind::File => "file",
            PathKind::Folder => "folder",
            PathKind::Other => "other",
        };
        word.to_owned()
    }
}

fn kind_of(path: &Utf8Path) -> PathKind {
    let kind = PathKind::of(path);
    note(InputKind::Kind, path.as_str(), || Some(kind.answer()));
    kind
}

pub fn is_file(path: impl AsRef<Utf8Path>) -> bool {
    kind_of(path.as_ref()) == PathKind::File
}

pub fn is_folder(path: impl AsRef<Utf8Path>) -> bool {
    kind_of(path.as_ref()) == PathKind::Folder
}

pub fn exists(path: impl AsRef<Utf8Path>) -> bool {
    kind_of(path.as_ref()) != PathKind::Absent
}

/// An entry of a folder.
pub struct FolderEntry {
    pub name: String,
    pub path: Utf8PathBuf,
    /// Whether it is a folder, and not a link to one.
    pub is_folder: bool,
    is_link: bool,
}

impl FolderEntry {
    /// Whether it is a folder, or a link to one.
    pub fn leads_to_folder(&self) -> bool {
        self.is_folder || (self.is_link && is_folder(&self.path))
    }
}

/// The entries of a folder, sorted. Names that are not UTF-8 are left out. A folder that cannot be read has none.
pub fn list_folder(dir: impl AsRef<Utf8Path>) -> Vec<FolderEntry> {
    let dir = dir.as_ref();
    let entries = entries_of(dir);
    note(InputKind::Entries, dir.as_str(), || Some(entries_answer(&entries)));
    entries
}

fn entries_of(dir: &Utf8Path) -> Vec<FolderEntry> {
    let entries = dir.read_dir_utf8().into_iter().flatten().flatten();
    let mut entries: Vec<FolderEntry> = entries
        .map(|entry| {
            let kind = entry.file_type();
            FolderEntry {
                name: entry.file_name().to_owned(),
                is_folder: kind.as_ref().is_ok_and(|kind| kind.is_dir()),
                is_link: kind.is_ok_and(|kind| kind.is_symlink()),
                path: entry.into_path(),
            }
        })
        .collect();
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    entries
}

fn entries_answer(entries: &[FolderEntry]) -> String {
    let line = |entry: &FolderEntry| {
        format!("{}{}{}\0", u8::from(entry.is_folder), u8::from(entry.is_link), entry.name)
    };
    digest::sha256(entries.iter().map(line).collect::<String>())
}

/// The paths that match a pattern, sorted. `None` if the pattern is invalid.
pub fn glob(pattern: &Utf8Path) -> Option<Vec<PathBuf>> {
    let matches = matches_of(pattern);
    note(InputKind::Matches, pattern.as_str(), || Some(matches_answer(matches.as_deref())));
    matches
}

fn matches_of(pattern: &Utf8Path) -> Option<Vec<PathBuf>> {
    Some(glob::glob(pattern.as_str()).ok()?.flatten().collect())
}

fn matches_answer(matches: Option<&[PathBuf]>) -> String {
    let of = |paths: &[PathBuf]| {
        let bytes = paths.iter().flat_map(|path| [path.as_os_str().as_encoded_bytes(), b"\0"]);
        digest::sha256(bytes.flatten().copied().collect::<Vec<u8>>())
    };
    matches.map_or_else(|| ABSENT.to_owned(), of)
}

/// When a file was written.
pub fn written(path: impl AsRef<Utf8Path>) -> Option<SystemTime> {
    let path = path.as_ref();
    note(InputKind::Written, path.as_str(), || Some(written_answer(path)));
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

fn written_answer(path: &Utf8Path) -> String {
    FileStat::of_path(path).map_or_else(|_| ABSENT.to_owned(), |stat| stat.modified.to_string())
}

/// See [`paths::is_same_file`].
pub fn is_same_file(left: &Utf8Path, right: &Utf8Path) -> bool {
    for path in [left, right] {
        note(InputKind::RealPath, path.as_str(), || Some(real_path_answer(path)));
    }
    paths::is_same_file(left, right)
}

fn real_path_answer(path: &Utf8Path) -> String {
    paths::canonical_path(path).map_or_else(|_| ABSENT.to_owned(), digest_of_path)
}

fn digest_of_path(path: Utf8PathBuf) -> String {
    digest::sha256(path.as_str())
}

/// Notes the numbers of all files in a folder, before any of them is read. Their content is not noted: reading
/// thousands of files again would take longer than the run.
pub fn note_tree(dir: &Utf8Path) {
    note(InputKind::Tree, dir.as_str(), || tree_answer(dir));
    notes().iter_mut().for_each(|notes| notes.trees.extend([dir.to_owned()]));
}

/// `None` if a file may change without other numbers: it was written just now, or it is a link.
fn tree_answer(dir: &Utf8Path) -> Option<String> {
    let mut text = String::new();
    for (path, mut stat) in walk_folder(dir).ok()? {
        // A rename of the folder updates the change time, but not the content.
        if path.is_empty() || path.ends_with('/') {
            stat.changed = 0;
        }
        if !is_settled(&stat) || dir.join(&path).is_symlink() {
            return None;
        }
        text.push_str(&format!("{} {} {} {} {path}\0", stat.size, stat.modified, stat.changed, stat.inode));
    }
    Some(digest::sha256(text))
}

/// A variable of the environment.
pub fn variable(name: &str) -> Option<OsString> {
    note(InputKind::Variable, name, || Some(variable_answer(name)));
    std::env::var_os(name)
}

/// The same as text, if it is UTF-8.
pub fn text_variable(name: &str) -> Option<String> {
    variable(name).and_then(|value| value.into_string().ok())
}

fn variable_answer(name: &str) -> String {
    std::env::var_os(name).map_or_else(|| ABSENT.to_owned(), |value| digest::sha256(value.as_encoded_bytes()))
}

impl NotedInputs {
    /// One line per question.
    pub fn to_text(&self) -> String {
        self.0
            .iter()
            .map(|((kind, subject), answer)| format!("{} {answer} {subject}\n", kind.name()))
            .collect()
    }

    /// Whether every answer is still the same. False for a text that was not written by [`NotedInputs::to_text`].
    pub fn are_unchanged(text: &str) -> bool {
        let same = |line: &str| {
            let (name, rest) = line.split_once(' ')?;
            let (answer, subject) = rest.split_once(' ')?;
            let (_, kind) = InputKind::NAMES.into_iter().find(|(known, _)| *known == name)?;
            Some(answer_now(kind, subject)? == answer)
        };
        text.lines().all(|line| same(line) == Some(true))
    }
}

fn answer_now(kind: InputKind, subject: &str) -> Option<String> {
    let path = Utf8Path::new(subject);
    Some(match kind {
        InputKind::Content => content_answer(&bounded_read::read_bytes(path)),
        InputKind::Kind => PathKind::of(path).answer(),
        InputKind::Entries => entries_answer(&entries_of(path)),
        InputKind::Matches => matches_answer(matches_of(path).as_deref()),
        InputKind::Written => written_answer(path),
        InputKind::RealPath => real_path_answer(path),
        InputKind::Tree => tree_answer(path)?,
        InputKind::Variable => variable_answer(subject),
    })
}

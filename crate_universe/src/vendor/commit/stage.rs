//! Stages the missing parts of a tree beside it, and plans the steps that move them into place. The order of the steps
//! ensures that no file ever names one that does not exist. The tree itself is not changed here.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::disk::{FileBody, Journal, JournalStep, RelativePath, WritableRoot};
use crate::error::Result;
use crate::resolve::cargo_lock::find_conflict_marker;
use crate::resolve::package_files::PackageFile;
use crate::vendor::tree::{BUILD_FILE, FolderFile, own_path};

use super::desired_tree::{DesiredTree, MakeContent, PackageContent, TreeChanges};
use super::foreign_files;
use super::surplus::find_surplus;
use super::tree_list::{TextHistory, TreeList};

/// The order in which texts are moved into place. The hub's files name all packages. Packages and hub both name
/// conditions, so the old and new conditions must coexist until everything that names them is new. The same is true of
/// the versions in the index: Cargo.lock may already be the new one or still be the old one, and cargo fails if a
/// version is missing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TextOrder {
    Package,
    Hub,
    Condition,
    Index,
}

impl TextOrder {
    /// A text with the content of both the old and the new one, for files that need it.
    fn transitional_text(self, old: &str, new: &str) -> Option<String> {
        match self {
            TextOrder::Condition => Some(join_targets(old, new)),
            TextOrder::Index => Some(join_versions(old, new)),
            TextOrder::Package | TextOrder::Hub => None,
        }
    }
}

/// A BUILD file with all targets of the new file, and those of the old file that the new one lacks.
fn join_targets(old: &str, new: &str) -> String {
    let name =
        |block: &str| block.lines().find_map(|line| line.trim().strip_prefix("name = ")).map(str::to_owned);
    let known: BTreeSet<String> = new.split("\n\n").filter_map(name).collect();
    let kept = old.split("\n\n").filter(|block| name(block).is_some_and(|name| !known.contains(&name)));
    let mut text = new.trim_end().to_owned();
    for block in kept {
        text += &format!("\n\n{}", block.trim_end());
    }
    text + "\n"
}

/// An index file with all versions of the new file, and those of the old file that the new one lacks.
fn join_versions(old: &str, new: &str) -> String {
    let version = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?.get("vers").cloned();
    let known: Vec<serde_json::Value> = new.lines().filter_map(version).collect();
    let kept = old.lines().filter(|line| version(line).is_some_and(|version| !known.contains(&version)));
    kept.fold(new.to_owned(), |text, line| text + line + "\n")
}

/// `missing`: indices of the packages to make; `strange`: what was found in their place and is not ours.
pub fn stage_tree(
    journal: &Journal,
    wanted: &DesiredTree<'_>,
    missing: &[usize],
    strange: &[String],
    make: MakeContent<'_>,
) -> Result<(TreeChanges, Vec<JournalStep>)> {
    let made: Vec<&str> = missing.iter().map(|place| wanted.pieces[*place].name).collect();
    let listed = TreeList::read(wanted.root);
    // Some texts are part of the folder of their package.
    let (within, texts): (Vec<StagedText<'_>>, Vec<StagedText<'_>>) = desired_texts(wanted)?
        .into_iter()
        .partition(|text| text.top_folder().is_some_and(|folder| made.contains(&folder)));
    let surplus = find_surplus(wanted, &listed, &made);
    let mut strange = strange.to_vec();
    strange.extend(unlisted_folders(wanted, &listed, &texts));
    strange.extend(surplus.foreign);
    foreign_files::refuse_foreign_files(wanted.root, &strange)?;
    // If the tree is already right, even the modification time of its folder does not change.
    if !(missing.is_empty() && texts.is_empty()) {
        journal.create_folder()?;
    }
    let written = stage_packages(journal, wanted, missing, make)? + texts.len();
    let noted = overwrite_notes(&listed, texts.iter().chain(&within)).chain(surplus.kept).collect();
    let removed = surplus.paths.len();
    let changes = TreeChanges { written, removed, abandoned: surplus.abandoned, noted };
    let replaced = |name: &&str| {
        let place = own_path(name)?;
        journal.replace_step(journal.staged_path("new", &place), place)
    };
    // A package that becomes a stub loses its BUILD file, but others name that file until their new texts are in place.
    // So stubs come last. Archives and folders of git packages have no such file.
    let becomes_stub = |name: &&&str| {
        let build_file = format!("{name}/{BUILD_FILE}");
        !wanted.texts.contains_key(&build_file) && wanted.root.path().join(build_file).exists()
    };
    let (stubs, whole): (Vec<&&str>, Vec<&&str>) = made.iter().partition(becomes_stub);
    let mut pieces = whole.into_iter().map(replaced).collect::<Result<Vec<JournalStep>>>()?;
    // New folders come first, since BUILD files may soon name them.
    pieces.sort_by_key(|step| matches!(step, JournalStep::Swap { .. }));
    let (mut steps, later) = stage_texts(journal, wanted.root, texts)?;
    steps.append(&mut pieces);
    steps.extend(later);
    steps.extend(stubs.into_iter().map(replaced).collect::<Result<Vec<JournalStep>>>()?);
    steps.extend(surplus.paths.into_iter().map(|path| JournalStep::Remove { path }));
    Ok((changes, steps))
}

/// Returns the steps to run before those of packages, and the steps to run after them.
fn stage_texts(
    journal: &Journal,
    root: &WritableRoot,
    texts: Vec<StagedText<'_>>,
) -> Result<(Vec<JournalStep>, Vec<JournalStep>)> {
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for (number, text) in texts.into_iter().enumerate() {
        let stage = |kind: &str, content: &str| {
            let staged = journal.staged_path(kind, &own_path(&number.to_string())?);
            root.write_file(&staged, &FileBody::from_bytes(content))?;
            journal.replace_step(staged, text.path.clone())
        };
        let bridge =
            text.present.as_deref().and_then(|present| text.order.transitional_text(present, text.content));
        if let Some(bridge) = &bridge {
            first.push(stage("bridges", bridge)?);
        }
        // A new condition or index file can be there before anything names it.
        let is_new = text.present.is_none() && matches!(text.order, TextOrder::Condition | TextOrder::Index);
        match is_new {
            true => first.push(stage("texts", text.content)?),
            false => later.push((text.order, stage("texts", text.content)?)),
        }
    }
    later.sort_by_key(|(order, _)| *order);
    Ok((first, later.into_iter().map(|(_, step)| step).collect()))
}

/// Messages about texts that are overwritten.
fn overwrite_notes<'a>(
    listed: &TreeList,
    texts: impl Iterator<Item = &'a StagedText<'a>>,
) -> impl Iterator<Item = String> {
    texts.filter_map(|text| {
        let present = text.present.as_deref()?;
        let what = match find_conflict_marker(present) {
            Some(_) => "contains a git conflict marker",
            None => match listed.text_history(&text.path, present) {
                TextHistory::AsWritten => return None,
                TextHistory::Edited => "was changed since it was written",
                TextHistory::NeverWritten => "was not written by an earlier run",
            },
        };
        Some(format!("{}: {what}; overwriting it", text.path))
    })
}

/// A text to write.
struct StagedText<'a> {
    path: RelativePath,
    content: &'a str,
    present: Option<String>,
    order: TextOrder,
}

impl StagedText<'_> {
    /// The first folder in its path.
    fn top_folder(&self) -> Option<&str> {
        first_folder(self.path.as_str())
    }
}

fn first_folder(path: &str) -> Option<&str> {
    path.split_once('/').map(|(folder, _)| folder)
}

fn desired_texts<'a>(wanted: &DesiredTree<'a>) -> Result<Vec<StagedText<'a>>> {
    let mut texts = Vec::new();
    for (path, content) in wanted.texts {
        let order = match first_folder(path) {
            Some("index") if !path.ends_with(BUILD_FILE) => TextOrder::Index,
            _ if !path.ends_with(BUILD_FILE) => TextOrder::Hub,
            Some(folder) if wanted.has_package(folder) => TextOrder::Package,
            Some(_) => TextOrder::Condition,
            None => TextOrder::Hub,
        };
        let path = own_path(path)?;
        let present = wanted.root.read_bytes(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        if present.as_ref() != Some(content) {
            texts.push(StagedText { path, content, present, order });
        }
    }
    Ok(texts)
}

fn unlisted_folders(wanted: &DesiredTree<'_>, listed: &TreeList, texts: &[StagedText<'_>]) -> Vec<String> {
    let strange = texts.iter().filter(|text| !foreign_files::is_replaceable(wanted.root, listed, &text.path));
    strange.map(|text| format!("{} is not a generated file", text.path)).collect()
}

/// Makes the missing packages in parallel, and returns the number of files.
fn stage_packages(
    journal: &Journal,
    wanted: &DesiredTree<'_>,
    missing: &[usize],
    make: MakeContent<'_>,
) -> Result<usize> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<usize> {
        let mut written = 0;
        while let Some(place) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = wanted.pieces[*place].name;
            let staged = journal.staged_path("new", &own_path(name)?);
            match make(*place)? {
                PackageContent::File(body) => {
                    written += 1;
                    wanted.root.write_file(&staged, &body)?;
                }
                PackageContent::Folder(mut files) => {
                    let text = wanted.texts.get(&format!("{name}/{BUILD_FILE}"));
                    let body = text.map(|text| FileBody::from_bytes(text.as_str()));
                    let path = own_path(BUILD_FILE)?;
                    files.extend(body.map(|body| PackageFile { path, body, executable: false }));
                    written += files.len();
                    fill_folder(wanted.root, &staged, &files)?;
                }
            }
        }
        Ok(written)
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(missing.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let results = threads.into_iter().map(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.sum()
    })
}

fn fill_folder(root: &WritableRoot, dir: &RelativePath, files: &[FolderFile]) -> Result<()> {
    let mut made: Option<RelativePath> = None;
    root.create_dir(dir)?;
    for file in files {
        let parent = file.path.parent();
        if parent != made {
            let folder = parent.as_ref().map_or_else(|| dir.clone(), |parent| dir.join(parent));
            root.create_own_dir(&folder)?;
            made = parent;
        }
        root.write_new_file(&dir.join(&file.path), &file.body, file.executable)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_states_a_text_serves_both() {
        let old = "header\n\nalias(\n    name = \"a\",\n    actual = \"old\",\n)\n\nalias(\n    name = \"gone\",\n)\n";
        let new = "header\n\nalias(\n    name = \"a\",\n    actual = \"new\",\n)\n";
        let joined = TextOrder::Condition.transitional_text(old, new);
        assert_eq!(joined.as_deref(), Some(&*format!("{new}\nalias(\n    name = \"gone\",\n)\n")));

        let old = "{\"vers\":\"1.0.0\",\"cksum\":\"old\"}\n{\"vers\":\"0.9.0\"}\n";
        let new = "{\"vers\":\"1.0.0\",\"cksum\":\"new\"}\n";
        let joined = TextOrder::Index.transitional_text(old, new);
        assert_eq!(joined.as_deref(), Some(&*format!("{new}{{\"vers\":\"0.9.0\"}}\n")));

        assert_eq!(TextOrder::Hub.transitional_text(old, new), None);
    }
}

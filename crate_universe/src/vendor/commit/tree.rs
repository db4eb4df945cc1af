//! Brings a vendored tree up to date. If a run is interrupted, the next run finishes it. Packages that are up to date
//! are neither made again nor touched.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::disk::{FileStat, Journal, KnownPackage, RelativePath, StatIndex, StatIndexKind, walk_folder};
use crate::error::{Code, Error, Result};
use crate::parallel;
use crate::vendor::tree::{BUILD_FILE, SUMS};

use super::desired_tree::{DesiredPackage, DesiredTree, MakeContent, TreeChanges};
use super::stage;
use super::surplus::find_surplus;
use super::tree_list::TreeList;
use super::verify::{self, FolderError};

/// Which packages of a tree are up to date.
pub struct TreeSurvey {
    journal: Journal,
    index: Option<Utf8PathBuf>,
    known_packages: Vec<Option<KnownPackage>>,
    /// Whether the index already contains every package.
    indexed: bool,
    /// What was wrong with packages of ours, as messages for the user.
    pub damaged: Vec<String>,
    /// What is in the place of a package but not ours.
    foreign: Vec<String>,
}

/// Finishes an interrupted run if there was one, then checks the tree.
pub fn survey_tree(wanted: &DesiredTree<'_>) -> Result<TreeSurvey> {
    let index =
        wanted.cache.map(|cache| StatIndex::index_path(cache, StatIndexKind::Tree, wanted.root.path()));
    let journal = Journal::open(wanted.root)?;
    let known_before = index.as_deref().map(StatIndex::read).unwrap_or_default();
    let (damaged, foreign) = (Vec::new(), Vec::new());
    let mut survey =
        TreeSurvey { journal, index, known_packages: Vec::new(), indexed: true, damaged, foreign };
    let listed = TreeList::read(wanted.root);
    for piece in &wanted.pieces {
        let DesiredPackage { name, seal, is_file } = piece;
        let known = known_before.unchanged_package(&wanted.root.path().join(name), name, seal);
        survey.indexed &= known.is_some();
        survey.known_packages.push(known.or_else(|| match piece.verify_files(wanted.root) {
            Ok(entries) => Some(KnownPackage { seal: seal.clone(), entries }),
            Err(wrong) => {
                let is_listed = || RelativePath::new(name).is_ok_and(|path| listed.has_unmarked(&path));
                let is_strange = matches!(wrong, FolderError::Foreign(_))
                    || (*is_file && matches!(wrong, FolderError::Changed(_)) && !is_listed());
                let whose = if is_strange { &mut survey.foreign } else { &mut survey.damaged };
                if is_strange || wrong.reason_not_restorable().is_some() {
                    whose.push(format!("{name}: {wrong}"));
                }
                None
            }
        }));
    }
    Ok(survey)
}

impl TreeSurvey {
    /// The indices of the packages that have to be made.
    pub fn missing_packages(&self) -> Vec<usize> {
        (0..self.known_packages.len()).filter(|place| self.known_packages[*place].is_none()).collect()
    }

    /// Writes what is missing, then verifies everything that was written.
    pub fn commit_tree(self, wanted: &DesiredTree<'_>, make: MakeContent<'_>) -> Result<TreeChanges> {
        let missing = self.missing_packages();
        // After an error, the staged files are of no use.
        let staged = stage::stage_tree(&self.journal, wanted, &missing, &self.foreign, make);
        let done = staged.and_then(|(changes, steps)| match steps.is_empty() {
            true => self.journal.remove_staging().map(|()| (changes, false)),
            false => self.journal.commit(steps).map(|()| (changes, true)),
        });
        let (changes, changed) = done.inspect_err(|_| drop(self.journal.remove_staging()))?;
        let written = if changed { verify_written(wanted, &missing)? } else { BTreeMap::new() };
        if changed || !self.indexed {
            // Without an index, the next run reads every file.
            let _ = self.write_index(wanted, written);
        }
        Ok(changes)
    }

    /// `folders`: what is known of the packages that were verified after this run wrote them.
    fn write_index<'a>(
        &self,
        wanted: &DesiredTree<'a>,
        mut folders: BTreeMap<&'a str, KnownPackage>,
    ) -> Result<()> {
        let Some(path) = &self.index else { return Ok(()) };
        for DesiredPackage { name, seal, is_file } in &wanted.pieces {
            if folders.contains_key(name) {
                continue;
            }
            let path = wanted.root.path().join(name);
            // A later change makes a file newer than the index, so the next run reads that file again.
            let entries = match is_file {
                true => FileStat::of_path(&path).map(|stat| vec![(String::new(), stat)]),
                false => walk_folder(&path),
            };
            if let Ok(entries) = entries {
                let entries = entries.into_iter().filter(|(path, _)| path != BUILD_FILE).collect();
                folders.insert(*name, KnownPackage { seal: seal.clone(), entries });
            }
        }
        StatIndex::write(path, &folders).map(drop)
    }
}

/// Checks that every byte was written, and returns what is now known of the packages.
fn verify_written<'a>(
    wanted: &DesiredTree<'a>,
    written: &[usize],
) -> Result<BTreeMap<&'a str, KnownPackage>> {
    let lost = |path: &str, what: &str| {
        Error::new(Code::Write, format!("a written file is missing or different: {what}"))
            .at_path(&wanted.root.path().join(path))
            .note("another program changed the tree at the same time")
            .help("run the command again")
    };
    for (path, text) in wanted.texts {
        let present = RelativePath::new(path).ok().and_then(|path| wanted.root.read_bytes(&path));
        if present.is_none_or(|present| present != text.as_bytes()) {
            return Err(lost(path, "the file is missing or different"));
        }
    }
    let known = parallel::map(written, |place| {
        let piece = &wanted.pieces[*place];
        let entries =
            piece.verify_files(wanted.root).map_err(|wrong| lost(piece.name, &wrong.to_string()))?;
        Ok((piece.name, KnownPackage { seal: piece.seal.clone(), entries }))
    });
    known.into_iter().collect()
}

/// Every difference from the wanted tree, one per line. Reads every file, and writes nothing.
pub fn find_differences(wanted: &DesiredTree<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if Journal::is_interrupted(wanted.root) {
        found.push(verify::INTERRUPTED.to_owned());
    }
    for piece in &wanted.pieces {
        let wrong = piece.verify_files(wanted.root).err();
        found.extend(wrong.map(|wrong| format!("{}: {wrong}", piece.name)));
    }
    for (path, text) in wanted.texts {
        match RelativePath::new(path).ok().and_then(|path| wanted.root.read_bytes(&path)) {
            Some(present) if present == text.as_bytes() => {}
            Some(present)
                if path == SUMS && TreeList::is_equivalent(&String::from_utf8_lossy(&present), text) => {}
            Some(_) => found.push(format!("{path} was changed")),
            None => found.push(format!("{path} is missing")),
        }
    }
    found.extend(verify::folders_without_name(wanted.root.path()));
    let surplus = find_surplus(wanted, &TreeList::read(wanted.root), &[]);
    found.extend(surplus.paths.into_iter().map(|path| format!("{path} is not needed")));
    found.extend(surplus.foreign);
    found
}

//! Finds files that this program generated and that the tree no longer needs. Files of others are kept.

use camino::Utf8Path;

use crate::disk::{RelativePath, WritableRoot};
use crate::generated::{is_from_rules_rust, is_generated};
use crate::vendor::tree::BUILD_FILE;

use super::desired_tree::DesiredTree;
use super::tree_list::{TextHistory, TreeList};
use super::{foreign_files, former_files, verify};

/// Generated files that are no longer wanted.
#[derive(Default)]
pub struct SurplusFiles {
    pub paths: Vec<RelativePath>,
    /// Folders that lose a BUILD file of rules_rust but contain other files.
    pub abandoned: Vec<String>,
    /// Files that were ours but have been edited, so they cannot be removed.
    pub foreign: Vec<String>,
    /// Files that look generated but are kept, with the reason.
    pub kept: Vec<String>,
}

pub fn find_surplus(wanted: &DesiredTree<'_>, listed: &TreeList, made: &[&str]) -> SurplusFiles {
    let mut surplus = SurplusFiles::default();
    for entry in wanted.root.path().read_dir_utf8().into_iter().flatten().flatten() {
        let is_link = entry.file_type().map_or(true, |kind| kind.is_symlink());
        // This program never writes a name that `RelativePath` refuses.
        let Ok(path) = RelativePath::new(entry.file_name()) else { continue };
        match (is_link, entry.path().is_dir()) {
            (true, _) => {}
            (false, false) => surplus.add_file(wanted, listed, path, entry.path()),
            (false, true) => surplus.add_folder(wanted, listed, path, entry.path(), made),
        }
    }
    for (path, known) in listed.unmarked_files() {
        if wanted.texts.contains_key(path.as_str())
            || wanted.has_package(path.as_str())
            || !wanted.root.exists(path)
        {
            continue;
        }
        match verify::verify_file(&wanted.root.path().join(path.as_path()), known) {
            Ok(_) => surplus.paths.push(path.clone()),
            Err(wrong) => surplus.foreign.push(format!("{path}: {wrong}, and it is no longer needed")),
        }
    }
    surplus.paths.sort();
    surplus.paths.dedup();
    surplus.abandoned.sort();
    surplus.kept.sort();
    surplus
}

impl SurplusFiles {
    fn add_file(
        &mut self,
        wanted: &DesiredTree<'_>,
        listed: &TreeList,
        path: RelativePath,
        place: &Utf8Path,
    ) {
        if wanted.texts.contains_key(path.as_str()) {
            return;
        }
        let text = crate::disk::read_to_string(place).unwrap_or_default();
        if is_generated(&text) {
            let reason =
                former_files::reason_to_keep_file(path.as_str(), &text).or(edit_reason(listed, &path, &text));
            self.remove_unless(reason, path.clone(), &path);
        }
    }

    /// `file`: the generated file in `path`, or `path` itself.
    fn remove_unless(&mut self, reason: Option<&str>, path: RelativePath, file: &RelativePath) {
        match reason {
            Some(reason) => self.kept.push(format!("{file}: {reason}")),
            None => self.paths.push(path),
        }
    }

    fn add_folder(
        &mut self,
        wanted: &DesiredTree<'_>,
        listed: &TreeList,
        path: RelativePath,
        place: &Utf8Path,
        made: &[&str],
    ) {
        let name = path.as_str();
        let is_wanted = wanted.has_package(name);
        if !is_wanted && verify::is_ours(place) {
            if !verify::is_listed(wanted.root, name) {
                let reason = "contains a copy of a package, but packages.txt does not list it; remove it if nothing needs it";
                return self.kept.push(format!("{path}: {reason}"));
            }
            return match foreign_files::foreign_file_in(wanted.root, listed, &path) {
                Some(what) => self.foreign.push(what),
                None => self.paths.push(path),
            };
        }
        let Ok(build_file) = RelativePath::new(&format!("{name}/{BUILD_FILE}")) else { return };
        if made.contains(&name) || wanted.texts.contains_key(build_file.as_str()) {
            return;
        }
        let text = read_text(wanted.root, &build_file);
        let edited = edit_reason(listed, &build_file, &text);
        let reason = former_files::reason_to_keep_folder(name, &text).or(edited);
        let is_alone = place.read_dir_utf8().is_ok_and(|entries| entries.count() == 1);
        let is_hub = || ["crates.bzl", "defs.bzl"].iter().any(|module| place.join(module).exists());
        // A package that is no longer built keeps its sources for cargo; an alias folder only has this one file;
        // rules_rust wrote the file into folders of packages. Any other folder may be a hub of its own.
        if is_wanted && is_generated(&text) {
            self.remove_unless(edited, build_file.clone(), &build_file);
        } else if is_alone && is_generated(&text) {
            self.remove_unless(reason, path, &build_file);
        } else if is_from_rules_rust(&text) && !is_hub() {
            if reason.is_none() {
                self.abandoned.push(name.to_owned());
            }
            self.remove_unless(reason, build_file.clone(), &build_file);
        }
    }
}

/// Only files that have not been edited are removed.
fn edit_reason(listed: &TreeList, path: &RelativePath, text: &str) -> Option<&'static str> {
    match listed.text_history(path, text) {
        TextHistory::AsWritten => None,
        TextHistory::Edited => Some("is no longer needed, but was changed since it was written"),
        TextHistory::NeverWritten => Some(
            "starts like a generated file, but SHA256SUMS does not list it; remove it if nothing needs it",
        ),
    }
}

fn read_text(root: &WritableRoot, path: &RelativePath) -> String {
    root.read_bytes(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

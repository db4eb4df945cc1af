//! Finds files of others in the way of a tree. They are never overwritten or removed: the user has to move them first.

use crate::disk::{RelativePath, WritableRoot};
use crate::error::{Code, Error, Result};
use crate::generated::is_generated;
use crate::vendor::tree::BUILD_FILE;

use super::tree_list::{TextHistory, TreeList};
use super::verify;

/// Whether a text may replace the file at `path`. A link, a pipe or a folder is never replaced, even if the list names
/// its path.
pub fn is_replaceable(root: &WritableRoot, listed: &TreeList, path: &RelativePath) -> bool {
    let is_ours =
        |present: Vec<u8>| listed.has_unmarked(path) || is_generated(&String::from_utf8_lossy(&present));
    !root.exists(path) || root.read_bytes(path).is_some_and(is_ours)
}

/// Why a folder must not be removed: it contains something that no other run could recreate.
pub fn foreign_file_in(root: &WritableRoot, listed: &TreeList, folder: &RelativePath) -> Option<String> {
    let wrong =
        verify::verify_folder(&root.path().join(folder.as_path()), None).err().map(|wrong| wrong.to_string());
    let edited = || {
        let build_file = folder.join(&RelativePath::new(BUILD_FILE).ok()?);
        let text = root.read_bytes(&build_file)?;
        match listed.text_history(&build_file, &String::from_utf8_lossy(&text)) {
            TextHistory::AsWritten => None,
            TextHistory::Edited => Some(format!("{BUILD_FILE} was changed")),
            // The folder may have been renamed, and its files with it.
            TextHistory::NeverWritten if listed.has_content(&text) => None,
            TextHistory::NeverWritten => Some(format!("its {BUILD_FILE} was not written by crate_universe")),
        }
    };
    let wrong = wrong.or_else(edited)?;
    Some(format!("{folder}: {wrong}, and the directory is no longer needed"))
}

/// Fails if there are any foreign files.
pub fn refuse_foreign_files(root: &WritableRoot, found: &[String]) -> Result<()> {
    /// More would not fit into a message.
    const MOST: usize = 8;
    if found.is_empty() {
        return Ok(());
    }
    let error = Error::new(Code::NotOurs, "files that crate_universe did not write are in the way")
        .at_path(root.path());
    let error = found.iter().take(MOST).fold(error, Error::note);
    let more = found.len().saturating_sub(MOST);
    let error = if more > 0 { error.note(format!("and {more} more")) } else { error };
    Err(error.help("move or remove them, and run the command again; no file was changed"))
}

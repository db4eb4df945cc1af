//! Applies a patch to the files of a package. Binary patches are not supported.

use diffy::patch_set::{FileOperation, ParseOptions, PatchKind, PatchSet};

use crate::disk::{FileBody, RelativePath};
use crate::resolve::package_files::PackageFile;

/// `strip`: the number of leading path components to remove, as in `patch -p`.
pub fn apply_patch(
    mut entries: Vec<PackageFile>,
    text: &str,
    strip: usize,
) -> Result<Vec<PackageFile>, String> {
    let options = match text.lines().any(|line| line.starts_with("diff --git ")) {
        true => ParseOptions::gitdiff(),
        false => ParseOptions::unidiff(),
    };
    for patch in PatchSet::parse(text, options) {
        let patch = patch.map_err(|error| format!("the patch cannot be parsed: {error}"))?;
        let PatchKind::Text(lines) = patch.patch() else {
            return Err("the patch changes a binary file".to_owned());
        };
        let operation = patch.operation();
        let (old, new) = patched_paths(operation, strip, &entries);
        let place = old.as_ref().map(|old| {
            let found = entries.iter().position(|entry| entry.path == *old);
            found.ok_or_else(|| {
                format!("the file {old} does not exist; patch_args = [\"-p1\"] strips a leading a/")
            })
        });
        let place = place.transpose()?;
        let before = place.map(|place| utf8_text(&entries[place])).transpose()?.unwrap_or_default();
        let after = diffy::apply(&before, lines).map_err(|error| {
            format!("in {}: {error}", old.as_deref().or(new.as_deref()).unwrap_or_default())
        })?;
        let executable = place.is_some_and(|place| entries[place].executable);
        if let Some(place) = place.filter(|_| !matches!(operation, FileOperation::Copy { .. })) {
            entries.swap_remove(place);
        }
        if let Some(path) = new {
            if let Err(refused) = RelativePath::new(&path) {
                return Err(format!(
                    "the patch writes {path}, which is not a valid path in a package: {refused}"
                ));
            }
            entries.retain(|entry| entry.path != path);
            entries.push(PackageFile { path, body: FileBody::from_bytes(after), executable });
        }
    }
    entries.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(entries)
}

fn utf8_text(entry: &PackageFile) -> Result<String, String> {
    let bytes = entry.body.read_all().map_err(|error| format!("{} cannot be read: {error}", entry.path))?;
    String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8 text", entry.path))
}

/// The paths of the file to read and the file to write.
fn patched_paths(
    operation: &FileOperation<'_, str>,
    strip: usize,
    entries: &[PackageFile],
) -> (Option<String>, Option<String>) {
    let own = |path: &str, strip| path.splitn(strip + 1, '/').last().unwrap_or(path).to_owned();
    match operation {
        FileOperation::Create(path) => (None, Some(own(path, strip))),
        FileOperation::Delete(path) => (Some(own(path, strip)), None),
        FileOperation::Modify { original, modified } => {
            // `diff` often compares with a copy that has another name.
            let (original, modified) = (own(original, strip), own(modified, strip));
            let is_there = |path: &String| entries.iter().any(|entry| entry.path == *path);
            let path = if !is_there(&original) && is_there(&modified) { modified } else { original };
            (Some(path.clone()), Some(path))
        }
        // git writes these two without the usual a/ and b/ prefixes.
        FileOperation::Rename { from, to } | FileOperation::Copy { from, to } => {
            let strip = strip.saturating_sub(1);
            (Some(own(from, strip)), Some(own(to, strip)))
        }
    }
}

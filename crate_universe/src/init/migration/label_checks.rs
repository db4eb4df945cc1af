//! Finds the files that labels in tags name.

use camino::{Utf8Path, Utf8PathBuf};

/// The path of a file of the main repository. `file`: the Starlark file with the label, relative to the root.
pub fn path_of_label(root: &Utf8Path, file: &Utf8Path, label: &str) -> Option<Utf8PathBuf> {
    let label = label.trim_start_matches('@');
    let path = match label.strip_prefix("//") {
        Some(rest) => {
            let (package, name) = rest.split_once(':')?;
            Utf8Path::new(package).join(name)
        }
        None if label.contains("//") => return None,
        // Labels in MODULE.bazel and in the files that it includes are those of the root package.
        None if file.file_name().is_some_and(|name| name.ends_with("MODULE.bazel")) => {
            Utf8PathBuf::from(label.trim_start_matches(':'))
        }
        None => file.parent()?.join(label.trim_start_matches(':')),
    };
    Some(root.join(path))
}

/// The text of the file that a label names.
pub fn read_label(root: &Utf8Path, file: &Utf8Path, label: &str) -> Option<String> {
    crate::disk::read_to_string(path_of_label(root, file, label)?).ok()
}

//! What cargo keeps in its home, and how it lays that out: all that is known of it here. Takes the home, gives places
//! where something may be. Nothing depends on any of them: what is not found there is found otherwise, or by cargo.

use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use crate::registry;

/// What cargo leaves at the root of a checkout when all of it is there.
const COMPLETE: &str = ".cargo-ok";

/// The folders of `.crate` files that cargo has downloaded.
pub fn crate_folders(home: &Utf8Path) -> Vec<Utf8PathBuf> {
    subfolders(&home.join("registry/cache"))
}

/// The text of the config.json of an index: of the one that cargo has last written among those of the host which hold the
/// package with its checksum. Their folders are called by a host and a hash that each version of cargo computes its own
/// way; what an index holds is the same in all of them. `committed`: reads a file of a git repository.
pub fn read_index_config(
    home: &Utf8Path,
    host: &str,
    (name, checksum): (&str, &str),
    committed: impl Fn(&Utf8Path) -> Option<String>,
) -> Option<String> {
    let mut found: Vec<(SystemTime, String)> = Vec::new();
    for folder in subfolders(&home.join("registry/index")) {
        let named = folder.file_name().is_some_and(|folder| folder.starts_with(&format!("{host}-")));
        let entry = folder.join(".cache").join(registry::index_entry_path(name));
        if !named || !file_contains(&entry, checksum) {
            continue;
        }
        let text =
            crate::disk::read_to_string(folder.join("config.json")).ok().or_else(|| committed(&folder));
        let written = entry.metadata().and_then(|metadata| metadata.modified());
        found.extend(text.and_then(|text| Some((written.ok()?, text))));
    }
    found.into_iter().max().map(|(_, text)| text)
}

/// The branch of a git index that cargo reads, as a reference of the repository in its home.
pub const INDEX_REFERENCE: &str = "refs/remotes/origin/HEAD";

fn file_contains(file: &Utf8Path, text: &str) -> bool {
    let bytes = crate::disk::read_bytes(file).unwrap_or_default();
    bytes.windows(text.len().max(1)).any(|window| window == text.as_bytes())
}

/// The root of a complete checkout of a commit. Any repository's will do: a commit names its content.
pub fn find_checkout(home: &Utf8Path, commit: &str) -> Option<Utf8PathBuf> {
    subfolders(&home.join("git/checkouts")).iter().flat_map(|repository| subfolders(repository)).find(
        |root| {
            // The folder is called by the commit's first digits, as many as tell it from others.
            let named = root.file_name().is_some_and(|name| commit.starts_with(name));
            named && root.join(COMPLETE).is_file() && head_commit(root).is_some_and(|head| head == commit)
        },
    )
}

/// The folder of a git package within its repository.
pub fn path_in_checkout(dir: &Utf8Path) -> String {
    // A submodule is marked like a checkout of its own.
    let root = dir.ancestors().filter(|dir| dir.join(COMPLETE).exists()).last();
    let within = root.and_then(|root| dir.strip_prefix(root).ok());
    within.map(|path| path.as_str().replace('\\', "/")).unwrap_or_default()
}

/// The commit that is checked out.
fn head_commit(root: &Utf8Path) -> Option<String> {
    let git = root.join(".git");
    let head = crate::disk::read_to_string(git.join("HEAD")).ok()?;
    let commit = match head.trim().strip_prefix("ref: ") {
        Some(reference) => crate::disk::read_to_string(git.join(reference)).ok()?,
        None => head,
    };
    Some(commit.trim().to_owned())
}

fn subfolders(dir: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = dir.read_dir_utf8().into_iter().flatten().flatten();
    let mut folders: Vec<Utf8PathBuf> = entries.map(|entry| entry.into_path()).collect();
    folders.sort();
    folders
}

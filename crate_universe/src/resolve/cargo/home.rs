//! All that is known about the layout of cargo's home. What is not found there is found otherwise.

use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use crate::{disk, registry};

/// Cargo creates this file at the root of a checkout when the checkout is complete.
const COMPLETE: &str = ".cargo-ok";

/// Below the home: a folder for each repository, and in it one for each commit.
const CHECKOUTS: &str = "git/checkouts";

/// The folders of downloaded `.crate` files.
pub fn crate_folders(home: &Utf8Path) -> Vec<Utf8PathBuf> {
    subfolders(&home.join("registry/cache"))
}

/// The text of an index's config.json. Cargo names the folder of an index by host and a hash, which differs between
/// versions of cargo, so several folders may belong to one index. Among the folders of this host that list the package
/// with this checksum, the most recently written one is used. `committed` reads a file of a git repository.
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
        let text = disk::read_to_string(folder.join("config.json")).ok().or_else(|| committed(&folder));
        found.extend(text.and_then(|text| Some((disk::written(&entry)?, text))));
    }
    found.into_iter().max().map(|(_, text)| text)
}

/// The branch of a git index that cargo reads, as a reference in the repository in cargo's home.
pub const INDEX_REFERENCE: &str = "refs/remotes/origin/HEAD";

fn file_contains(file: &Utf8Path, text: &str) -> bool {
    let bytes = disk::read_bytes(file).unwrap_or_default();
    bytes.windows(text.len().max(1)).any(|window| window == text.as_bytes())
}

/// The root of a complete checkout of a commit. It may belong to any repository, because a commit determines the
/// content.
pub fn find_checkout(home: &Utf8Path, commit: &str) -> Option<Utf8PathBuf> {
    subfolders(&home.join(CHECKOUTS)).iter().flat_map(|repository| subfolders(repository)).find(|root| {
        // The folder's name is a prefix of the commit, long enough to be unique.
        let named = root.file_name().is_some_and(|name| commit.starts_with(name));
        named && disk::is_file(root.join(COMPLETE)) && head_commit(root).is_some_and(|head| head == commit)
    })
}

/// The folder of a git package within its repository.
pub fn path_in_checkout(dir: &Utf8Path) -> String {
    // Only the folder of a checkout: a submodule has the same marker file, and anybody may have such a file elsewhere.
    let is_checkout = |dir: &&Utf8Path| {
        let home = dir.parent().and_then(Utf8Path::parent);
        home.is_some_and(|home| home.ends_with(CHECKOUTS)) && disk::exists(dir.join(COMPLETE))
    };
    let root = dir.ancestors().filter(is_checkout).last();
    let within = root.and_then(|root| dir.strip_prefix(root).ok());
    within.map(|path| path.as_str().replace('\\', "/")).unwrap_or_default()
}

/// The commit that is checked out.
fn head_commit(root: &Utf8Path) -> Option<String> {
    let git = root.join(".git");
    let head = disk::read_to_string(git.join("HEAD")).ok()?;
    let commit = match head.trim().strip_prefix("ref: ") {
        Some(reference) => disk::read_to_string(git.join(reference)).ok()?,
        None => head,
    };
    Some(commit.trim().to_owned())
}

fn subfolders(dir: &Utf8Path) -> Vec<Utf8PathBuf> {
    disk::list_folder(dir).into_iter().map(|entry| entry.path).collect()
}

//! What cargo keeps in its home, and how it lays that out: all that is known of it here. Takes the home, gives places
//! where something may be. Nothing depends on any of them: what is not found there is found otherwise, or by cargo.

use camino::{Utf8Path, Utf8PathBuf};

/// What cargo leaves at the root of a checkout when all of it is there.
const COMPLETE: &str = ".cargo-ok";

/// The folders of `.crate` files that cargo has downloaded.
pub fn crate_folders(home: &Utf8Path) -> Vec<Utf8PathBuf> {
    folders(&home.join("registry/cache"))
}

/// The root of a complete checkout of a commit. Any repository's will do: a commit names its content.
pub fn checkout(home: &Utf8Path, commit: &str) -> Option<Utf8PathBuf> {
    folders(&home.join("git/checkouts")).iter().flat_map(|repository| folders(repository)).find(|root| {
        // The folder is called by the commit's first digits, as many as tell it from others.
        let named = root.file_name().is_some_and(|name| commit.starts_with(name));
        named && root.join(COMPLETE).is_file() && head(root).is_some_and(|head| head == commit)
    })
}

/// The folder of a git package within its repository.
pub fn path_in_checkout(dir: &Utf8Path) -> String {
    // A submodule is marked like a checkout of its own.
    let root = dir.ancestors().filter(|dir| dir.join(COMPLETE).exists()).last();
    let within = root.and_then(|root| dir.strip_prefix(root).ok());
    within.map(|path| path.as_str().replace('\\', "/")).unwrap_or_default()
}

/// The commit that is checked out.
fn head(root: &Utf8Path) -> Option<String> {
    let git = root.join(".git");
    let head = std::fs::read_to_string(git.join("HEAD")).ok()?;
    let commit = match head.trim().strip_prefix("ref: ") {
        Some(reference) => std::fs::read_to_string(git.join(reference)).ok()?,
        None => head,
    };
    Some(commit.trim().to_owned())
}

fn folders(dir: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = dir.read_dir_utf8().into_iter().flatten().flatten();
    let mut folders: Vec<Utf8PathBuf> = entries.map(|entry| entry.into_path()).collect();
    folders.sort();
    folders
}

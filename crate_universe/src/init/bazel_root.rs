//! Finds the Bazel workspace that a directory belongs to.

use camino::{Utf8Path, Utf8PathBuf};

use crate::paths::canonical_path;
use crate::user_home::home_dir;

/// The root of the Bazel workspace of a directory.
pub struct BazelRoot {
    /// The directory itself if there is no Bazel workspace above it.
    pub dir: Utf8PathBuf,
    /// A file above the directory that would make it part of another workspace, but is there by accident.
    accident: Option<Utf8PathBuf>,
}

/// The nearest directory that is the root of a Bazel workspace and does not ignore the directory, as Bazel finds it. A git
/// repository ends the search. Outside of git, the home directory and the root of the file system are no workspaces.
pub fn find_bazel_root(dir: &Utf8Path) -> BazelRoot {
    const ROOT_FILES: [&str; 4] = ["MODULE.bazel", "REPO.bazel", "WORKSPACE", "WORKSPACE.bazel"];
    let home = home_dir().and_then(|home| canonical_path(&home).ok());
    let own = |accident| BazelRoot { dir: dir.to_owned(), accident };
    for above in dir.ancestors() {
        let file = ROOT_FILES.iter().map(|name| above.join(name)).find(|file| file.is_file());
        let is_git_root = above.join(".git").exists();
        if let Some(file) = file {
            let is_shared = above.parent().is_none() || Some(above) == home.as_deref();
            if is_ignored(above, dir) {
                return own(None);
            }
            if is_shared && above != dir && !is_git_root {
                return own(Some(file));
            }
            return BazelRoot { dir: above.to_owned(), accident: None };
        }
        if is_git_root {
            break;
        }
    }
    own(None)
}

impl BazelRoot {
    /// What the user should know before anything is written. `below`: the directory for which the root was found.
    pub fn message(&self, below: &Utf8Path) -> Option<String> {
        if let Some(file) = &self.accident {
            let above = file.parent()?;
            let what =
                if above.parent().is_none() { "the root of the file system" } else { "the home directory" };
            return Some(format!(
                "{file} is not used, because {above} is {what} and not a git repository: {below} becomes a Bazel workspace of its own"
            ));
        }
        let path = below.strip_prefix(&self.dir).ok().filter(|path| !path.as_str().is_empty())?;
        let root = &self.dir;
        Some(format!(
            "files are added to the Bazel workspace {root}, which contains {below}: to make it a workspace of its own, list `{path}` in {}",
            root.join(".bazelignore")
        ))
    }
}

/// Whether the .bazelignore of a Bazel workspace lists a directory or one above it.
fn is_ignored(root: &Utf8Path, dir: &Utf8Path) -> bool {
    dir != root && list_ignored(root).iter().any(|ignored| dir.starts_with(ignored))
}

/// The directories that the .bazelignore of a Bazel workspace lists.
pub fn list_ignored(root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let text = crate::disk::read_to_string(root.join(".bazelignore")).unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| root.join(line)).collect()
}

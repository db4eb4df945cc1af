//! Paths that stay below a folder, whoever chose them.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

/// Names separated by `/`. No name is empty, `.` or `..`, is a drive or another folder on any system, or is one that
/// git reserves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelativePath(Utf8PathBuf);

/// Why a text is not such a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedPath {
    Empty,
    Absolute,
    Leaves,
    /// A character that is special in names on some system or in some protocol.
    Character(char),
    Git,
}

impl fmt::Display for RefusedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RefusedPath::Empty => f.write_str("it contains an empty component"),
            RefusedPath::Absolute => f.write_str("it is absolute"),
            RefusedPath::Leaves => f.write_str("it contains `.` or `..`"),
            RefusedPath::Character(c) => write!(f, "it contains the character {}", c.escape_default()),
            RefusedPath::Git => f.write_str("git would treat it as a nested repository"),
        }
    }
}

impl RelativePath {
    /// A path of names that are constants of this program.
    pub fn from_own_names(names: &[&str]) -> RelativePath {
        RelativePath(names.join("/").into())
    }

    pub fn new(text: &str) -> Result<RelativePath, RefusedPath> {
        if text.starts_with('/') {
            return Err(RefusedPath::Absolute);
        }
        for name in text.split('/') {
            match name {
                "" => return Err(RefusedPath::Empty),
                "." | ".." => return Err(RefusedPath::Leaves),
                _ if is_dot_git(name) => return Err(RefusedPath::Git),
                _ => {}
            }
            if let Some(c) = name.chars().find(|c| *c == '\\' || *c == '\0') {
                return Err(RefusedPath::Character(c));
            }
        }
        // `C:x` is relative to the current folder of that drive.
        let drive = text.as_bytes().get(1) == Some(&b':') && text.as_bytes()[0].is_ascii_alphabetic();
        if drive { Err(RefusedPath::Absolute) } else { Ok(RelativePath(text.into())) }
    }

    pub fn join(&self, below: &RelativePath) -> RelativePath {
        RelativePath(self.0.join(&below.0))
    }

    pub fn parent(&self) -> Option<RelativePath> {
        let parent = self.0.parent().filter(|parent| !parent.as_str().is_empty())?;
        Some(RelativePath(parent.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub fn as_path(&self) -> &Utf8Path {
        &self.0
    }
}

impl TryFrom<String> for RelativePath {
    type Error = String;

    fn try_from(text: String) -> Result<RelativePath, String> {
        RelativePath::new(&text).map_err(|refused| format!("{text:?}: {refused}"))
    }
}

impl From<RelativePath> for String {
    fn from(path: RelativePath) -> String {
        path.0.into_string()
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether some file system treats the name as `.git`. File systems may ignore case, dots and spaces at the end, the
/// text after a colon, and characters without width; or they may have short forms of long names.
pub fn is_dot_git(name: &str) -> bool {
    may_be_same_name(name, ".git")
}

/// Whether some file system treats two names as the same one, for these reasons. `name` may be any name.
pub fn may_be_same_name(name: &str, known: &str) -> bool {
    let seen = fold_case(name);
    let known = fold_case(known);
    seen == known || is_short_name_of(&seen, &known)
}

fn fold_case(name: &str) -> String {
    let name = name.split(':').next().unwrap_or(name);
    let seen = name.chars().filter(|c| !matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}'));
    let seen: String = seen.flat_map(char::to_lowercase).collect();
    seen.trim_end_matches(['.', ' ']).to_owned()
}

/// For example `gitign~1` for `.gitignore` or `build~1.baz` for `build.bazel`: at most six characters, a number, and
/// three characters of the extension.
fn is_short_name_of(name: &str, long: &str) -> bool {
    let cut = |name: &str| match name.trim_start_matches('.').rsplit_once('.') {
        Some((stem, extension)) => (stem.replace('.', ""), extension.chars().take(3).collect()),
        None => (name.trim_start_matches('.').to_owned(), String::new()),
    };
    let ((stem, extension), (long_stem, long_extension)): ((String, String), (String, String)) =
        (cut(name), cut(long));
    let Some((head, number)) = stem.split_once('~') else { return false };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        && !head.is_empty()
        && head.len() <= 6
        && long_stem.starts_with(head)
        && extension == long_extension
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_below_a_folder_are_paths() {
        for text in ["a", "a/b.rs", ".gitignore", "a b/ü", "a.git", "git~", "...", "ab:c", "git~x"] {
            assert_eq!(RelativePath::new(text).map(|path| path.to_string()), Ok(text.to_owned()));
        }
        for (text, refused) in [
            ("", RefusedPath::Empty),
            ("a//b", RefusedPath::Empty),
            ("a/", RefusedPath::Empty),
            ("/a", RefusedPath::Absolute),
            ("C:/a", RefusedPath::Absolute),
            ("c:a", RefusedPath::Absolute),
            ("..", RefusedPath::Leaves),
            ("a/../b", RefusedPath::Leaves),
            ("./a", RefusedPath::Leaves),
            ("a\\b", RefusedPath::Character('\\')),
            ("a\0", RefusedPath::Character('\0')),
            (".git", RefusedPath::Git),
            ("a/.GIT/config", RefusedPath::Git),
            (".git./x", RefusedPath::Git),
            (".git ", RefusedPath::Git),
            (".git::$INDEX_ALLOCATION/x", RefusedPath::Git),
            ("GIT~1", RefusedPath::Git),
            (".g\u{200c}it", RefusedPath::Git),
        ] {
            assert_eq!(RelativePath::new(text), Err(refused), "{text:?}");
        }
    }
}

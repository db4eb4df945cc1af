//! The home folders of the user, as the environment names them.

use std::path::PathBuf;

use camino::Utf8PathBuf;

use crate::disk;

/// The CARGO_HOME of the current user. See <https://doc.rust-lang.org/cargo/guide/cargo-home.html>.
pub fn cargo_home() -> Option<Utf8PathBuf> {
    utf8_cargo_home().unwrap_or_default()
}

/// Like [`cargo_home`], but returns the path as an error if it is not UTF-8.
pub fn utf8_cargo_home() -> Result<Option<Utf8PathBuf>, PathBuf> {
    let home = path_variable("CARGO_HOME").or_else(|| path_variable(HOME).map(|home| home.join(".cargo")));
    home.map(Utf8PathBuf::from_path_buf).transpose()
}

/// The home directory of the current user, unless it is unknown or not UTF-8.
pub fn home_dir() -> Option<Utf8PathBuf> {
    path_variable(HOME).and_then(|home| Utf8PathBuf::from_path_buf(home).ok())
}

const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

fn path_variable(name: &str) -> Option<PathBuf> {
    disk::variable(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

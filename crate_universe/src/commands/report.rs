//! What a command that the user runs tells of what it wrote.

use camino::Utf8Path;

use crate::terminal;

pub fn report(message: Option<String>) {
    message.iter().for_each(|message| terminal::stderr(message));
}

pub fn told_of(path: &Utf8Path, written: bool) -> String {
    format!("{path}: {}", if written { "written" } else { "unchanged" })
}

/// What is wrong, but stops nothing.
pub fn warn<T: std::fmt::Display>(warnings: impl IntoIterator<Item = T>) {
    warnings.into_iter().for_each(|warning| terminal::stderr(&format!("warning: {warning}")));
}

//! Messages of the commands that the user runs.

use camino::Utf8Path;

use crate::terminal;

pub fn print_message(message: Option<String>) {
    message.iter().for_each(|message| terminal::print_stderr(message));
}

pub fn update_message(path: &Utf8Path, written: bool) -> String {
    format!("{path}: {}", if written { "written" } else { "unchanged" })
}

/// Prints problems that do not stop the run.
pub fn print_warnings<T: std::fmt::Display>(warnings: impl IntoIterator<Item = T>) {
    warnings.into_iter().for_each(|warning| terminal::print_stderr(&format!("warning: {warning}")));
}

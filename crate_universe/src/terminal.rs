//! What a user reads. Takes text, which may come from strangers, and shows it as text: a terminal obeys nothing of it.

use std::io::Write as _;

use crate::error::{Code, Error, Result};
use crate::plain_text::strip_control_characters;

/// Prints a line to standard error, as far as anybody can read it.
pub fn print_stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", strip_control_characters(line));
}

/// Prints to standard output what a person reads.
pub fn print_stdout(text: &str) -> Result<()> {
    print_data(&strip_control_characters(text))
}

/// Prints to standard output what a program reads; one that closes the pipe early is no error.
pub fn print_data(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(Code::Write, format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

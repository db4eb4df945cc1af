//! What a user reads. Takes text, which may come from strangers, and shows it as text: a terminal obeys nothing of it.

use std::io::Write as _;

use crate::error::{Code, Error, Result};
use crate::plain_text::plain;

/// Prints a line to standard error, as far as anybody can read it.
pub fn stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", plain(line));
}

/// Prints to standard output what a person reads.
pub fn stdout(text: &str) -> Result<()> {
    data(&plain(text))
}

/// Prints to standard output what a program reads; one that closes the pipe early is no error.
pub fn data(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(Code::Write, format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

//! Prints to the terminal. Control characters in text for users are escaped, since the text may come from untrusted
//! packages.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use crate::error::{Code, Error, Result};
use crate::plain_text::strip_control_characters;

/// Prints a line to standard error. A failure to print is ignored.
pub fn print_stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", strip_control_characters(line));
}

/// Prints text for people to standard output.
pub fn print_stdout(text: &str) -> Result<()> {
    print_data(&strip_control_characters(text))
}

/// Whether a person sees the output and can answer.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks a question on standard error. Anything but yes means no.
pub fn confirm(question: &str) -> bool {
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "{} [y/N] ", strip_control_characters(question)).and_then(|()| stderr.flush());
    let mut answer = String::new();
    let is_read = std::io::stdin().lock().read_line(&mut answer).is_ok();
    is_read && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

/// Prints data for programs to standard output. A reader that closes the pipe early is not an error.
pub fn print_data(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(Code::Write, format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

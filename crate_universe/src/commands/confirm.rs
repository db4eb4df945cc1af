//! Asks before files of the user are written.

use camino::Utf8Path;

use crate::error::{Code, Error, Result};
use crate::terminal;

/// Whether the changes may be written. `yes`: nobody is asked.
pub fn confirm_changes(yes: bool, root: &Utf8Path) -> Result<bool> {
    if yes {
        return Ok(true);
    }
    if !terminal::is_interactive() {
        return Err(Error::new(Code::NotConfirmed, "nothing was written, because nobody can be asked here")
            .at_path(root));
    }
    let is_confirmed = terminal::confirm("write these files?");
    if !is_confirmed {
        terminal::print_stderr("nothing was written");
    }
    Ok(is_confirmed)
}

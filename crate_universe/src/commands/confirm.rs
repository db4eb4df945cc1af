//! Asks before files of the user are written, and names the command that writes them.

use camino::Utf8Path;

use crate::cli::InitArgs;
use crate::error::{Code, Error, Result};
use crate::{invocation, terminal};

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

/// The command that writes what `--check` reports.
pub fn writing_command(arguments: &InitArgs) -> String {
    let from = arguments.from.map(|from| format!("--from {}", from.name()));
    let path = arguments.path.as_ref().map(|path| format!("--path={path}"));
    let dir = Some(arguments.dir.to_string()).filter(|dir| dir != ".");
    let options = [from, Some("--yes".to_owned()), path, dir].into_iter().flatten();
    let words: Vec<String> = [invocation::command_of("init")].into_iter().chain(options).collect();
    words.join(" ")
}

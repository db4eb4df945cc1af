//! `init --from`: moves a Bazel workspace from another source of crates to this module.

use camino::Utf8Path;

use crate::cli::{InitArgs, MigrationSource};
use crate::error::{Code, Error, Result};
use crate::init::{self, MigrationPlan};
use crate::terminal;

use super::confirm::{confirm_changes, writing_command};
use super::report::update_message;

/// `dir`: a path without symbolic links. `clone`: where crate_universe is, if it does not come from a registry.
pub fn migrate(
    arguments: &InitArgs,
    from: MigrationSource,
    dir: &Utf8Path,
    clone: Option<&str>,
) -> Result<()> {
    let plan = init::plan_migration(dir, from, clone)?;
    if plan.changes.is_empty() {
        print_notes(&plan, false);
        terminal::print_stderr("nothing to do");
        return Ok(());
    }
    terminal::print_stdout(&plan.changes.to_diff())?;
    if arguments.check {
        let paths: Vec<&str> = plan.changes.paths().map(Utf8Path::as_str).collect();
        let from = from.name();
        return Err(Error::new(Code::InitPending, format!("files use {from} for crates"))
            .at_path(dir)
            .note(paths.join(", "))
            .help(writing_command(arguments)));
    }
    if arguments.dry_run {
        print_notes(&plan, false);
        return Ok(());
    }
    if !confirm_changes(arguments.yes, dir)? {
        return Ok(());
    }
    plan.changes.write()?;
    for path in plan.changes.paths() {
        terminal::print_stderr(&update_message(path, true));
    }
    print_notes(&plan, true);
    terminal::print_stderr(&format!("next: bazel build //... (docs/migrating/{}.md)", from.name()));
    Ok(())
}

fn print_notes(plan: &MigrationPlan, are_written: bool) {
    for note in plan.notes.to_texts(are_written) {
        terminal::print_stderr(&format!("note: {note}"));
    }
}

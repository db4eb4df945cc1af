//! `init`: writes the files that Bazel needs into an existing Cargo workspace.

use camino::Utf8Path;

use crate::error::{Code, Error, Result};
use crate::init::{self, InitPlan, InitWorkspace};
use crate::input::{self, Toolchain};
use crate::paths::canonical_path;
use crate::{cli, terminal};

use super::bazel_run::resolve_from_caller;
use super::confirm::{confirm_changes, writing_command};
use super::migrate::migrate;
use super::report::update_message;

pub fn init(arguments: &cli::InitArgs) -> Result<()> {
    let named = input::absolute(&resolve_from_caller(&arguments.dir));
    let dir = canonical_path(&named).map_err(|error| {
        Error::new(Code::Read, format!("the directory cannot be opened: {error}")).at_path(&named)
    })?;
    let clone = arguments.path.as_ref().map(|path| (path, input::absolute(&resolve_from_caller(path))));
    if let Some((_, absolute)) = &clone {
        init::check_clone(absolute)?;
    }
    let clone_below =
        |root: &Utf8Path| clone.as_ref().map(|(path, absolute)| init::clone_path(root, path, absolute));
    if let Some(from) = arguments.from {
        return migrate(arguments, from, &dir, clone_below(&dir).as_deref());
    }
    let toolchain = Toolchain::from_environment();
    let workspace = InitWorkspace::find(&dir, &toolchain)?;
    if let Some(message) = &workspace.root_message {
        terminal::print_stderr(message);
    }
    let clone = clone_below(&workspace.bazel_root);
    let mut plan = init::plan_files(&workspace, &toolchain, clone.as_deref())?;
    let mut lock = workspace.lock_text().unwrap_or_default();
    if plan.is_empty() {
        print_notes(&plan, &workspace, &lock);
        terminal::print_stderr("nothing to do");
        return Ok(());
    }
    terminal::print_stdout(&plan.changes.to_diff())?;
    if plan.lacks_lock {
        terminal::print_stderr("Cargo.lock is missing: `cargo generate-lockfile` will create it");
    }
    if arguments.check {
        return Err(pending_error(arguments, &plan, &workspace));
    }
    if arguments.dry_run {
        print_notes(&plan, &workspace, &lock);
        return Ok(());
    }
    if !confirm_changes(arguments.yes, &workspace.bazel_root)? {
        return Ok(());
    }
    if plan.lacks_lock {
        lock = init::create_lock(&workspace, &toolchain)?;
        plan.add_lock(&workspace, &lock)?;
    }
    plan.changes.write()?;
    for path in plan.changes.paths() {
        terminal::print_stderr(&update_message(path, true));
    }
    print_notes(&plan, &workspace, &lock);
    terminal::print_stderr("next: bazel build //...");
    Ok(())
}

fn print_notes(plan: &InitPlan, workspace: &InitWorkspace, lock: &str) {
    for note in plan.notes(workspace, lock) {
        terminal::print_stderr(&format!("note: {note}"));
    }
}

fn pending_error(arguments: &cli::InitArgs, plan: &InitPlan, workspace: &InitWorkspace) -> Error {
    let mut paths: Vec<&str> = plan.changes.paths().map(Utf8Path::as_str).collect();
    paths.extend(plan.lacks_lock.then_some("Cargo.lock"));
    Error::new(Code::InitPending, "files for Bazel are missing or incomplete")
        .at_path(&workspace.bazel_root)
        .note(paths.join(", "))
        .help(writing_command(arguments))
}

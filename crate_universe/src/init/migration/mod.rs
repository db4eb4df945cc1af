//! Moves a Bazel workspace from rules_rust's crate_universe, or from rules_rs, to this module: labels and attributes in
//! its Starlark files are rewritten, and what has no counterpart is listed with its line.

mod hub_users;
mod label_checks;
mod line_numbers;
mod migration_notes;
mod repository_names;
mod rs_extensions;
mod rules_rs;
mod rules_rs_tags;
mod rules_rust;
mod rules_rust_attributes;
mod starlark_files;
mod text_edits;

use camino::Utf8Path;

use crate::build_language::{self, StarlarkSource};
use crate::cli::MigrationSource;
use crate::error::{Code, Error, Result};
use crate::generated;
use crate::invocation;

use super::bazel_root::find_bazel_root;
use super::changes::FileChanges;
use super::module_additions::add_missing_deps;
use super::module_file::{ModuleFile, read_included};

pub use migration_notes::MigrationNotes;
use repository_names::RepositoryNames;
use rules_rs::RulesRsMigration;
use rules_rust::RulesRustMigration;
use starlark_files::{ParsedFile, StarlarkFile, find_starlark_files};

/// What to write, and what to tell the user.
pub struct MigrationPlan {
    pub changes: FileChanges,
    pub notes: MigrationNotes,
}

/// `root`: the root of a Bazel workspace, without symbolic links. `clone`: where crate_universe is if it does not come
/// from a registry.
pub fn plan_migration(root: &Utf8Path, from: MigrationSource, clone: Option<&str>) -> Result<MigrationPlan> {
    let mut changes = FileChanges::new(root);
    let mut notes = MigrationNotes::default();
    let Some(present) = changes.read("MODULE.bazel".into())? else {
        return Err(missing_module_error(root, from));
    };
    let module_path = root.join("MODULE.bazel");
    let included = |label: &str| read_included(root, label);
    let module = ModuleFile::parse_any(&module_path, &present, included)?;
    let names = RepositoryNames::of_module(&module);
    let mut files = find_starlark_files(root, &mut notes);
    // It may be a link within the workspace.
    if !files.iter().any(StarlarkFile::is_root_module) {
        files.push(StarlarkFile { path: "MODULE.bazel".into(), text: present.clone() });
    }
    let parsed = parse_files(&files, from, &names, &mut notes);
    let edits = match from {
        MigrationSource::RulesRust => {
            RulesRustMigration { root, names: &names }.rewrite_all(&parsed, &mut notes)
        }
        MigrationSource::RulesRs => RulesRsMigration::new(root, &names, &parsed).rewrite_all(&mut notes),
    };
    let mut module_text = present;
    let mut is_used = false;
    let mut modules = Vec::new();
    for (ParsedFile { file, .. }, edits) in parsed.iter().zip(edits) {
        let after = edits.apply(&file.text);
        is_used |= after.contains(&format!("@{}//crate_universe", names.crate_universe));
        notes.add_rewritten(&file.path, &file.text, &after);
        if file.is_root_module() {
            module_text = after;
        } else if file.is_module() {
            modules.push((&file.path, after));
        } else {
            changes.add(&file.path, after)?;
        }
    }
    // What the other files mean depends on these, and on the root's most, so an interrupted run can be repeated.
    for (path, after) in modules {
        changes.add(path, after)?;
    }
    if is_used || !changes.is_empty() || module_text != module.text {
        let rewritten = ModuleFile::parse_any(&module_path, &module_text, included)?;
        module_text = add_missing_deps(&rewritten, clone)?;
    }
    notes.add_rewritten("MODULE.bazel".into(), &module.text, &module_text);
    changes.add("MODULE.bazel", module_text)?;
    Ok(MigrationPlan { changes, notes })
}

/// The files that the migration may change. Generated ones are written again by whoever has written them.
fn parse_files<'a>(
    files: &'a [StarlarkFile],
    from: MigrationSource,
    names: &RepositoryNames,
    notes: &mut MigrationNotes,
) -> Vec<ParsedFile<'a>> {
    let mut parsed = Vec::new();
    for file in files {
        if generated::is_generated(&file.text) {
            continue;
        }
        let is_build_file = file.path.extension() != Some("bzl");
        let checked = match is_build_file {
            true => build_language::parse(&file.text).map(drop),
            false => Ok(()),
        };
        match checked.and_then(|()| StarlarkSource::parse(&file.text)) {
            Ok(source) => parsed.push(ParsedFile { file, source }),
            // A file that has nothing to do with crates is not our concern.
            Err(error) if mentions(&file.text, from, names) => notes.add(
                &file.path,
                Some(error.line),
                format!("cannot be parsed, and was left as it is: {}", error.what),
            ),
            Err(_) => {}
        }
    }
    parsed
}

fn mentions(text: &str, from: MigrationSource, names: &RepositoryNames) -> bool {
    match from {
        MigrationSource::RulesRust => text.contains(&format!("@{}//crate_universe", names.rules_rust)),
        MigrationSource::RulesRs => {
            text.contains(&format!("@{}//", names.rules_rs)) || text.contains("//:defs.bzl")
        }
    }
}

/// Without MODULE.bazel, there is nothing that could declare this module.
fn missing_module_error(root: &Utf8Path, from: MigrationSource) -> Error {
    const MOST_PLACES: usize = 5;
    let error = Error::new(Code::NoModuleFile, "the directory has no MODULE.bazel").at_path(root);
    let above = find_bazel_root(root).dir;
    if above != root {
        return error.note(format!("the Bazel workspace above it is {above}")).help(format!(
            "{} --from {} {above}",
            invocation::command_of("init"),
            from.name()
        ));
    }
    let mut notes = MigrationNotes::default();
    let label = format!("@{}//", from.name());
    for file in find_starlark_files(root, &mut MigrationNotes::default()) {
        for (at, line) in file.text.lines().enumerate() {
            if line.contains(&label) && !line.trim_start().starts_with('#') {
                notes.add(&file.path, Some(at + 1), line.trim());
            }
        }
    }
    let places = notes.to_texts(false);
    if places.is_empty() {
        return error;
    }
    let more = places.len().saturating_sub(MOST_PLACES);
    let mut error = error;
    for place in places.iter().take(MOST_PLACES) {
        error = error.note(place.as_str());
    }
    if more > 0 {
        error = error.note(format!("and {more} more lines"));
    }
    error.help(
        "docs/workspace.md describes crate_universe in WORKSPACE files: it has to be declared there first",
    )
}

//! Rewrites the labels of rules_rust's crate_universe. Tags, attributes and macros are the same here, so only those
//! without effect are listed.

use camino::Utf8Path;

use crate::build_language::{LocatedCall, LocatedToken, Token};
use crate::resolve::facts::facts_lockfile::reason_to_ignore;

use super::hub_users::original_name;
use super::label_checks::{path_of_label, read_label};
use super::migration_notes::MigrationNotes;
use super::repository_names::{RepositoryNames, label_in};
use super::rules_rust_attributes::{
    IGNORED_ARGUMENTS, IGNORED_FUNCTIONS, SHARED_FILES, UNUSED_RENDER_OPTIONS,
};
use super::starlark_files::ParsedFile;
use super::text_edits::TextEdits;

/// The directive that names cargo-bazel's lockfile.
const GAZELLE_LOCKFILE: &str = "gazelle:rust_lockfile";

pub struct RulesRustMigration<'a> {
    pub root: &'a Utf8Path,
    pub names: &'a RepositoryNames,
}

impl RulesRustMigration<'_> {
    /// The edits of each file.
    pub fn rewrite_all(&self, files: &[ParsedFile<'_>], notes: &mut MigrationNotes) -> Vec<TextEdits> {
        files.iter().map(|file| self.rewrite(file, notes)).collect()
    }

    fn rewrite(&self, file: &ParsedFile<'_>, notes: &mut MigrationNotes) -> TextEdits {
        let mut edits = TextEdits::default();
        for token in &file.source.tokens {
            self.rewrite_label(file, token, &mut edits, notes);
        }
        if !edits.is_empty() {
            for call in &file.source.calls {
                self.note_call(file, call, notes);
            }
        }
        let lines = file.source.text.lines().enumerate();
        for (at, _) in
            lines.filter(|(_, line)| line.trim_start_matches(['#', ' ']).starts_with(GAZELLE_LOCKFILE))
        {
            notes.add(
                &file.file.path,
                Some(at + 1),
                "gazelle_rust reads cargo-bazel's lockfile, which the first repin replaces: use `# gazelle:rust_cargo_lockfile Cargo.lock`",
            );
        }
        edits
    }

    fn rewrite_label(
        &self,
        file: &ParsedFile<'_>,
        token: &LocatedToken<'_>,
        edits: &mut TextEdits,
        notes: &mut MigrationNotes,
    ) {
        let Token::Text(_) = token.token else { return };
        let written = &file.source.text[token.range.clone()];
        let package = format!("@{}//crate_universe", self.names.rules_rust);
        if !written.contains(&package) {
            if is_computed_label(file, token) {
                notes.add(
                    &file.file.path,
                    Some(token.line),
                    "a label that is put together from strings was left as it is",
                );
            }
            return;
        }
        let label = token.inner_range().map(|range| (range.clone(), &file.source.text[range]));
        let target = label.as_ref().and_then(|(_, label)| label_in(label, &self.names.rules_rust));
        let name = target.and_then(|target| target.strip_prefix("crate_universe:"));
        match (label, name) {
            (Some((range, _)), Some(name)) if SHARED_FILES.contains(&name) => {
                // The shorter name is deprecated.
                let name = if name == "extension.bzl" { "extensions.bzl" } else { name };
                edits.replace(range, format!("@{}//crate_universe:{name}", self.names.crate_universe));
            }
            (Some((_, label)), _) if target.is_some() => notes.add(
                &file.file.path,
                Some(token.line),
                format!("`{label}` is rules_rust's own, and has no counterpart here: it was left as it is"),
            ),
            _ => notes.add(
                &file.file.path,
                Some(token.line),
                format!("a string with `{package}` was left as it is, because it is not only a label"),
            ),
        }
    }

    fn note_call(&self, file: &ParsedFile<'_>, call: &LocatedCall<'_>, notes: &mut MigrationNotes) {
        let path = &file.file.path;
        let source = &file.source;
        let function = original_name(source, call);
        let is_set = |name: &str| call.keyword(name).filter(|argument| source.word(argument) != Some("None"));
        for ignored in IGNORED_ARGUMENTS.iter().filter(|ignored| ignored.function == function) {
            for (name, argument) in ignored.names.iter().filter_map(|name| Some((name, is_set(name)?))) {
                notes.add(
                    path,
                    Some(argument.line),
                    format!("`{name}` of {function}() is ignored: {}", ignored.reason),
                );
            }
        }
        if IGNORED_FUNCTIONS.contains(&function) {
            notes.add(path, Some(call.line), format!("{function}() is ignored: it is not needed here"));
        }
        if function == "render_config" && call.tag().is_some() && file.file.is_module() {
            for (name, argument) in
                UNUSED_RENDER_OPTIONS.iter().filter_map(|name| Some((name, is_set(name)?)))
            {
                notes.add(
                    path,
                    Some(argument.line),
                    format!("`{name}` has no effect here: the extension writes no BUILD files"),
                );
            }
        }
        if function == "crates_vendor" {
            self.note_vendored_tree(file, call, notes);
        }
        if ["from_cargo", "from_specs", "crates_repository", "crates_vendor"].contains(&function) {
            self.note_lockfiles(file, call, function, notes);
        }
    }

    fn note_vendored_tree(&self, file: &ParsedFile<'_>, call: &LocatedCall<'_>, notes: &mut MigrationNotes) {
        let name = call.keyword("name").and_then(|argument| file.source.string(argument));
        let package = file.file.path.parent().unwrap_or(Utf8Path::new(""));
        let target = match name {
            Some(name) if file.file.path.extension() != Some("bzl") => {
                format!("`bazel run //{package}:{name}`").replace('\\', "/")
            }
            _ => "`bazel run` of this target".to_owned(),
        };
        notes.add(
            &file.file.path,
            Some(call.line),
            format!("the files that crates_vendor() has written stay until {target} writes them again"),
        );
    }

    fn note_lockfiles(
        &self,
        file: &ParsedFile<'_>,
        call: &LocatedCall<'_>,
        function: &str,
        notes: &mut MigrationNotes,
    ) {
        let path = &file.file.path;
        let label = |name: &str| {
            call.keyword(name).and_then(|argument| Some((argument.line, file.source.string(argument)?)))
        };
        if let Some((line, facts)) = label("lockfile") {
            let found = path_of_label(self.root, path, facts);
            if found.is_some_and(|found| reason_to_ignore(&found).is_some()) {
                notes.add(
                    path,
                    Some(line),
                    format!(
                        "`lockfile`: {facts} is cargo-bazel's and is ignored; a repin replaces it by a facts file, or remove the attribute and the file (docs/repin.md)"
                    ),
                );
            }
        }
        let lacks_lock = match (label("cargo_lockfile"), call.keyword("cargo_lockfile")) {
            (Some((_, lock)), _) => {
                let text = read_label(self.root, path, lock);
                path_of_label(self.root, path, lock).is_some()
                    && text.is_none_or(|text| text.trim().is_empty())
            }
            (None, Some(_)) => false,
            (None, None) => function == "from_cargo" && self.lacks_lock_beside_manifest(file, call),
        };
        if lacks_lock && function != "from_specs" {
            notes.add(
                path,
                Some(call.line),
                format!("{function} has no Cargo.lock, which every build needs: run `cargo generate-lockfile`, and commit it"),
            );
        }
    }

    fn lacks_lock_beside_manifest(&self, file: &ParsedFile<'_>, call: &LocatedCall<'_>) -> bool {
        let manifests = call.keyword("manifests").map_or(&[][..], |argument| file.source.value(argument));
        let first = manifests.iter().find_map(|token| match token.token {
            Token::Text(text) => text,
            _ => None,
        });
        let manifest = first.and_then(|label| path_of_label(self.root, &file.file.path, label));
        manifest
            .is_some_and(|manifest| manifest.is_file() && !manifest.with_file_name("Cargo.lock").is_file())
    }
}

/// Whether a string is the end of a label whose repository is another string.
fn is_computed_label(file: &ParsedFile<'_>, token: &LocatedToken<'_>) -> bool {
    let Token::Text(Some(text)) = token.token else { return false };
    let Some((repository, name)) = text.split_once("//crate_universe:") else { return false };
    let before = file.source.text[..token.range.start].trim_end();
    let is_joined = repository.is_empty() && before.ends_with('+');
    SHARED_FILES.contains(&name) && (is_joined || repository.contains(['{', '%']))
}

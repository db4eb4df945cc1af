//! Rewrites what uses rules_rs: its extensions, the rules that it passes on from rules_rust, and the macros of its hubs.
//! See <https://github.com/hermeticbuild/rules_rs>.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::build_language::{LocatedCall, StarlarkSource, Token};

use super::hub_users::HubUsers;
use super::migration_notes::MigrationNotes;
use super::repository_names::{RepositoryNames, label_in};
use super::rs_extensions::RsExtension;
use super::rules_rs_tags::RulesRsTags;
use super::starlark_files::ParsedFile;
use super::text_edits::TextEdits;

/// A file of rules_rs that passes on rules of rules_rust: its name in `//rs`, that of the file in rules_rust, and the
/// rules.
const RULE_FILES: [(&str, &str, &[&str]); 7] = [
    ("cargo_build_script", "cargo:defs.bzl", &["cargo_build_script"]),
    ("rust_binary", "rust:defs.bzl", &["rust_binary"]),
    ("rust_library", "rust:defs.bzl", &["rust_library"]),
    ("rust_proc_macro", "rust:defs.bzl", &["rust_proc_macro"]),
    ("rust_shared_library", "rust:defs.bzl", &["rust_shared_library"]),
    ("rust_static_library", "rust:defs.bzl", &["rust_static_library"]),
    ("rust_test", "rust:defs.bzl", &["rust_test", "rust_test_suite"]),
];

pub struct RulesRsMigration<'a> {
    root: &'a Utf8Path,
    names: &'a RepositoryNames,
    files: &'a [ParsedFile<'a>],
    hubs: HubUsers,
}

impl<'a> RulesRsMigration<'a> {
    pub fn new(root: &'a Utf8Path, names: &'a RepositoryNames, files: &'a [ParsedFile<'a>]) -> Self {
        let mut hubs = BTreeSet::new();
        for file in files.iter().filter(|file| file.file.is_module()) {
            let extensions = RsExtension::list(&file.source, names);
            hubs.extend(RsExtension::hub_names(&file.source, &extensions));
        }
        let sources = files.iter().map(|file| &file.source);
        RulesRsMigration { root, names, files, hubs: HubUsers::new(hubs, sources) }
    }

    /// The edits of each file.
    pub fn rewrite_all(&self, notes: &mut MigrationNotes) -> Vec<TextEdits> {
        let mut is_needed = false;
        let mut all = Vec::new();
        for file in self.files {
            let mut edits = TextEdits::default();
            is_needed |= self.rewrite(file, &mut edits, notes);
            all.push(edits);
        }
        for (file, edits) in self.files.iter().zip(&mut all).filter(|(file, _)| file.file.is_module()) {
            self.remove_dep(file, is_needed, edits, notes);
        }
        all
    }

    /// Returns whether the file still needs rules_rs afterwards.
    fn rewrite(&self, file: &ParsedFile<'_>, edits: &mut TextEdits, notes: &mut MigrationNotes) -> bool {
        let mut done = BTreeSet::new();
        if file.file.is_module() {
            let extensions = RsExtension::list(&file.source, self.names);
            let tags = RulesRsTags {
                root: self.root,
                names: self.names,
                hubs: &self.hubs,
                file,
                extensions: &extensions,
            };
            tags.rewrite(edits, notes, &mut done);
        }
        for load in file.source.calls.iter().filter(|call| call.function == "load") {
            self.rewrite_load(file, load, edits, notes, &mut done);
        }
        self.hubs.rewrite(file, edits, notes);
        self.note_other_labels(file, notes, &done)
    }

    /// `done`: the offsets of labels that need no further note.
    fn rewrite_load(
        &self,
        file: &ParsedFile<'_>,
        load: &LocatedCall<'_>,
        edits: &mut TextEdits,
        notes: &mut MigrationNotes,
        done: &mut BTreeSet<usize>,
    ) {
        let source = &file.source;
        let Some(first) = load.positional().next() else { return };
        let Some(label) = source.string(first).and_then(|label| label_in(label, &self.names.rules_rs)) else {
            return;
        };
        let name = label.strip_prefix("rs:").and_then(|name| name.strip_suffix(".bzl"));
        let row = name.and_then(|name| RULE_FILES.iter().find(|(file, ..)| *file == name));
        let loaded = load.arguments.iter().skip(1).map(|argument| source.string(argument));
        match row {
            Some((_, target, rules)) if loaded.clone().all(|rule| rule.is_some_and(|rule| rules.contains(&rule))) => {
                let range = source.value(first).first().and_then(|token| token.inner_range());
                edits.replace(range.unwrap_or(first.range.clone()), format!("@{}//{target}", self.names.rules_rust));
                done.insert(first.range.start);
            }
            _ if name == Some("rust_crate") => notes.add(
                &file.file.path,
                Some(load.line),
                "rust_crate() has no counterpart with these arguments: use cargo_package() of the hub's defs.bzl, which makes the targets of Cargo.toml (docs/cargo_package.md)",
            ),
            Some((_, _, rules)) => {
                let other: Vec<&str> = loaded.flatten().filter(|rule| !rules.contains(rule)).collect();
                notes.add(
                    &file.file.path,
                    Some(load.line),
                    format!("rules_rust has no `{}`: this load was left as it is", other.join("`, `")),
                );
            }
            None => {}
        }
        if row.is_some() || name == Some("rust_crate") {
            done.insert(first.range.start);
        }
    }

    /// Lists the labels of rules_rs that stay. Returns whether there are any.
    fn note_other_labels(
        &self,
        file: &ParsedFile<'_>,
        notes: &mut MigrationNotes,
        done: &BTreeSet<usize>,
    ) -> bool {
        let prefix = format!("@{}//", self.names.rules_rs);
        let mut stays = false;
        for token in &file.source.tokens {
            let Token::Text(_) = token.token else { continue };
            if !file.source.text[token.range.clone()].contains(&prefix) {
                continue;
            }
            if !done.contains(&token.range.start) {
                stays = true;
                let label = token.inner_range().map(|range| &file.source.text[range]);
                let what = match label.filter(|label| label.starts_with(&prefix)) {
                    Some(label) => format!("`{label}`"),
                    None => format!("a string with `{prefix}`"),
                };
                notes.add(
                    &file.file.path,
                    Some(token.line),
                    format!("{what} has no counterpart here: it was left as it is"),
                );
            }
        }
        stays || self.loads_other_rules(&file.source)
    }

    /// Whether a load of rules_rs stays.
    fn loads_other_rules(&self, source: &StarlarkSource<'_>) -> bool {
        source.calls.iter().filter(|call| call.function == "load").any(|load| {
            let file = load.positional().next().and_then(|first| source.string(first));
            let label = file.and_then(|file| label_in(file, &self.names.rules_rs));
            label.is_some_and(|label| {
                let name = label.trim_start_matches("rs:").trim_end_matches(".bzl");
                let rules = RULE_FILES.iter().find(|(file, ..)| *file == name).map(|(.., rules)| *rules);
                let mut loaded = load.arguments.iter().skip(1).map(|argument| source.string(argument));
                !rules.is_some_and(|rules| loaded.all(|rule| rule.is_some_and(|rule| rules.contains(&rule))))
            })
        })
    }

    /// Removes the dependency on rules_rs, unless something needs it.
    fn remove_dep(
        &self,
        file: &ParsedFile<'_>,
        is_needed: bool,
        edits: &mut TextEdits,
        notes: &mut MigrationNotes,
    ) {
        for call in file.source.calls.iter().filter(|call| call.is_statement) {
            let keyword = match call.function.as_str() {
                "bazel_dep" => "name",
                function if function.ends_with("_override") => "module_name",
                _ => continue,
            };
            let module = call.keyword(keyword).and_then(|argument| file.source.string(argument));
            match module == Some("rules_rs") {
                true if is_needed && keyword == "name" => notes.add(
                    &file.file.path,
                    Some(call.line),
                    "rules_rs stays a dependency, because labels of it were left",
                ),
                true if !is_needed => edits.remove_statement(&file.file.text, &call.range),
                _ => {}
            }
        }
    }
}

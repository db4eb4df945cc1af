//! Rewrites the calls of a hub's macros: those of rules_rs return proc macros and members among other dependencies.

use std::collections::BTreeSet;

use crate::build_language::{LocatedArgument, LocatedCall, StarlarkSource, Token};

use super::migration_notes::MigrationNotes;
use super::repository_names::label_in;
use super::starlark_files::ParsedFile;
use super::text_edits::TextEdits;

/// Rules with the attribute `proc_macro_deps`.
const RUST_RULES: [&str; 8] = [
    "cargo_build_script",
    "rust_binary",
    "rust_library",
    "rust_proc_macro",
    "rust_shared_library",
    "rust_static_library",
    "rust_test",
    "rust_test_suite",
];

/// Arguments of `all_crate_deps`, and those for the proc macros among the same dependencies.
const KINDS: [(&str, &str); 3] =
    [("normal", "proc_macro"), ("normal_dev", "proc_macro_dev"), ("build", "build_proc_macro")];

/// The hubs of rules_rs, and what their users make of them.
#[derive(Debug)]
pub struct HubUsers {
    /// Their names in labels.
    hubs: BTreeSet<String>,
    /// Whether a call leaves out members.
    pub leave_out_members: bool,
}

impl HubUsers {
    pub fn new<'a, 's: 'a>(
        hubs: BTreeSet<String>,
        sources: impl Iterator<Item = &'a StarlarkSource<'s>>,
    ) -> HubUsers {
        let users = HubUsers { hubs, leave_out_members: false };
        let mut sources = sources;
        let leave_out_members = sources.any(|source| {
            let is_set = |only: &LocatedArgument<'s>| source.word(only) != Some("False");
            users.dependency_calls(source).any(|call| call.keyword("cargo_only").is_some_and(is_set))
        });
        HubUsers { leave_out_members, ..users }
    }

    pub fn contains(&self, repository: &str) -> bool {
        self.hubs.contains(repository)
    }

    pub fn rewrite(&self, file: &ParsedFile<'_>, edits: &mut TextEdits, notes: &mut MigrationNotes) {
        for load in file.source.calls.iter().filter(|call| call.function == "load") {
            self.rewrite_load(file, load, edits, notes);
        }
        for call in self.dependency_calls(&file.source) {
            if let Some(only) = call.keyword("cargo_only") {
                edits.remove_argument(&file.file.text, call, only);
            }
        }
        self.separate_proc_macros(file, edits, notes);
        for token in &file.source.tokens {
            let Token::Text(Some(text)) = token.token else { continue };
            let target = self.target_in_hub(text);
            if target.is_some_and(|target| ["_workspace_deps", "cargo_lints"].contains(&target)) {
                notes.add(&file.file.path, Some(token.line), format!("`{text}` has no counterpart here"));
            }
        }
    }

    fn target_in_hub<'a>(&self, label: &'a str) -> Option<&'a str> {
        self.hubs.iter().find_map(|hub| label_in(label, hub)?.strip_prefix(':'))
    }

    fn loads_of_macros<'a, 's>(
        &'a self,
        source: &'a StarlarkSource<'s>,
        file: &'a str,
    ) -> impl Iterator<Item = &'a LocatedCall<'s>> {
        source.calls.iter().filter(move |call| {
            let label = call.positional().next().and_then(|first| source.string(first));
            call.function == "load" && label.and_then(|label| self.target_in_hub(label)) == Some(file)
        })
    }

    /// The calls of `all_crate_deps`.
    fn dependency_calls<'a, 's>(
        &'a self,
        source: &'a StarlarkSource<'s>,
    ) -> impl Iterator<Item = &'a LocatedCall<'s>> {
        let arguments =
            self.loads_of_macros(source, "defs.bzl").flat_map(|load| load.arguments.iter().skip(1));
        let names: BTreeSet<&str> = arguments
            .filter(|argument| source.string(argument) == Some("all_crate_deps"))
            .map(|argument| argument.name().unwrap_or("all_crate_deps"))
            .collect();
        source.calls.iter().filter(move |call| names.contains(call.function.as_str()))
    }

    fn rewrite_load(
        &self,
        file: &ParsedFile<'_>,
        load: &LocatedCall<'_>,
        edits: &mut TextEdits,
        notes: &mut MigrationNotes,
    ) {
        let source = &file.source;
        let label = load.positional().next().and_then(|first| source.string(first));
        match label.and_then(|label| self.target_in_hub(label)) {
            Some("defs.bzl") => {}
            Some("data.bzl") => {
                notes.add(&file.file.path, Some(load.line), "the hub has no data.bzl here");
                return;
            }
            _ => return,
        }
        for argument in load.arguments.iter().skip(1) {
            match source.string(argument) {
                Some("edition") => {
                    let by = match argument.name() {
                        Some(_) => "\"crate_edition\"",
                        None => "edition = \"crate_edition\"",
                    };
                    edits.replace(argument.value_range.clone(), by);
                }
                Some(name @ ("crate_name" | "RESOLVED_PLATFORMS")) => notes.add(
                    &file.file.path,
                    Some(argument.line),
                    format!("the hub's defs.bzl has no `{name}` here"),
                ),
                _ => {}
            }
        }
    }

    /// Adds `proc_macro_deps` beside `deps`.
    fn separate_proc_macros(&self, file: &ParsedFile<'_>, edits: &mut TextEdits, notes: &mut MigrationNotes) {
        let source = &file.source;
        let mut rules: Vec<(&LocatedCall<'_>, &LocatedArgument<'_>, Vec<String>)> = Vec::new();
        for call in self.dependency_calls(source) {
            let rule =
                enclosing_call(source, call).filter(|rule| RUST_RULES.contains(&original_name(source, rule)));
            let deps = rule.and_then(|rule| Some((rule, rule.keyword("deps")?)));
            let deps = deps.filter(|(rule, deps)| {
                deps.range.contains(&call.range.start) && rule.keyword("proc_macro_deps").is_none()
            });
            match (deps, proc_macro_call(source, call)) {
                (Some((rule, deps)), Some(text)) => {
                    match rules.iter_mut().find(|(known, ..)| known.range == rule.range) {
                        Some((.., texts)) => texts.push(text),
                        None => rules.push((rule, deps, vec![text])),
                    }
                }
                _ => notes.add(
                    &file.file.path,
                    Some(call.line),
                    format!(
                        "{}() returns no proc macros here: add `proc_macro_deps = {0}(proc_macro = True)` to the rule",
                        call.function
                    ),
                ),
            }
        }
        for (_, deps, texts) in rules {
            edits.add_argument(source.text, deps, &format!("proc_macro_deps = {}", texts.join(" + ")));
        }
    }
}

/// The call around a call.
fn enclosing_call<'a, 's>(
    source: &'a StarlarkSource<'s>,
    inner: &LocatedCall<'s>,
) -> Option<&'a LocatedCall<'s>> {
    let is_around =
        |call: &&LocatedCall<'s>| call.range.start < inner.range.start && inner.range.end < call.range.end;
    source.calls.iter().rfind(is_around)
}

/// The call that returns the proc macros among the dependencies of another call.
fn proc_macro_call(source: &StarlarkSource<'_>, call: &LocatedCall<'_>) -> Option<String> {
    let mut arguments = Vec::new();
    for argument in &call.arguments {
        let value = &source.text[argument.value_range.clone()];
        let name = argument.name()?;
        match KINDS.iter().find(|(kind, _)| *kind == name) {
            Some(_) if value == "False" => {}
            Some((_, proc_macro)) => arguments.push(format!("{proc_macro} = {value}")),
            None if name == "package_name" => arguments.push(format!("{name} = {value}")),
            None if name == "cargo_only" => {}
            None => return None,
        }
    }
    if !arguments.iter().any(|argument| !argument.starts_with("package_name")) {
        arguments.insert(0, "proc_macro = True".to_owned());
    }
    Some(format!("{}({})", call.function, arguments.join(", ")))
}

/// The last part of a function's name, as the file that is loaded calls it.
pub fn original_name<'a>(source: &'a StarlarkSource<'_>, call: &'a LocatedCall<'_>) -> &'a str {
    let name = call.function.rsplit('.').next().unwrap_or_default();
    let loads = source.calls.iter().filter(|call| call.function == "load");
    let mut aliases = loads.flat_map(|load| &load.arguments).filter(|argument| argument.name() == Some(name));
    aliases.find_map(|argument| source.string(argument)).unwrap_or(name)
}

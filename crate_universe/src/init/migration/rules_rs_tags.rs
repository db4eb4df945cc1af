//! Rewrites what a MODULE.bazel says to the extensions of rules_rs: hubs, annotations and toolchains.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::build_language::{LocatedArgument, LocatedCall, StarlarkSource, Token};
use crate::input::attributes::AttributeTable as _;
use crate::input::fields;
use crate::input::hub_attributes::HubAttributes;

use super::hub_users::HubUsers;
use super::label_checks::read_label;
use super::migration_notes::MigrationNotes;
use super::repository_names::{RepositoryNames, label_in};
use super::rs_extensions::{EXTENSIONS, RsExtension, RsExtensionKind};
use super::starlark_files::ParsedFile;
use super::text_edits::TextEdits;

/// The repository of toolchains whose tag has no `name`.
const USUAL_TOOLCHAINS: &str = "default_rust_toolchains";

/// The repository of toolchains of rules_rust.
const RUST_TOOLCHAINS: &str = "rust_toolchains";

/// Attributes whose values are labels of this module in rules_rs, and strings for the crate's BUILD file here.
const LABEL_LISTS: [&str; 7] = [
    "build_script_data",
    "build_script_env_files",
    "build_script_tools",
    "data",
    "deps",
    "link_deps",
    "target_compatible_with",
];

/// Modules that the BUILD file of a crate knows.
const KNOWN_MODULES: [&str; 7] =
    ["bazel_skylib", "bazel_tools", "platforms", "rules_cc", "rules_license", "rules_rust", "rules_shell"];

/// A file that may declare hubs and toolchains.
pub struct RulesRsTags<'a> {
    pub root: &'a Utf8Path,
    pub names: &'a RepositoryNames,
    pub hubs: &'a HubUsers,
    pub file: &'a ParsedFile<'a>,
    pub extensions: &'a [RsExtension<'a>],
}

impl RulesRsTags<'_> {
    /// Adds the offsets of labels that are rewritten to `done`.
    pub fn rewrite(&self, edits: &mut TextEdits, notes: &mut MigrationNotes, done: &mut BTreeSet<usize>) {
        for call in &self.file.source.calls {
            match call.function.as_str() {
                "use_extension" => self.rewrite_extension(call, edits, done),
                "use_repo" | "override_repo" | "inject_repo" => self.rewrite_import(call, edits),
                "register_toolchains" => self.rewrite_registration(call, edits),
                _ => self.rewrite_tag(call, edits, notes),
            }
        }
    }

    fn kind_of(&self, variable: &str) -> Option<RsExtensionKind> {
        self.extensions.iter().find(|known| known.variable == variable).map(|known| known.kind)
    }

    fn note(&self, notes: &mut MigrationNotes, line: usize, text: impl Into<String>) {
        notes.add(&self.file.file.path, Some(line), text);
    }

    /// Whether the file patches rules_rust, which only rules_rs's repository of it can do.
    fn patches_rules_rust(&self) -> bool {
        self.file.source.calls.iter().any(|call| {
            call.tag().is_some_and(|(variable, _)| self.kind_of(variable) == Some(RsExtensionKind::RulesRust))
        })
    }

    fn rewrite_extension(&self, call: &LocatedCall<'_>, edits: &mut TextEdits, done: &mut BTreeSet<usize>) {
        let source = &self.file.source;
        let mut positional = call.positional();
        let (Some(file), name) = (positional.next(), positional.next()) else { return };
        let label = source.string(file).and_then(|label| label_in(label, &self.names.rules_rs));
        let row = label.and_then(|label| EXTENSIONS.iter().find(|(known, _)| *known == label));
        // Tags of an extension that no variable holds cannot be found.
        let (Some((_, kind)), Some(_)) = (row, call.variable) else { return };
        let target = match kind {
            RsExtensionKind::Crates => {
                format!("@{}//crate_universe:extensions.bzl", self.names.crate_universe)
            }
            RsExtensionKind::RulesRust if self.patches_rules_rust() => return,
            RsExtensionKind::RulesRust => {
                edits.remove_statement(source.text, &call.range);
                done.insert(file.range.start);
                return;
            }
            _ => format!("@{}//rust:extensions.bzl", self.names.rules_rust),
        };
        edits.replace(inner(source, file), target);
        done.insert(file.range.start);
        if let (RsExtensionKind::Toolchains, Some(name)) = (kind, name) {
            edits.replace(inner(source, name), "rust");
        }
    }

    fn rewrite_import(&self, call: &LocatedCall<'_>, edits: &mut TextEdits) {
        let source = &self.file.source;
        let variable = call.positional().next().and_then(|first| source.word(first));
        match variable.and_then(|variable| self.kind_of(variable)) {
            Some(RsExtensionKind::Toolchains) => {
                for argument in &call.arguments {
                    let name = source.string(argument);
                    if name.is_some_and(|name| self.toolchain_repositories().contains(name)) {
                        edits.replace(inner(source, argument), RUST_TOOLCHAINS);
                    }
                }
            }
            Some(RsExtensionKind::RulesRust) if call.is_statement && !self.patches_rules_rust() => {
                edits.remove_statement(source.text, &call.range);
            }
            _ => {}
        }
    }

    /// The repositories of toolchains of rules_rs.
    fn toolchain_repositories(&self) -> BTreeSet<&str> {
        let source = &self.file.source;
        let tags = source.calls.iter().filter(|call| {
            let tag = call.tag();
            tag.is_some_and(|(variable, tag)| {
                tag == "toolchain" && self.kind_of(variable) == Some(RsExtensionKind::Toolchains)
            })
        });
        tags.filter_map(|tag| match tag.keyword("name") {
            Some(name) => source.string(name),
            None => Some(USUAL_TOOLCHAINS),
        })
        .collect()
    }

    fn rewrite_registration(&self, call: &LocatedCall<'_>, edits: &mut TextEdits) {
        let source = &self.file.source;
        for argument in call.positional() {
            let label = source.string(argument).unwrap_or_default();
            for repository in self.toolchain_repositories() {
                if let Some(target) = label_in(label, repository) {
                    edits.replace(inner(source, argument), format!("@{RUST_TOOLCHAINS}//{target}"));
                }
            }
        }
    }

    fn rewrite_tag(&self, call: &LocatedCall<'_>, edits: &mut TextEdits, notes: &mut MigrationNotes) {
        let Some((variable, tag)) = call.tag() else { return };
        match (self.kind_of(variable), tag) {
            (Some(RsExtensionKind::Crates), "from_cargo") => self.rewrite_hub(call, edits, notes),
            (Some(RsExtensionKind::Crates), "annotation" | "annotation_select") => {
                self.rewrite_annotation(call, tag, edits, notes);
            }
            (Some(RsExtensionKind::Crates), "config") => self.note(
                notes,
                call.line,
                "not translated: `config`; each hub has its own `cargo_config` and `isolated`",
            ),
            (Some(RsExtensionKind::Toolchains), "toolchain") => self.rewrite_toolchain(call, edits, notes),
            (Some(RsExtensionKind::RulesRust), "patch") => self.note(
                notes,
                call.line,
                "not translated: `patch`; patch rules_rust with `single_version_override(module_name = \"rules_rust\", patches = ...)`, and remove its extension",
            ),
            (Some(RsExtensionKind::Crates | RsExtensionKind::Toolchains | RsExtensionKind::RulesRust), _) => {
                self.note(notes, call.line, format!("not translated: `{tag}`"));
            }
            _ => {}
        }
    }

    fn rewrite_hub(&self, call: &LocatedCall<'_>, edits: &mut TextEdits, notes: &mut MigrationNotes) {
        let source = &self.file.source;
        for argument in &call.arguments {
            let Some(keyword) = &argument.keyword else { continue };
            let Some(name) = argument.name() else { continue };
            match (name, source.word(argument)) {
                ("cargo_lock", _) => edits.replace(keyword.range.clone(), "cargo_lockfile"),
                ("platform_triples", _) => edits.replace(keyword.range.clone(), "supported_platform_triples"),
                ("cargo_toml", _) => {
                    edits.replace(keyword.range.clone(), "manifests");
                    edits.insert(argument.value_range.start, "[");
                    edits.insert(argument.value_range.end, "]");
                }
                ("use_home_cargo_credentials", Some("True")) => {
                    edits.replace(argument.range.clone(), "isolated = False");
                    self.note(notes, argument.line, "`isolated = False` lets cargo use your credentials; Bazel's downloads use the netrc or a credential helper (docs/registries.md)");
                }
                ("use_home_cargo_credentials", Some("False")) | ("debug", _) => {
                    edits.remove_argument(source.text, call, argument);
                }
                ("validate_lockfile", value) => {
                    edits.remove_argument(source.text, call, argument);
                    if value != Some("True") {
                        self.note(
                            notes,
                            argument.line,
                            "removed: `validate_lockfile`; Cargo.lock is always checked",
                        );
                    }
                }
                ("use_legacy_rules_rust_platforms" | "use_experimental_platforms", _) => {
                    edits.remove_argument(source.text, call, argument);
                    self.note(notes, argument.line, format!("removed: `{name}`; conditions use the platforms of rules_rust, or `platform_labels`"));
                }
                _ if name == "name" || HubAttributes::NAMES.contains(&name) => {}
                _ => self.note(notes, argument.line, format!("not translated: `{name}`")),
            }
        }
        let is_computed = |name: &str| call.keyword(name).is_some_and(|value| source.string(value).is_none());
        if is_computed("name") {
            self.note(
                notes,
                call.line,
                "the name of this hub is computed: what loads its macros was left as it is",
            );
        }
        if is_computed("cargo_toml") {
            self.note(notes, call.line, "`cargo_toml` is computed: if members depend on members, add `member_deps = True`, or list them in `deps`");
        }
        if let Some(manifest) = call.keyword("cargo_toml").filter(|manifest| self.has_members(manifest)) {
            edits.add_argument(source.text, manifest, "member_deps = True");
            self.note(
                notes,
                call.line,
                "`member_deps = True` lets all_crate_deps() return members as before: the rule of a member must have the name of its library, as in `//path:crate_name`",
            );
        }
    }

    /// Whether macros of the hub may return members.
    fn has_members(&self, manifest: &LocatedArgument<'_>) -> bool {
        let label = self.file.source.string(manifest);
        let text = label.and_then(|label| read_label(self.root, &self.file.file.path, label));
        !self.hubs.leave_out_members && text.is_some_and(|text| text.contains("[workspace"))
    }

    fn rewrite_annotation(
        &self,
        call: &LocatedCall<'_>,
        tag: &str,
        edits: &mut TextEdits,
        notes: &mut MigrationNotes,
    ) {
        let source = &self.file.source;
        let mut injected = BTreeSet::new();
        for argument in &call.arguments {
            let Some(name) = argument.name() else { continue };
            match name {
                "crate" | "version" | "repositories" | "triples" => {}
                "strip_prefix" | "workspace_cargo_toml" => {
                    edits.remove_argument(source.text, call, argument);
                    self.note(
                        notes,
                        argument.line,
                        format!("removed: `{name}`; packages are found in git repositories"),
                    );
                }
                _ if name.ends_with("_select") => {
                    let field = name.trim_end_matches("_select");
                    self.note(notes, argument.line, format!("not translated: `{name}`; write `annotation_select(crate = ..., triples = [...], {field} = ...)` for each set of triples"));
                }
                _ if LABEL_LISTS.contains(&name) => {
                    self.rewrite_labels(argument, name, &mut injected, edits, notes);
                }
                _ if fields::named(name).is_some() => {}
                _ => self.note(notes, argument.line, format!("not translated: `{name}`")),
            }
        }
        if injected.is_empty() {
            return;
        }
        let pairs: Vec<String> =
            injected.iter().map(|repository| format!("\"@{repository}\": \"{repository}\"")).collect();
        let text = format!("label_injections = {{{}}}", pairs.join(", "));
        match call.keyword("crate").filter(|_| tag == "annotation") {
            Some(argument) => edits.add_argument(source.text, argument, &text),
            None => self.note(
                notes,
                call.line,
                format!("labels of other repositories need `{text}` in a `crate.annotation` of the crate"),
            ),
        }
    }

    /// Labels of this module, as the BUILD file of a crate has to write them.
    fn rewrite_labels(
        &self,
        argument: &LocatedArgument<'_>,
        name: &str,
        injected: &mut BTreeSet<String>,
        edits: &mut TextEdits,
        notes: &mut MigrationNotes,
    ) {
        let source = &self.file.source;
        let tokens = source.value(argument);
        let is_plain = tokens
            .iter()
            .all(|token| matches!(token.token, Token::Text(Some(_)) | Token::Mark("[" | "]" | ",")));
        if !is_plain {
            self.note(notes, argument.line, format!("`{name}` is not a list of plain strings: write labels of this module as `@@//path:name`, because they are resolved in the crate's BUILD file"));
            return;
        }
        for token in tokens {
            let (Token::Text(Some(label)), Some(range)) = (&token.token, token.inner_range()) else {
                continue;
            };
            match label.strip_prefix('@') {
                Some(rest) if rest.starts_with(['@', '/']) => {}
                Some(rest) => {
                    let repository = rest.split("//").next().unwrap_or_default();
                    let is_known = KNOWN_MODULES.contains(&repository) || self.hubs.contains(repository);
                    injected.extend((!is_known).then(|| repository.to_owned()));
                }
                None if label.starts_with("//") => edits.insert(range.start, "@@"),
                None if label.starts_with(':') => edits.insert(range.start, "@@//"),
                None => edits.insert(range.start, "@@//:"),
            }
        }
    }

    fn rewrite_toolchain(&self, call: &LocatedCall<'_>, edits: &mut TextEdits, notes: &mut MigrationNotes) {
        let source = &self.file.source;
        for argument in &call.arguments {
            let (Some(keyword), Some(name)) = (&argument.keyword, argument.name()) else { continue };
            match name {
                "version" => {
                    edits.replace(keyword.range.clone(), "versions");
                    edits.insert(argument.value_range.start, "[");
                    edits.insert(argument.value_range.end, "]");
                }
                "name" => edits.remove_argument(source.text, call, argument),
                "edition" | "rustfmt_version" | "rust_analyzer_version" => {}
                _ => self.note(notes, argument.line, format!("not translated: `{name}`")),
            }
        }
        self.note(
            notes,
            call.line,
            "the toolchains of rules_rust build for the host and for WebAssembly: list other triples in `extra_target_triples`",
        );
    }
}

/// The bytes of a string without its quotes.
fn inner(source: &StarlarkSource<'_>, argument: &LocatedArgument<'_>) -> std::ops::Range<usize> {
    let token = source.value(argument).first();
    token.and_then(|token| token.inner_range()).unwrap_or(argument.value_range.clone())
}

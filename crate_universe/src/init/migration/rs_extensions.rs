//! Finds the extensions of rules_rs in a MODULE.bazel, and the hubs that they declare.

use std::collections::BTreeSet;

use crate::build_language::StarlarkSource;

use super::repository_names::{RepositoryNames, label_in};

/// The hub whose tag has no `name`.
const USUAL_HUB: &str = "crates";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsExtensionKind {
    Crates,
    Toolchains,
    /// An extension of rules_rust that rules_rs passes on.
    PassedOn,
    /// The repository of rules_rust.
    RulesRust,
}

/// The files of the extensions, from `@rules_rs//`.
pub const EXTENSIONS: [(&str, RsExtensionKind); 6] = [
    ("rs:extensions.bzl", RsExtensionKind::Crates),
    ("rs/toolchains:module_extension.bzl", RsExtensionKind::Toolchains),
    ("rs/experimental/toolchains:module_extension.bzl", RsExtensionKind::Toolchains),
    ("rs:rules_rust_reexported_extensions.bzl", RsExtensionKind::PassedOn),
    ("rs:rules_rust.bzl", RsExtensionKind::RulesRust),
    ("rs/experimental:rules_rust.bzl", RsExtensionKind::RulesRust),
];

/// A variable with an extension of rules_rs.
#[derive(Debug)]
pub struct RsExtension<'a> {
    pub variable: &'a str,
    pub kind: RsExtensionKind,
}

impl<'a> RsExtension<'a> {
    pub fn list(source: &StarlarkSource<'a>, names: &RepositoryNames) -> Vec<RsExtension<'a>> {
        let uses = source.calls.iter().filter(|call| call.function == "use_extension");
        uses.filter_map(|call| {
            let label = label_in(source.string(call.positional().next()?)?, &names.rules_rs)?;
            let (_, kind) = EXTENSIONS.iter().find(|(file, _)| *file == label)?;
            Some(RsExtension { variable: call.variable?, kind: *kind })
        })
        .collect()
    }

    /// The names of the hubs in labels.
    pub fn hub_names(source: &StarlarkSource<'a>, extensions: &[RsExtension<'a>]) -> BTreeSet<String> {
        let is_crates = |variable: &str| {
            extensions.iter().any(|known| known.variable == variable && known.kind == RsExtensionKind::Crates)
        };
        let mut hubs = BTreeSet::new();
        for call in &source.calls {
            if call.tag().is_some_and(|(variable, tag)| tag == "from_cargo" && is_crates(variable)) {
                let name = call.keyword("name").map_or(Some(USUAL_HUB), |name| source.string(name));
                hubs.extend(name.map(str::to_owned));
            }
        }
        let imports = source.calls.iter().filter(|call| call.function == "use_repo");
        let renamed: Vec<String> = imports
            .flat_map(|call| &call.arguments)
            .filter(|argument| source.string(argument).is_some_and(|name| hubs.contains(name)))
            .filter_map(|argument| argument.name().map(str::to_owned))
            .collect();
        hubs.extend(renamed);
        hubs
    }
}

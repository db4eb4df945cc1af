//! Reads a MODULE.bazel: which modules, toolchains and hubs it declares. [`ModuleAdditions`] adds what is missing.
//!
//! [`ModuleAdditions`]: super::module_additions::ModuleAdditions

use std::collections::BTreeSet;

use camino::Utf8Path;
use semver::Version;

use crate::build_language::{self, CallStatement, SyntaxError};
use crate::error::{Code, Error, Result};

/// The name of a hub for which the user chose none.
const USUAL_HUB: &str = "crates";

/// A MODULE.bazel, which may be empty.
pub struct ModuleFile {
    pub text: String,
    /// The calls of the file itself.
    pub calls: Vec<CallStatement>,
    /// The calls of the files that it includes.
    included: Vec<CallStatement>,
}

/// The hub of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub struct ModuleHub {
    /// The name of the repository.
    pub name: String,
    /// The name in labels, which `use_repo` may change.
    pub apparent: String,
    /// Whether a `crate.from_cargo` declares it already.
    pub is_declared: bool,
    /// Whether a `use_repo` makes it visible already.
    pub is_visible: bool,
}

impl ModuleFile {
    /// Parses the file at `path` and those that it includes, which `read` returns by label. Fails if the crates come from
    /// another extension.
    pub fn parse(path: &Utf8Path, text: &str, read: impl Fn(&str) -> Option<String>) -> Result<ModuleFile> {
        let module = ModuleFile::parse_any(path, text, read)?;
        module.check_crate_extension(path)?;
        Ok(module)
    }

    /// The same for a file that may use any extension.
    pub fn parse_any(
        path: &Utf8Path,
        text: &str,
        read: impl Fn(&str) -> Option<String>,
    ) -> Result<ModuleFile> {
        let refused = |SyntaxError { line, what }: SyntaxError| {
            Error::new(Code::ModuleFile, format!("the file cannot be parsed: {what}"))
                .at_offset(path, text, line_offset(text, line))
                .help("correct the line, and run the command again")
        };
        let calls = build_language::list_calls(text).map_err(refused)?;
        let mut included: Vec<CallStatement> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut pending = included_labels(&calls);
        while let Some(label) = pending.pop() {
            // A file that cannot be read or parsed is Bazel's to report.
            let found = read(&label).and_then(|text| build_language::list_calls(&text).ok());
            if let Some(found) = found.filter(|_| seen.insert(label)) {
                pending.extend(included_labels(&found));
                included.extend(found);
            }
        }
        Ok(ModuleFile { text: text.to_owned(), calls, included })
    }

    pub fn all_calls(&self) -> impl Iterator<Item = &CallStatement> {
        self.calls.iter().chain(&self.included)
    }

    pub fn calls_of(&self, function: &str) -> impl Iterator<Item = &CallStatement> {
        self.all_calls().filter(move |call| call.function == function)
    }

    /// Whether a module is a dependency.
    pub fn has_dep(&self, module: &str) -> bool {
        self.calls_of("bazel_dep").any(|call| call.text("name") == Some(module))
    }

    /// Whether an override says where a module comes from.
    pub fn has_override(&self, module: &str) -> bool {
        let overrides = self.all_calls().filter(|call| call.function.ends_with("_override"));
        overrides
            .filter(|call| call.function != "single_version_override")
            .any(|call| call.text("module_name") == Some(module))
    }

    /// The name under which labels refer to a module.
    pub fn repository_of<'a>(&'a self, module: &'a str) -> &'a str {
        let dep = self.calls_of("bazel_dep").find(|call| call.text("name") == Some(module));
        dep.and_then(|call| call.text("repo_name")).unwrap_or(module)
    }

    /// The variables that hold an extension of a module.
    pub fn extension_variables(&self, module: &str, package: &str, extension: &str) -> Vec<&str> {
        let repository = self.repository_of(module);
        let is = |call: &&CallStatement| {
            extension_of(call).is_some_and(|(label, name)| {
                let (found, rest) = split_label(label);
                name == extension
                    && found == repository
                    && rest.strip_prefix(package).is_some_and(|file| file.starts_with(':'))
            })
        };
        self.calls_of("use_extension").filter(is).filter_map(|call| call.variable.as_deref()).collect()
    }

    /// The variables that hold the extension of rules_rust that declares toolchains.
    pub fn rust_variables(&self) -> Vec<&str> {
        self.extension_variables("rules_rust", "rust", "rust")
    }

    /// The variables that hold our extension.
    pub fn crate_variables(&self) -> Vec<&str> {
        self.extension_variables("crate_universe", "crate_universe", "crate")
    }

    /// Whether toolchains for Rust are registered, from wherever they come.
    pub fn registers_rust_toolchains(&self) -> bool {
        let mut labels = self
            .calls_of("register_toolchains")
            .flat_map(|call| call.positional())
            .flat_map(|argument| &argument.texts);
        labels.any(|label| label.contains("rust"))
    }

    /// Whether the file says nothing about a toolchain, so that a version of Rust has to be chosen for it.
    pub fn needs_toolchain(&self) -> bool {
        match self.rust_variables().as_slice() {
            [] => !self.registers_rust_toolchains(),
            variables => !self.all_calls().any(|call| tag_of(call, variables).is_some()),
        }
    }

    /// The newest release among the `versions` of the toolchain tags. `None` if there is none, or also a nightly.
    pub fn newest_rust_release(&self) -> Option<Version> {
        let variables = self.rust_variables();
        let tags = self.all_calls().filter(|call| tag_of(call, &variables) == Some("toolchain"));
        let versions = tags.filter_map(|call| call.keyword("versions")).flat_map(|argument| &argument.texts);
        let releases: Option<Vec<Version>> = versions.map(|version| Version::parse(version).ok()).collect();
        releases?.into_iter().max()
    }

    /// Whether `use_repo` imports a repository from one of the variables, and under which name.
    pub fn imported_name(&self, variables: &[&str], repository: &str) -> Option<&str> {
        let is_from = |call: &&CallStatement| {
            let from = call.positional().next().and_then(|argument| argument.name.as_deref());
            from.is_some_and(|name| variables.contains(&name))
        };
        let mut arguments = self.calls_of("use_repo").filter(is_from).flat_map(|call| &call.arguments);
        arguments.find_map(|argument| {
            let text = argument.texts.iter().find(|text| *text == repository)?;
            Some(argument.keyword.as_deref().unwrap_or(text))
        })
    }

    /// The hub that lists a manifest of one of the packages, or the one to declare. `other`: the name of the latter if
    /// the usual one is in use.
    pub fn find_hub(&self, packages: &[String], other: &str) -> ModuleHub {
        let variables = self.crate_variables();
        let hubs: Vec<&CallStatement> = self
            .all_calls()
            .filter(|call| {
                ["from_cargo", "from_specs"].iter().any(|tag| tag_of(call, &variables) == Some(tag))
            })
            .collect();
        let name_of = |call: &CallStatement| call.text("name").unwrap_or(USUAL_HUB).to_owned();
        let lists = |call: &&&CallStatement| {
            let labels = call.keyword("manifests").map_or(&[][..], |argument| &argument.texts);
            labels.iter().any(|label| packages.iter().any(|package| self.is_manifest_label(label, package)))
        };
        let declared = hubs.iter().find(lists).map(|call| name_of(call));
        let is_declared = declared.is_some();
        let is_taken = hubs.iter().any(|call| name_of(call) == USUAL_HUB);
        let name = declared.unwrap_or_else(|| if is_taken { other } else { USUAL_HUB }.to_owned());
        let imported = self.imported_name(&variables, &name).map(str::to_owned);
        let is_visible = imported.is_some();
        ModuleHub { apparent: imported.unwrap_or_else(|| name.clone()), name, is_declared, is_visible }
    }

    fn is_manifest_label(&self, label: &str, package: &str) -> bool {
        let (repository, rest) = split_label(label);
        let own = self.calls_of("module").find_map(|call| call.text("repo_name").or(call.text("name")));
        let is_own = repository.is_empty() || Some(repository) == own;
        is_own && (rest == format!("{package}:Cargo.toml") || rest == "Cargo.toml" && package.is_empty())
    }

    /// Fails if the crates come from another module's extension: two of them cannot share a name.
    fn check_crate_extension(&self, path: &Utf8Path) -> Result<()> {
        let ours = self.repository_of("crate_universe");
        let foreign = self.calls.iter().find_map(|call| {
            let (label, name) = extension_of(call)?;
            (name == "crate" && split_label(label).0 != ours).then_some((call, label))
        });
        let Some((call, label)) = foreign else { return Ok(()) };
        Err(Error::new(
            Code::ModuleFile,
            format!("the crates of this module come from another extension: {label}"),
        )
        .at_offset(path, &self.text, line_offset(&self.text, call.last_line))
        .help("move to crate_universe first, which docs/migrating.md describes, and run the command again"))
    }
}

/// The text of a file that MODULE.bazel includes. Only the module itself can be included.
pub fn read_included(root: &Utf8Path, label: &str) -> Option<String> {
    let (package, name) = label.trim_start_matches('@').strip_prefix("//")?.split_once(':')?;
    crate::disk::read_to_string(root.join(package).join(name)).ok()
}

/// The label and the name of the extension that a call uses.
fn extension_of(call: &CallStatement) -> Option<(&str, &str)> {
    let mut texts = call.positional().map(|argument| argument.texts.first().map(String::as_str));
    let is_call = call.function == "use_extension";
    is_call.then(|| Some((texts.next()??, texts.next()??)))?
}

/// The name of the tag, if a call adds one to the extension in one of the variables.
pub fn tag_of<'a>(call: &'a CallStatement, variables: &[&str]) -> Option<&'a str> {
    let (variable, tag) = call.function.split_once('.')?;
    variables.contains(&variable).then_some(tag)
}

/// The name of the repository and what follows `//`. `:file` is a file of the root package.
fn split_label(label: &str) -> (&str, &str) {
    let label = label.trim_start_matches('@');
    label.split_once("//").unwrap_or(("", label))
}

fn included_labels(calls: &[CallStatement]) -> Vec<String> {
    let includes = calls.iter().filter(|call| call.function == "include");
    includes.filter_map(|call| call.positional().next()?.texts.first().cloned()).collect()
}

/// The offset at which a line begins.
fn line_offset(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

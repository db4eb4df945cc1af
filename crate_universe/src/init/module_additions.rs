//! Adds to a MODULE.bazel what is missing. Nothing that is there is changed or moved.

use crate::error::Result;
use crate::render::starlark::StarlarkExpr;

use super::module_file::{ModuleFile, ModuleHub, tag_of};
use super::text_lines::{end_line, with_line_ends_of};
use super::versions;

/// What a MODULE.bazel needs.
pub struct ModuleAdditions<'a> {
    pub hub: &'a ModuleHub,
    /// The Bazel package of the root manifest.
    pub package: &'a str,
    /// Where a clone of crate_universe is, if it does not come from a registry.
    pub clone: Option<&'a str>,
    pub edition: Option<&'a str>,
    /// The version of Rust for the toolchain.
    pub rust_version: Option<&'a str>,
}

/// Lines to insert after a line, or at the end.
struct Insertion {
    after: Option<usize>,
    text: String,
}

impl ModuleAdditions<'_> {
    /// The text of the file with everything that was missing.
    pub fn add_missing(&self, module: &ModuleFile) -> Result<String> {
        let deps = add_deps(module);
        let own_override = add_override(module, self.clone)?;
        let insertions = [deps, own_override, self.add_toolchain(module)?, self.add_hub(module)?];
        Ok(insert(&module.text, insertions.into_iter().flatten()))
    }

    /// The toolchain, or the parts of it that are missing.
    fn add_toolchain(&self, module: &ModuleFile) -> Result<Option<Insertion>> {
        let repository = module.repository_of("rules_rust");
        let variables = module.rust_variables();
        let is_registered = module.registers_rust_toolchains();
        let register = "register_toolchains(\"@rust_toolchains//:all\")\n";
        let (variable, text) = match variables.first() {
            None if is_registered => return Ok(None),
            None => {
                let variable = free_variable(module, "rust");
                let extension =
                    format!("{variable} = use_extension(\"@{repository}//rust:extensions.bzl\", \"rust\")\n");
                let tag = self.toolchain_tag(variable)?;
                (variable, format!("{extension}{tag}use_repo({variable}, \"rust_toolchains\")\n\n{register}"))
            }
            Some(variable) => {
                let mut text = String::new();
                if module.needs_toolchain() {
                    text += &self.toolchain_tag(variable)?;
                }
                if !is_registered {
                    if module.imported_name(&variables, "rust_toolchains").is_none() {
                        text += &format!("use_repo({variable}, \"rust_toolchains\")\n");
                    }
                    text = format!("{text}\n{register}").trim_start().to_owned();
                }
                (*variable, text)
            }
        };
        Ok(Some(Insertion { after: last_use(module, variable), text }))
    }

    fn toolchain_tag(&self, variable: &str) -> Result<String> {
        let edition = self.edition.map(|edition| Ok(format!("    edition = {},\n", quote(edition)?)));
        let versions =
            self.rust_version.map(|version| Ok(format!("    versions = [{}],\n", quote(version)?)));
        let arguments: String = edition.into_iter().chain(versions).collect::<Result<_>>()?;
        Ok(match arguments.as_str() {
            "" => format!("{variable}.toolchain()\n"),
            _ => format!("{variable}.toolchain(\n{arguments})\n"),
        })
    }

    /// The hub, or the `use_repo` of one that is declared.
    fn add_hub(&self, module: &ModuleFile) -> Result<Option<Insertion>> {
        let repository = module.repository_of("crate_universe");
        let variables = module.crate_variables();
        let variable = variables.first().copied().unwrap_or_else(|| free_variable(module, "crate"));
        let mut text = String::new();
        if variables.is_empty() {
            text += &format!(
                "{variable} = use_extension(\"@{repository}//crate_universe:extensions.bzl\", \"crate\")\n"
            );
        }
        let name = quote(&self.hub.name)?;
        if !self.hub.is_declared {
            let lock = quote(&format!("//{}:Cargo.lock", self.package))?;
            let manifest = quote(&format!("//{}:Cargo.toml", self.package))?;
            text += &format!(
                "{variable}.from_cargo(\n    name = {name},\n    cargo_lockfile = {lock},\n    manifests = [{manifest}],\n)\n"
            );
        }
        if !self.hub.is_visible {
            text += &format!("use_repo({variable}, {name})\n");
        }
        Ok(Some(Insertion { after: last_use(module, variable), text }))
    }
}

/// The text of the file with the dependencies on this module and on rules_rust, and with the override of `clone`.
pub fn add_missing_deps(module: &ModuleFile, clone: Option<&str>) -> Result<String> {
    let insertions = [add_deps(module), add_override(module, clone)?];
    Ok(insert(&module.text, insertions.into_iter().flatten()))
}

fn add_override(module: &ModuleFile, clone: Option<&str>) -> Result<Option<Insertion>> {
    let Some(clone) = clone.filter(|_| !module.has_override("crate_universe")) else { return Ok(None) };
    let text = format!(
        "local_path_override(\n    module_name = \"crate_universe\",\n    path = {},\n)\n",
        quote(clone)?
    );
    Ok(Some(Insertion { after: None, text }))
}

/// The dependencies, after the last one that is there.
fn add_deps(module: &ModuleFile) -> Option<Insertion> {
    let deps = [("crate_universe", versions::OWN), ("rules_rust", versions::RULES_RUST)];
    let missing = deps.iter().filter(|(name, _)| !module.has_dep(name));
    let text: String = missing
        .map(|(name, version)| format!("bazel_dep(name = \"{name}\", version = \"{version}\")\n"))
        .collect();
    let last = |function: &str| {
        module.calls.iter().filter(|call| call.function == function).map(|call| call.last_line).next_back()
    };
    Some(match (last("bazel_dep"), last("module")) {
        (Some(line), _) => Insertion { after: Some(line), text },
        (None, Some(line)) if !text.is_empty() => Insertion { after: Some(line), text: format!("\n{text}") },
        (None, _) => Insertion { after: None, text },
    })
}

/// The line of the last statement that uses an extension in a variable.
fn last_use(module: &ModuleFile, variable: &str) -> Option<usize> {
    let uses = module.calls.iter().filter(|call| {
        let is_import = call.function == "use_repo"
            && call.positional().next().is_some_and(|argument| argument.name.as_deref() == Some(variable));
        let is_extension = call.function == "use_extension" && call.variable.as_deref() == Some(variable);
        is_import || is_extension || tag_of(call, &[variable]).is_some()
    });
    uses.map(|call| call.last_line).next_back()
}

/// The usual name of a variable, or another one if the file uses it for something else.
fn free_variable(module: &ModuleFile, usual: &'static str) -> &'static str {
    let is_used = module.calls.iter().any(|call| call.variable.as_deref() == Some(usual));
    match (is_used, usual) {
        (false, _) => usual,
        (true, "rust") => "rust_extension",
        (true, _) => "crate_extension",
    }
}

fn quote(text: &str) -> Result<String> {
    Ok(StarlarkExpr::text(text).to_text()?.trim_end().to_owned())
}

/// Inserts lines into a text. Those at its end are separated by empty lines.
fn insert(text: &str, insertions: impl Iterator<Item = Insertion>) -> String {
    let insertions: Vec<Insertion> = insertions.filter(|insertion| !insertion.text.is_empty()).collect();
    let newline = &with_line_ends_of(text, "\n");
    let mut written = String::new();
    let mut lines = text.split_inclusive('\n').enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        written += line;
        let here = insertions.iter().filter(|insertion| insertion.after == Some(at + 1));
        let added: String = here.map(|insertion| insertion.text.as_str()).collect();
        if added.is_empty() {
            continue;
        }
        end_line(&mut written);
        written += &with_line_ends_of(text, &added);
        // A block of its own is separated from what follows.
        if added.starts_with('\n') && lines.peek().is_some_and(|(_, next)| !next.trim().is_empty()) {
            written += newline;
        }
    }
    for insertion in insertions.iter().filter(|insertion| insertion.after.is_none()) {
        end_line(&mut written);
        if !written.is_empty() {
            written += newline;
        }
        written += &with_line_ends_of(text, &insertion.text);
    }
    written
}

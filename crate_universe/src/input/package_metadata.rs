//! `[package.metadata.bazel]`: what a package sets for its own BUILD file. The hub's attribute `use_metadata_of`
//! chooses the packages whose table applies.
//!
//! Users of a package are not responsible for its mistakes, so an invalid value is ignored instead of being an error.
//! No value can affect targets of other packages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::build_language::{self, LoadedNames};
use crate::ids::PackageId;
use crate::label::{is_plain_name, is_target_name};
use crate::plain_text;

use super::fields::{FIELDS, Field, Release, named};
use super::value::FieldValue;

/// The packages whose table applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PackageMetadata {
    #[default]
    All,
    Of(BTreeSet<String>),
}

impl PackageMetadata {
    pub fn new(names: &[String]) -> PackageMetadata {
        match names.iter().any(|name| name == "*") {
            true => PackageMetadata::All,
            false => PackageMetadata::Of(names.iter().cloned().collect()),
        }
    }

    /// Whether the table of a package applies. That of a path package always does: it is the user's own.
    pub fn counts(&self, id: &PackageId) -> bool {
        match self {
            PackageMetadata::Of(names) if is_of_others(id) => names.contains(&id.name),
            _ => true,
        }
    }

    /// Whether the user named the package, and so knows about its table.
    pub fn names(&self, id: &PackageId) -> bool {
        matches!(self, PackageMetadata::Of(names) if names.contains(&id.name))
    }
}

/// Whether someone else writes the package's manifest.
pub fn is_of_others(id: &PackageId) -> bool {
    !id.source.is_path()
}

/// The table of one package.
#[derive(Debug, Default)]
pub struct OwnValues {
    pub values: BTreeMap<Field, FieldValue>,
    /// Values without effect, and why.
    pub ignored: Vec<String>,
}

pub fn read(table: &BTreeMap<String, Json>, rules_rust: Release) -> OwnValues {
    let mut own = OwnValues::default();
    for (name, json) in table {
        match value(name, json, rules_rust) {
            Ok(Some((field, value))) => drop(own.values.insert(field, value)),
            Ok(None) => {}
            Err(reason) => own.ignored.push(format!("`{name}`: {reason}")),
        }
    }
    own
}

fn value(name: &str, json: &Json, rules_rust: Release) -> Result<Option<(Field, FieldValue)>, String> {
    let row = named(name).ok_or("there is no such annotation field")?;
    if !row.metadata {
        return Err("only an annotation can set it".to_owned());
    }
    if let Some((major, minor)) = row.since.filter(|_| !row.fits(rules_rust)) {
        return Err(format!("it requires rules_rust {major}.{minor}.0 or newer"));
    }
    let value = row.shape.read(json).ok_or_else(|| format!("it must be {}", row.shape.words()))?;
    match (row.field, &value) {
        (Field::ExtraAliasedTargets, Some(FieldValue::Dict(aliases))) => {
            aliases.iter().try_for_each(|(name, target)| alias(name, target))?;
        }
        (Field::AdditiveBuildFileContent, Some(FieldValue::Text(text))) => additive(text)?,
        _ => {}
    }
    Ok(value.map(|value| (row.field, value)))
}

/// Names that generated BUILD files of packages use, from us or from Bazel. A test compares this list with the files.
pub const OUR_NAMES: [&str; 25] = [
    "CARGO_PKG_ENV",
    "False",
    "LICENSE_TEXT",
    "None",
    "SCRIPT_ENV",
    "SCRIPT_TOOLS_ENV",
    "True",
    "alias",
    "build_script_override",
    "cargo_build_script",
    "environment_file",
    "exec_alias",
    "filegroup",
    "folder_for_build_scripts",
    "folder_for_proc_macros",
    "glob",
    "license",
    "license_kind",
    "package",
    "package_info",
    "rust_binary",
    "rust_library",
    "rust_proc_macro",
    "select",
    "union",
];

/// The maximum length of additive BUILD text, in bytes.
const LONGEST: usize = 64 * 1024;

/// Checks text for the end of the package's BUILD file: Bazel must accept it, and a reviewer must see everything in it.
fn additive(text: &str) -> Result<(), String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {} KiB", LONGEST / 1024));
    }
    let unseen = |c: &char| *c != '\n' && *c != '\t' && (c.is_control() || plain_text::is_bidi(*c));
    if let Some(c) = text.replace("\r\n", "\n").chars().find(unseen) {
        return Err(format!("it contains the invisible character {}", c.escape_unicode()));
    }
    let found = build_language::parse(text)
        .map_err(|error| format!("Bazel cannot parse it: line {}: {}", error.line, error.what))?;
    if let Some(hidden) = &found.hidden {
        let what = &hidden.what;
        return Err(format!("it hides a name that it defines: line {}: {what}", hidden.line));
    }
    if found.uses.contains("package") {
        return Err("it uses `package`, which the generated BUILD file calls itself".to_owned());
    }
    // A rule of rules_rust may be loaded again, since it is the same.
    let is_same = |load: &LoadedNames| load.of == load.name && load.file.starts_with("@rules_rust//");
    let is_loaded = |name: &str| found.loads.iter().any(|load| load.name == name && !is_same(load));
    match OUR_NAMES.iter().find(|name| found.names.contains(**name) || is_loaded(name)) {
        Some(name) => Err(format!("it redefines `{name}`, which the generated BUILD file uses")),
        None => Ok(()),
    }
}

fn alias(name: &str, target: &str) -> Result<(), String> {
    if !is_plain_name(name) {
        return Err(format!("{name:?} is not a valid alias name"));
    }
    if !is_target_name(target.trim_start_matches(':')) {
        return Err(format!("{target:?} is not a valid target name"));
    }
    Ok(())
}

/// One line per package, with the fields that apply.
pub fn own_metadata_line(package: &str, own: &OwnValues) -> Option<String> {
    let fields: Vec<&str> =
        FIELDS.iter().filter(|row| own.values.contains_key(&row.field)).map(|row| row.name).collect();
    let what = format!("{package}: its own [package.metadata.bazel] applies: {}", fields.join(", "));
    (!fields.is_empty()).then_some(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(table: Json) -> OwnValues {
        let table = table.as_object().expect("a table");
        read(&table.iter().map(|(name, value)| (name.clone(), value.clone())).collect(), (0, 73))
    }

    #[test]
    fn what_is_added_to_a_file_is_read_first() {
        let ignored = |text: &str| {
            own(serde_json::json!({"additive_build_file_content": text})).ignored.pop().unwrap_or_default()
        };
        for text in [
            "",
            "cc_library(name = \"cc\")",
            "load(\"@x//:y.bzl\", \"z\")\r\nz(name = \"ä\")\n",
            "load(\"@rules_rust//rust:defs.bzl\", \"rust_library\")",
        ] {
            assert_eq!(ignored(text), "");
        }
        for (text, reason) in [
            ("\n\nf(", "line 3: an unclosed bracket"),
            ("# \u{202e}", "the invisible character \\u{202e}"),
            ("A = \"\u{1b}\"", "the invisible character \\u{1b}"),
            ("A = 1\rB = 2", "the invisible character \\u{d}"),
            ("package(default_visibility = [])", "uses `package`"),
            ("rust_library = 1", "`rust_library`"),
            ("CARGO_PKG_ENV = {}", "`CARGO_PKG_ENV`"),
            ("load(\"//:x.bzl\", rust_library = \"evil\")", "`rust_library`"),
            (&"#\n".repeat(LONGEST / 2 + 1), "longer than 64 KiB"),
            // Here Bazel would read a name of ours that is not visible in the text.
            (r#"load("//x:y.bzl", "rust_libr\141ry")"#, "line 1: a load with an escape sequence"),
            (r#"load("//x:y\56bzl", "z")"#, "a load with an escape sequence"),
            (r#"f(name = "l\151b")"#, "a `name` that is not a plain string"),
            ("f(name = \"l\" + \"ib\")", "a `name` that is not a plain string"),
            (
                "load(\"//x:y.bzl\", \"rust_library\")\nload(\"@rules_rust//rust:defs.bzl\", \"rust_library\")",
                "`rust_library`",
            ),
            ("load(\"@rules_rust//rust:defs.bzl\", rust_library = \"rust_test\")", "`rust_library`"),
            ("p = package\np()", "uses `package`"),
            ("[f() for f in [package]]", "uses `package`"),
            ("load(\"//x:y.bzl\", \"package\")", "`package`"),
            ("glob = 1", "`glob`"),
            ("load(\"//x:y.bzl\", \"select\")", "`select`"),
            ("True = False", "`True`"),
        ] {
            assert!(ignored(text).contains(reason), "{text}: {}", ignored(text));
        }
    }

    #[test]
    fn names_of_aliases_are_names() {
        for name in ["cxx_cc", "native-tool", "tool.v2", "a+b"] {
            let own = own(serde_json::json!({"extra_aliased_targets": {name: ":tool"}}));
            assert!(own.ignored.is_empty(), "{name}: {:?}", own.ignored);
        }
        for name in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "a\"b",
            "a b",
            "all",
            "all-targets",
            "...",
            "*",
            "defs.bzl",
            "x.bzl",
            "BUILD",
            "BUILD.bazel",
            "serde.exec",
            "serde.actual",
            "-a",
            "a:b",
            "a\nb",
            "\u{202e}a",
            "ä",
        ] {
            let own = own(serde_json::json!({"extra_aliased_targets": {name: "tool"}}));
            assert!(own.values.is_empty() && own.ignored.len() == 1, "{name:?}: {:?}", own.ignored);
        }
        for target in ["", "//x", "../x", "a\nb", "@x//:y", "x:y", "/x", "x/"] {
            let own = own(serde_json::json!({"extra_aliased_targets": {"name": target}}));
            assert!(own.values.is_empty() && own.ignored.len() == 1, "{target:?}: {:?}", own.ignored);
        }
    }
}

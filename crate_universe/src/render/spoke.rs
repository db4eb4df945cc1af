//! The BUILD file of one package. Takes its planned rules, gives the text, in the order and shape that buildifier
//! leaves alone.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::plan::conditions::Conditions;
use crate::plan::{Rule, RuleKind, Spoke, Value};

use super::Style;
use super::frame::Piece;
use super::starlark::{Load, Star, write};

/// The constant that holds what all rules of a file set for rustc.
const ENVIRONMENT: &str = "CARGO_PKG_ENV";

pub fn build_file(style: &Style<'_>, conditions: &Conditions, spoke: &Spoke) -> Result<String> {
    let writer = Writer { style, conditions, spoke };
    let rules = &spoke.build.rules;
    let mut statements = Vec::new();
    if rules.iter().flat_map(|rule| &rule.attrs).any(|(_, value)| matches!(value, Value::Environment(_))) {
        let entries = spoke.build.environment.iter();
        let dict = Star::Dict(entries.map(|(name, value)| (name.clone(), Star::text(value))).collect());
        statements.push(format!("{ENVIRONMENT} = {}", dict.write()?));
    }
    for rule in rules {
        statements.push(writer.rule(rule).write()?);
    }
    let loads = loads(style, rules)?;
    style.frames.render(
        "build",
        &style.header,
        &[("loads", Piece::Many(loads)), ("statements", Piece::Many(statements))],
    )
}

/// The load of each file that the rules come from.
fn loads(style: &Style<'_>, rules: &[Rule]) -> Result<Vec<String>> {
    let used: BTreeSet<RuleKind> = rules.iter().map(|rule| rule.rule).collect();
    let mut loads = Vec::new();
    for file in ["//cargo:defs.bzl", "//rust:defs.bzl"] {
        let names: Vec<&str> =
            used.iter().filter(|rule| home(**rule) == Some(file)).map(|rule| name(*rule)).collect();
        if !names.is_empty() {
            let text = write(&Load(&format!("{}{file}", style.repo_names.rules_rust), &names))?;
            loads.push(text.trim_end().to_owned());
        }
    }
    Ok(loads)
}

fn name(rule: RuleKind) -> &'static str {
    match rule {
        RuleKind::Alias => "alias",
        RuleKind::CargoBuildScript => "cargo_build_script",
        RuleKind::RustBinary => "rust_binary",
        RuleKind::RustLibrary => "rust_library",
        RuleKind::RustProcMacro => "rust_proc_macro",
    }
}

/// The file of rules_rust that defines a rule.
fn home(rule: RuleKind) -> Option<&'static str> {
    match rule {
        RuleKind::Alias => None,
        RuleKind::CargoBuildScript => Some("//cargo:defs.bzl"),
        RuleKind::RustBinary | RuleKind::RustLibrary | RuleKind::RustProcMacro => Some("//rust:defs.bzl"),
    }
}

struct Writer<'a> {
    style: &'a Style<'a>,
    conditions: &'a Conditions,
    spoke: &'a Spoke,
}

impl Writer<'_> {
    fn rule(&self, rule: &Rule) -> Star {
        let mut arguments = vec![("name", Star::text(&rule.name))];
        for (name, value) in &rule.attrs {
            arguments.extend(self.value(name, value).map(|value| (*name, value)));
        }
        arguments.sort_by_key(|(name, _)| rank(name));
        Star::Call(name(rule.rule).to_owned(), arguments)
    }

    /// None where there is nothing to say.
    fn value(&self, attr: &str, value: &Value) -> Option<Star> {
        match value {
            Value::Text(text) => Some(Star::text(text)),
            Value::Texts(texts) if texts.is_empty() => None,
            Value::Texts(texts) => Some(self.texts(attr, texts)),
            Value::Entries(entries) if entries.is_empty() => None,
            Value::Entries(entries) => Some(self.entries(entries)),
            Value::Choice { cells, default } => {
                let mut cells: Vec<_> =
                    cells.iter().map(|(set, label)| (self.named(*set), Star::text(label))).collect();
                cells.sort_by(|(left, _), (right, _)| left.cmp(right));
                Some(Star::Select(cells, Box::new(Star::text(default))))
            }
            Value::Glob { include, exclude } => {
                let list = |texts: &[&str]| texts.iter().map(|text| Star::text(*text)).collect();
                Some(Star::Glob(list(include), list(exclude)))
            }
            Value::Environment(own) if own.is_empty() => Some(Star::Name(ENVIRONMENT)),
            Value::Environment(own) => {
                let mut all: Vec<_> = self.spoke.build.environment.iter().chain(own).collect();
                all.sort();
                Some(Star::Dict(
                    all.into_iter().map(|(name, value)| (name.clone(), Star::text(value))).collect(),
                ))
            }
            Value::ChosenPlatforms => {
                let chosen = (self.condition(self.conditions.all()), Star::List(Vec::new()));
                let incompatible = Star::texts(["@platforms//:incompatible"]);
                Some(Star::Select(vec![chosen], Box::new(incompatible)))
            }
        }
    }

    fn condition(&self, name: &str) -> String {
        format!("@{}//cfg:{name}", self.style.hub)
    }

    fn named(&self, set: PlatformSet) -> String {
        self.condition(self.conditions.name(set))
    }

    fn texts(&self, attr: &str, texts: &PerPlatform<String>) -> Star {
        // buildifier sorts labels: those of the file itself come first.
        let list = |texts: &[String]| {
            let mut texts: Vec<&String> = texts.iter().collect();
            if attr.ends_with("deps") {
                texts.sort_by_key(|text| (!text.starts_with(':'), text.replace(':', "\u{1}")));
            }
            Star::texts(texts)
        };
        let cells = self.cells(texts, list);
        let select = Star::Select(cells, Box::new(Star::List(Vec::new())));
        match (texts.common.is_empty(), texts.cells.is_empty()) {
            (_, true) => list(&texts.common),
            (true, false) => select,
            (false, false) => Star::Sum(Box::new(list(&texts.common)), Box::new(select)),
        }
    }

    /// Dicts cannot be added in a BUILD file's select, so each cell repeats what is common.
    fn entries(&self, entries: &PerPlatform<(String, String)>) -> Star {
        let dict = |own: &[(String, String)]| {
            let mut all: Vec<_> = entries.common.iter().chain(own).collect();
            all.sort();
            Star::Dict(all.into_iter().map(|(key, value)| (key.clone(), Star::text(value))).collect())
        };
        match entries.cells.is_empty() {
            true => dict(&[]),
            false => Star::Select(self.cells(entries, dict), Box::new(dict(&[]))),
        }
    }

    fn cells<T>(&self, values: &PerPlatform<T>, star: impl Fn(&[T]) -> Star) -> Vec<(String, Star)> {
        let named = values.cells.iter();
        let mut cells: Vec<(String, Star)> =
            named.map(|(set, held)| (self.named(*set), star(held))).collect();
        cells.sort_by(|(left, _), (right, _)| left.cmp(right));
        cells
    }
}

/// buildifier's order of arguments: the name, what is compiled, all others by name, what is linked.
fn rank(name: &'static str) -> (i32, &'static str) {
    let rank = match name {
        "name" => -99,
        "srcs" => -90,
        "deps" => 4,
        _ => 0,
    };
    (rank, name)
}

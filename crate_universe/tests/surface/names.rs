//! The names that rules_rust's crate_universe takes, from test/rules_rust_names.txt, against ours. An attribute of a tag or a
//! rule has a row in the table of the surface, and so a case that uses it; the parameters of functions are read here.

use std::collections::BTreeSet;
use std::fs;

use super::repository;
use super::rows;

/// A function -> where it is defined, and by which name.
const FUNCTIONS: [(&str, &str, &str); 8] = [
    ("cargo_bazel_bootstrap()", "crate_universe/deps_bootstrap.bzl", "cargo_bazel_bootstrap"),
    ("crate.annotation()", "private/annotation_fields.bzl", "annotation"),
    ("crate.select()", "private/annotation.bzl", "crate_select"),
    ("crate.spec()", "private/spec_attrs.bzl", "spec"),
    ("crate.workspace_member()", "private/spec.bzl", "workspace_member"),
    ("crate_universe_dependencies()", "crate_universe/repositories.bzl", "crate_universe_dependencies"),
    ("render_config()", "private/render_config_attrs.bzl", "render_config"),
    ("splicing_config()", "private/spec.bzl", "splicing_config"),
];

pub struct Name {
    pub place: String,
    pub name: String,
    /// The first version that takes it, and the last.
    versions: [(u64, u64); 2],
    position: Option<usize>,
}

impl Name {
    pub fn is_in(&self, version: (u64, u64)) -> bool {
        let [first, last] = self.versions;
        (first..=last).contains(&version)
    }
}

fn version(text: &str) -> (u64, u64) {
    let mut numbers = text.split('.').map(|number| number.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

pub fn names() -> Vec<Name> {
    let text = fs::read_to_string(repository().join("test/rules_rust_names.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut cells = line.split('|').map(str::trim);
            let mut next = || cells.next().map(str::to_owned);
            let (place, name, versions) = (next().unwrap(), next().unwrap(), next().unwrap());
            let (first, last) = versions.split_once(" to ").unwrap();
            let versions = [version(first), version(last)];
            Name { place, name, versions, position: next().map(|position| position.parse().unwrap()) }
        })
        .collect()
}

/// The parameters of a Starlark function; `*` comes before those that go by name only.
fn parameters(file: &str, name: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join(file)).unwrap();
    let (_, after) = text.split_once(&format!("\ndef {name}(")).unwrap();
    let (list, _) = after.split_once("):\n").unwrap();
    list.split(',').map(|parameter| parameter.split('=').next().unwrap().trim().to_owned()).collect()
}

#[test]
fn every_attribute_of_rules_rust_is_in_the_surface() {
    let rows: BTreeSet<(String, String)> =
        rows::rows().into_iter().map(|row| (row.group, row.name)).collect();
    let names = names();
    let attributes = names.iter().filter(|name| !name.place.ends_with("()"));
    let missing: Vec<String> = attributes
        .filter(|name| !rows.contains(&(name.place.clone(), name.name.clone())))
        .map(|name| format!("{} | {}", name.place, name.name))
        .collect();
    assert!(missing.is_empty(), "not in test/surface.txt:\n{}", missing.join("\n"));
}

#[test]
fn every_function_takes_the_arguments_of_rules_rusts() {
    let names = names();
    for (place, file, function) in FUNCTIONS {
        let parameters = parameters(file, function);
        let positional = parameters.iter().position(|name| name == "*").unwrap_or(parameters.len());
        let wanted: Vec<&Name> = names.iter().filter(|name| name.place == place).collect();
        assert!(!wanted.is_empty(), "{place} has rows");
        for Name { name, position, .. } in wanted {
            let ours = parameters.iter().position(|parameter| parameter == name);
            let Some(ours) = ours else { panic!("{place} does not take {name}") };
            assert!(
                ours >= positional || *position == Some(ours),
                "{place}: {name} may go by position only where it always has been: {position:?}, not {ours}"
            );
        }
    }
    let known = |name: &&Name| name.place.ends_with("()");
    for name in names.iter().filter(known) {
        assert!(FUNCTIONS.iter().any(|(place, ..)| *place == name.place), "{} is compared", name.place);
    }
}

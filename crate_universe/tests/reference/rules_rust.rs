//! The names that rules_rust's crate_universe takes, from test/rules_rust_names.txt, beside ours.

use std::fs;

use super::entries::ReferenceEntry;

const ALL_VERSIONS: &str = "0.54.1 to 0.73.0";
const NEWEST: &str = "0.73.0";

const HEAD: &str = "# Comparison with rules_rust

<!-- Generated from test/rules_rust_names.txt and docs/reference: do not edit. `UPDATE=1 test/run reference` writes it anew. -->

Every name that crate_universe of rules_rust takes, in any version from 0.54.1 to 0.73.0, is taken here, and is loaded from a file of the
same name. The [reference](../README.md#documentation) says what each means, or that it is ignored. Labels and macros of a hub are in
[hub.md](hub.md), environment variables and the values of a repin in [repin.md](repin.md).

`crate.x` is a tag of the module extension, `x()` a function or a macro of a hub; the rest are rules.

| where | in all versions of rules_rust | in some | only here |
|---|---|---|---|
";

pub struct RulesRustName {
    pub place: String,
    pub name: String,
    versions: String,
    /// Where an argument of a function may be passed by its position.
    pub position: Option<usize>,
}

pub fn names() -> Vec<RulesRustName> {
    let text = fs::read_to_string(super::repository().join("test/rules_rust_names.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<RulesRustName> = lines
        .map(|line| {
            let cells: Vec<&str> = line.split(" | ").collect();
            let position = cells.get(3).map(|position| position.parse().unwrap());
            let [place, name, versions] = [0, 1, 2].map(|at| cells[at].to_owned());
            RulesRustName { place, name, versions, position }
        })
        .collect();
    assert!(names.len() > 250, "the names are found");
    names
}

/// The page docs/surface.md. What is internal to generated files is not compared.
pub fn page(entries: &[&ReferenceEntry]) -> String {
    let names = names();
    let mut page = HEAD.to_owned();
    for entry in entries {
        let theirs = |own: &str| names.iter().find(|name| name.place == entry.place && name.name == own);
        let (mut all, mut some, mut none) = (Vec::new(), Vec::new(), Vec::new());
        for name in entry.parameters.iter().map(|parameter| parameter.name.as_str()) {
            match theirs(name).map(|name| name.versions.as_str()) {
                Some(ALL_VERSIONS) => all.push(format!("`{name}`")),
                Some(versions) => some.push(format!("`{name}` ({})", span(versions))),
                None => none.push(format!("`{name}`")),
            }
        }
        let cells = [all, some, none].map(|names| names.join(", "));
        page += &format!("| `{}` | {} |\n", entry.place, cells.join(" | "));
    }
    page
}

fn span(versions: &str) -> String {
    match versions.split_once(" to ").unwrap() {
        (first, NEWEST) => format!("since {first}"),
        ("0.54.1", last) => format!("until {last}"),
        (first, last) => format!("{first} to {last}"),
    }
}

//! The table of the surface: every row of test/surface.txt and every annotation field, with the cases that use it. A row
//! that no case uses fails, and so does a stale docs/surface.md. `UPDATE=1 cargo test --test surface` writes it anew.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and may write the page"
)]

#[path = "support/case_requests.rs"]
mod case_requests;
#[path = "surface/cases.rs"]
mod cases;
#[path = "surface/matching.rs"]
mod matching;
#[path = "surface/names.rs"]
mod names;
#[path = "surface/requests.rs"]
mod requests;
#[path = "surface/rows.rs"]
mod rows;
#[path = "surface/scripts.rs"]
mod scripts;
#[path = "surface/starlark.rs"]
mod starlark;
#[path = "surface/uses.rs"]
mod uses;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rows::Row;
use uses::Uses;

/// Cases that a row names at most.
const SHOWN: usize = 3;

const HEAD: &str = "# Surface\n\n<!-- Written from test/surface.txt and the tests: do not edit. -->\n\nWhat there is to say \
                    to crate_universe, and the cases that say it. **S** is in the documentation of rules_rust 0.57, **+** \
                    came later, **ours** is only here.\n\n| where | what | | meaning | cases |\n|---|---|---|---|---|\n";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn used(row: &Row, case: &Uses) -> bool {
    match row.group.as_str() {
        "macro" | "function" => case.has("call", &row.name),
        // A label is what its meaning ends with.
        "hub" => case.text.contains(row.meaning.rsplit('`').nth(1).unwrap()),
        group => case.has(group, &row.name),
    }
}

/// Less is more telling: what succeeds, then what a user writes, then what is named after the row, then by kind.
fn rank<'a>(row: &Row, case: &'a str) -> (bool, bool, Reverse<usize>, usize, &'a str) {
    let (folder, own) = case.rsplit_once('/').unwrap();
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric());
        words.map(|word| word.trim_end_matches('s').to_owned()).filter(|word| word.len() > 2).collect()
    };
    let told = words(own);
    let same = words(&row.name).iter().filter(|word| told.contains(word)).count();
    let kind = cases::FOLDERS.iter().position(|other| *other == folder).unwrap();
    (own.starts_with("error_"), folder == "test/starlark", Reverse(same), kind, case)
}

/// The most telling cases of a row. A test program writes whole requests, so it counts only where no case says more.
fn shown<'a>(row: &Row, cases: &'a BTreeMap<String, Uses>) -> Vec<&'a str> {
    let found = cases.iter().filter(|(_, uses)| used(row, uses)).map(|(case, _)| case.as_str());
    let (programs, mut found): (Vec<&str>, Vec<&str>) = found.partition(|case| case.ends_with(".rs"));
    if found.is_empty() {
        found = programs;
    }
    found.sort_by_key(|case| rank(row, case));
    found.truncate(SHOWN);
    found
}

#[test]
fn every_row_of_the_surface_has_a_case() {
    let cases = cases::cases();
    assert!(cases.len() > 50, "the cases are found");
    let mut page = String::from(HEAD);
    let mut bare = Vec::new();
    for row in rows::rows() {
        let shown = shown(&row, &cases);
        let Row { group, name, mark, meaning } = &row;
        if shown.is_empty() {
            bare.push(format!("{group} {name}"));
        }
        let shown: Vec<String> = shown.iter().map(|case| format!("`{case}`")).collect();
        page += &format!("| `{group}` | `{name}` | {mark} | {meaning} | {} |\n", shown.join(", "));
    }
    assert!(bare.is_empty(), "no case uses\n{}", bare.join("\n"));
    let path = repository().join("docs/surface.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(page == kept, "docs/surface.md is stale: UPDATE=1 cargo test --test surface");
}

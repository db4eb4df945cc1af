//! The rows: those of test/surface.txt, and those of the program's tables, as test/support/attributes.json has them.

use std::fs;

use serde_json::Value;

use super::{names, repository};

#[derive(Clone)]
pub struct Row {
    pub group: String,
    pub name: String,
    pub mark: String,
    pub meaning: String,
}

pub fn rows() -> Vec<Row> {
    let text = fs::read_to_string(repository().join("test/surface.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let mut rows = Vec::new();
    for line in lines {
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
        let [group, name, mark, meaning] = cells.try_into().unwrap();
        rows.push(Row { group, name, mark, meaning });
    }
    for row in of_tables() {
        let place =
            rows.iter().rposition(|other| other.group == row.group).map_or(rows.len(), |last| last + 1);
        rows.insert(place, row);
    }
    rows
}

fn of_tables() -> Vec<Row> {
    let tables: Value = serde_json::from_str(include_str!("../../../test/support/attributes.json")).unwrap();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let row = |row: &Value| {
        let (group, name) = (text(row, "group"), text(row, "name"));
        Row { mark: mark(&group, &name).to_owned(), meaning: first_sentence(&text(row, "doc")), group, name }
    };
    tables["rows"].as_array().unwrap().iter().map(row).collect()
}

fn first_sentence(text: &str) -> String {
    let sentence = text.split(". ").next().unwrap();
    sentence.trim_end_matches('.').replace('|', "\\|")
}

/// What a name is to rules_rust: in the documentation of 0.57, of another version, or ours only.
fn mark(group: &str, name: &str) -> &'static str {
    // A function that has the name of a tag takes some of its attributes as arguments.
    let function = if group == "crate.render_config" { "render_config()" } else { "" };
    let theirs = names::names();
    let theirs = theirs
        .iter()
        .find(|theirs| theirs.name == name && [group, function].contains(&theirs.place.as_str()));
    match theirs {
        None => "ours",
        Some(theirs) if theirs.is_in((0, 57)) => "S",
        Some(_) => "+",
    }
}

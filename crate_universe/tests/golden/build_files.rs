//! Reads generated BUILD files as far as tests need: statements, their names, and the keys of selects.

use std::collections::BTreeMap;

/// The statements of a BUILD file that have a name, by name.
pub fn targets(text: &str) -> BTreeMap<&str, &str> {
    text.split("\n\n").filter_map(|statement| Some((name(statement)?, statement))).collect()
}

fn name(statement: &str) -> Option<&str> {
    statement.lines().find_map(|line| line.strip_prefix("    name = \"")?.strip_suffix("\","))
}

/// Every string of a text, without its quotes.
pub fn strings(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('"').skip(1).step_by(2))
}

/// The keys of each select of a statement, and each key's line.
pub fn selects(statement: &str) -> Vec<Vec<(&str, &str)>> {
    let mut found: Vec<Vec<(&str, &str)>> = Vec::new();
    let mut inside: Option<usize> = None;
    for line in statement.lines() {
        let indent = line.len() - line.trim_start().len();
        match inside {
            None if line.ends_with("select({") => {
                inside = Some(indent);
                found.push(Vec::new());
            }
            Some(outer) if indent == outer => inside = None,
            Some(outer) if indent == outer + 4 => {
                let key = line.trim_start().strip_prefix('"').and_then(|rest| rest.split_once("\": "));
                found.last_mut().unwrap().extend(key);
            }
            _ => {}
        }
    }
    found
}

//! The pages as Markdown.

use super::entries::{Parameter, ReferenceEntry};

/// `doc`: the docstring of the page's file, whose first line is the title.
pub fn page(name: &str, doc: &str, entries: &[ReferenceEntry]) -> String {
    let (title, intro) = doc.split_once("\n\n").unwrap();
    let mut page = format!(
        "# {}\n\n<!-- Generated from docs/reference/{name}.bzl: do not edit. `UPDATE=1 test/run reference` writes it anew. -->\n\n{}\n",
        title.trim_end_matches('.'),
        intro.trim(),
    );
    for entry in entries {
        page += &format!("\n## {}\n\n", entry.place.trim_end_matches("()"));
        if !entry.doc.is_empty() {
            page += &format!("{}\n\n", with_links(entry.doc.trim()));
        }
        page += &table(&entry.parameters);
        if !entry.returns.is_empty() {
            page += &format!("\nReturns: {}\n", entry.returns.trim());
        }
    }
    page
}

fn table(parameters: &[Parameter]) -> String {
    let has_kinds = parameters.iter().any(|parameter| !parameter.kind.is_empty());
    let (head, line) = if has_kinds { (" type |", "---|") } else { ("", "") };
    let mut table = format!("| name |{head} default | meaning |\n|---|{line}---|---|\n");
    for parameter in parameters {
        let kind = if has_kinds { format!(" {} |", parameter.kind) } else { String::new() };
        let default = match parameter {
            Parameter { is_mandatory: true, .. } => "required".to_owned(),
            // A label of ours says nothing to a user: the meaning tells the default.
            Parameter { default, .. } if default.contains("//private:") => String::new(),
            Parameter { default, .. } => format!("`{default}`"),
        };
        table += &format!("| `{}` |{kind} {default} | {} |\n", parameter.name, cell(parameter));
    }
    table
}

fn cell(parameter: &Parameter) -> String {
    let mut doc = parameter.doc.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(first) = doc.get(..1) {
        doc.replace_range(..1, &first.to_uppercase());
    }
    with_links(&doc).replace('|', "\\|")
}

/// Pages are named by their paths in the repository.
fn with_links(text: &str) -> String {
    let mut pieces = text.split("docs/");
    let mut linked = pieces.next().unwrap().to_owned();
    for piece in pieces {
        match piece.split_once(".md") {
            Some((name, rest)) if name.chars().all(|c| c.is_alphanumeric() || "-_/".contains(c)) => {
                linked += &format!("[{name}.md](../{name}.md){rest}");
            }
            _ => linked += &format!("docs/{piece}"),
        }
    }
    linked
}

//! The tables in pages of docs/. They are written between marks in each page.

use serde_json::Value as Json;

use crate::disk::read_to_string;
use crate::input::attributes::{Attribute, AttributePlace, AttributeTable, EmptyValue};
use crate::input::fields::{FIELDS, VariesBy};
use crate::input::value::FieldShape;

use super::attributes::table_of;
use super::repository_file::path_of;

/// How the values of several annotations are combined.
fn merge_rule(shape: FieldShape) -> &'static str {
    match shape {
        shape if shape.is_scalar() => "the closest annotation's",
        FieldShape::Visibility => "the closest annotation's",
        FieldShape::Dict | FieldShape::LabelDict => "all entries; of one key the closest annotation's",
        _ => "one after the other, the closest annotation's last",
    }
}

/// The page with its tables replaced. The text around them is written by hand.
pub fn page(path: &str, tables: &[(String, String)]) -> String {
    let mut text = read_to_string(path_of(path)).expect("the page can be read");
    for (table, rows) in tables {
        let begin = format!("<!-- Written from {table}: do not edit. -->\n\n");
        let (before, rest) = text.split_once(&begin).expect("the page says where the table begins");
        let (_, after) = rest.split_once(END).expect("the page says where the table ends");
        text = format!("{before}{begin}{rows}{END}{after}");
    }
    text
}

const END: &str = "\n<!-- The end of what is written. -->\n";

/// A Markdown table.
fn table<const COLUMNS: usize>(
    head: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head = head.map(str::to_owned);
    let ruler = format!("{}|\n", "|---".repeat(COLUMNS));
    let rows = rows.map(|cells| line(&cells.map(|cell| cell.replace('|', "\\|"))));
    line(&head) + &ruler + &rows.collect::<String>()
}

fn by_platform(varies: VariesBy) -> &'static str {
    match varies {
        VariesBy::Never => "",
        VariesBy::ByTriple => "by triples and `cfg()`",
        VariesBy::Freely => "yes",
    }
}

pub fn annotation_fields() -> (String, String) {
    let yes = |holds: bool| if holds { "yes" } else { "" }.to_owned();
    let rows = FIELDS.iter().map(|row| {
        let since = row.since.map(|(major, minor)| format!(" Needs rules_rust {major}.{minor}.0."));
        [
            format!("`{}`", row.name),
            row.shape.words().to_owned(),
            merge_rule(row.shape).to_owned(),
            by_platform(row.varies).to_owned(),
            yes(row.metadata),
            format!("{}{}", row.doc, since.unwrap_or_default()),
        ]
    });
    let head = [
        "field",
        "value",
        "of several annotations",
        "by platform",
        "in `[package.metadata.bazel]`",
        "meaning",
    ];
    ("crate_universe/src/input/fields.rs".to_owned(), table(head, rows))
}

pub fn attributes<T: AttributeTable>() -> (String, String) {
    let rows = T::rows();
    let rows = rows.iter().map(|row| {
        let only = match row.place {
            AttributePlace::InTag => " Only in the tag.",
            AttributePlace::InFunction => " Only in the function.",
            _ => "",
        };
        [format!("`{}`", row.name), default(row), format!("{}{only}", row.doc)]
    });
    (table_of::<T>(), table(["attribute", "default", "meaning"], rows))
}

fn default(row: &Attribute) -> String {
    match (&row.empty, &row.default) {
        (Some(EmptyValue::Is(text)), _) => format!("`{text}`"),
        (Some(EmptyValue::Means(words)), _) => (*words).to_owned(),
        (None, Json::Bool(flag)) => if *flag { "`True`" } else { "`False`" }.to_owned(),
        (None, Json::String(text)) if !text.is_empty() => format!("`{text}`"),
        _ => String::new(),
    }
}

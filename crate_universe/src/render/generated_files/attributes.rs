//! Generates the Starlark of attributes, for tags and rules and for the functions in BUILD and WORKSPACE files, from
//! the tables of hub attributes, specs and render options.

use serde_json::Value as Json;

use crate::error::Result;
use crate::input::attributes::{Attribute, AttributeKind, AttributePlace, AttributeTable, EmptyValue};
use crate::input::hub_attributes::HubAttributes;
use crate::render::frame::FramePiece;
use crate::render::starlark::StarlarkExpr;

use super::repository_file::starlark_file;

pub fn hub() -> Result<String> {
    let rows = HubAttributes::rows();
    let is_value = |row: &Attribute| {
        !matches!(row.kind, AttributeKind::File | AttributeKind::Files | AttributeKind::LabelKeyedDict)
    };
    let values = |in_evaluation: bool| {
        let is_here = move |row: &&Attribute| (row.place == AttributePlace::InEvaluation) == in_evaluation;
        declared(rows.iter().filter(move |row| is_value(row) && is_here(row)))
    };
    let docs = |kind: AttributeKind| {
        let rows = rows.iter().filter(move |row| row.kind == kind);
        written(StarlarkExpr::Dict(rows.map(|row| (row.name.into(), StarlarkExpr::text(row.doc))).collect()))
    };
    let with_manifests =
        rows.iter().filter(|row| row.place == AttributePlace::WithManifests).map(|row| row.name);
    let pieces = [
        ("values", values(false)?),
        ("in_evaluation", values(true)?),
        ("files", docs(AttributeKind::File)?),
        ("file_lists", docs(AttributeKind::Files)?),
        ("label_keyed_dicts", docs(AttributeKind::LabelKeyedDict)?),
        ("with_manifests", written(StarlarkExpr::texts(with_manifests))?),
    ];
    starlark_file("hub_attrs", &table_of::<HubAttributes>(), &pieces)
}

/// A file with attributes, and with a function that takes them as arguments. `positional`: how many of them may be
/// passed by position.
pub fn with_function<T: AttributeTable>(template: &str, positional: usize) -> Result<String> {
    let rows = T::rows();
    let arguments: Vec<&Attribute> = rows.iter().filter(|row| row.place != AttributePlace::InTag).collect();
    let mut parameters = lines(&arguments, |row| format!("{} = None", row.name));
    if positional < parameters.len() {
        parameters.insert(positional, "*".to_owned());
    }
    let mut entries = lines(&arguments, |row| format!("\"{0}\": {0}", row.name));
    entries.sort();
    let pieces = [
        ("attrs", declared(rows.iter().filter(|row| row.place != AttributePlace::InFunction))?),
        ("parameters", FramePiece::Many(parameters)),
        (
            "documentation",
            FramePiece::Many(lines(&arguments, |row| format!("{}: {}", row.name, documented(row)))),
        ),
        ("arguments", FramePiece::Many(entries)),
    ];
    starlark_file(template, &table_of::<T>(), &pieces)
}

/// The source file of a table. `T::FILE` is relative to the folder of the Cargo workspace, in which cargo runs the
/// compiler.
pub fn table_of<T: AttributeTable>() -> String {
    format!("crate_universe/{}", T::FILE)
}

fn lines(rows: &[&Attribute], line: impl Fn(&Attribute) -> String) -> Vec<String> {
    rows.iter().map(|row| line(row)).collect()
}

fn written(value: StarlarkExpr<'_>) -> Result<FramePiece> {
    Ok(FramePiece::One(value.to_text()?.trim_end().to_owned()))
}

fn declared<'a>(rows: impl Iterator<Item = &'a Attribute>) -> Result<FramePiece> {
    let mut entries: Vec<_> = rows.map(|row| (row.name.into(), declaration(row))).collect();
    entries.sort_by(|(left, _), (right, _): &(std::borrow::Cow<'_, str>, _)| left.cmp(right));
    written(StarlarkExpr::Dict(entries))
}

fn declaration(row: &Attribute) -> StarlarkExpr<'static> {
    let doc = format!("{}{}", row.doc, if_empty(row));
    let mut arguments = vec![("doc", StarlarkExpr::text(doc))];
    if let Some(value) = default(&row.default) {
        arguments.push(("default", value));
    }
    if row.place == AttributePlace::RequiredInTag {
        arguments.push(("mandatory", StarlarkExpr::Flag(true)));
    }
    let constructor = match row.kind {
        AttributeKind::Bool => "attr.bool",
        AttributeKind::Text => "attr.string",
        AttributeKind::Choice(values) => {
            arguments.push(("values", StarlarkExpr::texts(values.iter().copied())));
            "attr.string"
        }
        AttributeKind::Texts => "attr.string_list",
        AttributeKind::TextListDict => "attr.string_list_dict",
        AttributeKind::Label | AttributeKind::File => "attr.label",
        AttributeKind::Files => "attr.label_list",
        AttributeKind::LabelKeyedDict => "attr.label_keyed_string_dict",
    };
    arguments.sort_by_key(|(name, _)| *name);
    StarlarkExpr::Call(constructor, arguments)
}

/// A default that must be written because Bazel has another one.
pub fn default(value: &Json) -> Option<StarlarkExpr<'static>> {
    match value {
        Json::Bool(true) => Some(StarlarkExpr::Flag(true)),
        Json::String(text) if !text.is_empty() => Some(StarlarkExpr::text(text.clone())),
        Json::Array(texts) if !texts.is_empty() => {
            Some(StarlarkExpr::texts(texts.iter().filter_map(Json::as_str).map(str::to_owned)))
        }
        _ => None,
    }
}

fn if_empty(row: &Attribute) -> String {
    match row.empty {
        None => String::new(),
        Some(EmptyValue::Is(text)) => format!(" Default: `{text}`."),
        Some(EmptyValue::Means(words)) => format!(" Default: {words}."),
    }
}

/// The documentation of a function argument, whose Starlark default is `None`.
fn documented(row: &Attribute) -> String {
    match &row.default {
        Json::Bool(true) => format!("{} Default: True.", row.doc),
        Json::String(text) if !text.is_empty() => format!("{} Default: `{text}`.", row.doc),
        _ => format!("{}{}", row.doc, if_empty(row)),
    }
}

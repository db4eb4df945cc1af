//! Generates private/annotation_fields.bzl, with the attributes of the tags and the function `crate.annotation()`,
//! and the JSON schema of an annotation, from the table of annotation fields.

use serde_json::{Map, json};

use crate::error::{Code, Error, Result};
use crate::input::fields::{FIELDS, FieldRow};
use crate::input::value::FieldShape;
use crate::render::frame::FramePiece;
use crate::render::starlark::StarlarkExpr;

use super::repository_file::starlark_file;

/// The constructor of the attribute for a shape, and the attribute's other arguments.
fn attr(shape: FieldShape) -> (&'static str, Vec<(&'static str, StarlarkExpr<'static>)>) {
    match shape {
        FieldShape::Flag => ("attr.bool", Vec::new()),
        FieldShape::Switch => (
            "attr.string",
            vec![
                ("default", StarlarkExpr::text("auto")),
                ("values", StarlarkExpr::texts(["auto", "off", "on"])),
            ],
        ),
        FieldShape::Text => ("attr.string", Vec::new()),
        FieldShape::Label | FieldShape::File => ("attr.label", Vec::new()),
        FieldShape::Texts => ("attr.string_list", Vec::new()),
        FieldShape::Labels | FieldShape::Files | FieldShape::Visibility => ("attr.label_list", Vec::new()),
        FieldShape::Dict => ("attr.string_dict", Vec::new()),
        FieldShape::LabelDict => ("attr.label_keyed_string_dict", Vec::new()),
    }
}

/// The documentation of Bazel 7 does not show the allowed values of an attribute, so this adds them.
fn attr_doc(row: &FieldRow) -> String {
    match row.shape {
        FieldShape::Switch => format!("{} `auto`, `on` or `off`.", row.doc),
        _ => row.doc.to_owned(),
    }
}

fn attrs<'a>(rows: impl Iterator<Item = &'a FieldRow>) -> Result<String> {
    let entries = rows.map(|row| {
        let (constructor, mut arguments) = attr(row.shape);
        arguments.push(("doc", StarlarkExpr::text(attr_doc(row))));
        arguments.sort_by_key(|(name, _)| *name);
        (row.name.into(), StarlarkExpr::Call(constructor, arguments))
    });
    Ok(StarlarkExpr::Dict(entries.collect()).to_text()?.trim_end().to_owned())
}

fn selectable() -> Result<String> {
    let names = FIELDS.iter().filter(|row| row.is_selectable()).map(|row| row.name);
    Ok(StarlarkExpr::texts(names).to_text()?.trim_end().to_owned())
}

/// The first parameter of `crate.annotation()` that is at another position in rules_rust. It and all after it can
/// only be passed by name.
const FIRST_BY_NAME: &str = "build_script_data_glob";

fn parameters() -> Vec<String> {
    let by_name = |row: &FieldRow| (row.name == FIRST_BY_NAME).then(|| "*".to_owned());
    FIELDS.iter().flat_map(|row| by_name(row).into_iter().chain([format!("{} = None", row.name)])).collect()
}

pub fn starlark() -> Result<String> {
    let lines = |line: fn(&FieldRow) -> String| FramePiece::Many(FIELDS.iter().map(line).collect());
    let pieces = [
        ("attrs", FramePiece::One(attrs(FIELDS.iter())?)),
        ("selectable", FramePiece::One(selectable()?)),
        ("parameters", FramePiece::Many(parameters())),
        ("documentation", lines(|row| format!("{}: {}. {}", row.name, row.shape.words(), row.doc))),
        ("values", lines(|row| format!("\"{0}\": {0}", row.name))),
    ];
    starlark_file("annotation_fields", "crate_universe/src/input/fields.rs", &pieces)
}

pub fn schema() -> Result<String> {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let dict = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let mut fields = Map::new();
    for row in FIELDS {
        let mut schema = match row.shape {
            FieldShape::Flag => json!({ "type": "boolean" }),
            FieldShape::Switch => json!({ "enum": ["auto", "on", "off", true, false, 0, 1, -1] }),
            FieldShape::Text | FieldShape::Label => json!({ "type": "string" }),
            FieldShape::File => json!({ "type": ["string", "object"] }),
            FieldShape::Files => json!({ "type": "array", "items": { "type": ["string", "object"] } }),
            FieldShape::Texts | FieldShape::Labels | FieldShape::Visibility => texts.clone(),
            FieldShape::Dict | FieldShape::LabelDict => dict.clone(),
        };
        schema["description"] = row.doc.into();
        fields.insert(row.name.to_owned(), schema);
    }
    let selectable = FIELDS.iter().filter(|row| row.is_selectable());
    let selected: Map<_, _> = selectable
        .map(|row| {
            (row.name.to_owned(), json!({ "$ref": format!("#/$defs/fields/properties/{}", row.name) }))
        })
        .collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One entry of `annotations` in request.json",
        "type": "object",
        "additionalProperties": false,
        "required": ["tag", "crate", "version", "values", "selects"],
        "properties": {
            "tag": { "type": ["object", "null"] },
            "crate": { "type": "string" },
            "version": { "type": "string" },
            "values": { "$ref": "#/$defs/fields" },
            "selects": { "type": "array", "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["keys", "values"],
                "properties": {
                    "keys": texts,
                    "values": { "type": "object", "additionalProperties": false, "properties": selected },
                },
            } },
        },
        "$defs": { "fields": { "type": "object", "additionalProperties": false, "properties": fields } },
    });
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Error::new(Code::Internal, format!("the schema cannot be written: {error}")))?;
    Ok(text + "\n")
}

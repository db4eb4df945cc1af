//! What is written from the table of annotation fields: the attributes of the tags and the macro for BUILD and WORKSPACE
//! files, the JSON schema, and the reference page. Takes the table, gives texts by their path in this repository.

use std::borrow::Cow;

use serde_json::{Map, json};

use crate::error::{Code, Error, Result};
use crate::graph::constraints;
use crate::graph::triples::{self, TargetTriple};
use crate::input::fields::{FIELDS, Release, Row};
use crate::input::value::Shape;

use super::frame::{FileHeader, FramePiece, FrameTemplates};
use super::starlark::StarlarkExpr;
use super::style::FileSet;

pub fn files() -> Result<FileSet> {
    Ok(FileSet::from([
        ("private/annotation_fields.bzl".to_owned(), starlark()?),
        ("docs/annotation.schema.json".to_owned(), schema()?),
        ("docs/annotations.md".to_owned(), page()),
        ("test/integration/workspaces/rules_rust/tables.bzl".to_owned(), tables()?),
    ]))
}

/// The constructor of a shape's attribute, and the attribute's other arguments.
fn attr(shape: Shape) -> (&'static str, Vec<(&'static str, StarlarkExpr<'static>)>) {
    match shape {
        Shape::Flag => ("attr.bool", Vec::new()),
        Shape::Switch => (
            "attr.string",
            vec![
                ("default", StarlarkExpr::text("auto")),
                ("values", StarlarkExpr::texts(["auto", "off", "on"])),
            ],
        ),
        Shape::Text => ("attr.string", Vec::new()),
        Shape::Label | Shape::File => ("attr.label", Vec::new()),
        Shape::Texts => ("attr.string_list", Vec::new()),
        Shape::Labels | Shape::Files | Shape::Visibility => ("attr.label_list", Vec::new()),
        Shape::Dict => ("attr.string_dict", Vec::new()),
        Shape::LabelDict => ("attr.label_keyed_string_dict", Vec::new()),
    }
}

/// How the values of several annotations become one.
fn law(shape: Shape) -> &'static str {
    match shape {
        shape if shape.is_scalar() => "the closest annotation's",
        Shape::Visibility => "the closest annotation's",
        Shape::Dict | Shape::LabelDict => "all entries; of one key the closest annotation's",
        _ => "one after the other, the closest annotation's last",
    }
}

/// Bazel 7 does not tell its documentation which values an attribute may have.
fn attr_doc(row: &Row) -> String {
    match row.shape {
        Shape::Switch => format!("{} `auto`, `on` or `off`.", row.doc),
        _ => row.doc.to_owned(),
    }
}

fn attrs<'a>(rows: impl Iterator<Item = &'a Row>) -> Result<String> {
    let entries = rows.map(|row| {
        let (constructor, mut arguments) = attr(row.shape);
        arguments.push(("doc", StarlarkExpr::text(attr_doc(row))));
        arguments.sort_by_key(|(name, _)| *name);
        (row.name.into(), StarlarkExpr::Call(constructor, arguments))
    });
    Ok(StarlarkExpr::Dict(entries.collect()).write()?.trim_end().to_owned())
}

fn selectable() -> Result<String> {
    let names = FIELDS.iter().filter(|row| row.selectable).map(|row| row.name);
    Ok(StarlarkExpr::texts(names).write()?.trim_end().to_owned())
}

/// The first parameter of `crate.annotation()` that rules_rust has at another position: from here on they go by name only.
const FIRST_BY_NAME: &str = "build_script_data_glob";

fn parameters() -> Vec<String> {
    let by_name = |row: &Row| (row.name == FIRST_BY_NAME).then(|| "*".to_owned());
    FIELDS.iter().flat_map(|row| by_name(row).into_iter().chain([format!("{} = None", row.name)])).collect()
}

fn starlark() -> Result<String> {
    let lines = |line: fn(&Row) -> String| FramePiece::Many(FIELDS.iter().map(line).collect());
    let header = FileHeader {
        origin: "Generated from crate_universe/src/input/fields.rs: do not edit.",
        cure: String::new(),
    };
    let pieces = [
        ("attrs", FramePiece::One(attrs(FIELDS.iter())?)),
        ("selectable", FramePiece::One(selectable()?)),
        ("parameters", FramePiece::Many(parameters())),
        ("documentation", lines(|row| format!("{}: {}; {}", row.name, row.shape.words(), row.doc))),
        ("values", lines(|row| format!("\"{0}\": {0}", row.name))),
    ];
    FrameTemplates::new()?.render("fields", &header, &pieces)
}

/// What is said here of releases of rules_rust, for a test beside rules_rust itself.
fn tables() -> Result<String> {
    let version = |(major, minor): Release| format!("{major}.{minor}");
    let newer =
        FIELDS.iter().filter_map(|row| Some((row.name.into(), StarlarkExpr::text(version(row.since?)))));
    let mut triples: Vec<TargetTriple> = triples::names().map(TargetTriple::new).collect::<Result<_>>()?;
    triples.sort_by(|left, right| left.name.cmp(&right.name));
    let constraints = triples.iter().map(|triple| {
        let mut since: Vec<(Cow<'_, str>, StarlarkExpr<'_>)> = Vec::new();
        let mut last = Vec::new();
        for release in constraints::releases() {
            // What Bazel has no value for is an error.
            let now = constraints::constraints(triple, release).unwrap_or_default();
            if now != last {
                since.push((version(release).into(), StarlarkExpr::texts(now.clone())));
                last = now;
            }
        }
        (triple.name.as_str().into(), StarlarkExpr::Dict(since))
    });
    let header = FileHeader {
        origin: "Generated from crate_universe/src/input/fields.rs and crate_universe/src/graph/constraints.rs: do not edit.",
        cure: String::new(),
    };
    let write = |entries| Ok(FramePiece::One(StarlarkExpr::Dict(entries).write()?.trim_end().to_owned()));
    let pieces = [("newer_fields", write(newer.collect())?), ("constraints", write(constraints.collect())?)];
    FrameTemplates::new()?.render("tables", &header, &pieces)
}

fn schema() -> Result<String> {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let dict = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let mut fields = Map::new();
    for row in FIELDS {
        let mut schema = match row.shape {
            Shape::Flag => json!({ "type": "boolean" }),
            Shape::Switch => json!({ "enum": ["auto", "on", "off", true, false, 0, 1, -1] }),
            Shape::Text | Shape::Label => json!({ "type": "string" }),
            Shape::File => json!({ "type": ["string", "object"] }),
            Shape::Files => json!({ "type": "array", "items": { "type": ["string", "object"] } }),
            Shape::Texts | Shape::Labels | Shape::Visibility => texts.clone(),
            Shape::Dict | Shape::LabelDict => dict.clone(),
        };
        schema["description"] = row.doc.into();
        fields.insert(row.name.to_owned(), schema);
    }
    let selectable = FIELDS.iter().filter(|row| row.selectable);
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

fn page() -> String {
    let mut text = include_str!("templates/annotations.md").to_owned();
    text += "| field | value | of several annotations | by platform | in `[package.metadata.bazel]` | meaning |\n";
    text += "|---|---|---|---|---|---|\n";
    let yes = |holds: bool| if holds { "yes" } else { "" };
    for row in FIELDS {
        let since = row
            .since
            .map(|(major, minor)| format!(" Needs rules_rust {major}.{minor}.0."))
            .unwrap_or_default();
        text += &format!(
            "| `{}` | {} | {} | {} | {} | {}{since} |\n",
            row.name,
            row.shape.words(),
            law(row.shape),
            yes(row.selectable),
            yes(row.metadata),
            row.doc.replace('|', "\\|"),
        );
    }
    text
}

//! Values of annotation fields: their shapes, and how values are read from JSON and merged.

use serde_json::Value as Json;

/// The type of a field. Of two scalars, that of the more specific annotation wins. Lists are joined in order. Dicts are
/// merged; the entry of the more specific annotation wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldShape {
    /// A bool; `False` means unset.
    Flag,
    /// `"on"`, `"off"`, or `"auto"`, which means unset.
    Switch,
    Text,
    /// One label.
    Label,
    /// A file that this program reads.
    File,
    Texts,
    /// A list of labels.
    Labels,
    /// A list of files. This program reads those whose paths are given.
    Files,
    /// A list of labels that is replaced as a whole.
    Visibility,
    Dict,
    /// A dict from label to text.
    LabelDict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    Flag(bool),
    Text(String),
    List(Vec<String>),
    /// In the given order.
    Dict(Vec<(String, String)>),
}

impl FieldShape {
    /// Whether one annotation's value replaces another's.
    pub fn is_scalar(self) -> bool {
        matches!(
            self,
            FieldShape::Flag | FieldShape::Switch | FieldShape::Text | FieldShape::Label | FieldShape::File
        )
    }

    /// The expected type, for error messages.
    pub fn words(self) -> &'static str {
        match self {
            FieldShape::Flag => "True or False",
            FieldShape::Switch => "\"auto\", \"on\" or \"off\"",
            FieldShape::Text => "a string",
            FieldShape::Label | FieldShape::File => "a label",
            FieldShape::Texts => "a list of strings",
            FieldShape::Labels | FieldShape::Files | FieldShape::Visibility => "a list of labels",
            FieldShape::Dict => "a dict of string to string",
            FieldShape::LabelDict => "a dict of label to string",
        }
    }

    /// An example value.
    pub fn example(self) -> &'static str {
        match self {
            FieldShape::Flag => "True",
            FieldShape::Switch => "\"off\"",
            FieldShape::Text => "\"text\"",
            FieldShape::Label | FieldShape::File => "\"//package:name\"",
            FieldShape::Texts => "[\"text\"]",
            FieldShape::Labels | FieldShape::Files => "[\"//package:name\"]",
            FieldShape::Visibility => "[\"//package:__subpackages__\"]",
            FieldShape::Dict => "{\"NAME\": \"text\"}",
            FieldShape::LabelDict => "{\"//package:name\": \"text\"}",
        }
    }

    /// Reads a value. The outer `None` is a value of the wrong type, the inner one an unset value.
    pub fn read(self, json: &Json) -> Option<Option<FieldValue>> {
        if json.is_null() {
            return Some(None);
        }
        let value = match self {
            FieldShape::Flag => FieldValue::Flag(json.as_bool()?),
            FieldShape::Switch => match json {
                Json::Bool(on) => return Some(Some(FieldValue::Flag(*on))),
                Json::Number(number) => match number.as_i64()? {
                    -1 => return Some(None),
                    number @ (0 | 1) => return Some(Some(FieldValue::Flag(number == 1))),
                    _ => return None,
                },
                _ => match json.as_str()? {
                    "" | "auto" => return Some(None),
                    "on" => return Some(Some(FieldValue::Flag(true))),
                    "off" => return Some(Some(FieldValue::Flag(false))),
                    _ => return None,
                },
            },
            FieldShape::Text | FieldShape::Label | FieldShape::File => {
                FieldValue::Text(json.as_str()?.to_owned())
            }
            FieldShape::Texts | FieldShape::Labels | FieldShape::Visibility => FieldValue::List(texts(json)?),
            FieldShape::Files => FieldValue::List(files(json)?),
            FieldShape::Dict | FieldShape::LabelDict => FieldValue::Dict(entries(json)?),
        };
        Some(Some(value).filter(|value| !value.is_unset()))
    }
}

fn texts(json: &Json) -> Option<Vec<String>> {
    json.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The labels of files, with or without their paths.
fn files(json: &Json) -> Option<Vec<String>> {
    let label = |file: &Json| file.get("label").unwrap_or(file).as_str().map(str::to_owned);
    json.as_array()?.iter().map(label).collect()
}

fn entries(json: &Json) -> Option<Vec<(String, String)>> {
    let entry = |(key, value): (&String, &Json)| Some((key.clone(), value.as_str()?.to_owned()));
    json.as_object()?.iter().map(entry).collect()
}

impl FieldValue {
    /// An unset attribute has the empty value of its type.
    fn is_unset(&self) -> bool {
        match self {
            FieldValue::Flag(flag) => !flag,
            FieldValue::Text(text) => text.is_empty(),
            FieldValue::List(list) => list.is_empty(),
            FieldValue::Dict(dict) => dict.is_empty(),
        }
    }
}

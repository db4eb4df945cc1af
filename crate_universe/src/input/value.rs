//! Values of annotation fields: their shapes, and how values are read from JSON and merged.

use serde_json::Value as Json;

/// The type of a field. Of two scalars, that of the more specific annotation wins. Lists are joined in order. Dicts are
/// merged; the entry of the more specific annotation wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
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
pub enum Value {
    Flag(bool),
    Text(String),
    List(Vec<String>),
    /// In the given order.
    Dict(Vec<(String, String)>),
}

impl Shape {
    /// Whether one annotation's value replaces another's.
    pub fn is_scalar(self) -> bool {
        matches!(self, Shape::Flag | Shape::Switch | Shape::Text | Shape::Label | Shape::File)
    }

    /// The expected type, for error messages.
    pub fn words(self) -> &'static str {
        match self {
            Shape::Flag => "True or False",
            Shape::Switch => "\"auto\", \"on\" or \"off\"",
            Shape::Text => "a string",
            Shape::Label | Shape::File => "a label",
            Shape::Texts => "a list of strings",
            Shape::Labels | Shape::Files | Shape::Visibility => "a list of labels",
            Shape::Dict => "a dict of string to string",
            Shape::LabelDict => "a dict of label to string",
        }
    }

    /// An example value.
    pub fn example(self) -> &'static str {
        match self {
            Shape::Flag => "True",
            Shape::Switch => "\"off\"",
            Shape::Text => "\"text\"",
            Shape::Label | Shape::File => "\"//package:name\"",
            Shape::Texts => "[\"text\"]",
            Shape::Labels | Shape::Files => "[\"//package:name\"]",
            Shape::Visibility => "[\"//package:__subpackages__\"]",
            Shape::Dict => "{\"NAME\": \"text\"}",
            Shape::LabelDict => "{\"//package:name\": \"text\"}",
        }
    }

    /// Reads a value. The outer `None` is a value of the wrong type, the inner one an unset value.
    pub fn read(self, json: &Json) -> Option<Option<Value>> {
        if json.is_null() {
            return Some(None);
        }
        let value = match self {
            Shape::Flag => Value::Flag(json.as_bool()?),
            Shape::Switch => match json {
                Json::Bool(on) => return Some(Some(Value::Flag(*on))),
                Json::Number(number) => match number.as_i64()? {
                    -1 => return Some(None),
                    number @ (0 | 1) => return Some(Some(Value::Flag(number == 1))),
                    _ => return None,
                },
                _ => match json.as_str()? {
                    "" | "auto" => return Some(None),
                    "on" => return Some(Some(Value::Flag(true))),
                    "off" => return Some(Some(Value::Flag(false))),
                    _ => return None,
                },
            },
            Shape::Text | Shape::Label | Shape::File => Value::Text(json.as_str()?.to_owned()),
            Shape::Texts | Shape::Labels | Shape::Visibility => Value::List(texts(json)?),
            Shape::Files => Value::List(files(json)?),
            Shape::Dict | Shape::LabelDict => Value::Dict(entries(json)?),
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

impl Value {
    /// An unset attribute has the empty value of its type.
    fn is_unset(&self) -> bool {
        match self {
            Value::Flag(flag) => !flag,
            Value::Text(text) => text.is_empty(),
            Value::List(list) => list.is_empty(),
            Value::Dict(dict) => dict.is_empty(),
        }
    }
}

//! Values of annotation fields: their shapes, how each is read from JSON, and how two of one field merge. Takes raw JSON,
//! gives typed values; knows no field by name.

use serde_json::Value as Json;

/// What kind of value a field has. A scalar's more specific annotation wins; lists keep their order, one after the
/// other; of dicts the more specific annotation's entry wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A bool; `False` says nothing.
    Flag,
    /// `"on"`, `"off"`, or `"auto"`, which says nothing.
    Switch,
    Text,
    /// One label.
    Label,
    /// A file that the program reads.
    File,
    Texts,
    /// A list of labels.
    Labels,
    /// A list of files, of which the program reads those that it is given the paths of.
    Files,
    /// A list of labels that only makes sense whole.
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
    /// In the order given.
    Dict(Vec<(String, String)>),
}

impl Shape {
    /// Whether one annotation's value replaces another's.
    pub fn is_scalar(self) -> bool {
        matches!(self, Shape::Flag | Shape::Switch | Shape::Text | Shape::Label | Shape::File)
    }

    /// What is said, in words of the field, where a value is of another shape.
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

    /// How a value of it is written.
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

    /// Reads a value; the outer None is a value of another shape, the inner one a value that says nothing.
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

/// The labels of files, with their paths or without.
fn files(json: &Json) -> Option<Vec<String>> {
    let label = |file: &Json| file.get("label").unwrap_or(file).as_str().map(str::to_owned);
    json.as_array()?.iter().map(label).collect()
}

fn entries(json: &Json) -> Option<Vec<(String, String)>> {
    let entry = |(key, value): (&String, &Json)| Some((key.clone(), value.as_str()?.to_owned()));
    json.as_object()?.iter().map(entry).collect()
}

impl Value {
    /// An attribute that the user left alone has the empty value of its type.
    fn is_unset(&self) -> bool {
        match self {
            Value::Flag(flag) => !flag,
            Value::Text(text) => text.is_empty(),
            Value::List(list) => list.is_empty(),
            Value::Dict(dict) => dict.is_empty(),
        }
    }
}

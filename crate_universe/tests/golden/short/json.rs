//! JSON with as few lines as a width allows. What plan.json and failure.json say in most cases is left out.

use serde_json::{Map, Value, json};

use super::WIDTH;

/// What is not said when it is so.
fn defaults() -> Map<String, Value> {
    let defaults = json!({ "format": 1, "missing": [], "warnings": [], "watch_dirs": [] });
    defaults.as_object().unwrap().clone()
}

fn has_defaults(path: &str) -> bool {
    path == "plan.json"
}

/// None for a file that is no JSON in the layout of `serde_json`.
pub fn shorten(path: &str, text: &str) -> Option<String> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    if has_defaults(path) {
        let defaults = defaults();
        value.as_object_mut()?.retain(|key, value| defaults.get(key) != Some(value));
    }
    let mut short = String::new();
    write(&mut short, &value, 0, 0);
    short.push('\n');
    (expand(path, &short)? == text).then_some(short)
}

pub fn expand(path: &str, short: &str) -> Option<String> {
    let mut value: Value = serde_json::from_str(short).ok()?;
    if has_defaults(path) {
        let fields = value.as_object_mut()?;
        for (key, value) in defaults() {
            fields.entry(key).or_insert(value);
        }
    }
    Some(serde_json::to_string_pretty(&value).ok()? + "\n")
}

/// `before` is what the line already holds.
fn write(out: &mut String, value: &Value, indent: usize, before: usize) {
    let text = line(value);
    if indent + before + text.len() < WIDTH {
        return out.push_str(&text);
    }
    match value {
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let words: Vec<String> = items.iter().map(line).collect();
            fill(out, &words, indent);
        }
        Value::Array(items) => {
            let write = |out: &mut String, item: &Value| write(out, item, indent + 2, 0);
            lines(out, ('[', ']'), indent, items, write);
        }
        Value::Object(fields) => {
            let write = |out: &mut String, (key, value): (&String, &Value)| {
                let key = format!("{}: ", json!(key));
                out.push_str(&key);
                write(out, value, indent + 2, key.len());
            };
            lines(out, ('{', '}'), indent, fields, write);
        }
        _ => out.push_str(&text),
    }
}

fn lines<T>(
    out: &mut String,
    (open, close): (char, char),
    indent: usize,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut String, T),
) {
    out.push(open);
    for (at, item) in items.into_iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(indent + 2));
        write(out, item);
    }
    out.push_str(&format!("\n{}{close}", " ".repeat(indent)));
}

fn fill(out: &mut String, words: &[String], indent: usize) {
    out.push('[');
    let mut column = WIDTH;
    for (at, word) in words.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { "," });
        if column + word.len() + 2 > WIDTH {
            out.push_str(&format!("\n{}", " ".repeat(indent + 2)));
            column = indent + 2;
        } else {
            out.push(' ');
        }
        out.push_str(word);
        column += word.len() + 2;
    }
    out.push_str(&format!("\n{}]", " ".repeat(indent)));
}

fn line(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(line).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, value)| format!("{}: {}", json!(key), line(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        value => value.to_string(),
    }
}

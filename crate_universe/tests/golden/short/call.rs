//! A statement beside the standard statement of its kind: `rust_library(name = "log", deps = [":a"], -edition, ...)` is
//! the standard library but for its name, with `deps`, and without `edition`. Inside of a value, `...` is the standard
//! value of this attribute.

use super::tree::{self, STANDARD, StarlarkPart};

/// Shorter values are not worth a `...`.
const WORTH: usize = 24;

/// A call, or the assignment of a dictionary or a list.
struct StarlarkCall {
    head: String,
    brackets: (char, char),
    items: Vec<String>,
}

/// None for a statement that is no call, or that its short form does not give back.
pub fn shorten(text: &str, standard: Option<&str>) -> Option<String> {
    let call = read(text)?;
    let short = standard.and_then(read).and_then(|standard| difference(&call, &standard));
    // Without a comma, all entries stay on one line.
    let forms =
        [short.map(|items| (items, "")), Some((call.items.clone(), ",")), Some((call.items.clone(), ""))];
    let mut forms = forms.into_iter().flatten().filter_map(|(items, comma)| compact(&call, items, comma));
    forms.find(|short| expand(short, standard).as_deref() == Some(text))
}

pub fn expand(short: &str, standard: Option<&str>) -> Option<String> {
    let call = read(short)?;
    if call.items.last().is_none_or(|item| item != STANDARD) {
        return Some(tree::rendered(&tree::parse(short)?));
    }
    let standard = read(standard?)?;
    let mut items: Vec<String> = Vec::new();
    for item in &call.items[..call.items.len() - 1] {
        if !item.starts_with('-') {
            items.push(filled(item, &standard));
        }
    }
    for item in &standard.items {
        let key = key(item);
        let is_said = |said: &String| said.strip_prefix('-').unwrap_or(key_or_all(said)) == key_or_all(item);
        if key.is_none() || !call.items.iter().any(is_said) {
            items.push(item.clone());
        }
    }
    items.sort_by_key(|item| rank(item));
    let text = format!("{}{}{},{}", call.head, call.brackets.0, items.join(", "), call.brackets.1);
    Some(tree::rendered(&tree::parse(&text)?))
}

fn read(text: &str) -> Option<StarlarkCall> {
    let mut parts = tree::parse(text)?;
    let (Some(StarlarkPart::Group(group)), Some(StarlarkPart::Text(head)), true) =
        (parts.pop(), parts.pop(), parts.is_empty())
    else {
        return None;
    };
    Some(StarlarkCall {
        head,
        brackets: group.brackets(),
        items: group.items.iter().map(tree::line).collect(),
    })
}

/// None where the statements have nothing in common.
fn difference(call: &StarlarkCall, standard: &StarlarkCall) -> Option<Vec<String>> {
    if call.items.iter().chain(&standard.items).any(|item| key(item).is_none()) {
        return None;
    }
    let (mut items, mut common) = (Vec::new(), false);
    for item in &call.items {
        let same = standard.items.iter().find(|other| key(other) == key(item));
        match same.filter(|_| key(item) != Some("name")) {
            Some(same) if same == item => common = true,
            Some(same) => {
                items.push(emptied(item, same));
                common |= items.last() != Some(item);
            }
            None => items.push(item.clone()),
        }
    }
    let gone = standard.items.iter().filter(|item| !call.items.iter().any(|other| key(other) == key(item)));
    items.extend(gone.map(|item| format!("-{}", key_or_all(item))));
    items.push(STANDARD.to_owned());
    common.then_some(items)
}

/// With `...` for the standard value.
fn emptied(item: &str, standard: &str) -> String {
    match value(standard) {
        Some(standard) if standard.len() >= WORTH => item.replace(standard, STANDARD),
        _ => item.to_owned(),
    }
}

fn filled(item: &str, standard: &StarlarkCall) -> String {
    let same = standard.items.iter().find(|other| key(other) == key(item));
    match same.and_then(|same| value(same)) {
        Some(standard) if standard.len() >= WORTH => item.replace(STANDARD, standard),
        _ => item.to_owned(),
    }
}

fn compact(call: &StarlarkCall, items: Vec<String>, comma: &str) -> Option<String> {
    let text = format!("{}{}{}{comma}{}", call.head, call.brackets.0, items.join(", "), call.brackets.1);
    Some(tree::compact(&tree::parse(&text)?, super::WIDTH))
}

/// The name of an attribute, or the key of an entry.
fn key(item: &str) -> Option<&str> {
    let at = match item.strip_prefix('"') {
        Some(entry) => entry.find("\": ")? + 2,
        None => item.find(" = ")?,
    };
    let key = &item[..at];
    (item.starts_with('"') || key.chars().all(|next| next.is_ascii_alphanumeric() || next == '_'))
        .then_some(key)
}

fn key_or_all(item: &str) -> &str {
    key(item).unwrap_or(item)
}

fn value(item: &str) -> Option<&str> {
    let rest = &item[key(item)?.len()..];
    rest.strip_prefix(" = ").or_else(|| rest.strip_prefix(' '))
}

/// The order of attributes: as buildifier wants it.
fn rank(item: &str) -> (u8, String) {
    let key = key_or_all(item);
    let group = match key {
        "name" => 0,
        "srcs" => 1,
        "deps" => 3,
        _ => 2,
    };
    (group, key.to_owned())
}

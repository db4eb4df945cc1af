//! Starlark text: which attributes stand in the calls of which tags and rules. A nested call has its own, so brackets are
//! followed, and strings and comments are left out.

use super::uses::Uses;

pub fn scan(text: &str, uses: &mut Uses) {
    let chars: Vec<char> = text.chars().collect();
    let mut calls: Vec<Option<String>> = Vec::new();
    let mut before = String::new();
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            '#' => at = line_end(&chars, at),
            '"' | '\'' => {
                let end = string_end(&chars, at);
                if matches!(calls.last(), Some(Some(call)) if ["load", "use_extension"].contains(&call.as_str()))
                {
                    file(&String::from_iter(&chars[at + 1..end.max(at + 2) - 1]), uses);
                }
                at = end;
            }
            '(' | '[' | '{' => {
                calls.push(None);
                at += 1;
            }
            ')' | ']' | '}' => {
                calls.pop();
                at += 1;
            }
            c if is_word(c) => {
                let end = (at..chars.len()).find(|&place| !is_word(chars[place])).unwrap_or(chars.len());
                let word = String::from_iter(&chars[at..end]);
                at = (end..chars.len()).find(|&place| chars[place] != ' ').unwrap_or(chars.len());
                if chars.get(at) == Some(&'(') {
                    calls.push((before != "def").then(|| called(&word, uses)));
                    at += 1;
                } else if chars.get(at) == Some(&'=') && chars.get(at + 1) != Some(&'=') {
                    if let Some(Some(call)) = calls.last() {
                        attribute(call, &word, uses);
                    }
                }
                before = word;
            }
            _ => at += 1,
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

fn line_end(chars: &[char], at: usize) -> usize {
    (at..chars.len()).find(|&place| chars[place] == '\n').unwrap_or(chars.len())
}

/// A string of one line ends with its line at the latest: pieces of scripts are not always whole.
fn string_end(chars: &[char], start: usize) -> usize {
    let quote = chars[start];
    let long = chars[start..].starts_with(&[quote; 3]);
    let close: &[char] = if long { &[quote; 3] } else { &[quote] };
    let mut at = start + close.len();
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '\n' if !long => return at,
            _ if chars[at..].starts_with(close) => return at + close.len(),
            _ => at += 1,
        }
    }
    chars.len()
}

fn called(name: &str, uses: &mut Uses) -> String {
    let last = name.rsplit('.').next().unwrap();
    uses.add("call", name);
    uses.add("call", last);
    name.to_owned()
}

/// Tags are called by whatever name the extension has, functions and rules by their own.
fn attribute(call: &str, name: &str, uses: &mut Uses) {
    let (receiver, last) = call.rsplit_once('.').unwrap_or(("", call));
    match last {
        "render_config" | "splicing_config" => uses.add(&format!("crate.{last}"), name),
        "from_cargo" | "from_specs" | "spec" | "annotation" | "annotation_select" if !receiver.is_empty() => {
            uses.add(&format!("crate.{last}"), name)
        }
        _ => uses.add(last, name),
    }
}

/// Files that users load are known by the folder that they are in, also under the name of rules_rust.
fn file(label: &str, uses: &mut Uses) {
    if let Some((_, name)) = label.split_once("//crate_universe:") {
        uses.add("file", name);
    }
}

//! Scripts of suites: their here-documents and here-strings are Starlark text. A script may have a helper that writes the
//! call of a rule around the attributes on its stdin: `vendor <<< '    mode = "local",'`. What is handed to a function counts
//! as if it stood in each call that the function, or a function it calls, opens. Text that sed or printf make never counts.

use std::collections::{BTreeMap, BTreeSet};

use super::starlark;
use super::uses::Uses;

const OPENED: [&str; 2] = ["crates_repository(", "crates_vendor("];

pub fn scan(script: &str, uses: &mut Uses) {
    let openers = openers(script);
    let strings = strings(script);
    for (command, text) in pieces(script) {
        let text = strings.iter().fold(text, |text, (name, value)| text.replace(name, value));
        let opened: BTreeSet<&str> =
            command.split_whitespace().filter_map(|word| openers.get(word)).flatten().copied().collect();
        for call in &opened {
            starlark::scan(&format!("{call}\n{text}\n)"), uses);
        }
        if opened.is_empty() {
            starlark::scan(&text, uses);
        }
    }
}

/// Function -> the calls that it opens.
fn openers(script: &str) -> BTreeMap<&str, BTreeSet<&'static str>> {
    let bodies: Vec<(&str, &str)> = script
        .split("\n}\n")
        .filter_map(|part| part.split_once("() {\n"))
        .map(|(head, body)| (head.lines().last().unwrap(), body))
        .collect();
    let mut openers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // As often as helpers may call helpers.
    for _ in 0..4 {
        for (name, body) in &bodies {
            let mut opened: BTreeSet<&str> = OPENED.into_iter().filter(|call| body.contains(call)).collect();
            for word in body.split_whitespace().filter(|word| word != name) {
                opened.extend(openers.get(word).into_iter().flatten());
            }
            if !opened.is_empty() {
                openers.insert(name, opened);
            }
        }
    }
    openers
}

/// `$name` -> the string that the script gives it, where that is attributes.
fn strings(script: &str) -> Vec<(String, String)> {
    let lines = script.lines().filter_map(|line| line.trim_start().strip_prefix("local "));
    let given = lines.filter_map(|line| line.split_once('='));
    given
        .filter(|(_, value)| value.contains(" = "))
        .map(|(name, value)| (format!("${name}"), word(value)))
        .collect()
}

/// The texts, each with the command that reads it.
fn pieces(script: &str) -> Vec<(&str, String)> {
    let mut pieces = Vec::new();
    for (at, _) in script.match_indices("<<") {
        let after = &script[at + 2..];
        let command = &script[script[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        if command.ends_with('<') {
            continue;
        }
        if let Some(string) = after.strip_prefix('<') {
            pieces.push((command, word(string.trim_start())));
            continue;
        }
        let end: String =
            after.trim_start_matches(['-', ' ', '\'']).chars().take_while(char::is_ascii_uppercase).collect();
        let Some((_, body)) = after.split_once('\n') else { continue };
        let text = body.split_once(&format!("\n{end}\n")).map(|(text, _)| text);
        if let Some(text) = text.filter(|_| !end.is_empty()) {
            pieces.push((command, text.to_owned()));
        }
    }
    pieces
}

/// The word of a shell that a text begins with, without its quotes.
fn word(text: &str) -> String {
    let mut word = String::new();
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (None, c) if c.is_whitespace() => break,
            (Some(open), c) if open == c => quote = None,
            (Some('"'), '\\') => word.extend(chars.next()),
            _ => word.push(c),
        }
    }
    word
}

//! Replaces spans of a text. All other bytes stay.

use std::cmp::Reverse;
use std::ops::Range;

use crate::build_language::{LocatedArgument, LocatedCall};

#[derive(Debug, Default)]
pub struct TextEdits {
    edits: Vec<(Range<usize>, String)>,
}

impl TextEdits {
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    pub fn replace(&mut self, range: Range<usize>, by: impl Into<String>) {
        self.edits.push((range, by.into()));
    }

    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Adds an argument after another one: on a line of its own if that one has one.
    pub fn add_argument(&mut self, text: &str, after: &LocatedArgument<'_>, added: &str) {
        let separator = match indent_of_own_line(text, after.range.start) {
            Some(indent) => {
                let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
                format!(",{newline}{indent}")
            }
            None => ", ".to_owned(),
        };
        self.insert(after.range.end, format!("{separator}{added}"));
    }

    /// Removes an argument: with its lines if nothing else is on them.
    pub fn remove_argument(&mut self, text: &str, call: &LocatedCall<'_>, argument: &LocatedArgument<'_>) {
        let range = &argument.range;
        let comma = text[range.end..].find(|c: char| !c.is_whitespace()).map(|at| range.end + at);
        let end = comma.filter(|at| text[*at..].starts_with(',')).map_or(range.end, |at| at + 1);
        if let (Some(indent), Some(rest)) = (indent_of_own_line(text, range.start), rest_of_line(text, end)) {
            self.replace(range.start - indent.len()..rest, "");
            return;
        }
        let at = call.arguments.iter().position(|other| other.range == *range).unwrap_or(0);
        match (call.arguments.get(at + 1), at.checked_sub(1).and_then(|before| call.arguments.get(before))) {
            (Some(next), _) => self.replace(range.start..next.range.start, ""),
            (None, Some(before)) => self.replace(before.range.end..range.end, ""),
            (None, None) => self.replace(range.start..end, ""),
        }
    }

    /// Removes a statement: with its lines if nothing else is on them.
    pub fn remove_statement(&mut self, text: &str, statement: &Range<usize>) {
        match (indent_of_own_line(text, statement.start), rest_of_line(text, statement.end)) {
            (Some(indent), Some(end)) => self.replace(statement.start - indent.len()..end, ""),
            _ => self.replace(statement.clone(), "pass"),
        }
    }

    /// The text after all edits. Those within a span that another one replaces do not count.
    pub fn apply(mut self, text: &str) -> String {
        // What is inserted comes before what replaces the same place.
        self.edits.sort_by_key(|(range, _)| (range.start, !range.is_empty(), Reverse(range.end)));
        let (mut written, mut at) = (String::with_capacity(text.len()), 0);
        for (range, by) in self.edits {
            if range.start < at {
                continue;
            }
            written += &text[at..range.start];
            written += &by;
            at = range.end;
        }
        written + &text[at..]
    }
}

/// The spaces before an offset, if nothing else is before it on its line.
fn indent_of_own_line(text: &str, at: usize) -> Option<&str> {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    Some(&text[line..at]).filter(|before| before.chars().all(|c| " \t".contains(c)))
}

/// The end of the line of an offset, if at most a comment follows on it.
fn rest_of_line(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].split_inclusive('\n').next().unwrap_or_default();
    let is_blank = rest.trim().is_empty() || rest.trim_start().starts_with('#');
    is_blank.then_some(at + rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build_language::StarlarkSource;

    fn without(text: &str, name: &str) -> String {
        let source = StarlarkSource::parse(text).expect("a file");
        let call = &source.calls[0];
        let mut edits = TextEdits::default();
        edits.remove_argument(text, call, call.keyword(name).expect("an argument"));
        edits.apply(text)
    }

    #[test]
    fn an_argument_is_removed_with_its_comma() {
        for (text, left) in [
            ("f(a = 1, b = 2)\n", "f(b = 2)\n"),
            ("f(b = 1, a = 2)\n", "f(b = 1)\n"),
            ("f(b = 1, a = 2,)\n", "f(b = 1,)\n"),
            ("f(a = 1)\n", "f()\n"),
            ("f(\n    a = [\n        1,\n    ],  # One.\n    b = 2,\n)\n", "f(\n    b = 2,\n)\n"),
            ("f(\n    b = 2,\n    a = 1\n)\n", "f(\n    b = 2,\n)\n"),
            ("f(\n    a = 1, b = 2,\n)\n", "f(\n    b = 2,\n)\n"),
        ] {
            assert_eq!(without(text, "a"), left, "{text}");
        }
    }

    #[test]
    fn an_argument_is_added_as_the_other_one_is_written() {
        for (text, more) in [
            ("f(a = 1)", "f(a = 1, b = 2)"),
            ("f(\r\n  a = 1,\r\n)", "f(\r\n  a = 1,\r\n  b = 2,\r\n)"),
            ("f(\n\ta = 1\n)", "f(\n\ta = 1,\n\tb = 2\n)"),
        ] {
            let source = StarlarkSource::parse(text).expect("a file");
            let mut edits = TextEdits::default();
            edits.add_argument(text, &source.calls[0].arguments[0], "b = 2");
            assert_eq!(edits.apply(text), more);
        }
    }

    #[test]
    fn a_statement_is_removed_with_its_line() {
        for (text, left) in [("a()\nb()  # B.\nc()\n", "a()\nc()\n"), ("a(); b()\n", "a(); pass\n")] {
            let source = StarlarkSource::parse(text).expect("a file");
            let mut edits = TextEdits::default();
            edits.remove_statement(text, &source.calls[1].range);
            assert_eq!(edits.apply(text), left);
        }
    }
}

//! Finds the calls in a Starlark file at any depth, with the bytes of each name and argument, so that a program can
//! replace these bytes and nothing else. Nothing is evaluated.

use std::ops::Range;

use super::definitions::SyntaxError;
use super::lexer::{LocatedToken, Token, locate_tokens};

/// A text with its tokens and calls.
pub struct StarlarkSource<'a> {
    pub text: &'a str,
    pub tokens: Vec<LocatedToken<'a>>,
    /// In the order of their opening brackets.
    pub calls: Vec<LocatedCall<'a>>,
}

/// A call, or a `load`.
#[derive(Debug)]
pub struct LocatedCall<'a> {
    /// For example `load`, or `crate.from_cargo`. It begins with a dot if the call is on the result of an expression.
    pub function: String,
    /// The variable that a statement assigns the result to.
    pub variable: Option<&'a str>,
    /// The line on which it begins, counted from one.
    pub line: usize,
    /// The whole call, with the variable.
    pub range: Range<usize>,
    /// Whether nothing is around the call and the variable.
    pub is_statement: bool,
    pub arguments: Vec<LocatedArgument<'a>>,
}

#[derive(Clone, Debug)]
pub struct LocatedArgument<'a> {
    pub keyword: Option<LocatedToken<'a>>,
    pub line: usize,
    pub range: Range<usize>,
    pub value_range: Range<usize>,
    /// The indices of the tokens of the value.
    value: Range<usize>,
}

impl<'a> LocatedCall<'a> {
    pub fn keyword(&self, name: &str) -> Option<&LocatedArgument<'a>> {
        self.arguments.iter().find(|argument| argument.name() == Some(name))
    }

    pub fn positional(&self) -> impl Iterator<Item = &LocatedArgument<'a>> {
        self.arguments.iter().filter(|argument| argument.keyword.is_none())
    }

    /// The variable and the tag, if it is a call such as `crate.annotation`.
    pub fn tag(&self) -> Option<(&str, &str)> {
        self.function.split_once('.').filter(|(variable, _)| !variable.is_empty())
    }
}

impl<'a> LocatedArgument<'a> {
    /// The name before the `=`.
    pub fn name(&self) -> Option<&'a str> {
        match self.keyword.as_ref()?.token {
            Token::Name(name) => Some(name),
            _ => None,
        }
    }
}

impl<'a> StarlarkSource<'a> {
    pub fn parse(text: &'a str) -> Result<StarlarkSource<'a>, SyntaxError> {
        let tokens = locate_tokens(text)?;
        let calls = find_calls(&tokens);
        Ok(StarlarkSource { text, tokens, calls })
    }

    /// The tokens of a value.
    pub fn value(&self, argument: &LocatedArgument<'a>) -> &[LocatedToken<'a>] {
        self.tokens.get(argument.value.clone()).unwrap_or_default()
    }

    /// The string that a value is.
    pub fn string(&self, argument: &LocatedArgument<'a>) -> Option<&'a str> {
        match self.value(argument) {
            [LocatedToken { token: Token::Text(text), .. }] => *text,
            _ => None,
        }
    }

    /// The variable, `True` or `False` that a value is.
    pub fn word(&self, argument: &LocatedArgument<'a>) -> Option<&'a str> {
        match self.value(argument) {
            [LocatedToken { token: Token::Name(name), .. }] => Some(name),
            _ => None,
        }
    }
}

impl LocatedToken<'_> {
    /// The bytes of a string without its quotes. Only strings without escapes have them.
    pub fn inner_range(&self) -> Option<Range<usize>> {
        let Token::Text(Some(text)) = self.token else { return None };
        let around = self.range.len().checked_sub(text.len())?;
        // A raw string has a letter before its quotes, and as many quotes on both sides.
        let after = around / 2;
        let start = self.range.end.checked_sub(after + text.len())?;
        Some(start..start + text.len())
    }
}

/// An opening bracket that is not closed yet.
struct OpenBracket<'a> {
    /// The index of its call, if it belongs to one.
    call: Option<usize>,
    /// The index of the first token of the argument.
    argument: usize,
    arguments: Vec<LocatedArgument<'a>>,
}

fn find_calls<'a>(tokens: &[LocatedToken<'a>]) -> Vec<LocatedCall<'a>> {
    let mut calls: Vec<LocatedCall<'a>> = Vec::new();
    let mut open: Vec<OpenBracket<'a>> = Vec::new();
    for (at, located) in tokens.iter().enumerate() {
        match located.token {
            Token::Mark("(" | "[" | "{") => {
                let start = (located.token == Token::Mark("(")).then(|| read_function(tokens, at)).flatten();
                let call = start.map(|call| {
                    calls.push(call);
                    calls.len() - 1
                });
                open.push(OpenBracket { call, argument: at + 1, arguments: Vec::new() });
            }
            Token::Mark(",") => {
                if let Some(bracket) = open.last_mut() {
                    bracket.arguments.extend(read_argument(tokens, bracket.argument..at));
                    bracket.argument = at + 1;
                }
            }
            Token::Mark(")" | "]" | "}") => {
                let Some(mut bracket) = open.pop() else { continue };
                bracket.arguments.extend(read_argument(tokens, bracket.argument..at));
                if let Some(call) = bracket.call.and_then(|call| calls.get_mut(call)) {
                    call.range.end = located.range.end;
                    let ends = tokens.get(at + 1).is_none_or(|next| is_end_of_statement(&next.token));
                    call.is_statement &= ends;
                    call.arguments = bracket.arguments;
                }
            }
            _ => {}
        }
    }
    calls
}

/// The call whose opening bracket is at an index.
fn read_function<'a>(tokens: &[LocatedToken<'a>], open: usize) -> Option<LocatedCall<'a>> {
    let mut first = open.checked_sub(1)?;
    let mut function = match tokens[first].token {
        Token::Name(name) | Token::Mark(name @ "load") => name.to_owned(),
        _ => return None,
    };
    while let Some((before, _)) =
        first.checked_sub(1).map(|dot| (dot, &tokens[dot])).filter(|(_, dot)| dot.token == Token::Mark("."))
    {
        function.insert(0, '.');
        first = before;
        match before.checked_sub(1).map(|at| (at, &tokens[at].token)) {
            Some((at, Token::Name(name))) => {
                function.insert_str(0, name);
                first = at;
            }
            _ => break,
        }
    }
    let before = |count: usize| first.checked_sub(count).map(|at| &tokens[at]);
    if before(1).is_some_and(|token| token.token == Token::Mark("def")) {
        return None;
    }
    let assigned = match (before(2), before(1)) {
        (Some(LocatedToken { token: Token::Name(name), .. }), Some(equals))
            if equals.token == Token::Mark("=") && starts_statement(before(3)) =>
        {
            Some(*name)
        }
        _ => None,
    };
    let is_statement = assigned.is_some() || starts_statement(before(1));
    let begin = if assigned.is_some() { before(2) } else { None }.unwrap_or(&tokens[first]);
    Some(LocatedCall {
        function,
        variable: assigned,
        line: begin.line,
        range: begin.range.start..tokens[open].range.end,
        is_statement,
        arguments: Vec::new(),
    })
}

fn starts_statement(before: Option<&LocatedToken<'_>>) -> bool {
    before.is_none_or(|token| is_end_of_statement(&token.token))
}

fn is_end_of_statement(token: &Token<'_>) -> bool {
    matches!(token, Token::Newline | Token::Mark(";"))
}

fn read_argument<'a>(tokens: &[LocatedToken<'a>], range: Range<usize>) -> Option<LocatedArgument<'a>> {
    let (first, last) = (tokens.get(range.start)?, tokens.get(range.end.checked_sub(1)?)?);
    if range.is_empty() {
        return None;
    }
    let keyword = match tokens.get(range.start + 1) {
        Some(equals) if equals.token == Token::Mark("=") && matches!(first.token, Token::Name(_)) => {
            Some(first.clone())
        }
        _ => None,
    };
    let value = if keyword.is_some() { range.start + 2..range.end } else { range };
    let begin = tokens.get(value.start)?;
    Some(LocatedArgument {
        keyword,
        line: first.line,
        range: first.range.start..last.range.end,
        value_range: begin.range.start..last.range.end.max(begin.range.start),
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_at_any_depth_with_their_bytes() {
        let text = "def f(x):\n    crates_vendor(\n        name = \"v\",\n        deps = [a.b(\"x\")] + c(),\n    )\n\ncrate = use_extension(r\"@r//:x.bzl\", 'crate')\nuse(y).z(k = 1)\nload(\":a.bzl\", \"a\", b = \"\"\"c\"\"\")\n";
        let source = StarlarkSource::parse(text).expect("a file");
        let found: Vec<(&str, usize, bool)> =
            source.calls.iter().map(|call| (call.function.as_str(), call.line, call.is_statement)).collect();
        assert_eq!(
            found,
            [
                ("crates_vendor", 2, true),
                ("a.b", 4, false),
                ("c", 4, false),
                ("use_extension", 7, true),
                ("use", 8, false),
                (".z", 8, false),
                ("load", 9, true)
            ]
        );
        let deps = source.calls[0].keyword("deps").expect("an argument");
        assert_eq!(&text[deps.value_range.clone()], "[a.b(\"x\")] + c()");
        assert_eq!(source.calls[3].variable, Some("crate"));
        assert_eq!(&text[source.calls[3].range.clone()], "crate = use_extension(r\"@r//:x.bzl\", 'crate')");
        let strings: Vec<&str> =
            source.tokens.iter().filter_map(|token| Some(&text[token.inner_range()?])).collect();
        assert_eq!(strings, ["v", "x", "@r//:x.bzl", "crate", ":a.bzl", "a", "c"]);
    }

    #[test]
    fn a_deeply_nested_text_is_read_in_one_pass() {
        let text = format!("{}{}", "f(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(StarlarkSource::parse(&text).expect("a file").calls.len(), 100_000);
    }
}

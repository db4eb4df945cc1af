//! Lists the calls among the statements of a file with their lines, such as each `bazel_dep` of a MODULE.bazel.

use super::definitions::SyntaxError;
use super::lexer::{Token, tokenize};
use super::parser::Parser;

/// A statement that calls a function, and may assign the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallStatement {
    /// The variable that the result is assigned to.
    pub variable: Option<String>,
    /// For example `bazel_dep`, or `crate.from_cargo`.
    pub function: String,
    pub arguments: Vec<CallArgument>,
    /// Counted from one. If the statement shares a line with others, that line.
    pub last_line: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallArgument {
    pub keyword: Option<String>,
    /// The value, if it is a variable.
    pub name: Option<String>,
    /// All strings in the value, at any depth, except those with escapes.
    pub texts: Vec<String>,
}

impl CallStatement {
    pub fn keyword(&self, keyword: &str) -> Option<&CallArgument> {
        self.arguments.iter().find(|argument| argument.keyword.as_deref() == Some(keyword))
    }

    /// The string that a keyword argument is.
    pub fn text(&self, keyword: &str) -> Option<&str> {
        self.keyword(keyword)?.texts.first().map(String::as_str)
    }

    pub fn positional(&self) -> impl Iterator<Item = &CallArgument> {
        self.arguments.iter().filter(|argument| argument.keyword.is_none())
    }
}

/// The calls of a text that [`parse`](super::parse) accepts. Calls within other expressions are not listed.
pub fn list_calls(text: &str) -> Result<Vec<CallStatement>, SyntaxError> {
    let tokens = tokenize(text)?;
    Parser::new(tokens.clone()).parse_file()?;
    let mut calls = Vec::new();
    for line in tokens.split_inclusive(|(token, _)| *token == Token::Newline) {
        let Some(last_line) = line.last().map(|(_, number)| *number) else { continue };
        let tokens: Vec<&Token<'_>> = line.iter().map(|(token, _)| token).collect();
        for statement in tokens.split(|token| matches!(token, Token::Mark(";") | Token::Newline)) {
            calls.extend(read_call(statement, last_line));
        }
    }
    Ok(calls)
}

fn read_call(statement: &[&Token<'_>], last_line: usize) -> Option<CallStatement> {
    let (variable, call) = match statement {
        [Token::Name(name), Token::Mark("="), call @ ..] => (Some((*name).to_owned()), call),
        call => (None, call),
    };
    let open = call.iter().position(|token| **token == Token::Mark("("))?;
    let mut function = String::new();
    for token in &call[..open] {
        match token {
            Token::Name(part) | Token::Mark(part @ ".") => function.push_str(part),
            _ => return None,
        }
    }
    let arguments = split_arguments(&call[open + 1..]).into_iter().map(read_argument).collect();
    (!function.is_empty()).then_some(CallStatement { variable, function, arguments, last_line })
}

/// The tokens of each argument, up to the closing bracket.
fn split_arguments<'t, 'a>(tokens: &'t [&'t Token<'a>]) -> Vec<&'t [&'t Token<'a>]> {
    let (mut depth, mut start, mut end) = (0, 0, tokens.len());
    let mut arguments = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Mark("(" | "[" | "{") => depth += 1,
            Token::Mark(")") if depth == 0 => {
                end = at;
                break;
            }
            Token::Mark(")" | "]" | "}") => depth -= 1,
            Token::Mark(",") if depth == 0 => {
                arguments.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < end {
        arguments.push(&tokens[start..end]);
    }
    arguments
}

fn read_argument(tokens: &[&Token<'_>]) -> CallArgument {
    let (keyword, value) = match tokens {
        [Token::Name(name), Token::Mark("="), value @ ..] => (Some((*name).to_owned()), value),
        value => (None, value),
    };
    let name = match value {
        [Token::Name(name)] => Some((*name).to_owned()),
        _ => None,
    };
    let texts = value.iter().filter_map(|token| match token {
        Token::Text(Some(text)) => Some((*text).to_owned()),
        _ => None,
    });
    CallArgument { keyword, name, texts: texts.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_listed_with_their_lines_and_strings() {
        let text = "\"\"\"A\nmodule.\"\"\"\n\nbazel_dep(name = \"a\", version = \"1\"); bazel_dep(name = \"b\")\ncrate = use_extension(\n    \"//:x.bzl\",  # (\n    \"crate\",\n)\ncrate.from_cargo(\n    manifests = [\n        \"//:Cargo.toml\",\n    ],\n)\nuse_repo(crate, \"crates\", other = \"o\\x\".y)\n[f(x) for x in []]\nX = 1\nuse_extension(\"@c//:t.bzl\", \"tool\").build(name = \"n\")\n".replace("\\x", "o");
        let calls = list_calls(&text).expect("a text");
        let functions: Vec<(&str, usize)> =
            calls.iter().map(|call| (call.function.as_str(), call.last_line)).collect();
        assert_eq!(
            functions,
            [
                ("bazel_dep", 4),
                ("bazel_dep", 4),
                ("use_extension", 8),
                ("crate.from_cargo", 13),
                ("use_repo", 14),
                ("use_extension", 17)
            ]
        );
        assert_eq!(calls[1].text("name"), Some("b"));
        assert_eq!(calls[2].variable.as_deref(), Some("crate"));
        assert_eq!(calls[3].keyword("manifests").expect("it is given").texts, ["//:Cargo.toml"]);
        let positional: Vec<&CallArgument> = calls[4].positional().collect();
        assert_eq!(positional[0].name.as_deref(), Some("crate"));
        assert_eq!(positional[1].texts, ["crates"]);
        assert_eq!(calls[5].positional().count(), 2);
    }
}

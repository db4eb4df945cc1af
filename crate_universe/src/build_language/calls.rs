//! Parses calls in BUILD files, and loads, which look like calls.

use std::collections::BTreeSet;

use super::definitions::LoadedNames;
use super::lexer::Token;
use super::parser::{Expression, ParseResult, Parser};

impl<'a> Parser<'a> {
    /// `load("file", "name", other = "name")`
    pub fn parse_load(&mut self) -> ParseResult<()> {
        self.expect_mark("(")?;
        let file = self.parse_load_argument()?;
        let mut names = BTreeSet::new();
        let mut is_empty = true;
        while self.take_mark(",") && !self.is_mark(")") {
            is_empty = false;
            let keyword = self.peek_keyword();
            if keyword.is_some() {
                self.at += 2;
            }
            let of = self.parse_load_argument()?;
            let Some(name) = keyword.or(of) else { continue };
            if !names.insert(name) {
                return self.error(format!("`{name}` is loaded twice"));
            }
            if let (Some(file), Some(of)) = (file, of) {
                let load = LoadedNames { name: name.to_owned(), file: file.to_owned(), of: of.to_owned() };
                self.definitions.loads.insert(load);
            }
        }
        if is_empty {
            return self.error("a load without names");
        }
        self.expect_mark(")")
    }

    fn parse_load_argument(&mut self) -> ParseResult<Option<&'a str>> {
        let Some(Token::Text(text)) = self.peek_token().cloned() else { return self.unexpected() };
        if text.is_none() {
            self.note_hidden_result("a load with an escape sequence");
        }
        self.at += 1;
        Ok(text)
    }

    /// The name before a `=`.
    fn peek_keyword(&self) -> Option<&'a str> {
        match (self.peek_token(), self.peek_second()) {
            (Some(Token::Name(name)), Some(Token::Mark("="))) => Some(name),
            _ => None,
        }
    }

    pub fn parse_arguments(&mut self) -> ParseResult<()> {
        let mut named: BTreeSet<&str> = BTreeSet::new();
        while !self.is_mark(")") {
            if self.is_mark("*") || self.is_mark("**") {
                return self.error("`*args` or `**kwargs`, which BUILD files do not allow");
            }
            let value = match self.peek_keyword() {
                Some(name) => {
                    self.at += 1;
                    Expression::Name(name)
                }
                None => self.parse_expression()?,
            };
            if let Expression::Name(name) = value {
                if self.take_mark("=") {
                    if !named.insert(name) {
                        return self.error(format!("the argument `{name}` is given twice"));
                    }
                    let value = self.parse_expression()?;
                    match value {
                        Expression::Text(Some(text)) if name == "name" => {
                            self.definitions.targets.insert(text.to_owned());
                        }
                        _ if name == "name" => self.note_hidden_result("a `name` that is not a plain string"),
                        _ => {}
                    }
                } else if !named.is_empty() {
                    return self.error("a positional argument after a keyword argument");
                }
            } else if !named.is_empty() {
                return self.error("a positional argument after a keyword argument");
            } else if self.is_mark("for") {
                return self.unexpected();
            }
            if !self.take_mark(",") {
                break;
            }
        }
        self.expect_mark(")")
    }
}

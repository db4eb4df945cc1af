//! Calls of BUILD files, and loads, which look like calls. Takes tokens, notes what they define.

use std::collections::BTreeSet;

use super::definitions::LoadedNames;
use super::lexer::Token;
use super::parser::{Expression, ParseResult, Parser};

impl<'a> Parser<'a> {
    /// `load("file", "name", other = "name")`
    pub fn load(&mut self) -> ParseResult<()> {
        self.expect("(")?;
        let file = self.loaded_text()?;
        let mut names = BTreeSet::new();
        let mut is_empty = true;
        while self.take(",") && !self.is(")") {
            is_empty = false;
            let keyword = self.keyword();
            if keyword.is_some() {
                self.at += 2;
            }
            let of = self.loaded_text()?;
            let Some(name) = keyword.or(of) else { continue };
            if !names.insert(name) {
                return self.error(format!("`{name}` is loaded twice"));
            }
            if let (Some(file), Some(of)) = (file, of) {
                let load = LoadedNames { name: name.to_owned(), file: file.to_owned(), of: of.to_owned() };
                self.found.loads.insert(load);
            }
        }
        if is_empty {
            return self.error("a load without names");
        }
        self.expect(")")
    }

    fn loaded_text(&mut self) -> ParseResult<Option<&'a str>> {
        let Some(Token::Text(text)) = self.peek().cloned() else { return self.unexpected() };
        if text.is_none() {
            self.hide("a load with an escape sequence");
        }
        self.at += 1;
        Ok(text)
    }

    /// The name before a `=`.
    fn keyword(&self) -> Option<&'a str> {
        match (self.peek(), self.after()) {
            (Some(Token::Name(name)), Some(Token::Mark("="))) => Some(name),
            _ => None,
        }
    }

    pub fn arguments(&mut self) -> ParseResult<()> {
        let mut named: BTreeSet<&str> = BTreeSet::new();
        while !self.is(")") {
            if self.is("*") || self.is("**") {
                return self.error("`*args` or `**kwargs`, which BUILD files do not allow");
            }
            let value = match self.keyword() {
                Some(name) => {
                    self.at += 1;
                    Expression::Name(name)
                }
                None => self.expression()?,
            };
            if let Expression::Name(name) = value {
                if self.take("=") {
                    if !named.insert(name) {
                        return self.error(format!("the argument `{name}` is given twice"));
                    }
                    let value = self.expression()?;
                    match value {
                        Expression::Text(Some(text)) if name == "name" => {
                            self.found.targets.insert(text.to_owned());
                        }
                        _ if name == "name" => self.hide("a `name` that is not a plain string"),
                        _ => {}
                    }
                } else if !named.is_empty() {
                    return self.error("a positional argument after a keyword argument");
                }
            } else if !named.is_empty() {
                return self.error("a positional argument after a keyword argument");
            } else if self.is("for") {
                return self.unexpected();
            }
            if !self.take(",") {
                break;
            }
        }
        self.expect(")")
    }
}

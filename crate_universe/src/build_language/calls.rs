//! Calls of BUILD files, and loads, which look like calls. Takes tokens, notes what they define.

use std::collections::BTreeSet;

use super::lexer::Token;
use super::parser::{Expression, Parsed, Parser};

impl<'a> Parser<'a> {
    /// `load("file", "name", other = "name")`
    pub fn load(&mut self) -> Parsed<()> {
        self.expect("(")?;
        let Some(Token::Text(file)) = self.peek().cloned() else { return self.unexpected() };
        self.at += 1;
        let mut names = BTreeSet::new();
        while self.take(",") && !self.is(")") {
            let name = match self.peek().cloned() {
                Some(Token::Text(name)) => name,
                Some(Token::Name(name)) => {
                    self.at += 1;
                    self.expect("=")?;
                    let Some(Token::Text(_)) = self.peek() else { return self.unexpected() };
                    name
                }
                _ => return self.unexpected(),
            };
            self.at += 1;
            if !names.insert(name.to_owned()) {
                return self.error(format!("`{name}` is loaded twice"));
            }
        }
        if names.is_empty() {
            return self.error("a load of nothing");
        }
        self.found.loads.extend(names.into_iter().map(|name| (name, file.to_owned())));
        self.expect(")")
    }

    pub fn arguments(&mut self, function: &Expression<'a>) -> Parsed<()> {
        let function = match function {
            Expression::Name(name) => Some((*name).to_owned()),
            _ => None,
        };
        let mut named: BTreeSet<&str> = BTreeSet::new();
        while !self.is(")") {
            if self.is("*") || self.is("**") {
                return self.error("arguments in a variable, which BUILD files may not give");
            }
            let value = self.expression()?;
            if let Expression::Name(name) = value {
                if self.take("=") {
                    if !named.insert(name) {
                        return self.error(format!("the argument `{name}` is given twice"));
                    }
                    let value = self.expression()?;
                    if let (Expression::Text(text), "name") = (&value, name) {
                        self.found.targets.insert((*text).to_owned());
                    }
                } else if !named.is_empty() {
                    return self.error("an argument without a name after one with a name");
                }
            } else if !named.is_empty() {
                return self.error("an argument without a name after one with a name");
            } else if self.is("for") {
                return self.unexpected();
            }
            if !self.take(",") {
                break;
            }
        }
        self.found.calls.extend(function);
        self.expect(")")
    }
}

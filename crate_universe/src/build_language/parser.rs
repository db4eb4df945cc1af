//! The grammar of BUILD files. Takes tokens, gives what they define, or the first mistake.

use super::definitions::{Definitions, SyntaxError};
use super::lexer::Token;

/// How deep brackets and operators may nest: far more than anybody writes, and less than a stack holds.
const DEEPEST: usize = 100;

/// How many links the chains of a statement may have: operators, calls and parts after one another, and clauses of
/// comprehensions. Bazel evaluates a chain as deep as it is long.
const MOST_LINKS: usize = 1_000;

/// Operators of two sides, those that bind the least first. Comparisons do not chain.
const BINARY: [&[&str]; 9] = [
    &["or"],
    &["and"],
    &["==", "!=", "<", ">", "<=", ">=", "in", "not"],
    &["|"],
    &["^"],
    &["&"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "//", "%"],
];
const COMPARISON: usize = 2;
/// `not` binds more than `and`.
const NOT: usize = 2;

const AUGMENTED: [&str; 11] = ["+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^=", "<<=", ">>="];

/// What an expression is, as far as it matters where it stands.
pub enum Expression<'a> {
    Name(&'a str),
    Text(Option<&'a str>),
    /// Something that may be assigned to, with the names in it.
    Targets(Vec<&'a str>),
    /// `x[i]` and `x.y`.
    Part,
    Other,
}

pub type ParseResult<T> = Result<T, SyntaxError>;

pub struct Parser<'a> {
    tokens: Vec<(Token<'a>, usize)>,
    pub at: usize,
    depth: usize,
    links: usize,
    pub found: Definitions,
}

impl<'a> Parser<'a> {
    pub fn new(tokens: Vec<(Token<'a>, usize)>) -> Parser<'a> {
        Parser { tokens, at: 0, depth: 0, links: 0, found: Definitions::default() }
    }

    pub fn file(mut self) -> ParseResult<Definitions> {
        while self.at < self.tokens.len() {
            self.statement()?;
            while self.take(";") && self.peek() != Some(&Token::Newline) {
                self.statement()?;
            }
            if self.peek() != Some(&Token::Newline) {
                return self.unexpected();
            }
            self.at += 1;
        }
        Ok(self.found)
    }

    pub fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    pub fn after(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at + 1).map(|(token, _)| token)
    }

    pub fn is(&self, mark: &str) -> bool {
        matches!(self.peek(), Some(Token::Mark(found)) if *found == mark)
    }

    pub fn take(&mut self, mark: &str) -> bool {
        let is = self.is(mark);
        self.at += usize::from(is);
        is
    }

    pub fn expect(&mut self, mark: &str) -> ParseResult<()> {
        if self.take(mark) { Ok(()) } else { self.unexpected() }
    }

    pub fn error<T>(&self, what: impl Into<String>) -> ParseResult<T> {
        Err(SyntaxError { line: self.line(), what: what.into() })
    }

    /// Notes what Bazel takes, but whose result is not spelled out.
    pub fn hide(&mut self, what: &str) {
        let line = self.line();
        self.found.hidden.get_or_insert_with(|| SyntaxError { line, what: what.to_owned() });
    }

    fn line(&self) -> usize {
        let last = self.tokens.last().map_or(1, |(_, line)| *line);
        self.tokens.get(self.at).map_or(last, |(_, line)| *line)
    }

    pub fn unexpected<T>(&self) -> ParseResult<T> {
        let what = match self.peek() {
            Some(Token::Name(text) | Token::Number(text) | Token::Mark(text)) => {
                format!("`{text}` is not expected here")
            }
            Some(Token::Text(_)) => "a string is not expected here".to_owned(),
            Some(Token::Newline) | None => "the line ends too early".to_owned(),
        };
        self.error(what)
    }

    fn statement(&mut self) -> ParseResult<()> {
        self.links = 0;
        if self.take("pass") {
            return Ok(());
        }
        if self.take("load") {
            return self.load();
        }
        let left = self.expression_or_tuple()?;
        if AUGMENTED.iter().any(|mark| self.is(mark)) || self.is(">>=") {
            self.at += 1;
            match left {
                Expression::Name(name) => drop(self.found.names.insert(name.to_owned())),
                Expression::Part => {}
                _ => return self.error("an invalid target of an assignment"),
            }
            return self.expression_or_tuple().map(drop);
        }
        if self.take("=") {
            match left {
                Expression::Name(name) => drop(self.found.names.insert(name.to_owned())),
                Expression::Targets(names) => {
                    self.found.names.extend(names.iter().map(|name| (*name).to_owned()))
                }
                Expression::Part => {}
                _ => return self.error("an invalid target of an assignment"),
            }
            return self.expression_or_tuple().map(drop);
        }
        Ok(())
    }

    /// Several with commas are a tuple, which outside of brackets has none at its end.
    fn expression_or_tuple(&mut self) -> ParseResult<Expression<'a>> {
        let first = self.expression()?;
        if !self.is(",") {
            return Ok(first);
        }
        let mut targets = targets(first);
        while self.take(",") {
            let next = self.expression()?;
            join(&mut targets, next);
        }
        Ok(targets.map_or(Expression::Other, Expression::Targets))
    }

    pub fn expression(&mut self) -> ParseResult<Expression<'a>> {
        self.deeper(|parser| {
            if parser.is("lambda") {
                return parser.error("a function, which BUILD files may not define");
            }
            let value = parser.binary(0)?;
            if !parser.take("if") {
                return Ok(value);
            }
            parser.binary(0)?;
            parser.expect("else")?;
            parser.expression()?;
            Ok(Expression::Other)
        })
    }

    /// One more link of a chain.
    fn link(&mut self) -> ParseResult<()> {
        if self.links == MOST_LINKS {
            return self.error("a statement with too many operators and calls in a row");
        }
        self.links += 1;
        Ok(())
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> ParseResult<T>) -> ParseResult<T> {
        if self.depth == DEEPEST {
            return self.error("brackets or operators that are nested too deeply");
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn binary(&mut self, level: usize) -> ParseResult<Expression<'a>> {
        if level == BINARY.len() {
            return self.unary();
        }
        if level == NOT && self.take("not") {
            self.deeper(|parser| parser.binary(NOT))?;
            return Ok(Expression::Other);
        }
        let first = self.binary(level + 1)?;
        let mut count = 0;
        while self.operator(level)? {
            count += 1;
            self.link()?;
            if level == COMPARISON && count > 1 {
                return self.error("a comparison of the result of a comparison");
            }
            self.binary(level + 1)?;
        }
        Ok(if count == 0 { first } else { Expression::Other })
    }

    fn operator(&mut self, level: usize) -> ParseResult<bool> {
        let Some(Token::Mark(mark)) = self.peek() else { return Ok(false) };
        if !BINARY[level].contains(mark) {
            return Ok(false);
        }
        if self.take("not") {
            self.expect("in")?;
        } else {
            self.at += 1;
        }
        Ok(true)
    }

    fn unary(&mut self) -> ParseResult<Expression<'a>> {
        if ["+", "-", "~"].iter().any(|mark| self.take(mark)) {
            self.deeper(Self::unary)?;
            return Ok(Expression::Other);
        }
        let mut value = self.operand()?;
        while [".", "(", "["].iter().any(|mark| self.is(mark)) {
            self.link()?;
            value = if self.take(".") {
                let Some(Token::Name(_)) = self.peek() else { return self.unexpected() };
                self.at += 1;
                Expression::Part
            } else if self.take("(") {
                self.arguments()?;
                Expression::Other
            } else {
                self.expect("[")?;
                self.index()?;
                Expression::Part
            };
        }
        Ok(value)
    }

    /// `x[i]`, `x[i:j:k]`
    fn index(&mut self) -> ParseResult<()> {
        if !self.is(":") {
            self.expression_or_tuple()?;
        }
        for _ in 0..2 {
            if self.take(":") && !self.is(":") && !self.is("]") {
                self.expression()?;
            }
        }
        self.expect("]")
    }

    fn operand(&mut self) -> ParseResult<Expression<'a>> {
        let value = match self.peek().cloned() {
            Some(Token::Name(name)) => {
                if !self.found.uses.contains(name) {
                    self.found.uses.insert(name.to_owned());
                }
                Expression::Name(name)
            }
            Some(Token::Number(_)) => Expression::Other,
            Some(Token::Text(text)) => {
                self.at += 1;
                if let Some(Token::Text(_)) = self.peek() {
                    return self.error("two adjacent strings, which must be joined with `+`");
                }
                return Ok(Expression::Text(text));
            }
            Some(Token::Mark("(")) => return self.parenthesis(),
            Some(Token::Mark("[")) => return self.list(),
            Some(Token::Mark("{")) => return self.dict(),
            _ => return self.unexpected(),
        };
        self.at += 1;
        Ok(value)
    }

    fn parenthesis(&mut self) -> ParseResult<Expression<'a>> {
        self.expect("(")?;
        if self.take(")") {
            return Ok(Expression::Other);
        }
        let first = self.expression()?;
        if self.take(")") {
            return Ok(if let Expression::Text(_) = first { Expression::Other } else { first });
        }
        self.items(first, ")")
    }

    fn list(&mut self) -> ParseResult<Expression<'a>> {
        self.expect("[")?;
        if self.take("]") {
            return Ok(Expression::Other);
        }
        let first = self.expression()?;
        if self.is("for") {
            self.clauses()?;
            self.expect("]")?;
            return Ok(Expression::Other);
        }
        self.items(first, "]")
    }

    /// The rest of a tuple or a list, which may end with a comma.
    fn items(&mut self, first: Expression<'a>, end: &str) -> ParseResult<Expression<'a>> {
        let mut targets = targets(first);
        while self.take(",") && !self.is(end) {
            let next = self.expression()?;
            join(&mut targets, next);
        }
        self.expect(end)?;
        Ok(targets.map_or(Expression::Other, Expression::Targets))
    }

    fn dict(&mut self) -> ParseResult<Expression<'a>> {
        self.expect("{")?;
        if !self.is("}") {
            self.entry()?;
            if self.is("for") {
                self.clauses()?;
                return self.expect("}").map(|()| Expression::Other);
            }
            while self.take(",") && !self.is("}") {
                self.entry()?;
            }
        }
        self.expect("}")?;
        Ok(Expression::Other)
    }

    fn entry(&mut self) -> ParseResult<()> {
        self.expression()?;
        self.expect(":")?;
        self.expression().map(drop)
    }

    /// `for x in y if z`, of a comprehension.
    fn clauses(&mut self) -> ParseResult<()> {
        while self.take("for") {
            self.link()?;
            loop {
                // `in` would be an operator.
                let target = self.binary(COMPARISON + 1)?;
                if targets(target).is_none() {
                    return self.error("an invalid target of an assignment");
                }
                if !self.take(",") {
                    break;
                }
            }
            self.expect("in")?;
            self.binary(0)?;
            while self.take("if") {
                self.link()?;
                self.binary(0)?;
            }
        }
        Ok(())
    }
}

/// The names in what may be assigned to.
fn targets(value: Expression<'_>) -> Option<Vec<&str>> {
    match value {
        Expression::Name(name) => Some(vec![name]),
        Expression::Targets(names) => Some(names),
        Expression::Part => Some(Vec::new()),
        Expression::Text(_) | Expression::Other => None,
    }
}

/// Adds those of the next item of a tuple or a list.
fn join<'a>(names: &mut Option<Vec<&'a str>>, next: Expression<'a>) {
    match (names.as_mut(), targets(next)) {
        (Some(names), Some(more)) => names.extend(more),
        _ => *names = None,
    }
}

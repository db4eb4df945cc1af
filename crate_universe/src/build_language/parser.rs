//! The grammar of BUILD files.

use super::definitions::{Definitions, SyntaxError};
use super::lexer::Token;

/// The maximum nesting of brackets and operators: far more than real files have, and safe for the stack.
const DEEPEST: usize = 100;

/// The maximum length of the chains in a statement: operators, calls and parts in a row, and clauses of
/// comprehensions. Bazel needs a stack as deep as a chain is long.
const MOST_LINKS: usize = 1_000;

/// Binary operators by increasing precedence. Comparisons cannot be chained.
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
/// `not` binds tighter than `and`.
const NOT: usize = 2;

const AUGMENTED: [&str; 11] = ["+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^=", "<<=", ">>="];

/// The kind of an expression, as far as the grammar needs it.
pub enum Expression<'a> {
    Name(&'a str),
    Text(Option<&'a str>),
    /// An expression that can be assigned to, with the names in it.
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
    pub definitions: Definitions,
}

impl<'a> Parser<'a> {
    pub fn new(tokens: Vec<(Token<'a>, usize)>) -> Parser<'a> {
        Parser { tokens, at: 0, depth: 0, links: 0, definitions: Definitions::default() }
    }

    pub fn parse_file(mut self) -> ParseResult<Definitions> {
        while self.at < self.tokens.len() {
            self.parse_statement()?;
            while self.take_mark(";") && self.peek_token() != Some(&Token::Newline) {
                self.parse_statement()?;
            }
            if self.peek_token() != Some(&Token::Newline) {
                return self.unexpected();
            }
            self.at += 1;
        }
        Ok(self.definitions)
    }

    pub fn peek_token(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    pub fn peek_second(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at + 1).map(|(token, _)| token)
    }

    pub fn is_mark(&self, mark: &str) -> bool {
        matches!(self.peek_token(), Some(Token::Mark(found)) if *found == mark)
    }

    pub fn take_mark(&mut self, mark: &str) -> bool {
        let is = self.is_mark(mark);
        self.at += usize::from(is);
        is
    }

    pub fn expect_mark(&mut self, mark: &str) -> ParseResult<()> {
        if self.take_mark(mark) { Ok(()) } else { self.unexpected() }
    }

    pub fn error<T>(&self, what: impl Into<String>) -> ParseResult<T> {
        Err(SyntaxError { line: self.current_line(), what: what.into() })
    }

    /// Records something that Bazel accepts but whose result is not visible in the text.
    pub fn note_hidden_result(&mut self, what: &str) {
        let line = self.current_line();
        self.definitions.hidden.get_or_insert_with(|| SyntaxError { line, what: what.to_owned() });
    }

    fn current_line(&self) -> usize {
        let last = self.tokens.last().map_or(1, |(_, line)| *line);
        self.tokens.get(self.at).map_or(last, |(_, line)| *line)
    }

    pub fn unexpected<T>(&self) -> ParseResult<T> {
        let what = match self.peek_token() {
            Some(Token::Name(text) | Token::Number(text) | Token::Mark(text)) => {
                format!("`{text}` is not expected here")
            }
            Some(Token::Text(_)) => "a string is not expected here".to_owned(),
            Some(Token::Newline) | None => "the line ends too early".to_owned(),
        };
        self.error(what)
    }

    fn parse_statement(&mut self) -> ParseResult<()> {
        self.links = 0;
        if self.take_mark("pass") {
            return Ok(());
        }
        if self.take_mark("load") {
            return self.parse_load();
        }
        let left = self.parse_expression_or_tuple()?;
        if AUGMENTED.iter().any(|mark| self.is_mark(mark)) || self.is_mark(">>=") {
            self.at += 1;
            match left {
                Expression::Name(name) => drop(self.definitions.names.insert(name.to_owned())),
                Expression::Part => {}
                _ => return self.error("an invalid target of an assignment"),
            }
            return self.parse_expression_or_tuple().map(drop);
        }
        if self.take_mark("=") {
            match left {
                Expression::Name(name) => drop(self.definitions.names.insert(name.to_owned())),
                Expression::Targets(names) => {
                    self.definitions.names.extend(names.iter().map(|name| (*name).to_owned()))
                }
                Expression::Part => {}
                _ => return self.error("an invalid target of an assignment"),
            }
            return self.parse_expression_or_tuple().map(drop);
        }
        Ok(())
    }

    /// Expressions with commas are a tuple. Outside of brackets, it cannot end with a comma.
    fn parse_expression_or_tuple(&mut self) -> ParseResult<Expression<'a>> {
        let first = self.parse_expression()?;
        if !self.is_mark(",") {
            return Ok(first);
        }
        let mut targets = assigned_names(first);
        while self.take_mark(",") {
            let next = self.parse_expression()?;
            join_names(&mut targets, next);
        }
        Ok(targets.map_or(Expression::Other, Expression::Targets))
    }

    pub fn parse_expression(&mut self) -> ParseResult<Expression<'a>> {
        self.with_depth(|parser| {
            if parser.is_mark("lambda") {
                return parser.error("a function, which BUILD files may not define");
            }
            let value = parser.parse_binary(0)?;
            if !parser.take_mark("if") {
                return Ok(value);
            }
            parser.parse_binary(0)?;
            parser.expect_mark("else")?;
            parser.parse_expression()?;
            Ok(Expression::Other)
        })
    }

    /// Counts one more link of a chain.
    fn parse_suffix(&mut self) -> ParseResult<()> {
        if self.links == MOST_LINKS {
            return self.error("a statement with too many operators and calls in a row");
        }
        self.links += 1;
        Ok(())
    }

    fn with_depth<T>(&mut self, read: impl FnOnce(&mut Self) -> ParseResult<T>) -> ParseResult<T> {
        if self.depth == DEEPEST {
            return self.error("brackets or operators that are nested too deeply");
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn parse_binary(&mut self, level: usize) -> ParseResult<Expression<'a>> {
        if level == BINARY.len() {
            return self.parse_unary();
        }
        if level == NOT && self.take_mark("not") {
            self.with_depth(|parser| parser.parse_binary(NOT))?;
            return Ok(Expression::Other);
        }
        let first = self.parse_binary(level + 1)?;
        let mut count = 0;
        while self.take_operator(level)? {
            count += 1;
            self.parse_suffix()?;
            if level == COMPARISON && count > 1 {
                return self.error("a comparison of the result of a comparison");
            }
            self.parse_binary(level + 1)?;
        }
        Ok(if count == 0 { first } else { Expression::Other })
    }

    fn take_operator(&mut self, level: usize) -> ParseResult<bool> {
        let Some(Token::Mark(mark)) = self.peek_token() else { return Ok(false) };
        if !BINARY[level].contains(mark) {
            return Ok(false);
        }
        if self.take_mark("not") {
            self.expect_mark("in")?;
        } else {
            self.at += 1;
        }
        Ok(true)
    }

    fn parse_unary(&mut self) -> ParseResult<Expression<'a>> {
        if ["+", "-", "~"].iter().any(|mark| self.take_mark(mark)) {
            self.with_depth(Self::parse_unary)?;
            return Ok(Expression::Other);
        }
        let mut value = self.parse_operand()?;
        while [".", "(", "["].iter().any(|mark| self.is_mark(mark)) {
            self.parse_suffix()?;
            value = if self.take_mark(".") {
                let Some(Token::Name(_)) = self.peek_token() else { return self.unexpected() };
                self.at += 1;
                Expression::Part
            } else if self.take_mark("(") {
                self.parse_arguments()?;
                Expression::Other
            } else {
                self.expect_mark("[")?;
                self.parse_index()?;
                Expression::Part
            };
        }
        Ok(value)
    }

    /// `x[i]`, `x[i:j:k]`
    fn parse_index(&mut self) -> ParseResult<()> {
        if !self.is_mark(":") {
            self.parse_expression_or_tuple()?;
        }
        for _ in 0..2 {
            if self.take_mark(":") && !self.is_mark(":") && !self.is_mark("]") {
                self.parse_expression()?;
            }
        }
        self.expect_mark("]")
    }

    fn parse_operand(&mut self) -> ParseResult<Expression<'a>> {
        let value = match self.peek_token().cloned() {
            Some(Token::Name(name)) => {
                if !self.definitions.uses.contains(name) {
                    self.definitions.uses.insert(name.to_owned());
                }
                Expression::Name(name)
            }
            Some(Token::Number(_)) => Expression::Other,
            Some(Token::Text(text)) => {
                self.at += 1;
                if let Some(Token::Text(_)) = self.peek_token() {
                    return self.error("two adjacent strings, which must be joined with `+`");
                }
                return Ok(Expression::Text(text));
            }
            Some(Token::Mark("(")) => return self.parse_parenthesis(),
            Some(Token::Mark("[")) => return self.parse_list(),
            Some(Token::Mark("{")) => return self.parse_dict(),
            _ => return self.unexpected(),
        };
        self.at += 1;
        Ok(value)
    }

    fn parse_parenthesis(&mut self) -> ParseResult<Expression<'a>> {
        self.expect_mark("(")?;
        if self.take_mark(")") {
            return Ok(Expression::Other);
        }
        let first = self.parse_expression()?;
        if self.take_mark(")") {
            return Ok(if let Expression::Text(_) = first { Expression::Other } else { first });
        }
        self.parse_items(first, ")")
    }

    fn parse_list(&mut self) -> ParseResult<Expression<'a>> {
        self.expect_mark("[")?;
        if self.take_mark("]") {
            return Ok(Expression::Other);
        }
        let first = self.parse_expression()?;
        if self.is_mark("for") {
            self.parse_clauses()?;
            self.expect_mark("]")?;
            return Ok(Expression::Other);
        }
        self.parse_items(first, "]")
    }

    /// The rest of a tuple or list, which may end with a comma.
    fn parse_items(&mut self, first: Expression<'a>, end: &str) -> ParseResult<Expression<'a>> {
        let mut targets = assigned_names(first);
        while self.take_mark(",") && !self.is_mark(end) {
            let next = self.parse_expression()?;
            join_names(&mut targets, next);
        }
        self.expect_mark(end)?;
        Ok(targets.map_or(Expression::Other, Expression::Targets))
    }

    fn parse_dict(&mut self) -> ParseResult<Expression<'a>> {
        self.expect_mark("{")?;
        if !self.is_mark("}") {
            self.parse_entry()?;
            if self.is_mark("for") {
                self.parse_clauses()?;
                return self.expect_mark("}").map(|()| Expression::Other);
            }
            while self.take_mark(",") && !self.is_mark("}") {
                self.parse_entry()?;
            }
        }
        self.expect_mark("}")?;
        Ok(Expression::Other)
    }

    fn parse_entry(&mut self) -> ParseResult<()> {
        self.parse_expression()?;
        self.expect_mark(":")?;
        self.parse_expression().map(drop)
    }

    /// The clauses of a comprehension: `for x in y if z`.
    fn parse_clauses(&mut self) -> ParseResult<()> {
        while self.take_mark("for") {
            self.parse_suffix()?;
            loop {
                // A full expression would parse `in` as an operator.
                let target = self.parse_binary(COMPARISON + 1)?;
                if assigned_names(target).is_none() {
                    return self.error("an invalid target of an assignment");
                }
                if !self.take_mark(",") {
                    break;
                }
            }
            self.expect_mark("in")?;
            self.parse_binary(0)?;
            while self.take_mark("if") {
                self.parse_suffix()?;
                self.parse_binary(0)?;
            }
        }
        Ok(())
    }
}

/// The names in an expression that can be assigned to.
fn assigned_names(value: Expression<'_>) -> Option<Vec<&str>> {
    match value {
        Expression::Name(name) => Some(vec![name]),
        Expression::Targets(names) => Some(names),
        Expression::Part => Some(Vec::new()),
        Expression::Text(_) | Expression::Other => None,
    }
}

/// Adds the names of the next item of a tuple or list.
fn join_names<'a>(names: &mut Option<Vec<&'a str>>, next: Expression<'a>) {
    match (names.as_mut(), assigned_names(next)) {
        (Some(names), Some(more)) => names.extend(more),
        _ => *names = None,
    }
}

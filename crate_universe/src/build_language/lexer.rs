//! Splits a BUILD or .bzl file into tokens with their places: names, literals and punctuation. A newline is a token only
//! where it ends a statement.

use std::ops::Range;

use super::definitions::SyntaxError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    Name(&'a str),
    /// The text without quotes, if it contains no escapes.
    Text(Option<&'a str>),
    Number(&'a str),
    /// An operator, a bracket, or a keyword.
    Mark(&'a str),
    Newline,
}

/// The keywords of Starlark, and those of Python that Starlark reserves.
const KEYWORDS: [&str; 33] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "load", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// The longest ones first.
const MARKS: [&str; 47] = [
    "//=", "<<=", ">>=", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=", "^=", "->", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=", "+", "-", "*", "/", "%", "<",
    ">", "&", "|", "^", "~", "\\", "!", "$", "?", "`",
];

/// A token, its line, and its bytes in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedToken<'a> {
    pub token: Token<'a>,
    /// The line on which it begins, counted from one.
    pub line: usize,
    pub range: Range<usize>,
}

/// The tokens of a BUILD file with their lines. Its statements cannot be indented.
pub fn tokenize(text: &str) -> Result<Vec<(Token<'_>, usize)>, SyntaxError> {
    let tokens = lex_all(text, false)?;
    Ok(tokens.into_iter().map(|located| (located.token, located.line)).collect())
}

/// The tokens of any Starlark file.
pub fn locate_tokens(text: &str) -> Result<Vec<LocatedToken<'_>>, SyntaxError> {
    lex_all(text, true)
}

fn lex_all(text: &str, may_indent: bool) -> Result<Vec<LocatedToken<'_>>, SyntaxError> {
    let mut lexer =
        Lexer { text, at: 0, line: 1, open: Vec::new(), may_indent, begins: true, tokens: Vec::new() };
    while lexer.lex_token()? {}
    if let Some((_, line)) = lexer.open.pop() {
        return Err(SyntaxError { line, what: "an unclosed bracket".to_owned() });
    }
    lexer.end_statement();
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    /// Brackets that are not closed yet, and their lines.
    open: Vec<(char, usize)>,
    /// Whether statements may be indented, as in functions.
    may_indent: bool,
    /// Whether the lexer is at the start of a line that does not continue another one.
    begins: bool,
    tokens: Vec<LocatedToken<'a>>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error<T>(&self, what: impl Into<String>) -> Result<T, SyntaxError> {
        Err(SyntaxError { line: self.line, what: what.into() })
    }

    fn push(&mut self, token: Token<'a>, length: usize) {
        let range = self.at..self.at + length;
        self.tokens.push(LocatedToken { token, line: self.line, range });
        self.at += length;
        self.begins = false;
    }

    fn end_statement(&mut self) {
        if self.tokens.last().is_some_and(|last| last.token != Token::Newline) {
            self.push(Token::Newline, 0);
        }
    }

    /// Reads a token. Returns false at the end of the text.
    fn lex_token(&mut self) -> Result<bool, SyntaxError> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(false) };
        match first {
            '\n' => self.lex_newline()?,
            '\r' if rest.starts_with("\r\n") => self.at += 1,
            ' ' | '\t' => self.lex_space(rest)?,
            '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
            '\\' if rest.starts_with("\\\n") || rest.starts_with("\\\r\n") => {
                self.at += rest.find('\n').unwrap_or(0) + 1;
                self.line += 1;
                self.begins = false;
            }
            '"' | '\'' => self.lex_string(0)?,
            'r' if rest[1..].starts_with(['"', '\'']) => self.lex_string(1)?,
            _ if first.is_ascii_alphabetic() || first == '_' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                let word = &rest[..end];
                let is_keyword = KEYWORDS.contains(&word);
                self.push(if is_keyword { Token::Mark(word) } else { Token::Name(word) }, end);
            }
            _ if first.is_ascii_digit() => self.lex_number(rest)?,
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.lex_number(rest)?,
            _ => self.lex_mark(rest, first)?,
        }
        Ok(true)
    }

    fn lex_newline(&mut self) -> Result<(), SyntaxError> {
        if self.open.is_empty() {
            self.end_statement();
            self.begins = true;
        }
        self.at += 1;
        self.line += 1;
        Ok(())
    }

    /// Blank lines and comments may be indented by spaces; statements may not be indented.
    fn lex_space(&mut self, rest: &str) -> Result<(), SyntaxError> {
        let length = rest.find(|c| !" \t".contains(c)).unwrap_or(rest.len());
        let is_blank =
            rest[length..].trim_start_matches('\r').chars().next().is_none_or(|c| "#\n".contains(c));
        if self.begins && !self.may_indent && rest[..length].contains('\t') {
            return self.error("a line that is indented with a tab");
        }
        if self.begins && !self.may_indent && !is_blank {
            return self.error("a statement that is indented");
        }
        self.at += length;
        Ok(())
    }

    fn lex_mark(&mut self, rest: &'a str, first: char) -> Result<(), SyntaxError> {
        let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) else {
            return self.error(format!("the character {first:?} outside of a string"));
        };
        match first {
            '(' | '[' | '{' => self.open.push((first, self.line)),
            ')' | ']' | '}' => {
                let fits = |(open, _): &(char, usize)| "()[]{}".contains(&format!("{open}{first}"));
                if !self.open.pop().as_ref().is_some_and(fits) {
                    return self.error(format!("`{first}` without its opening bracket"));
                }
            }
            _ => {}
        }
        self.push(Token::Mark(mark), mark.len());
        Ok(())
    }

    /// Decimal, `0x`, `0o` and `0b` numbers, and those with a point or an exponent.
    fn lex_number(&mut self, rest: &'a str) -> Result<(), SyntaxError> {
        let bytes = rest.as_bytes();
        let run = |from: usize, fits: fn(&u8) -> bool| {
            from + bytes[from.min(bytes.len())..].iter().take_while(|byte| fits(byte)).count()
        };
        let prefix = rest.get(..2).map(str::to_ascii_lowercase);
        let (start, mut end) = match prefix.as_deref() {
            Some("0x") => (2, run(2, u8::is_ascii_hexdigit)),
            Some("0o") => (2, run(2, |byte| (b'0'..=b'7').contains(byte))),
            Some("0b") => (2, run(2, |byte| (b'0'..=b'1').contains(byte))),
            _ => (0, run(0, u8::is_ascii_digit)),
        };
        let mut is_whole = true;
        if start == 0 {
            if bytes.get(end) == Some(&b'.') {
                is_whole = false;
                end = run(end + 1, u8::is_ascii_digit);
            }
            if bytes.get(end).is_some_and(|byte| b"eE".contains(byte)) {
                is_whole = false;
                let digits =
                    end + 1 + usize::from(bytes.get(end + 1).is_some_and(|byte| b"+-".contains(byte)));
                end = run(digits, u8::is_ascii_digit);
                if end == digits {
                    return self.error("an exponent without digits");
                }
            }
        }
        let text = &rest[..end];
        let zeros = is_whole && start == 0 && text.len() > 1 && text.starts_with('0');
        let goes_on = bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        if end == start || goes_on || zeros {
            return self.error("an invalid number");
        }
        self.push(Token::Number(text), end);
        Ok(())
    }

    /// `prefix`: the length of what comes before the quotes.
    fn lex_string(&mut self, prefix: usize) -> Result<(), SyntaxError> {
        let rest = &self.rest()[prefix..];
        let quote = &rest[..1];
        let triple = quote.repeat(3);
        let end = if rest.starts_with(&triple) { triple.as_str() } else { quote };
        let begins = end.len();
        let mut chars = rest[begins..].char_indices();
        let (mut lines, mut escaped) = (0, false);
        while let Some((at, c)) = chars.next() {
            if rest[begins + at..].starts_with(end) {
                let text = &rest[begins..begins + at];
                let token = Token::Text((!escaped).then_some(text));
                self.push(token, prefix + begins + at + end.len());
                self.line += lines;
                return Ok(());
            }
            match c {
                '\n' if end.len() == 1 => break,
                '\n' => lines += 1,
                '\\' => {
                    escaped = true;
                    let next = chars.next().map(|(_, next)| next);
                    let known = next.is_some_and(|next| "\n\r\\'\"abfnrtv01234567".contains(next));
                    if next == Some('\n') {
                        lines += 1;
                    }
                    if prefix == 0 && !known {
                        return self.error(format!("the invalid escape sequence \\{}", next.unwrap_or(' ')));
                    }
                    let digits = rest[begins + at + 1..].bytes().take(3);
                    let digits: Vec<u8> = digits.take_while(|byte| (b'0'..=b'7').contains(byte)).collect();
                    if prefix == 0 && digits.len() == 3 && digits[0] > b'3' {
                        return self.error("an octal escape sequence that is larger than one byte");
                    }
                }
                _ => {}
            }
        }
        self.error("an unclosed string")
    }
}

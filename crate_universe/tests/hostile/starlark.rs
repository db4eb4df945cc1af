//! As much of Starlark's grammar as tells code from texts: strings, comments and brackets.

/// The code of a file, without what stands in strings and comments; or why it is none.
pub fn code_of(text: &str) -> Result<String, String> {
    let mut code = String::new();
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut used = c.len_utf8();
        match c {
            '#' => used = rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => used = string(rest, c, code.ends_with('r'))?,
            '(' | '[' | '{' => open.push(c),
            ')' | ']' | '}' => {
                let opened = match c {
                    ')' => '(',
                    ']' => '[',
                    _ => '{',
                };
                if open.pop() != Some(opened) {
                    return Err(format!("a {c} too many"));
                }
            }
            c if c.is_control() && c != '\n' => return Err(format!("{c:?} in code")),
            _ => {}
        }
        if !matches!(c, '#' | '"' | '\'') {
            code.push(c);
        }
        rest = &rest[used..];
    }
    if open.is_empty() { Ok(code) } else { Err(format!("{open:?} is not closed")) }
}

/// The length of the string that a text begins with.
fn string(text: &str, quote: char, is_raw: bool) -> Result<usize, String> {
    let three = String::from(quote).repeat(3);
    let end = if text.starts_with(&three) { three } else { String::from(quote) };
    let mut at = end.len();
    loop {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { return Err("a string is not closed".to_owned()) };
        if rest.starts_with(&end) {
            return Ok(at + end.len());
        }
        if c == '\n' && end.len() == 1 {
            return Err("a string with a line break".to_owned());
        }
        at += c.len_utf8();
        if c == '\\' {
            let escaped = text[at..].chars().next().ok_or("a string is not closed")?;
            // What Bazel knows: see src/render/starlark.rs.
            if !is_raw && !"abfnrtv\\'\"01234567\n".contains(escaped) {
                return Err(format!("the escape \\{escaped}"));
            }
            at += escaped.len_utf8();
        }
    }
}

#[test]
fn code_is_told_from_texts() {
    assert_eq!(code_of("a(\"b(\\\"\") # c(\n'd'\"\"\"e\n\"\"\"").unwrap(), "a() \n");
    for text in ["a(", "a)", "\"a", "\"a\n\"", "\"\\x01\"", "\"\\u0085\"", "\r", "(]"] {
        assert!(code_of(text).is_err(), "{text:?}");
    }
}

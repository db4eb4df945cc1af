//! Values of Starlark. Takes plain data and the names of conditions, gives what serde_starlark writes as lists, dicts,
//! selects and calls. Every quote in a generated file is serde_starlark's.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, SerializeTupleStruct, Serializer};

use crate::error::{Code, Error, Result};
use crate::plain_text::is_bidi;

/// The key of a select that holds where no other does.
const DEFAULT: &str = "//conditions:default";

/// A value, which borrows the plan's texts.
#[derive(Clone, Debug)]
pub enum Star<'a> {
    Text(Cow<'a, str>),
    Flag(bool),
    Number(i64),
    List(Vec<Star<'a>>),
    /// In the order given.
    Dict(Entries<'a>),
    /// A dict on one line.
    Inline(Entries<'a>),
    /// A name that is not quoted: a variable or constant of the file.
    Name(&'static str),
    /// `select({...})`; the cells, then the default.
    Select(Entries<'a>, Box<Star<'a>>),
    /// Lists and selects of lists, added.
    Sum(Vec<Star<'a>>),
    /// Dicts and selects of dicts, joined by the function of that name.
    Union(Vec<Star<'a>>),
    /// `glob(include = ..., allow_empty = True, exclude = ...)`
    Glob(Vec<Star<'a>>, Vec<Star<'a>>),
    /// A call with named arguments; one without a name comes first.
    Call(&'static str, Vec<(&'static str, Star<'a>)>),
    /// The same on one line.
    CallInline(&'static str, Vec<(&'static str, Star<'a>)>),
    /// A call of what the user names.
    CallOf(&'a str, Vec<(&'static str, Star<'a>)>),
    /// A call with one unnamed argument.
    Apply(&'static str, Box<Star<'a>>),
}

pub type Entries<'a> = Vec<(Cow<'a, str>, Star<'a>)>;

impl<'a> Star<'a> {
    pub fn text(text: impl Into<Cow<'a, str>>) -> Star<'a> {
        Star::Text(text.into())
    }

    pub fn texts<T: Into<Cow<'a, str>>>(texts: impl IntoIterator<Item = T>) -> Star<'a> {
        Star::List(texts.into_iter().map(Star::text).collect())
    }

    /// The text of one top-level statement or value.
    pub fn write(&self) -> Result<String> {
        write(self)
    }
}

/// The text of one statement, with its newline.
pub fn write<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    let text = serde_starlark::to_string(value).map_err(|error| {
        Error::new(Code::Internal, format!("a Starlark value cannot be written: {error}"))
    })?;
    Ok(with_escapes_of_bazel(text))
}

/// Bazel refuses `\x01`, `\u0085` and `\U000e0001`, and takes the octal numbers of a text's bytes. What turns the direction of
/// text is written so, too: a reviewer reads a file otherwise than Bazel does.
fn with_escapes_of_bazel(text: String) -> String {
    // Most texts are so, and this is seen at once.
    if text.is_ascii() && !text.contains('\\') {
        return text;
    }
    let is_plain = |c: char| c.is_ascii() || !is_bidi(c);
    if text.chars().all(is_plain) && !["\\x", "\\u", "\\U"].iter().any(|escape| text.contains(escape)) {
        return text;
    }
    let mut written = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let digits = match c {
            '\\' => match chars.next() {
                Some('x') => 2,
                Some('u') => 4,
                Some('U') => 8,
                other => {
                    written.push(c);
                    written.extend(other);
                    continue;
                }
            },
            _ if is_plain(c) => {
                written.push(c);
                continue;
            }
            _ => {
                written.push_str(&octal(c));
                continue;
            }
        };
        let digits: String = chars.by_ref().take(digits).collect();
        let meant = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
        written.extend(meant.map(octal));
    }
    written
}

/// Three digits a byte, so that one that follows is none of them.
fn octal(c: char) -> String {
    c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\{byte:03o}")).collect()
}

/// `load("file", "name", ...)`
pub struct Load<'a>(pub &'a str, pub &'a [&'a str]);

impl Serialize for Load<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut call = serializer.serialize_tuple_struct("load", serde_starlark::ONELINE)?;
        call.serialize_field(self.0)?;
        for name in self.1 {
            call.serialize_field(name)?;
        }
        call.end()
    }
}

impl Serialize for Star<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Star::Text(text) => serializer.serialize_str(text),
            Star::Flag(flag) => serializer.serialize_bool(*flag),
            Star::Number(number) => serializer.serialize_i64(*number),
            Star::List(items) => items.serialize(serializer),
            Star::Dict(entries) => map(entries, None, serializer),
            Star::Inline(entries) => {
                let mut map = serializer.serialize_map(Some(serde_starlark::ONELINE))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Star::Name(name) => serializer.serialize_unit_struct(name),
            Star::Select(cells, default) => {
                serializer.serialize_newtype_struct("select", &Cells(cells, default))
            }
            Star::Sum(parts) => joined("+", parts, serializer),
            Star::Union(parts) => joined("union", parts, serializer),
            Star::Glob(include, exclude) => {
                let mut call = serializer.serialize_struct("glob", serde_starlark::MULTILINE)?;
                call.serialize_field("include", include)?;
                call.serialize_field("allow_empty", &true)?;
                if !exclude.is_empty() {
                    call.serialize_field("exclude", exclude)?;
                }
                call.end()
            }
            Star::Call(function, arguments) => {
                let mut call = serializer.serialize_struct(function, serde_starlark::MULTILINE)?;
                for (name, value) in arguments {
                    call.serialize_field(name, value)?;
                }
                call.end()
            }
            Star::CallInline(function, arguments) => {
                let mut call = serializer.serialize_struct(function, serde_starlark::ONELINE)?;
                for (name, value) in arguments {
                    call.serialize_field(name, value)?;
                }
                call.end()
            }
            Star::CallOf(function, arguments) => {
                serde_starlark::FunctionCall::new(function, Arguments(arguments)).serialize(serializer)
            }
            Star::Apply(function, argument) => serializer.serialize_newtype_struct(function, argument),
        }
    }
}

fn joined<S: Serializer>(
    operation: &'static str,
    parts: &[Star<'_>],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let mut call = serializer.serialize_tuple_struct(operation, serde_starlark::MULTILINE)?;
    for part in parts {
        call.serialize_field(part)?;
    }
    call.end()
}

struct Cells<'a>(&'a [(Cow<'a, str>, Star<'a>)], &'a Star<'a>);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        map(self.0, Some((DEFAULT, self.1)), serializer)
    }
}

fn map<S: Serializer>(
    entries: &[(Cow<'_, str>, Star<'_>)],
    last: Option<(&str, &Star<'_>)>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(entries.len() + usize::from(last.is_some())))?;
    for (key, value) in entries {
        map.serialize_entry(key, value)?;
    }
    if let Some((key, value)) = last {
        map.serialize_entry(key, value)?;
    }
    map.end()
}

/// Named arguments, one a line.
struct Arguments<'a>(&'a [(&'static str, Star<'a>)]);

impl Serialize for Arguments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut call = serializer.serialize_struct("", serde_starlark::MULTILINE)?;
        for (name, value) in self.0 {
            call.serialize_field(name, value)?;
        }
        call.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The right sides are what Bazel 7 reads as the left ones.
    #[test]
    fn bazel_reads_every_text() {
        for (text, written) in [
            ("a\"b\\c\n", r#""a\"b\\c\n""#),
            ("\\x41\\u0041", r#""\\x41\\u0041""#),
            ("\u{1}a", r#""\1a""#),
            ("\u{1}7", r#""\0017""#),
            ("\u{7f}1", r#""\1771""#),
            ("\u{85}\u{9f}", r#""\302\205\302\237""#),
            ("a\u{202e}b\u{61c}", r#""a\342\200\256b\330\234""#),
            ("ü→", r#""ü→""#),
        ] {
            assert_eq!(Star::text(text).write().expect("a text").trim_end(), written, "{text:?}");
        }
    }
}

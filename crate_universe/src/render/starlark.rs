//! Starlark values. serde_starlark writes all lists, dicts, selects and calls, and every quote in a generated file is
//! from it.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, SerializeTupleStruct, Serializer};

use crate::error::{Code, Error, Result};
use crate::plain_text::is_bidi;
use crate::plan::conditions::UNNAMED;

/// The default key of a select.
const DEFAULT: &str = "//conditions:default";

/// A value that borrows the texts of the plan.
#[derive(Clone, Debug)]
pub enum StarlarkExpr<'a> {
    Text(Cow<'a, str>),
    Flag(bool),
    Number(i64),
    List(Vec<StarlarkExpr<'a>>),
    /// In the given order.
    Dict(DictEntries<'a>),
    /// A dict on one line.
    Inline(DictEntries<'a>),
    /// A name without quotes: a variable or constant of the file.
    Name(&'static str),
    /// `select({...})`: the cells, then the default.
    Select(DictEntries<'a>, Box<StarlarkExpr<'a>>),
    /// Lists and selects of lists, added.
    Sum(Vec<StarlarkExpr<'a>>),
    /// Dicts and selects of dicts, joined by the function `union`.
    Union(Vec<StarlarkExpr<'a>>),
    /// `glob(include = ..., allow_empty = True, exclude = ...)`
    Glob(Vec<StarlarkExpr<'a>>, Vec<StarlarkExpr<'a>>),
    /// A call with named arguments. An argument with an empty name is positional and comes first.
    Call(&'static str, Vec<(&'static str, StarlarkExpr<'a>)>),
    /// The same on one line.
    CallInline(&'static str, Vec<(&'static str, StarlarkExpr<'a>)>),
    /// A call of a function that the user names.
    CallOf(&'a str, Vec<(&'static str, StarlarkExpr<'a>)>),
    /// A call with one positional argument.
    Apply(&'static str, Box<StarlarkExpr<'a>>),
}

pub type DictEntries<'a> = Vec<(Cow<'a, str>, StarlarkExpr<'a>)>;

impl<'a> StarlarkExpr<'a> {
    pub fn text(text: impl Into<Cow<'a, str>>) -> StarlarkExpr<'a> {
        StarlarkExpr::Text(text.into())
    }

    pub fn texts<T: Into<Cow<'a, str>>>(texts: impl IntoIterator<Item = T>) -> StarlarkExpr<'a> {
        StarlarkExpr::List(texts.into_iter().map(StarlarkExpr::text).collect())
    }

    /// The text of one top-level statement or value.
    pub fn to_text(&self) -> Result<String> {
        format_statement(self)
    }
}

/// The text of one statement, with its newline.
pub fn format_statement<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    let text = serde_starlark::to_string(value).map_err(|error| {
        Error::new(Code::Internal, format!("a Starlark value cannot be written: {error}"))
    })?;
    if text.contains(UNNAMED) {
        return Err(Error::new(Code::Internal, "a select uses a set of platforms that has no name"));
    }
    Ok(escape_for_bazel(text))
}

/// Bazel refuses the escapes `\x01`, `\u0085` and `\U000e0001`, but accepts octal escapes of each byte. Characters
/// that change the direction of text are also escaped, since they would make a reviewer read something else than
/// Bazel does.
fn escape_for_bazel(text: String) -> String {
    // A quick check that is enough for most texts.
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
                written.push_str(&octal_escape(c));
                continue;
            }
        };
        let digits: String = chars.by_ref().take(digits).collect();
        let meant = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
        written.extend(meant.map(octal_escape));
    }
    written
}

/// Always three digits for each byte, so that a following digit is not read as a part of the escape.
fn octal_escape(c: char) -> String {
    c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\{byte:03o}")).collect()
}

/// `load("file", "name", ...)`
pub struct LoadStatement<'a>(pub &'a str, pub &'a [&'a str]);

impl Serialize for LoadStatement<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut call = serializer.serialize_tuple_struct("load", serde_starlark::ONELINE)?;
        call.serialize_field(self.0)?;
        for name in self.1 {
            call.serialize_field(name)?;
        }
        call.end()
    }
}

impl Serialize for StarlarkExpr<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            StarlarkExpr::Text(text) => serializer.serialize_str(text),
            StarlarkExpr::Flag(flag) => serializer.serialize_bool(*flag),
            StarlarkExpr::Number(number) => serializer.serialize_i64(*number),
            StarlarkExpr::List(items) => items.serialize(serializer),
            StarlarkExpr::Dict(entries) => serialize_map(entries, None, serializer),
            StarlarkExpr::Inline(entries) => {
                let mut map = serializer.serialize_map(Some(serde_starlark::ONELINE))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            StarlarkExpr::Name(name) => serializer.serialize_unit_struct(name),
            StarlarkExpr::Select(cells, default) => {
                serializer.serialize_newtype_struct("select", &SelectBranches(cells, default))
            }
            StarlarkExpr::Sum(parts) => serialize_joined("+", parts, serializer),
            StarlarkExpr::Union(parts) => serialize_joined("union", parts, serializer),
            StarlarkExpr::Glob(include, exclude) => {
                let mut call = serializer.serialize_struct("glob", serde_starlark::MULTILINE)?;
                call.serialize_field("include", include)?;
                call.serialize_field("allow_empty", &true)?;
                if !exclude.is_empty() {
                    call.serialize_field("exclude", exclude)?;
                }
                call.end()
            }
            StarlarkExpr::Call(function, arguments) => {
                let mut call = serializer.serialize_struct(function, serde_starlark::MULTILINE)?;
                for (name, value) in arguments {
                    call.serialize_field(name, value)?;
                }
                call.end()
            }
            StarlarkExpr::CallInline(function, arguments) => {
                let mut call = serializer.serialize_struct(function, serde_starlark::ONELINE)?;
                for (name, value) in arguments {
                    call.serialize_field(name, value)?;
                }
                call.end()
            }
            StarlarkExpr::CallOf(function, arguments) => {
                serde_starlark::FunctionCall::new(function, NamedArguments(arguments)).serialize(serializer)
            }
            StarlarkExpr::Apply(function, argument) => {
                serializer.serialize_newtype_struct(function, argument)
            }
        }
    }
}

fn serialize_joined<S: Serializer>(
    operation: &'static str,
    parts: &[StarlarkExpr<'_>],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let mut call = serializer.serialize_tuple_struct(operation, serde_starlark::MULTILINE)?;
    for part in parts {
        call.serialize_field(part)?;
    }
    call.end()
}

struct SelectBranches<'a>(&'a [(Cow<'a, str>, StarlarkExpr<'a>)], &'a StarlarkExpr<'a>);

impl Serialize for SelectBranches<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serialize_map(self.0, Some((DEFAULT, self.1)), serializer)
    }
}

fn serialize_map<S: Serializer>(
    entries: &[(Cow<'_, str>, StarlarkExpr<'_>)],
    last: Option<(&str, &StarlarkExpr<'_>)>,
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

/// Named arguments, one on each line.
struct NamedArguments<'a>(&'a [(&'static str, StarlarkExpr<'a>)]);

impl Serialize for NamedArguments<'_> {
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

    #[test]
    fn a_set_without_a_name_is_an_error() {
        let label = format!("//cfg:{UNNAMED}");
        assert!(StarlarkExpr::text(label).to_text().is_err());
    }

    /// Bazel 7 reads each text on the right as the one on the left.
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
            assert_eq!(StarlarkExpr::text(text).to_text().expect("a text").trim_end(), written, "{text:?}");
        }
    }
}

//! The macros for tables of attributes. Each row becomes a field of a struct that is read from request.json and, for
//! the generated files, a description of the attribute.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::Deserialize;

/// A type that an attribute may have.
pub trait AttributeType {
    #[cfg(test)]
    const KIND: AttributeKind;
}

/// A file that the user named by label.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub struct RequestFile {
    pub label: String,
    pub path: Utf8PathBuf,
}

/// The type of an attribute in Starlark.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    Bool,
    Text,
    /// One of these strings.
    Choice(&'static [&'static str]),
    Texts,
    TextListDict,
    Label,
    File,
    Files,
    /// Label -> text; in a request, keys and values are exchanged.
    LabelKeyedDict,
}

/// Which tags, rules and functions have an attribute.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributePlace {
    Everywhere,
    /// All but `crate.from_specs`.
    WithManifests,
    /// All but `crates_vendor`: wherever cargo runs during Bazel's evaluation.
    InEvaluation,
    /// The tag, which requires it, and the function.
    RequiredInTag,
    InTag,
    InFunction,
}

/// What an empty attribute means.
#[cfg(test)]
#[derive(Clone, Copy, Debug)]
pub enum EmptyValue {
    /// The same as this text.
    Is(&'static str),
    /// Something else, in words.
    Means(&'static str),
}

/// A row.
#[cfg(test)]
#[derive(Debug)]
pub struct Attribute {
    pub name: &'static str,
    pub kind: AttributeKind,
    pub default: serde_json::Value,
    pub empty: Option<EmptyValue>,
    pub place: AttributePlace,
    pub doc: &'static str,
}

/// The rows of a table, and its source file as the compiler names it.
pub trait AttributeTable {
    const NAMES: &[&str];
    #[cfg(test)]
    const FILE: &str;

    #[cfg(test)]
    fn rows() -> Vec<Attribute>;
}

macro_rules! types {
    ($($type:ty = $kind:ident;)*) => {
        $(impl AttributeType for $type {
            #[cfg(test)]
            const KIND: AttributeKind = AttributeKind::$kind;
        })*
    };
}

types! {
    bool = Bool;
    String = Text;
    Vec<String> = Texts;
    BTreeMap<String, Vec<String>> = TextListDict;
    Option<String> = Label;
    Option<RequestFile> = File;
    Vec<RequestFile> = Files;
    BTreeMap<String, String> = LabelKeyedDict;
}

/// The value of an attribute that a request omits: an empty text or list, which means unset.
pub trait Omissible: AttributeType + Default {
    fn omitted(_default: Self) -> Self {
        Self::default()
    }
}

impl Omissible for String {}
impl Omissible for Vec<String> {}
impl Omissible for Option<String> {}

impl Omissible for bool {
    fn omitted(default: bool) -> bool {
        default
    }
}

/// An enum whose values are strings that the user writes.
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
        #[cfg_attr(test, derive(serde::Serialize))]
        pub enum $name { $($(#[$of])* #[serde(rename = $text)] $variant,)* }

        impl $crate::input::attributes::AttributeType for $name {
            #[cfg(test)]
            const KIND: $crate::input::attributes::AttributeKind =
                $crate::input::attributes::AttributeKind::Choice(&[$($text),*]);
        }
    };
}

/// A table of attributes. A row is `name: Type = default => meaning of an empty value, place, doc;`. If `omissible`
/// comes first, a request may omit rows.
macro_rules! attributes {
    (
        $(#[$meta:meta])*
        pub struct $table:ident {
            $($name:ident: $type:ty = $default:expr $(=> $empty:expr)?, $place:ident, $doc:literal;)*
        }
    ) => {
        #[derive(Clone, Debug, serde::Deserialize)]
        $(#[$meta])*
        #[serde(deny_unknown_fields)]
        pub struct $table { $(#[doc = $doc] pub $name: $type,)* }

        impl $crate::input::attributes::AttributeTable for $table {
            const NAMES: &[&str] = &[$(stringify!($name)),*];
            #[cfg(test)]
            const FILE: &str = file!();

            #[cfg(test)]
            fn rows() -> Vec<$crate::input::attributes::Attribute> {
                use $crate::input::attributes::{Attribute, AttributeType, EmptyValue, AttributePlace};
                vec![$({
                    let default: $type = $default;
                    let empty: &[EmptyValue] = &[$({ use EmptyValue::*; $empty })?];
                    Attribute {
                        name: stringify!($name),
                        kind: <$type as AttributeType>::KIND,
                        default: serde_json::to_value(default).expect("a default is JSON"),
                        empty: empty.first().copied(),
                        place: AttributePlace::$place,
                        doc: $doc,
                    }
                }),*]
            }
        }
    };
    (
        omissible
        $(#[$meta:meta])*
        pub struct $table:ident {
            $($name:ident: $type:ty = $default:expr $(=> $empty:expr)?, $place:ident, $doc:literal;)*
        }
    ) => {
        attributes! {
            $(#[$meta])*
            #[serde(default)]
            pub struct $table { $($name: $type = $default $(=> $empty)?, $place, $doc;)* }
        }

        impl Default for $table {
            fn default() -> $table {
                use $crate::input::attributes::Omissible;
                $table { $($name: <$type as Omissible>::omitted($default),)* }
            }
        }
    };
}

pub(super) use {attributes, choice};

//! What a text of that language defines, or why it is none.

use std::collections::BTreeSet;

/// What a text defines at its top.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    /// Names that are assigned.
    pub names: BTreeSet<String>,
    pub loads: BTreeSet<LoadedNames>,
    /// All names in expressions: those that are called, passed or assigned. Those of arguments are not in it.
    pub uses: BTreeSet<String>,
    /// What calls give as `name`, where that is a plain text.
    pub targets: BTreeSet<String>,
    /// The first load or `name` that does not show what it defines: one with an escape, or one that is computed.
    pub hidden: Option<SyntaxError>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadedNames {
    /// The name in the text that loads.
    pub name: String,
    pub file: String,
    /// The name in that file.
    pub of: String,
}

/// Why Bazel would not take a text, and in which of its lines.
#[derive(Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub line: usize,
    pub what: String,
}

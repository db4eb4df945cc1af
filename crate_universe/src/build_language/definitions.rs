//! The result of parsing a BUILD file: what it defines, or why it is invalid.

use std::collections::BTreeSet;

/// What a file defines at its top level.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    /// Names that are assigned.
    pub names: BTreeSet<String>,
    pub loads: BTreeSet<LoadedNames>,
    /// All names in expressions, whether called, passed or assigned. The names of keyword arguments are not included.
    pub uses: BTreeSet<String>,
    /// The values of `name` in calls, if they are plain strings.
    pub targets: BTreeSet<String>,
    /// The first load or `name` whose result cannot be read from the text: it has an escape, or is computed.
    pub hidden: Option<SyntaxError>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadedNames {
    /// The name in the file that loads it.
    pub name: String,
    pub file: String,
    /// The name in the loaded file.
    pub of: String,
}

/// Why Bazel would refuse a text, and in which line.
#[derive(Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub line: usize,
    pub what: String,
}

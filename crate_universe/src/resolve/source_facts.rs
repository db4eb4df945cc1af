//! What the code of a package tells of what it needs while it is built.

use std::ops::Not;

use serde::{Deserialize, Serialize};

/// What was looked for in a package's sources, and found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    #[serde(default, skip_serializing_if = "ScriptText::is_empty")]
    pub script: ScriptText,
    /// None where nobody has looked: it matters only of packages that may run while something is built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderText>,
}

/// How the build script speaks to cargo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptText {
    /// It says `cargo::key=value`, and not only of what cargo itself is told.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub double_colons: bool,
    /// It says `cargo::metadata=key=value`.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub metadata_lines: bool,
}

/// How the code asks for the folder of its package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderText {
    /// `env!("CARGO_MANIFEST_DIR")` in code: whoever runs it looks for the package's files there.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub in_code: bool,
    /// The same in `include_str!` and its like: rustc looks for the package's files there.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub in_include: bool,
    /// The variable by another way, as proc macros do that look for the files of who calls them.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub at_run_time: bool,
}

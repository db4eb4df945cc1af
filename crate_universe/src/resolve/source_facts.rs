//! What a package's code shows about what it needs during a build.

use std::ops::Not;

use serde::{Deserialize, Serialize};

/// What a search of a package's sources found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    #[serde(default, skip_serializing_if = "ScriptText::is_empty")]
    pub script: ScriptText,
    /// `None` if the sources were not searched. This matters only for packages that may run during a build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderText>,
}

/// How the build script passes instructions to cargo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptText {
    /// It uses `cargo::key=value` for a key that changes how something is compiled.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub double_colons: bool,
    /// It uses `cargo::metadata=key=value`.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub metadata_lines: bool,
}

/// How the code gets the folder of its package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderText {
    /// `env!("CARGO_MANIFEST_DIR")` in code: the program that contains the code looks for the package's files there.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub in_code: bool,
    /// The same in `include_str!` and similar macros: rustc looks for the package's files there.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub in_include: bool,
    /// The variable is read in any other way, as in proc macros that look for the files of their callers.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub at_run_time: bool,
}

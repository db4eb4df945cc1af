//! Rules as plain data: the rule calls in the BUILD file of a package, with their attributes.

use std::borrow::Cow;

use crate::per_platform::{PerPlatform, PlatformSet};

/// One call of a rule.
#[derive(Debug)]
pub struct RuleCall {
    pub rule: RuleKind,
    pub name: String,
    pub attrs: Vec<(&'static str, AttrValue)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleKind {
    Alias,
    BuildScriptOverride,
    CargoBuildScript,
    EnvironmentFile,
    ExecAlias,
    Filegroup,
    RustBinary,
    RustLibrary,
    RustProcMacro,
}

/// The value of an attribute.
#[derive(Debug)]
pub enum AttrValue {
    Text(String),
    Texts(PerPlatform<String>),
    Entries(PerPlatform<(String, String)>),
    Flag(bool),
    Number(i64),
    /// A choice of one text, flag or number: that of the cell or of the config label, or else the default.
    Choice {
        cells: Vec<(PlatformSet, AttrValue)>,
        labels: Vec<(String, AttrValue)>,
        default: Box<AttrValue>,
    },
    /// The files of globs, and files by label.
    Files {
        globs: PerPlatform<String>,
        exclude: Vec<Cow<'static, str>>,
        labels: PerPlatform<String>,
    },
    /// The file's environment, and entries of this rule alone.
    Environment(PerPlatform<(String, String)>),
    /// The file's environment, the folder of a source crate as seen by the action that runs its code, and entries of
    /// this rule alone.
    FolderEnvironment {
        run_by: ToolConfiguration,
        own: PerPlatform<(String, String)>,
    },
    /// The environment of a build script: the file's, that of all scripts, and entries of this script alone. `tools`:
    /// also the paths of cargo and rustdoc.
    ScriptEnvironment {
        tools: bool,
        own: PerPlatform<(String, String)>,
    },
    /// Constraint values. `chosen`: also the condition that the platform is one of the chosen ones. `required`: also
    /// the platforms with the features that a binary requires.
    CompatibleWith {
        chosen: bool,
        required: Option<PlatformSet>,
        constraints: PerPlatform<String>,
    },
}

impl RuleCall {
    /// Frees what nothing needs: the plan of a hub has all rules of all packages at once.
    pub fn compact(&mut self) {
        self.attrs.retain(|(_, value)| !value.is_nothing());
        self.attrs.shrink_to_fit();
    }
}

impl AttrValue {
    /// Whether the attribute is left out of the BUILD file.
    fn is_nothing(&self) -> bool {
        match self {
            AttrValue::Texts(texts) => texts.is_empty(),
            AttrValue::Entries(entries) => entries.is_empty(),
            AttrValue::Files { globs, labels, .. } => globs.is_empty() && labels.is_empty(),
            AttrValue::CompatibleWith { chosen: false, required: None, constraints } => {
                constraints.is_empty()
            }
            _ => false,
        }
    }
}

/// What runs the code of a source crate. If both do, build scripts take precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolConfiguration {
    BuildScripts,
    ProcMacros,
}

//! Targets of a package that only consist of files: all files of a source crate, and the variables of rustc that no
//! attribute can hold.

use crate::per_platform::PerPlatform;

use super::rules::{AttrValue, RuleCall, RuleKind, ToolConfiguration};
use super::targets::{PackageRules, excluded_from_data};

/// A file with variables of rustc whose values no attribute can hold.
const TEXTS: &str = "environment_texts";

/// All files of a source crate.
pub const FILES: &str = "files_for_build_scripts";

impl PackageRules<'_> {
    pub fn environment_file_label(&self) -> Option<String> {
        (!self.environment_texts.is_empty()).then(|| format!(":{TEXTS}"))
    }

    pub fn environment_file_rule(&self) -> Option<RuleCall> {
        let texts = self.environment_texts.iter();
        let texts = texts.map(|(name, value)| (name.clone(), value.replace("$$", "$")));
        let attrs = vec![("variables", AttrValue::Entries(PerPlatform::everywhere(texts)))];
        self.environment_file_label()?;
        Some(RuleCall { rule: RuleKind::EnvironmentFile, name: TEXTS.to_owned(), attrs })
    }

    /// All files of a source crate, for the build scripts that may run its code.
    pub fn source_files_rule(&self) -> Option<RuleCall> {
        self.sources
            .configuration_of_tool(self.ix)
            .filter(|run_by| *run_by == ToolConfiguration::BuildScripts)?;
        let exclude = excluded_from_data().collect();
        let globs = PerPlatform::everywhere(["**".to_owned()]);
        let text = |text: &str| AttrValue::Texts(PerPlatform::everywhere([text.to_owned()]));
        let attrs = vec![
            ("srcs", AttrValue::Files { globs, exclude, labels: PerPlatform::default() }),
            ("tags", text("manual")),
            ("visibility", text("//visibility:public")),
        ];
        Some(RuleCall { rule: RuleKind::Filegroup, name: FILES.to_owned(), attrs })
    }
}

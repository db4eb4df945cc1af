//! The text that annotations or the package itself add at the end of its BUILD file. A package's own text is added
//! only if none of its targets has the name of one that we generate.

use std::collections::BTreeSet;

use crate::build_language;
use crate::input::fields::Field;

use super::package_annotations::PackageAnnotations;
use super::rules::RuleCall;

pub fn additive_texts(
    annotations: PackageAnnotations<'_>,
    rules: &[RuleCall],
    warnings: &mut Vec<String>,
) -> Vec<String> {
    let ours: BTreeSet<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
    let mut texts = Vec::new();
    for field in [Field::AdditiveBuildFileContent, Field::AdditiveBuildFile] {
        for scoped in annotations.items_of(field) {
            let text = scoped.item.as_text();
            let found = if scoped.is_from_package {
                build_language::parse(text).unwrap_or_default()
            } else {
                Default::default()
            };
            match found.targets.iter().find(|name| ours.contains(name.as_str())) {
                Some(name) => warnings.push(format!(
                    "{}: `additive_build_file_content` of its [package.metadata.bazel] is ignored: the BUILD file already \
                     has a target `{name}`",
                    annotations.input.packages.list[annotations.ix].id.folder_name()
                )),
                // All lines of a generated file have the same line ending.
                None => texts.push(text.replace("\r\n", "\n")),
            }
        }
    }
    texts
}

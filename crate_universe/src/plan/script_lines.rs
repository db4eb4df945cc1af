//! Warns of build scripts that print `cargo::key=value` if this release of rules_rust does not understand it. Such a
//! release ignores the line, and the crate is compiled without what the line asks for.

use crate::input::fields::{Field, Release};
use crate::resolve::packages::LockedPackage;

use super::package_annotations::PackageAnnotations;
use super::plan_input::PlanInput;

/// The first release whose runner understands `cargo::`.
const HEARS_DOUBLE_COLONS: Release = (0, 58);
/// The first release that parses `cargo::metadata=key=value`.
const HEARS_METADATA: Release = (0, 70);

pub fn script_warnings(input: &PlanInput<'_>) -> Vec<String> {
    let packages =
        input.packages.list.iter().enumerate().filter(|(ix, package)| runs_script(input, *ix, package));
    packages.filter_map(|(_, package)| script_warning(package, input.config.rules_rust)).collect()
}

fn runs_script(input: &PlanInput<'_>, ix: usize, package: &LockedPackage) -> bool {
    let annotations = PackageAnnotations { input, ix };
    let wanted =
        annotations.flag(Field::GenBuildScript).unwrap_or(input.config.attributes.generate_build_scripts);
    let is_users = annotations.texts(Field::OverrideTargetBuildScript).next().is_some();
    // For a member, cargo_package() decides, or the user's own rule.
    (package.member || wanted) && !is_users && !input.graph.nodes[ix].own.built.is_empty()
}

fn script_warning(package: &LockedPackage, rules_rust: Release) -> Option<String> {
    let (lines, since) = match package.text.script {
        text if text.double_colons && rules_rust < HEARS_DOUBLE_COLONS => {
            ("cargo::key=value", HEARS_DOUBLE_COLONS)
        }
        text if text.metadata_lines && rules_rust < HEARS_METADATA => {
            ("cargo::metadata=key=value", HEARS_METADATA)
        }
        _ => return None,
    };
    let (major, minor) = since;
    Some(format!(
        "{}: its build script prints `{lines}`, which only rules_rust {major}.{minor}.0 or newer supports: it has no effect when the crate is compiled",
        package.id.folder_name()
    ))
}

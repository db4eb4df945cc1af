//! The environment variables that cargo sets for rustc and build scripts but rules_rust does not, as entries of
//! `rustc_env` and `build_script_env`. docs/environment.md has a row for each variable.

use crate::input::fields::{Field, Release};
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{LockedPackage, LockedPackages, PackageAbout};

use super::flag_variables::escape_dollar;
use super::package_annotations::PackageAnnotations;
use super::scripts::BuildScript;

/// The first release whose runner sets `CARGO` and `RUSTDOC` for build scripts.
const SETS_TOOLS: Release = (0, 66);

pub type EnvironmentEntry = (String, String);

/// The variables for both rustc and build scripts that rules_rust does not derive from `version` and the target's
/// name. Cargo sets all of them. A variable is empty if the manifest lacks its key.
pub fn package_environment(
    package: &LockedPackage,
    annotations: PackageAnnotations<'_>,
) -> Vec<EnvironmentEntry> {
    let PackageAbout {
        authors,
        description,
        homepage,
        repository,
        license,
        license_file,
        readme,
        rust_version,
    } = &package.about;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let variables = [
        ("AUTHORS", authors.join(":")),
        ("DESCRIPTION", text(description)),
        ("HOMEPAGE", text(homepage)),
        ("LICENSE", text(license)),
        ("LICENSE_FILE", text(license_file)),
        ("NAME", package.id.name.clone()),
        ("README", text(readme)),
        ("REPOSITORY", text(repository)),
        ("RUST_VERSION", text(rust_version)),
    ];
    // rules_rust takes only the part of the version between two dots.
    let pre = Some(package.id.version.pre.to_string()).filter(|pre| pre.contains(['.', '-']));
    let pre = pre.map(|pre| ("CARGO_PKG_VERSION_PRE".to_owned(), pre));
    let manifest = includes_manifest(annotations).then(manifest_path);
    let variables =
        variables.into_iter().map(|(name, value)| (format!("CARGO_PKG_{name}"), escape_dollar(&value)));
    manifest.into_iter().chain(variables).chain(pre).collect()
}

/// `[env]` of cargo's configuration, which is the same for all packages.
pub fn config_environment(packages: &LockedPackages) -> impl Iterator<Item = EnvironmentEntry> {
    packages.env.iter().map(|(name, variable)| (name.clone(), escape_dollar(&variable.value)))
}

/// The label functions that rules_rust expands in values, even behind an escaped dollar sign.
const FUNCTIONS: [&str; 4] = ["$$(location", "$$(execpath", "$$(rootpath", "$$(rlocationpath"];

/// Separates the entries that must reach rustc through a file: texts that look like a label function, and texts
/// beyond ASCII, which Bazel garbles if its own encoding differs from that of the system.
pub fn split_by_file(entries: Vec<EnvironmentEntry>) -> (Vec<EnvironmentEntry>, Vec<EnvironmentEntry>) {
    entries.into_iter().partition(|(_, value)| value.is_ascii() && !has_make_function(value))
}

/// Whether a rule would expand a part of the value.
pub fn has_make_function(value: &str) -> bool {
    value.contains("$$(") && FUNCTIONS.iter().any(|function| value.contains(function))
}

/// Escapes label functions in a value of a build script's environment, with a make variable for the dollar sign.
fn escape_for_script((name, value): &EnvironmentEntry) -> EnvironmentEntry {
    (name.clone(), value.replace("$$(", "$(CRATE_UNIVERSE_DOLLAR)("))
}

/// Whether the manifest is among rustc's input files. Users may exclude it.
fn includes_manifest(annotations: PackageAnnotations<'_>) -> bool {
    let left_out = |glob: &str| glob::Pattern::new(glob).is_ok_and(|glob| glob.matches(MANIFEST));
    !annotations.texts(Field::CompileDataGlobExcludes).any(left_out)
}

const MANIFEST: &str = "Cargo.toml";

fn manifest_path() -> EnvironmentEntry {
    ("CARGO_MANIFEST_PATH".to_owned(), format!("$(execpath {MANIFEST})"))
}

/// Whether this release of rules_rust does not give build scripts the paths of cargo and rustdoc, so that we have to.
pub fn lacks_tool_variables(rules_rust: Release) -> bool {
    rules_rust < SETS_TOOLS
}

/// The additional variables of build scripts, by platform. Those that the user sets are left out.
pub fn script_environment(
    annotations: PackageAnnotations<'_>,
    script: &BuildScript,
    texts: &[EnvironmentEntry],
) -> Vec<(EnvironmentEntry, PlatformSet)> {
    let texts = texts.iter().map(|text| (escape_for_script(text), script.platforms));
    let mut entries: Vec<(EnvironmentEntry, PlatformSet)> = texts.collect();
    entries.push((("CARGO_CFG_FEATURE".to_owned(), script.features.join(",")), script.platforms));
    if !includes_manifest(annotations)
        || !annotations.input.config.render.options.generate_cargo_toml_env_vars
    {
        entries.push((manifest_path(), script.platforms));
    }
    entries.extend(annotations.input.flag_variables.iter().cloned());
    let own = annotations.keys(Field::BuildScriptEnv);
    entries.retain(|((name, _), _)| !own.contains(name));
    entries
}

//! The build scripts of one package: one for each distinct set of features and build-dependencies, and the platforms
//! that each is for.
//!
//! A script is compiled in the exec configuration, where a select cannot see what its package is built for. So the
//! features of a script are literal, and the select chooses between scripts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::graph::nodes::TargetValues;
use crate::input::fields::Field;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{DependencyKind, LockedPackage};

use super::package_annotations::PackageAnnotations;

/// One script with all its literal values.
#[derive(Debug, PartialEq, Eq)]
pub struct BuildScript {
    /// Where the package is built that this script belongs to.
    pub platforms: PlatformSet,
    pub features: Vec<String>,
    /// Variables of rustc, in addition to the file's environment, when it compiles the script.
    pub rustc_env: Vec<(String, String)>,
}

/// Features, whether each build-dependency is needed, and rustc's environment.
type ScriptLiterals<'a> = (Vec<&'a str>, Vec<bool>, Vec<(String, String)>);

/// The distinct scripts of a package that is built for `of`, starting with the one for the most platforms.
pub fn distinct_scripts(
    package: &LockedPackage,
    values: &TargetValues<'_>,
    of: PlatformSet,
    annotations: PackageAnnotations<'_>,
) -> Vec<BuildScript> {
    let asked: Vec<PlatformSet> = package
        .dependencies
        .iter()
        .zip(&values.edges)
        .filter(|(dependency, _)| dependency.kind == DependencyKind::Build)
        .map(|(_, edge)| edge.platforms)
        .collect();
    let mut found: BTreeMap<ScriptLiterals<'_>, PlatformSet> = BTreeMap::new();
    let sets = values.features.iter().map(|(_, on)| *on).chain(asked.iter().copied());
    for (cell, _) in of.partition(sets.chain(annotations.platform_sets(Field::BuildScriptRustcEnv))) {
        let holds = |set: &PlatformSet| !(*set & cell).is_empty();
        let features = values.features.iter().filter(|(_, on)| holds(on)).map(|(name, _)| *name);
        let rustc_env = annotations.entries_within(Field::BuildScriptRustcEnv, cell);
        *found.entry((features.collect(), asked.iter().map(holds).collect(), rustc_env)).or_default() |= cell;
    }
    let mut scripts: Vec<BuildScript> = found
        .into_iter()
        .map(|((features, _, rustc_env), of)| BuildScript {
            platforms: of,
            features: features.into_iter().map(str::to_owned).collect(),
            rustc_env,
        })
        .collect();
    // The sort is stable: if two scripts have equally many platforms, the one with the lower features stays first.
    scripts.sort_by_key(|script| Reverse(script.platforms.count()));
    scripts
}

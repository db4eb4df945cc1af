//! Build scripts of one package. Takes what a target of the package states, gives one script for each set of features
//! and build-dependencies, and where each is the one. A script is compiled in the exec configuration, where a select
//! cannot see what its package is built for; so a script's features are literal, and the select is on the script.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::graph::nodes::TargetValues;
use crate::input::fields::Field;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{DependencyKind, LockedPackage};

use super::package_annotations::PackageAnnotations;

/// One script and all that is literal in it.
#[derive(Debug, PartialEq, Eq)]
pub struct BuildScript {
    /// Where the package is built whose script this is.
    pub platforms: PlatformSet,
    pub features: Vec<String>,
    /// What rustc has beyond the file's environment when it compiles the script.
    pub rustc_env: Vec<(String, String)>,
}

/// Features, which build-dependencies are asked for, and rustc's environment.
type ScriptLiterals<'a> = (Vec<&'a str>, Vec<bool>, Vec<(String, String)>);

/// The distinct scripts of what is built for `of`; the one that serves most platforms comes first.
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
    // Stable: of two that serve as many, the one with the lesser features stays first.
    scripts.sort_by_key(|script| Reverse(script.platforms.count()));
    scripts
}

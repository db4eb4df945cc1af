//! The `CARGO_CFG_*` variables of build scripts that depend on flags.

use std::collections::BTreeMap;

use crate::graph::platforms::ChosenPlatforms;
use crate::graph::triples::TargetTriple;
use crate::per_platform::PlatformSet;

/// The cfg values that rules_rust's runner does not pass on: `panic`, and those that the user's flags set. See
/// <https://doc.rust-lang.org/cargo/reference/environment-variables.html>.
pub fn list_flag_variables(chosen: &ChosenPlatforms) -> Vec<((String, String), PlatformSet)> {
    let mut sets: BTreeMap<(String, String), PlatformSet> = BTreeMap::new();
    for place in 0..chosen.platforms.len() {
        let of_platform = |(at, _): &(usize, &TargetTriple)| chosen.platform_of[*at] == place;
        // Bazel cannot distinguish the triples of one platform, so the first one counts.
        let Some((_, triple)) = chosen.triples.iter().enumerate().find(of_platform) else { continue };
        let plain = triple.as_host();
        let on = PlatformSet::on_both_sides(1 << place);
        for (triple, on) in
            [(triple, PlatformSet { exec: 0, ..on }), (&plain, PlatformSet { target: 0, ..on })]
        {
            for entry in cfg_variables(triple) {
                *sets.entry(entry).or_default() |= on;
            }
        }
    }
    sets.into_iter().collect()
}

fn cfg_variables(triple: &TargetTriple) -> impl Iterator<Item = (String, String)> {
    triple.values_of_flags().into_iter().map(|(name, values)| {
        let name = name.to_uppercase().replace('-', "_");
        (format!("CARGO_CFG_{name}"), escape_dollar(&values.join(",")))
    })
}

/// rules_rust expands make variables in these values, so dollar signs are doubled.
pub fn escape_dollar(value: &str) -> String {
    value.replace('$', "$$")
}

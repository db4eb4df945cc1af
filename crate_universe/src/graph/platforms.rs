//! Which triples are chosen, and which platform of Bazel each belongs to. Takes the user's list and what the
//! rules_rust at hand knows, gives [`Chosen`]; evaluates no cfg.

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result, did_you_mean};
use crate::input::Choice;

use super::triples::Triple;

/// The chosen triples, grouped to the platforms that Bazel can tell apart.
#[derive(Debug)]
pub struct Chosen {
    pub triples: Vec<Triple>,
    pub platforms: Vec<Platform>,
    /// By triple: its place in `platforms`.
    pub platform_of: Vec<usize>,
}

#[derive(Debug)]
pub struct Platform {
    /// The triple that lends its name.
    pub name: String,
    pub setting: Setting,
}

/// What tells that a platform is the one at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The setting that rules_rust has for the platform's triple.
    RulesRust,
    /// A config label of the user's.
    Label(String),
    /// A setting of ours over these constraint values.
    Constraints(Vec<String>),
}

pub fn choose(choice: &Choice) -> Result<Chosen> {
    let known = &choice.rules_rust;
    let mut triples = Vec::new();
    let names: Vec<&String> =
        if choice.triples.is_empty() { defaults(known) } else { choice.triples.iter().collect() };
    for name in names {
        let triple = Triple::new(name)?;
        if !triples.iter().any(|chosen: &Triple| chosen.name == triple.name) {
            triples.push(triple);
        }
    }
    for named in choice.labels.keys() {
        if !triples.iter().any(|chosen| chosen.name == *named) {
            let error = Error::new(
                Code::UnknownTriple,
                format!("platform_labels names {named}, not a chosen triple"),
            );
            let near = did_you_mean(named, triples.iter().map(|chosen| chosen.name.as_str()));
            return Err(match near {
                Some(near) => error.help(format!("write {near}")),
                None => error.help("add it to supported_platform_triples"),
            });
        }
    }
    triples.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(group(triples, choice))
}

/// Every triple that rules_rust has a setting for and whose cfg values are known, one for each constraint set.
fn defaults(known: &BTreeMap<String, Vec<String>>) -> Vec<&String> {
    let mut by_set: BTreeMap<Vec<String>, &String> = BTreeMap::new();
    for (triple, constraints) in known {
        if !Triple::is_known(triple) {
            continue;
        }
        let kept = by_set.entry(set(constraints)).or_insert(triple);
        // Of a glibc and a musl triple that Bazel cannot tell apart, most mean the first.
        if kept.contains("musl") && !triple.contains("musl") {
            *kept = triple;
        }
    }
    by_set.into_values().collect()
}

fn group(triples: Vec<Triple>, choice: &Choice) -> Chosen {
    let mut platforms: Vec<Platform> = Vec::new();
    let mut places: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut platform_of = Vec::new();
    for triple in &triples {
        let (key, setting) = setting(triple, choice);
        let place = *places.entry(key).or_insert_with(|| {
            platforms.push(Platform { name: triple.name.clone(), setting });
            platforms.len() - 1
        });
        platform_of.push(place);
    }
    Chosen { triples, platforms, platform_of }
}

/// The setting of a triple, and the key that is equal for triples that Bazel cannot tell apart.
fn setting(triple: &Triple, choice: &Choice) -> (Vec<String>, Setting) {
    if let Some(label) = choice.labels.get(&triple.name) {
        return (vec![label.clone()], Setting::Label(label.clone()));
    }
    match choice.rules_rust.get(&triple.name) {
        Some(constraints) => (set(constraints), Setting::RulesRust),
        None => {
            let constraints = constraints(triple);
            (set(&constraints), Setting::Constraints(constraints))
        }
    }
}

/// Constraint values in one order and spelling: `os:osx` is an alias of `os:macos`.
fn set(constraints: &[String]) -> Vec<String> {
    let mut set: Vec<String> =
        constraints.iter().map(|label| label.replace("//os:osx", "//os:macos")).collect();
    set.sort();
    set
}

/// Constraint values for a triple that rules_rust has no setting for.
/// See <https://github.com/bazelbuild/platforms>.
fn constraints(triple: &Triple) -> Vec<String> {
    let cpu = match triple.arch() {
        "x86" => "x86_32",
        "powerpc" => "ppc",
        "powerpc64" if triple.name.starts_with("powerpc64le") => "ppc64le",
        "arm" if triple.name.starts_with("armv7") => "armv7",
        arch => arch,
    };
    let os = match triple.os() {
        "nto" => "qnx",
        os => os,
    };
    vec![format!("@platforms//cpu:{cpu}"), format!("@platforms//os:{os}")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(pairs: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
        pairs.iter().map(|(triple, set)| (triple.to_string(), vec![set.to_string()])).collect()
    }

    #[test]
    fn defaults_have_one_triple_for_each_constraint_set_and_only_known_ones() {
        let known = known(&[
            ("aarch64-unknown-linux-musl", "a"),
            ("aarch64-unknown-linux-gnu", "a"),
            ("wasm32-wasip1", "w"),
            ("no-such-triple", "x"),
        ]);
        assert_eq!(defaults(&known), ["aarch64-unknown-linux-gnu", "wasm32-wasip1"]);
    }
}

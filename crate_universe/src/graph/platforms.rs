//! The chosen triples, and the Bazel platform that each one belongs to.

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result, did_you_mean};
use crate::input::{PlatformChoice, TargetSpec};
use crate::per_platform::PlatformSet;
use crate::resolve::cargo::config_values::ConfigRustflags;
use crate::resolve::packages::{DependencyKind, LockedDependency, LockedPackage, LockedPackages, TargetKind};

use super::bits::BitMask;
use super::feature_sets::FeatureSets;
use super::triples::TargetTriple;
use super::{constraints, flags, target_spec};

/// The chosen triples, grouped into the platforms that Bazel can distinguish. If members have feature sets, all of them
/// are there once for each choice, one choice after the other.
#[derive(Debug)]
pub struct ChosenPlatforms {
    pub triples: Vec<TargetTriple>,
    pub platforms: Vec<Platform>,
    pub sets: FeatureSets,
    /// By triple: its index in `platforms`.
    pub platform_of: Vec<usize>,
    /// Warnings about the flags of the triples.
    pub warnings: Vec<String>,
}

impl ChosenPlatforms {
    /// The platforms of some triples.
    pub fn to_set(&self, triples: BitMask) -> PlatformSet {
        let places = self.platform_of.iter().enumerate();
        let chosen = places.filter(|(triple, _)| triples >> triple & 1 == 1);
        PlatformSet::on_both_sides(chosen.fold(0, |set, (_, platform)| set | 1 << platform))
    }

    /// Adds all default triples that run rustc if no chosen triple does, since build scripts and proc macros have to
    /// run somewhere.
    pub fn with_hosts(self, choice: &PlatformChoice, packages: &LockedPackages) -> Result<ChosenPlatforms> {
        let runs = |package: &LockedPackage| {
            let of_hosts = |dependency: &LockedDependency| dependency.kind == DependencyKind::Build;
            package.target(TargetKind::ProcMacro).is_some() || package.dependencies.iter().any(of_hosts)
        };
        if self.triples.iter().any(TargetTriple::runs_rustc) || !packages.list.iter().any(runs) {
            return Ok(self);
        }
        let mut triples = self.triples;
        for name in default_triples(&choice.rules_rust) {
            triples.extend(Some(TargetTriple::new(name)?).filter(TargetTriple::runs_rustc));
        }
        triples.sort_by(|left, right| left.name.cmp(&right.name));
        group_by_setting(triples, choice)
    }

    /// Adds the choices of feature sets.
    pub fn with_feature_sets(mut self, sets: FeatureSets) -> ChosenPlatforms {
        let (triples, platforms) = (self.triples.clone(), self.platforms.clone());
        let platform_of = self.platform_of.clone();
        for choice in 1..sets.choices() {
            let first = choice * platforms.len();
            self.triples.extend(triples.iter().cloned());
            self.platforms.extend(platforms.iter().cloned());
            self.platform_of.extend(platform_of.iter().map(|place| first + place));
        }
        self.sets = sets;
        self
    }

    /// Applies the user's flags to the cfg values of the triples.
    pub fn apply_flags(
        &mut self,
        rustflags: &ConfigRustflags,
        cfgs: &BTreeMap<String, Vec<String>>,
    ) -> Result<()> {
        self.warnings = flags::apply_flags(&mut self.triples, rustflags, cfgs)?;
        Ok(())
    }
}

#[derive(Clone, Debug)]
pub struct Platform {
    /// The triple that gives the platform its name.
    pub name: String,
    pub setting: PlatformSetting,
}

/// How Bazel recognizes a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlatformSetting {
    /// By the setting that rules_rust has for the platform's triple.
    RulesRust,
    /// By a config label of the user.
    Label(String),
    /// By our own setting over these constraint values.
    Constraints(Vec<String>),
}

pub fn choose_platforms(choice: &PlatformChoice) -> Result<ChosenPlatforms> {
    let known = &choice.rules_rust;
    let mut triples = Vec::new();
    let names: Vec<&String> =
        if choice.triples.is_empty() { default_triples(known) } else { choice.triples.iter().collect() };
    for name in names.into_iter().chain(choice.specs.iter().map(|spec| &spec.name)) {
        let triple = find_triple(name, &choice.specs)?;
        if !triples.iter().any(|chosen: &TargetTriple| chosen.name == triple.name) {
            triples.push(triple);
        }
    }
    for named in choice.labels.keys() {
        if !triples.iter().any(|chosen| chosen.name == *named) {
            let error = Error::new(
                Code::UnknownTriple,
                format!("`platform_labels` names {named}, which is not a supported platform triple"),
            );
            let near = did_you_mean(named, triples.iter().map(|chosen| chosen.name.as_str()));
            return Err(match near {
                Some(near) => error.help(format!("did you mean {near}?")),
                None => error.help("add it to `supported_platform_triples`"),
            });
        }
    }
    triples.sort_by(|left, right| left.name.cmp(&right.name));
    group_by_setting(triples, choice)
}

/// The triple with a name: from a target spec, or one that rustc knows.
pub fn find_triple(name: &str, specs: &[TargetSpec]) -> Result<TargetTriple> {
    match specs.iter().find(|spec| spec.name == name) {
        Some(spec) => target_spec::to_triple(spec),
        None => TargetTriple::new(name),
    }
}

/// All triples that both rules_rust and the current rustc know, one for each set of constraint values.
fn default_triples(known: &BTreeMap<String, Vec<String>>) -> Vec<&String> {
    let mut by_set: BTreeMap<Vec<String>, &String> = BTreeMap::new();
    for (triple, constraints) in known {
        if !TargetTriple::is_current(triple) {
            continue;
        }
        let kept = by_set.entry(normalize_constraints(constraints)).or_insert(triple);
        // If Bazel cannot distinguish a glibc triple from a musl one, the glibc triple is the common choice.
        if kept.contains("musl") && !triple.contains("musl") {
            *kept = triple;
        }
    }
    by_set.into_values().collect()
}

fn group_by_setting(triples: Vec<TargetTriple>, choice: &PlatformChoice) -> Result<ChosenPlatforms> {
    let mut platforms: Vec<Platform> = Vec::new();
    let mut places: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut platform_of = Vec::new();
    for triple in &triples {
        let (key, setting) = setting_of(triple, choice)?;
        let place = *places.entry(key).or_insert_with(|| {
            platforms.push(Platform { name: triple.name.clone(), setting });
            platforms.len() - 1
        });
        platform_of.push(place);
    }
    let sets = FeatureSets::default();
    Ok(ChosenPlatforms { triples, platforms, sets, platform_of, warnings: Vec::new() })
}

/// The setting of a triple, and a key that is equal for triples that Bazel cannot distinguish.
fn setting_of(triple: &TargetTriple, choice: &PlatformChoice) -> Result<(Vec<String>, PlatformSetting)> {
    let of_template = || choice.template.as_ref().map(|template| template.fill(&[("triple", &triple.name)]));
    if let Some(label) = choice.labels.get(&triple.name).cloned().or_else(of_template) {
        return Ok((vec![label.clone()], PlatformSetting::Label(label)));
    }
    Ok(match choice.rules_rust.get(&triple.name) {
        Some(constraints) => (normalize_constraints(constraints), PlatformSetting::RulesRust),
        None => {
            let constraints = constraints::constraints_of(triple, choice.release)?;
            (normalize_constraints(&constraints), PlatformSetting::Constraints(constraints))
        }
    })
}

/// Constraint values, sorted and in one spelling: `os:osx` is an alias of `os:macos`.
fn normalize_constraints(constraints: &[String]) -> Vec<String> {
    let mut set: Vec<String> =
        constraints.iter().map(|label| label.replace("//os:osx", "//os:macos")).collect();
    set.sort();
    set
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
        assert_eq!(default_triples(&known), ["aarch64-unknown-linux-gnu", "wasm32-wasip1"]);
    }
}

//! Names for sets of platforms. Each set that a select needs gets one name in the package with the conditions.
//!
//! A name describes its set (`windows`, `linux_or_macos`, `not_wasm`, `exec_unix`) and depends on nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest;
use crate::graph::configurations::Graph;
use crate::graph::platforms::{ChosenPlatforms, PlatformSetting};
use crate::per_platform::{PlatformMask, PlatformSet};

use super::choices::NamedChoices;
use super::condition_parts::{SetDefinition, SetPart, define_sets};
use super::covering::{Atoms, NamedSet};

/// The maximum length of a readable name.
const LONGEST: usize = 72;

/// The name for the set of all chosen platforms.
pub const ALL: &str = "chosen";

/// The name of a set that [`NamedConditions::name_set`] never saw, which is a bug. Its first character occurs in no text, so that
/// rendering can refuse it.
pub const UNNAMED: &str = "\u{fdd0}unnamed";

/// The condition that no platform meets.
pub const NEVER: &str = "never";

const FAMILY: u8 = 0;
const SYSTEM: u8 = 1;
const ARCHITECTURE: u8 = 2;
const TRIPLE: u8 = 3;

#[derive(Debug)]
pub struct NamedConditions {
    /// Those of one choice of feature sets.
    platforms: Vec<(String, PlatformSetting)>,
    /// Families, systems, architectures and triples, by name.
    atoms: Atoms,
    pub choices: NamedChoices,
    all: PlatformSet,
    hosts: PlatformMask,
    name_by_set: BTreeMap<PlatformSet, String>,
    /// All names in that package.
    taken: BTreeSet<String>,
}

/// What a named condition matches.
#[derive(Debug)]
pub enum ConditionMeaning<'a> {
    /// One of these, in either configuration.
    AnyOf(Vec<ConditionPart<'a>>),
    /// All chosen platforms except these.
    AllBut(Vec<ConditionPart<'a>>),
    /// For some choices of feature sets, by index, the condition that counts.
    ByChoice(Vec<(usize, &'a str)>),
    /// One condition in the exec configuration, another one everywhere else.
    ByConfiguration { target: &'a str, exec: &'a str },
}

#[derive(Clone, Copy, Debug)]
pub enum ConditionPart<'a> {
    Condition(&'a str),
    Platform(&'a (String, PlatformSetting)),
}

impl NamedConditions {
    pub fn new(chosen: &ChosenPlatforms, graph: &Graph<'_>) -> NamedConditions {
        let choices = NamedChoices::new(chosen);
        let of_one_choice = choices.first_of(&chosen.platforms);
        let platforms: Vec<(String, PlatformSetting)> =
            of_one_choice.iter().map(|platform| (platform.name.clone(), platform.setting.clone())).collect();
        let mut atoms = Atoms::default();
        for (triple, place) in chosen.triples.iter().zip(&chosen.platform_of) {
            if *place < platforms.len() {
                let families = triple.families().map(|family| (family, FAMILY));
                for (name, rank) in families.chain([(triple.os(), SYSTEM), (triple.arch(), ARCHITECTURE)]) {
                    atoms.add(name.to_owned(), rank, *place);
                }
            }
        }
        for (place, (name, _)) in platforms.iter().enumerate() {
            atoms.0.insert(name.clone(), NamedSet { rank: TRIPLE, set: 1 << place });
        }
        let flags = choices.flags.iter().map(|flag| flag.name.as_str());
        let taken = flags.chain([ALL, NEVER]).map(str::to_owned).collect();
        NamedConditions {
            platforms,
            atoms,
            choices,
            all: graph.all,
            hosts: graph.hosts,
            name_by_set: BTreeMap::from([(graph.all, ALL.to_owned())]),
            taken,
        }
    }

    pub fn name_set(&mut self, set: PlatformSet) {
        if self.name_by_set.contains_key(&set) {
            return;
        }
        if set.is_same_on_both_sides() {
            if self.choices.common_to_all(set.target).is_none() {
                for platforms in self.choices.by_platforms(set.target).into_keys() {
                    self.name_set(self.in_every_choice(platforms));
                }
            }
            self.insert_name(set, self.describe_set(set.target, self.all.target));
            return;
        }
        for platforms in [set.target, set.exec] {
            if platforms != 0 {
                self.name_set(PlatformSet::on_both_sides(platforms));
            }
        }
        // In the exec configuration only hosts count, so all other platforms are left out of the name.
        let parts = [("exec", set.exec & self.hosts, self.hosts), ("target", set.target, self.all.target)];
        let parts = parts.into_iter().filter(|(_, platforms, _)| *platforms != 0);
        let parts = parts.map(|(side, platforms, of)| format!("{side}_{}", self.describe_set(platforms, of)));
        self.insert_name(set, parts.collect::<Vec<_>>().join("_or_"));
    }

    /// Two sets may have one description, as if a member is called `not_app` beside one called `app`.
    fn insert_name(&mut self, set: PlatformSet, description: String) {
        let name = match self.taken.contains(&description) {
            true => {
                format!("{description}_{}", digest::short_sha256(format!("{:x} {:x}", set.target, set.exec)))
            }
            false => description,
        };
        self.taken.insert(name.clone());
        self.name_by_set.insert(set, name);
    }

    fn in_every_choice(&self, platforms: PlatformMask) -> PlatformSet {
        PlatformSet::on_both_sides(self.choices.spread(platforms))
    }

    /// The condition that is true on the platforms of a set.
    pub fn name_of(&self, set: PlatformSet) -> &str {
        match self.name_by_set.get(&set) {
            Some(name) => name,
            None if set.is_empty() => NEVER,
            None => UNNAMED,
        }
    }

    pub fn all_names(&self) -> &str {
        ALL
    }

    /// Every named set with its meaning, sorted by name.
    pub fn meanings(&self) -> Vec<(&str, ConditionMeaning<'_>)> {
        let same = self.name_by_set.keys().filter(|set| set.is_same_on_both_sides());
        let listed = same.filter_map(|set| self.choices.common_to_all(set.target));
        let all = self.choices.common_to_all(self.all.target).unwrap_or(self.all.target);
        let definitions = define_sets(listed, all);
        let named = self.name_by_set.iter();
        let mut named: Vec<_> =
            named.map(|(set, name)| (name.as_str(), self.meaning_of(*set, &definitions))).collect();
        named.sort_by_key(|(name, _)| *name);
        named
    }

    fn meaning_of(
        &self,
        set: PlatformSet,
        definitions: &BTreeMap<PlatformMask, SetDefinition>,
    ) -> ConditionMeaning<'_> {
        if !set.is_same_on_both_sides() {
            return ConditionMeaning::ByConfiguration {
                target: self.name_of(PlatformSet::on_both_sides(set.target)),
                exec: self.name_of(PlatformSet::on_both_sides(set.exec)),
            };
        }
        let common = self.choices.common_to_all(set.target);
        match common.and_then(|platforms| definitions.get(&platforms)) {
            Some(SetDefinition::AnyOf(parts)) => ConditionMeaning::AnyOf(self.parts(parts)),
            Some(SetDefinition::AllBut(parts)) => ConditionMeaning::AllBut(self.parts(parts)),
            None => {
                let split = self.choices.split(set.target).into_iter().enumerate();
                let split = split.filter(|(_, platforms)| *platforms != 0);
                ConditionMeaning::ByChoice(
                    split.map(|(choice, on)| (choice, self.name_of(self.in_every_choice(on)))).collect(),
                )
            }
        }
    }

    /// Conditions first, by name.
    fn parts(&self, parts: &[SetPart]) -> Vec<ConditionPart<'_>> {
        let named = parts.iter().filter_map(|part| match part {
            SetPart::Named(set) => Some(self.name_of(self.in_every_choice(*set))),
            SetPart::Platform(_) => None,
        });
        let mut names: Vec<&str> = named.collect();
        names.sort_unstable();
        let platforms = parts.iter().filter_map(|part| match part {
            SetPart::Platform(place) => self.platforms.get(*place).map(ConditionPart::Platform),
            SetPart::Named(_) => None,
        });
        names.into_iter().map(ConditionPart::Condition).chain(platforms).collect()
    }

    fn platforms_in(&self, set: PlatformMask) -> impl Iterator<Item = &(String, PlatformSetting)> {
        let chosen = self.platforms.iter().enumerate().filter(move |(place, _)| set >> place & 1 == 1);
        chosen.map(|(_, platform)| platform)
    }

    /// Describes a set among the platforms that count.
    fn describe_set(&self, set: PlatformMask, of: PlatformMask) -> String {
        let of = self.choices.common_to_all(of).unwrap_or(of);
        if let Some(platforms) = self.choices.common_to_all(set) {
            return self.describe_platforms(platforms, of);
        }
        let by_platforms = self.choices.by_platforms(set).into_iter();
        let mut parts: Vec<String> = by_platforms
            .map(|(platforms, choices)| {
                let with = format!("with_{}", self.choices.describe(choices));
                if platforms == of {
                    with
                } else {
                    format!("{}_{with}", self.describe_platforms(platforms, of))
                }
            })
            .collect();
        parts.sort_unstable();
        let name = parts.join("_or_");
        if name.len() <= LONGEST { name } else { format!("any_{}", digest::short_sha256(name)) }
    }

    fn describe_platforms(&self, set: PlatformMask, of: PlatformMask) -> String {
        if set == of {
            return ALL.to_owned();
        }
        let name = self.atoms.describe(set, of);
        if name.len() <= LONGEST { name } else { format!("any_{}", self.digits_of(set)) }
    }

    fn digits_of(&self, set: PlatformMask) -> String {
        let names: Vec<&str> = self.platforms_in(set).map(|(name, _)| name.as_str()).collect();
        digest::short_sha256(names.join(" "))
    }
}

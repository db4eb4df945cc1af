//! The choices of feature sets in the conditions of a hub: their names, and the flags that choose.

use std::collections::BTreeMap;

use crate::graph::feature_sets::FeatureSets;
use crate::graph::platforms::ChosenPlatforms;
use crate::per_platform::PlatformMask;

use super::covering::{Atoms, NamedSet};

/// A choice by its own name, after the names of sets.
const CHOICE: u8 = 1;
const SET: u8 = 0;

/// A flag that chooses the feature set of a member.
#[derive(Debug)]
pub struct FeatureSetFlag {
    pub name: String,
    /// The first one is the default.
    pub values: Vec<String>,
}

/// A choice of feature sets, as Bazel recognizes it.
#[derive(Debug)]
pub struct NamedChoice {
    pub name: String,
    /// The name and the value of each flag.
    pub flags: Vec<(String, String)>,
}

#[derive(Debug)]
pub struct NamedChoices {
    pub flags: Vec<FeatureSetFlag>,
    pub list: Vec<NamedChoice>,
    atoms: Atoms,
    /// The number of platforms, which each choice has.
    width: usize,
}

impl NamedChoices {
    pub fn new(chosen: &ChosenPlatforms) -> NamedChoices {
        let sets = &chosen.sets;
        let flags = sets.members.iter().map(|member| FeatureSetFlag {
            name: flag_name(&member.name),
            values: member.sets.iter().map(|set| set.name.clone()).collect(),
        });
        let list: Vec<NamedChoice> = (0..sets.choices()).map(|choice| named_choice(sets, choice)).collect();
        let mut atoms = Atoms::default();
        for (place, choice) in list.iter().enumerate() {
            for (member, set) in sets.sets_in(place) {
                atoms.add(set_name(&member.name, &member.sets[set].name), SET, place);
            }
            atoms.0.entry(choice.name.clone()).or_insert(NamedSet { rank: CHOICE, set: 1 << place });
        }
        NamedChoices { flags: flags.collect(), width: chosen.platforms.len() / list.len(), list, atoms }
    }

    /// The platforms of the first choice.
    pub fn first_of<'a, T>(&self, platforms: &'a [T]) -> &'a [T] {
        platforms.get(..self.width).unwrap_or_default()
    }

    /// By choice: its platforms in a set, as those of the first choice.
    pub fn split(&self, set: PlatformMask) -> Vec<PlatformMask> {
        let all = (1_u128.checked_shl(self.width as u32)).map_or(PlatformMask::MAX, |bit| bit - 1);
        (0..self.list.len()).map(|choice| set >> (choice * self.width) & all).collect()
    }

    /// The same platforms in every choice.
    pub fn spread(&self, platforms: PlatformMask) -> PlatformMask {
        (0..self.list.len()).fold(0, |set, choice| set | platforms << (choice * self.width))
    }

    /// The platforms that every choice has, if all have the same.
    pub fn common_to_all(&self, set: PlatformMask) -> Option<PlatformMask> {
        let split = self.split(set);
        let first = *split.first()?;
        split.iter().all(|platforms| *platforms == first).then_some(first)
    }

    /// The choices that have the same platforms, by these platforms.
    pub fn by_platforms(&self, set: PlatformMask) -> BTreeMap<PlatformMask, PlatformMask> {
        let mut choices = BTreeMap::new();
        for (choice, platforms) in self.split(set).into_iter().enumerate().filter(|(_, set)| *set != 0) {
            *choices.entry(platforms).or_insert(0) |= 1 << choice;
        }
        choices
    }

    pub fn describe(&self, choices: PlatformMask) -> String {
        self.atoms.describe(choices, (1 << self.list.len()) - 1)
    }
}

fn named_choice(sets: &FeatureSets, choice: usize) -> NamedChoice {
    let chosen = || sets.sets_in(choice).map(|(member, set)| (member, &member.sets[set].name));
    let names: Vec<String> = chosen().map(|(member, set)| set_name(&member.name, set)).collect();
    NamedChoice {
        name: names.join("_and_"),
        flags: chosen().map(|(member, set)| (flag_name(&member.name), set.clone())).collect(),
    }
}

fn flag_name(member: &str) -> String {
    format!("{member}_features")
}

fn set_name(member: &str, set: &str) -> String {
    format!("{member}_{set}")
}

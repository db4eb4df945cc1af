//! Names for sets of platforms. Each set that a select needs gets one name in the hub's package `cfg`.
//!
//! A name describes its set (`windows`, `linux_or_macos`, `not_wasm`, `exec_unix`) and depends on nothing else.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::digest;
use crate::graph::configurations::Graph;
use crate::graph::platforms::{ChosenPlatforms, PlatformSetting};
use crate::per_platform::{PlatformMask, PlatformSet};

/// The maximum length of a readable name.
const LONGEST: usize = 72;

/// The name for the set of all chosen platforms.
const ALL: &str = "chosen";

/// The name of a set that [`NamedConditions::name_set`] never saw, which is a bug. Its first character occurs in no text, so that
/// rendering can refuse it.
pub const UNNAMED: &str = "\u{fdd0}unnamed";

/// The condition that no platform meets.
pub const NEVER: &str = "never";

/// A set with a name of its own. Of equal sets, the one with the lower rank gives the name.
#[derive(Clone, Copy, Debug)]
struct NamedSet {
    rank: u8,
    set: PlatformMask,
}

const FAMILY: u8 = 0;
const SYSTEM: u8 = 1;
const ARCHITECTURE: u8 = 2;
const TRIPLE: u8 = 3;

#[derive(Debug)]
pub struct NamedConditions {
    platforms: Vec<(String, PlatformSetting)>,
    /// Families, systems, architectures and triples, by name.
    atoms: BTreeMap<String, NamedSet>,
    all: PlatformSet,
    hosts: PlatformMask,
    name_by_set: BTreeMap<PlatformSet, String>,
}

/// What a named condition matches.
#[derive(Debug)]
pub enum ConditionMeaning<'a> {
    /// Any of these platforms, in either configuration.
    Platforms(Vec<&'a (String, PlatformSetting)>),
    /// One condition in the exec configuration, another one everywhere else.
    ByConfiguration { target: &'a str, exec: &'a str },
}

impl NamedConditions {
    pub fn new(chosen: &ChosenPlatforms, graph: &Graph<'_>) -> NamedConditions {
        let platforms = chosen
            .platforms
            .iter()
            .map(|platform| (platform.name.clone(), platform.setting.clone()))
            .collect();
        let mut atoms: BTreeMap<String, NamedSet> = BTreeMap::new();
        for (place, triple) in chosen.triples.iter().enumerate() {
            let families = triple.families().map(|family| (family, FAMILY));
            for (name, rank) in families.chain([(triple.os(), SYSTEM), (triple.arch(), ARCHITECTURE)]) {
                let atom = atoms.entry(name.to_owned()).or_insert(NamedSet { rank, set: 0 });
                atom.set |= 1 << chosen.platform_of[place];
            }
        }
        for (place, platform) in chosen.platforms.iter().enumerate() {
            atoms.insert(platform.name.clone(), NamedSet { rank: TRIPLE, set: 1 << place });
        }
        let named = BTreeMap::from([(graph.all, ALL.to_owned())]);
        NamedConditions { platforms, atoms, all: graph.all, hosts: graph.hosts, name_by_set: named }
    }

    pub fn name_set(&mut self, set: PlatformSet) {
        if self.name_by_set.contains_key(&set) {
            return;
        }
        if set.is_same_on_both_sides() {
            let name = self.describe_set(set.target, self.all.target);
            self.name_by_set.insert(set, name);
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
        let name = parts.collect::<Vec<_>>().join("_or_");
        self.name_by_set.insert(set, name);
    }

    /// The target in the package `cfg` that is true on the platforms of a set.
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
        let mut named: Vec<_> =
            self.name_by_set.iter().map(|(set, name)| (name.as_str(), self.meaning_of(*set))).collect();
        named.sort_by_key(|(name, _)| *name);
        named
    }

    fn meaning_of(&self, set: PlatformSet) -> ConditionMeaning<'_> {
        match set.is_same_on_both_sides() {
            true => ConditionMeaning::Platforms(self.platforms_in(set.target).collect()),
            false => ConditionMeaning::ByConfiguration {
                target: self.name_of(PlatformSet::on_both_sides(set.target)),
                exec: self.name_of(PlatformSet::on_both_sides(set.exec)),
            },
        }
    }

    fn platforms_in(&self, set: PlatformMask) -> impl Iterator<Item = &(String, PlatformSetting)> {
        let chosen = self.platforms.iter().enumerate().filter(move |(place, _)| set >> place & 1 == 1);
        chosen.map(|(_, platform)| platform)
    }

    /// Describes a set among the platforms that count.
    fn describe_set(&self, set: PlatformMask, of: PlatformMask) -> String {
        if set == of {
            return ALL.to_owned();
        }
        let with = self.covering_atoms(set, of);
        let without = self.covering_atoms(of & !set, of);
        let name = if without.len() < with.len() {
            format!("not_{}", without.join("_not_"))
        } else {
            with.join("_or_")
        };
        if name.len() <= LONGEST { name } else { format!("any_{}", self.digits_of(set)) }
    }

    /// A minimal list of atoms, found greedily, whose union is exactly the set; sorted.
    fn covering_atoms(&self, set: PlatformMask, of: PlatformMask) -> Vec<&str> {
        let mut rest = set;
        let mut names = Vec::new();
        while rest != 0 {
            let fits = self.atoms.iter().filter(|(_, atom)| atom.set & of & !set == 0);
            let best = fits.max_by_key(|(name, atom)| {
                ((atom.set & rest).count_ones(), Reverse(atom.rank), Reverse(*name))
            });
            // Every single platform is an atom, so one always fits.
            let Some((name, atom)) = best.filter(|(_, atom)| atom.set & rest != 0) else { break };
            names.push(name.as_str());
            rest &= !atom.set;
        }
        names.sort_unstable();
        names
    }

    fn digits_of(&self, set: PlatformMask) -> String {
        let names: Vec<&str> = self.platforms_in(set).map(|(name, _)| name.as_str()).collect();
        digest::short_sha256(names.join(" "))
    }
}

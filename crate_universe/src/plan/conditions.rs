//! Names for sets of platforms: each set that a select needs is named once, in the hub's package `cfg`. Takes the sets,
//! gives names that tell what the set is (`windows`, `linux_or_macos`, `not_wasm`) and depend on nothing else.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::graph::platforms::{Chosen, Setting};
use crate::per_platform::PlatformSet;

/// The longest name that a reader still takes in at a glance.
const LONGEST: usize = 72;

/// The name of the set of all chosen platforms.
const ALL: &str = "chosen";

/// A set that has a name of its own. Of equal sets, that of the lower rank lends its name.
#[derive(Clone, Copy, Debug)]
struct Atom {
    rank: u8,
    set: PlatformSet,
}

const FAMILY: u8 = 0;
const SYSTEM: u8 = 1;
const ARCHITECTURE: u8 = 2;
const TRIPLE: u8 = 3;

#[derive(Debug)]
pub struct Conditions {
    platforms: Vec<(String, Setting)>,
    /// Families, systems, architectures and triples, by name.
    atoms: BTreeMap<String, Atom>,
    all: PlatformSet,
    named: BTreeMap<PlatformSet, String>,
}

impl Conditions {
    pub fn new(chosen: &Chosen, all: PlatformSet) -> Conditions {
        let platforms = chosen
            .platforms
            .iter()
            .map(|platform| (platform.name.clone(), platform.setting.clone()))
            .collect();
        let mut atoms: BTreeMap<String, Atom> = BTreeMap::new();
        for (place, triple) in chosen.triples.iter().enumerate() {
            let families = triple.families().map(|family| (family, FAMILY));
            for (name, rank) in families.chain([(triple.os(), SYSTEM), (triple.arch(), ARCHITECTURE)]) {
                let atom = atoms.entry(name.to_owned()).or_insert(Atom { rank, set: 0 });
                atom.set |= 1 << chosen.platform_of[place];
            }
        }
        for (place, platform) in chosen.platforms.iter().enumerate() {
            atoms.insert(platform.name.clone(), Atom { rank: TRIPLE, set: 1 << place });
        }
        let mut conditions = Conditions { platforms, atoms, all, named: BTreeMap::new() };
        conditions.named.insert(all, ALL.to_owned());
        conditions
    }

    pub fn add(&mut self, set: PlatformSet) {
        if !self.named.contains_key(&set) {
            let name = self.describe(set);
            self.named.insert(set, name);
        }
    }

    /// The target in the package `cfg` that is true on the platforms of a set.
    pub fn name(&self, set: PlatformSet) -> &str {
        self.named.get(&set).map_or(ALL, String::as_str)
    }

    pub fn all(&self) -> &str {
        ALL
    }

    /// Every named set with the platforms it holds, by name.
    pub fn named(&self) -> Vec<(&str, Vec<&(String, Setting)>)> {
        let mut named: Vec<_> = self
            .named
            .iter()
            .map(|(set, name)| {
                let held = self.platforms.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
                (name.as_str(), held.map(|(_, platform)| platform).collect())
            })
            .collect();
        named.sort_by_key(|(name, _)| *name);
        named
    }

    fn describe(&self, set: PlatformSet) -> String {
        let with = self.cover(set);
        let without = self.cover(self.all & !set);
        let name = if without.len() < with.len() {
            format!("not_{}", without.join("_not_"))
        } else {
            with.join("_or_")
        };
        if name.len() <= LONGEST { name } else { format!("any_{}", self.digits(set)) }
    }

    /// The fewest atoms, found greedily, that make up a set exactly; sorted.
    fn cover(&self, set: PlatformSet) -> Vec<&str> {
        let mut rest = set;
        let mut names = Vec::new();
        while rest != 0 {
            let fits = self.atoms.iter().filter(|(_, atom)| atom.set & !set == 0);
            let best = fits.max_by_key(|(name, atom)| {
                ((atom.set & rest).count_ones(), Reverse(atom.rank), Reverse(*name))
            });
            // Every single platform is an atom, so there always is one.
            let Some((name, atom)) = best.filter(|(_, atom)| atom.set & rest != 0) else { break };
            names.push(name.as_str());
            rest &= !atom.set;
        }
        names.sort_unstable();
        names
    }

    fn digits(&self, set: PlatformSet) -> String {
        let held = self.platforms.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
        let names: Vec<&str> = held.map(|(_, (name, _))| name.as_str()).collect();
        let digest = Sha256::digest(names.join(" ").as_bytes());
        digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

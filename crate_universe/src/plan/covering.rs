//! Names for sets of things that have names themselves: the shortest list of them, or of those that are left out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::per_platform::PlatformMask;

/// A set with a name of its own. Of equal sets, the one with the lower rank gives the name.
#[derive(Clone, Copy, Debug)]
pub struct NamedSet {
    pub rank: u8,
    pub set: PlatformMask,
}

/// Named sets. Every single thing must be one, so that every set has a name.
#[derive(Debug, Default)]
pub struct Atoms(pub BTreeMap<String, NamedSet>);

impl Atoms {
    /// Adds a thing to the set of a name.
    pub fn add(&mut self, name: String, rank: u8, place: usize) {
        self.0.entry(name).or_insert(NamedSet { rank, set: 0 }).set |= 1 << place;
    }

    /// Describes a set among the things that count.
    pub fn describe(&self, set: PlatformMask, of: PlatformMask) -> String {
        let with = self.covering(set, of);
        let without = self.covering(of & !set, of);
        match without.len() < with.len() {
            true => format!("not_{}", without.join("_not_")),
            false => with.join("_or_"),
        }
    }

    /// A minimal list of names, found greedily, whose union is exactly the set; sorted.
    fn covering(&self, set: PlatformMask, of: PlatformMask) -> Vec<&str> {
        let mut rest = set;
        let mut names = Vec::new();
        while rest != 0 {
            let fits = self.0.iter().filter(|(_, atom)| atom.set & of & !set == 0);
            let best = fits.max_by_key(|(name, atom)| {
                ((atom.set & rest).count_ones(), Reverse(atom.rank), Reverse(*name))
            });
            let Some((name, atom)) = best.filter(|(_, atom)| atom.set & rest != 0) else { break };
            names.push(name.as_str());
            rest &= !atom.set;
        }
        names.sort_unstable();
        names
    }
}

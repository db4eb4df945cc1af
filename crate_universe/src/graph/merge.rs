//! Converts masks of triples to masks of the platforms that Bazel can distinguish, and notices triples of one
//! platform that differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::per_platform::PlatformMask;

use super::bits::{BitMask, set_bits};
use super::platforms::ChosenPlatforms;

pub struct MaskMerger<'a> {
    chosen: &'a ChosenPlatforms,
    /// A cache, since many packages have the same masks.
    platforms: BTreeMap<BitMask, PlatformMask>,
    /// The (built, on) pairs that have been checked.
    seen: BTreeSet<(BitMask, BitMask)>,
    /// The first package whose value differs between two triples that Bazel cannot distinguish, with these triples.
    differs: Option<(String, usize, usize)>,
}

impl<'a> MaskMerger<'a> {
    pub fn new(chosen: &'a ChosenPlatforms) -> MaskMerger<'a> {
        MaskMerger { chosen, platforms: BTreeMap::new(), seen: BTreeSet::new(), differs: None }
    }

    pub fn platforms_of(&mut self, triples: BitMask) -> PlatformMask {
        let platform_of = &self.chosen.platform_of;
        let united = || set_bits(triples).fold(0, |set, triple| set | 1 << platform_of[triple]);
        *self.platforms.entry(triples).or_insert_with(united)
    }

    /// Like `platforms_of`, for a value of a package that is built for `built`. Also checks for differences.
    pub fn platforms_of_value(&mut self, package: &str, built: BitMask, on: BitMask) -> PlatformMask {
        let set = self.platforms_of(on);
        let merges = self.chosen.platforms.len() < self.chosen.triples.len();
        if merges && self.differs.is_none() && self.seen.insert((built, on)) {
            let off = set_bits(built & !on).find(|triple| set >> self.chosen.platform_of[*triple] & 1 == 1);
            self.differs = off.and_then(|off| {
                let same = |triple: &usize| self.chosen.platform_of[*triple] == self.chosen.platform_of[off];
                set_bits(on).find(same).map(|on| (package.to_owned(), on, off))
            });
        }
        set
    }

    pub fn warning(self) -> Option<String> {
        let (package, on, off) = self.differs?;
        let [on, off] = [on, off].map(|triple| &self.chosen.triples[triple].name);
        Some(format!(
            "{on} and {off} are the same platform for Bazel, but Cargo builds {package} and perhaps other packages \
             differently for them, so their values are merged. To separate them, give each a config label in `platform_labels`."
        ))
    }
}

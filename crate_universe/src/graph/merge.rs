//! Triples to platforms: carries masks of triples over to the platforms that Bazel can tell apart, and notices where
//! triples of one platform differ. Decides nothing else.

use crate::per_platform::Platforms;

use super::bits::{Mask, ones};
use super::platforms::Chosen;

pub struct Merge<'a> {
    chosen: &'a Chosen,
    /// The first package and pair of triples that Bazel cannot tell apart but cargo does.
    differs: Option<(String, usize, usize)>,
}

impl<'a> Merge<'a> {
    pub fn new(chosen: &'a Chosen) -> Merge<'a> {
        Merge { chosen, differs: None }
    }

    pub fn platforms(&self, triples: Mask) -> Platforms {
        ones(triples).fold(0, |set, triple| set | 1 << self.chosen.platform_of[triple])
    }

    /// As `platforms`, for a value of a package that is built for `built`.
    pub fn value(&mut self, package: &str, built: Mask, on: Mask) -> Platforms {
        let set = self.platforms(on);
        if self.differs.is_none() && self.chosen.platforms.len() < self.chosen.triples.len() {
            let off = ones(built & !on).find(|triple| set >> self.chosen.platform_of[*triple] & 1 == 1);
            self.differs = off.and_then(|off| {
                let same = |triple: &usize| self.chosen.platform_of[*triple] == self.chosen.platform_of[off];
                ones(on).find(same).map(|on| (package.to_owned(), on, off))
            });
        }
        set
    }

    pub fn warning(self) -> Option<String> {
        let (package, on, off) = self.differs?;
        let [on, off] = [on, off].map(|triple| &self.chosen.triples[triple].name);
        Some(format!(
            "{on} and {off} are one platform for Bazel, but Cargo builds {package} and perhaps others differently \
             for them; their values are united. To keep them apart, give each a config label in platform_labels."
        ))
    }
}

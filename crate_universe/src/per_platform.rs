//! Values that depend on the platform, and their factoring into a common part and a select.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{BitAnd, BitOr, BitOrAssign};

/// A set of platforms, one bit each.
pub type PlatformMask = u128;

/// The first `count` bits.
pub fn first_bits(count: usize) -> PlatformMask {
    if count >= PlatformMask::BITS as usize { PlatformMask::MAX } else { (1 << count) - 1 }
}

/// The platforms on which a value applies, in each of Bazel's two configurations: the target configuration and the
/// exec configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlatformSet {
    pub target: PlatformMask,
    pub exec: PlatformMask,
}

impl PlatformSet {
    pub const EMPTY: PlatformSet = PlatformSet { target: 0, exec: 0 };

    /// The same platforms in both configurations.
    pub fn on_both_sides(platforms: PlatformMask) -> PlatformSet {
        PlatformSet { target: platforms, exec: platforms }
    }

    pub fn is_empty(self) -> bool {
        self == PlatformSet::EMPTY
    }

    /// Whether both configurations have the same platforms.
    pub fn is_same_on_both_sides(self) -> bool {
        self.target == self.exec
    }

    pub fn difference(self, other: PlatformSet) -> PlatformSet {
        PlatformSet { target: self.target & !other.target, exec: self.exec & !other.exec }
    }

    pub fn count(self) -> u32 {
        self.target.count_ones() + self.exec.count_ones()
    }

    /// The coarsest partition in which every set of `sets` contains each cell either completely or not at all. Each
    /// cell comes with the indices of the sets that contain it.
    pub fn partition(self, sets: impl IntoIterator<Item = PlatformSet>) -> Vec<(PlatformSet, Vec<usize>)> {
        let mut cells = Vec::new();
        if !self.is_empty() {
            cells.push((self, Vec::new()));
        }
        for (place, set) in sets.into_iter().enumerate() {
            for at in 0..cells.len() {
                let (whole, places) = &mut cells[at];
                let without = whole.difference(set);
                if without == *whole {
                    continue;
                }
                let rest = (!without.is_empty()).then(|| (without, places.clone()));
                *whole = *whole & set;
                places.push(place);
                cells.extend(rest);
            }
        }
        cells
    }
}

impl BitAnd for PlatformSet {
    type Output = PlatformSet;

    fn bitand(self, other: PlatformSet) -> PlatformSet {
        PlatformSet { target: self.target & other.target, exec: self.exec & other.exec }
    }
}

impl BitOr for PlatformSet {
    type Output = PlatformSet;

    fn bitor(self, other: PlatformSet) -> PlatformSet {
        PlatformSet { target: self.target | other.target, exec: self.exec | other.exec }
    }
}

impl BitOrAssign for PlatformSet {
    fn bitor_assign(&mut self, other: PlatformSet) {
        *self = *self | other;
    }
}

/// The values that apply everywhere, and those of each cell. The cells are disjoint: no platform is in two of them in
/// the same configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerPlatform<T> {
    pub common: Vec<T>,
    /// The values of each cell in addition to `common`. A cell without values is left out.
    pub cells: Vec<(PlatformSet, Vec<T>)>,
    /// Additional values wherever a config label of the user matches, on any platform.
    pub labels: Vec<(String, Vec<T>)>,
}

impl<T> Default for PerPlatform<T> {
    fn default() -> Self {
        PerPlatform { common: Vec::new(), cells: Vec::new(), labels: Vec::new() }
    }
}

impl<T: Clone + Ord> PerPlatform<T> {
    pub fn everywhere(values: impl IntoIterator<Item = T>) -> Self {
        PerPlatform { common: values.into_iter().collect(), ..PerPlatform::default() }
    }

    /// Factors values over the platforms in `over`; other platforms are ignored. The result is sorted and has no
    /// duplicates.
    pub fn factor_sorted(values: impl IntoIterator<Item = (T, PlatformSet)>, over: PlatformSet) -> Self {
        let mut sets: BTreeMap<T, PlatformSet> = BTreeMap::new();
        for (value, set) in values {
            *sets.entry(value).or_default() |= set & over;
        }
        sets.retain(|_, set| !set.is_empty());
        let common: Vec<T> =
            sets.iter().filter(|(_, set)| **set == over).map(|(value, _)| value.clone()).collect();
        sets.retain(|_, set| *set != over);
        if sets.is_empty() {
            return PerPlatform { common, ..PerPlatform::default() };
        }
        let values: Vec<(T, PlatformSet)> = sets.into_iter().collect();
        let mut cells = over.partition(values.iter().map(|(_, set)| *set));
        cells.retain(|(_, places)| !places.is_empty());
        cells.sort_by(|(_, left), (_, right)| left.cmp(right));
        let mut cells: Vec<(PlatformSet, Vec<T>)> = cells
            .into_iter()
            .map(|(set, places)| (set, places.into_iter().map(|place| values[place].0.clone()).collect()))
            .collect();
        cells.shrink_to_fit();
        PerPlatform { common, cells, labels: Vec::new() }
    }

    /// Like [`PerPlatform::factor_sorted`], but keeps values in the order of their first occurrence.
    pub fn factor_in_order(values: impl IntoIterator<Item = (T, PlatformSet)>, over: PlatformSet) -> Self {
        let mut once: Vec<(T, PlatformSet)> = Vec::new();
        for (value, set) in values {
            match once.iter_mut().find(|(known, _)| *known == value) {
                Some((_, sets)) => *sets |= set,
                None => once.push((value, set)),
            }
        }
        PerPlatform::factor_with_repeats(once, over)
    }

    /// Like [`PerPlatform::factor_in_order`], but keeps duplicates.
    pub fn factor_with_repeats(
        values: impl IntoIterator<Item = (T, PlatformSet)>,
        over: PlatformSet,
    ) -> Self {
        let numbered = values.into_iter().enumerate().map(|(at, (value, set))| ((at, value), set));
        let factored = PerPlatform::factor_sorted(numbered, over);
        let plain = |values: Vec<(usize, T)>| values.into_iter().map(|(_, value)| value).collect();
        PerPlatform {
            common: plain(factored.common),
            cells: factored.cells.into_iter().map(|(set, values)| (set, plain(values))).collect(),
            labels: Vec::new(),
        }
    }

    /// Like [`PerPlatform::with_labels`], for values that must not occur twice.
    pub fn with_deduplicated_labels(self, mut labels: Vec<(String, Vec<T>)>) -> Self {
        for (_, values) in &mut labels {
            let mut seen: BTreeSet<T> = self.common.iter().cloned().collect();
            values.retain(|value| seen.insert(value.clone()));
        }
        labels.retain(|(_, values)| !values.is_empty());
        self.with_labels(labels)
    }

    pub fn with_labels(mut self, labels: Vec<(String, Vec<T>)>) -> Self {
        self.labels.extend(labels);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.common.is_empty() && self.cells.is_empty() && self.labels.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(values: &[(&'static str, PlatformMask)]) -> Vec<(&'static str, PlatformSet)> {
        values.iter().map(|(value, platforms)| (*value, PlatformSet::on_both_sides(*platforms))).collect()
    }

    #[test]
    fn all_bits_are_as_many_as_there_are() {
        assert_eq!([first_bits(0), first_bits(2), first_bits(127)], [0, 0b11, PlatformMask::MAX >> 1]);
        assert_eq!([first_bits(128), first_bits(129)], [PlatformMask::MAX; 2]);
    }

    #[test]
    fn equal_platforms_share_a_cell_and_cells_are_a_partition() {
        let values = both(&[("a", 0b1111), ("b", 0b0011), ("c", 0b0110), ("b", 0b0010)]);
        let over = PlatformSet::on_both_sides(0b0111);
        let factored = PerPlatform::factor_sorted(values, over);
        assert_eq!(factored.common, ["a"]);
        let cells = [(0b001, vec!["b"]), (0b010, vec!["b", "c"]), (0b100, vec!["c"])];
        assert_eq!(factored.cells, cells.map(|(set, values)| (PlatformSet::on_both_sides(set), values)));
        let together = factored.cells.iter().fold(PlatformSet::EMPTY, |seen, (set, _)| {
            assert!((seen & *set).is_empty(), "no platform is in two cells");
            seen | *set
        });
        assert_eq!(together, over);
    }

    #[test]
    fn a_value_that_comes_twice_stays_where_it_comes_first() {
        let values = both(&[("b", 0b01), ("a", 0b11), ("b", 0b10)]);
        let over = PlatformSet::on_both_sides(0b11);
        let labels =
            || vec![("//:label".to_owned(), vec!["a", "c", "c"]), ("//:other".to_owned(), vec!["b"])];
        let ordered = PerPlatform::factor_in_order(values.clone(), over).with_deduplicated_labels(labels());
        assert_eq!(ordered.common, ["b", "a"]);
        assert_eq!(ordered.labels, [("//:label".to_owned(), vec!["c"])]);
        assert_eq!(
            PerPlatform::factor_with_repeats(values, PlatformSet::on_both_sides(0b01)).common,
            ["b", "a"]
        );
        assert_eq!(
            PerPlatform::factor_with_repeats(both(&[("b", 0b01); 2]), PlatformSet::on_both_sides(0b01))
                .common,
            ["b", "b"]
        );
    }

    #[test]
    fn platforms_that_do_not_count_make_no_cell() {
        let factored = PerPlatform::factor_sorted(both(&[("a", 0b01)]), PlatformSet::on_both_sides(0b01));
        assert_eq!(factored.common, ["a"]);
        assert!(factored.cells.is_empty());
    }

    #[test]
    fn a_value_of_one_configuration_has_a_cell_there_alone() {
        let one = PlatformSet { target: 0b11, exec: 0b01 };
        let factored = PerPlatform::factor_sorted([("a", one)], PlatformSet::on_both_sides(0b11));
        assert!(factored.common.is_empty());
        assert_eq!(factored.cells, [(one, vec!["a"])]);
    }
}

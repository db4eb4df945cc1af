//! Values that hold on some platforms, and the one factoring of them into what is common and a select.
//! Takes values with the set of platforms each holds on, gives the parts; knows nothing of what the values are.

use std::collections::BTreeMap;

/// A set of platforms, one bit each.
pub type PlatformSet = u128;

/// What holds everywhere, and cells that are a partition: no platform is in two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerPlatform<T> {
    pub common: Vec<T>,
    /// What each cell has beyond `common`; a cell that has nothing is left out.
    pub cells: Vec<(PlatformSet, Vec<T>)>,
}

impl<T> Default for PerPlatform<T> {
    fn default() -> Self {
        PerPlatform { common: Vec::new(), cells: Vec::new() }
    }
}

impl<T: Clone + Ord> PerPlatform<T> {
    pub fn everywhere(values: impl IntoIterator<Item = T>) -> Self {
        PerPlatform { common: values.into_iter().collect(), cells: Vec::new() }
    }

    /// Factors values over the platforms that count; what a value says of other platforms is of no interest.
    /// Values come out sorted and once each.
    pub fn factor(values: impl IntoIterator<Item = (T, PlatformSet)>, over: PlatformSet) -> Self {
        let mut sets: BTreeMap<T, PlatformSet> = BTreeMap::new();
        for (value, set) in values {
            *sets.entry(value).or_default() |= set & over;
        }
        sets.retain(|_, set| *set != 0);
        let common: Vec<T> =
            sets.iter().filter(|(_, set)| **set == over).map(|(value, _)| value.clone()).collect();
        sets.retain(|_, set| *set != over);
        let values: Vec<(T, PlatformSet)> = sets.into_iter().collect();
        let mut cells: BTreeMap<Vec<usize>, PlatformSet> = BTreeMap::new();
        for platform in (0..PlatformSet::BITS).map(|bit| 1 << bit).filter(|bit| over & bit != 0) {
            let held: Vec<usize> =
                (0..values.len()).filter(|place| values[*place].1 & platform != 0).collect();
            if !held.is_empty() {
                *cells.entry(held).or_default() |= platform;
            }
        }
        let cells = cells
            .into_iter()
            .map(|(held, set)| (set, held.into_iter().map(|place| values[place].0.clone()).collect()))
            .collect();
        PerPlatform { common, cells }
    }

    pub fn is_empty(&self) -> bool {
        self.common.is_empty() && self.cells.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_platforms_share_a_cell_and_cells_are_a_partition() {
        let values = [("a", 0b1111), ("b", 0b0011), ("c", 0b0110), ("b", 0b0010)];
        let factored = PerPlatform::factor(values, 0b0111);
        assert_eq!(factored.common, ["a"]);
        assert_eq!(factored.cells, [(0b001, vec!["b"]), (0b010, vec!["b", "c"]), (0b100, vec!["c"])]);
        let together = factored.cells.iter().fold(0, |seen, (set, _)| {
            assert_eq!(seen & set, 0, "no platform is in two cells");
            seen | set
        });
        assert_eq!(together, 0b111);
    }

    #[test]
    fn platforms_that_do_not_count_make_no_cell() {
        let factored = PerPlatform::factor([("a", 0b01)], 0b01);
        assert_eq!(factored.common, ["a"]);
        assert!(factored.cells.is_empty());
    }
}

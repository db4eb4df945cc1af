//! Definitions of conditions by each other, where a list of platforms would be long: with 54 platforms, lists make the
//! package `cfg` five times as long.

use std::collections::BTreeMap;

use crate::per_platform::PlatformMask;

/// The conditions of a hub with at most this many platforms list them: that is easy to read.
const FEW: u32 = 8;

/// How a set of platforms is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetDefinition {
    /// One of these disjoint parts.
    AnyOf(Vec<SetPart>),
    /// All chosen platforms except these parts, which may overlap.
    AllBut(Vec<SetPart>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetPart {
    /// A set with a definition of its own.
    Named(PlatformMask),
    Platform(usize),
}

/// The shortest definition of each set. The set of all platforms is a list of them. Any other definition refers only to
/// smaller sets and, if it leaves some out, to that of all, so that definitions do not refer to each other in circles.
pub fn define_sets(
    sets: impl IntoIterator<Item = PlatformMask>,
    all: PlatformMask,
) -> BTreeMap<PlatformMask, SetDefinition> {
    let mut sets: Vec<PlatformMask> = sets.into_iter().collect();
    sets.sort_by_key(|set| (set.count_ones(), *set));
    // No set may become a part of itself.
    sets.dedup();
    let is_long = all.count_ones() > FEW;
    let mut defined = BTreeMap::new();
    for (place, set) in sets.iter().enumerate() {
        let smaller = sets[..place].iter().copied().filter(|_| is_long && *set != all);
        // A set of one platform is only another name for it.
        let smaller: Vec<PlatformMask> = smaller.filter(|smaller| smaller.count_ones() > 1).collect();
        let with = disjoint_parts(*set, &smaller);
        let without = disjoint_parts(all & !set, &smaller);
        let definition = match is_long && *set != all && length(&without) < 2 * length(&with) {
            true => SetDefinition::AllBut(without),
            false => SetDefinition::AnyOf(with),
        };
        defined.insert(*set, definition);
    }
    defined
}

/// About how long the text of the parts is. Each part of [`SetDefinition::AnyOf`] is written twice, as the condition and
/// as what it leads to.
fn length(parts: &[SetPart]) -> usize {
    let of = |part: &SetPart| match part {
        SetPart::Named(_) => 1,
        SetPart::Platform(_) => 2,
    };
    parts.iter().map(of).sum()
}

/// Disjoint parts of a set, found greedily: its largest known subset, then that of the rest.
fn disjoint_parts(set: PlatformMask, smaller: &[PlatformMask]) -> Vec<SetPart> {
    let mut rest = set;
    let mut parts = Vec::new();
    for subset in smaller.iter().rev() {
        if subset & !rest == 0 {
            parts.push(SetPart::Named(*subset));
            rest &= !subset;
        }
    }
    let single = (0..PlatformMask::BITS as usize).filter(|place| rest >> place & 1 == 1);
    parts.extend(single.map(SetPart::Platform));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::per_platform::first_bits;

    fn members(
        definitions: &BTreeMap<PlatformMask, SetDefinition>,
        set: PlatformMask,
        all: PlatformMask,
    ) -> PlatformMask {
        let of = |parts: &[SetPart]| {
            parts.iter().fold(0, |found, part| match part {
                SetPart::Named(set) => found | members(definitions, *set, all),
                SetPart::Platform(place) => found | 1 << place,
            })
        };
        match &definitions[&set] {
            SetDefinition::AnyOf(parts) => of(parts),
            SetDefinition::AllBut(parts) => all & !of(parts),
        }
    }

    #[test]
    fn every_definition_means_its_set() {
        // Sets of a simple generator of numbers: some are small, some have nearly all platforms.
        let mut number = 1_u128;
        let mut next = || {
            number = number.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            number >> 9
        };
        for width in [7, 8, 9, 54, 128] {
            let all = first_bits(width);
            let mut sets = vec![all, 1];
            for _ in 0..60 {
                let (one, other) = (next() & all, next() & all);
                sets.extend([one, other, one & other, one | other, one & other & next()]);
            }
            sets.retain(|set| *set != 0);
            let definitions = define_sets(sets.clone(), all);
            for set in sets {
                assert_eq!(members(&definitions, set, all), set, "{width}");
                let SetDefinition::AnyOf(parts) = &definitions[&set] else { continue };
                let count = |part: &SetPart| match part {
                    SetPart::Named(set) => set.count_ones(),
                    SetPart::Platform(_) => 1,
                };
                assert_eq!(parts.iter().map(count).sum::<u32>(), set.count_ones(), "parts are disjoint");
            }
        }
    }

    #[test]
    fn few_platforms_are_listed_and_many_are_not() {
        let of = |width: usize, set: PlatformMask| {
            define_sets([0b11, set], first_bits(width)).remove(&set).unwrap()
        };
        let list = |count: usize| SetDefinition::AnyOf((0..count).map(SetPart::Platform).collect());
        assert_eq!(of(8, first_bits(7)), list(7));
        assert_eq!(of(9, first_bits(8)), SetDefinition::AllBut(vec![SetPart::Platform(8)]));
        assert_eq!(of(9, 0b111), SetDefinition::AnyOf(vec![SetPart::Named(0b11), SetPart::Platform(2)]));
    }
}

//! Describes the differences between the units of cargo and those of the program. Only the first twenty are
//! listed; the others are counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Write};

use super::units::{UnitKey, Units};

const SHOWN: usize = 20;

/// None if they are equal, else at most twenty differences, each with the platform pairs it occurs in.
pub fn difference(cargo: &Units, ours: &Units) -> Option<String> {
    let found = differences(cargo, ours);
    if found.is_empty() {
        return None;
    }
    let mut text = format!(
        "{} differences (- cargo has it and we do not, + we have it and cargo does not)\n",
        found.len()
    );
    for (line, pairs) in found.iter().take(SHOWN) {
        let (host, target) = &pairs[0];
        let _ = writeln!(text, "  {line}\n      on {host} for {target}{}", others(pairs.len() - 1));
    }
    if found.len() > SHOWN {
        let _ = writeln!(text, "  and {} more", found.len() - SHOWN);
    }
    Some(text)
}

fn others(count: usize) -> String {
    if count == 0 { String::new() } else { format!(", and {count} more pairs") }
}

type Found = BTreeMap<String, Vec<(String, String)>>;

fn differences(cargo: &Units, ours: &Units) -> Found {
    let mut found = Found::new();
    let keys: BTreeSet<&UnitKey> = cargo.keys().chain(ours.keys()).collect();
    for key in keys {
        let name = format!("{} ({})", key.package, key.side);
        let mut note = |line: String| {
            found.entry(line).or_default().push((key.host.clone(), key.target.clone()));
        };
        match (cargo.get(key), ours.get(key)) {
            (Some(_), None) => note(format!("- unit {name}")),
            (None, Some(_)) => note(format!("+ unit {name}")),
            (Some(left), Some(right)) => {
                sets(&left.features, &right.features, |sign, feature| {
                    note(format!("{sign} feature {feature} of {name}"))
                });
                sets(&left.edges, &right.edges, |sign, edge| note(format!("{sign} edge {name} -> {edge}")));
            }
            (None, None) => {}
        }
    }
    found
}

fn sets<T: Ord + Display>(cargo: &BTreeSet<T>, ours: &BTreeSet<T>, mut note: impl FnMut(char, &T)) {
    cargo.difference(ours).for_each(|item| note('-', item));
    ours.difference(cargo).for_each(|item| note('+', item));
}

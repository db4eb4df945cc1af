//! Feature sets of members. A choice takes one set for each member that has several; the solver has each platform once
//! for each choice, so that a choice is to all that follows what a platform is.

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result, did_you_mean};
use crate::resolve::packages::{LockedPackage, LockedPackages, PackageIx};

use super::bits::PlatformBits;
use super::roots::RootPackages;
use super::tables::SolverPackage;

/// The set that a member has unless another one is chosen; and the feature that it has, if nothing else is declared.
pub const DEFAULT: &str = "default";

/// An index into the product of all members' sets. In the first choice, each member has its default set.
pub type ChoiceIx = usize;

/// The members with several feature sets, by name.
#[derive(Debug, Default)]
pub struct FeatureSets {
    pub members: Vec<MemberFeatureSets>,
}

#[derive(Debug)]
pub struct MemberFeatureSets {
    pub member: PackageIx,
    pub name: String,
    /// The default set comes first, and the others by name.
    pub sets: Vec<FeatureSet>,
}

#[derive(Debug)]
pub struct FeatureSet {
    pub name: String,
    /// As for `cargo build --no-default-features --features`.
    pub features: Vec<String>,
}

impl FeatureSets {
    /// Those of the attribute of a hub. `declared`: `MEMBER:SET` -> features.
    pub fn of_attribute(
        packages: &LockedPackages,
        declared: &BTreeMap<String, Vec<String>>,
    ) -> Result<FeatureSets> {
        let mut sets = FeatureSets::default();
        for (key, features) in declared {
            let is_pair = |(member, set): &(&str, &str)| !member.is_empty() && is_set_name(set);
            let (member, set) = key.split_once(':').filter(is_pair).ok_or_else(|| no_set(key))?;
            let note = |error: Error| error.note(format!("`feature_sets` has the key `{key}`"));
            sets.add(packages, member, set, features).map_err(note)?;
        }
        sets.members.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(sets)
    }

    /// Makes a set the default one of a member, or adds it to the others.
    pub fn add(
        &mut self,
        packages: &LockedPackages,
        name: &str,
        set: &str,
        features: &[String],
    ) -> Result<PackageIx> {
        let ix = RootPackages::member_named(packages, name)?;
        let member = &packages.list[ix];
        features.iter().try_for_each(|feature| check_feature(member, feature))?;
        let place = self.members.iter().position(|known| known.member == ix).unwrap_or_else(|| {
            let sets = vec![default_set(member)];
            self.members.push(MemberFeatureSets { member: ix, name: name.to_owned(), sets });
            self.members.len() - 1
        });
        let sets = &mut self.members[place].sets;
        let given = FeatureSet { name: set.to_owned(), features: features.to_vec() };
        match sets.iter_mut().find(|known| known.name == set) {
            Some(default) => *default = given,
            None => sets.push(given),
        }
        Ok(ix)
    }

    /// The number of choices. `None`: more than there are numbers for.
    pub fn count_choices(&self) -> Option<usize> {
        self.members.iter().try_fold(1_usize, |count, member| count.checked_mul(member.sets.len()))
    }

    /// The place of each member's set in a choice.
    pub fn sets_in(&self, choice: ChoiceIx) -> impl Iterator<Item = (&MemberFeatureSets, usize)> {
        let mut rest = choice;
        self.members.iter().map(move |member| {
            let place = rest % member.sets.len();
            rest /= member.sets.len();
            (member, place)
        })
    }

    /// Gives each member the features of its set, on the bits of each choice.
    pub fn apply(&self, tables: &mut [SolverPackage<'_>], bits: &PlatformBits) {
        for (choice, mask) in bits.choices().iter().enumerate() {
            for (member, place) in self.sets_in(choice) {
                tables[member.member].set_root_features(&member.sets[place].features, *mask);
            }
        }
    }
}

fn default_set(member: &LockedPackage) -> FeatureSet {
    let features = member.features.keys().filter(|name| *name == DEFAULT).cloned().collect();
    FeatureSet { name: DEFAULT.to_owned(), features }
}

/// Sets give their names to Bazel targets.
fn is_set_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || "_-.+".contains(char))
}

fn no_set(key: &str) -> Error {
    Error::new(Code::FeatureSet, format!("`feature_sets` has the key `{key}`, which is not a member and a name for its set")).help(
        "write the name of the member, a colon, and a name of letters, digits, `_`, `-`, `.` or `+`: \"app:minimal\"",
    )
}

fn check_feature(member: &LockedPackage, feature: &str) -> Result<()> {
    if member.features.contains_key(feature) {
        return Ok(());
    }
    let error = Error::new(Code::FeatureSet, format!("`{}` has no feature `{feature}`", member.id.name));
    if feature.contains([',', ' ']) {
        return Err(error.help("list each feature by itself: [\"default\", \"tls\"]"));
    }
    Err(match did_you_mean(feature, member.features.keys().map(String::as_str)) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.note(format!("its features: {}", list_names(member.features.keys()))).help(
            "name a feature of its Cargo.toml; for that of a dependency, add a feature that enables it",
        ),
    })
}

/// The first names, which is enough to see what they look like.
fn list_names<'a>(names: impl ExactSizeIterator<Item = &'a String>) -> String {
    const MOST: usize = 12;
    let more = if names.len() > MOST { ", ..." } else { "" };
    let first: Vec<&str> = names.take(MOST).map(String::as_str).collect();
    if first.is_empty() { "none".to_owned() } else { first.join(", ") + more }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_that_no_number_counts_are_no_choices() {
        let set = |name: &str| FeatureSet { name: name.to_owned(), features: Vec::new() };
        let member = |member| MemberFeatureSets {
            member,
            name: format!("m{member}"),
            sets: vec![set(DEFAULT), set("other")],
        };
        let sets = |members: usize| FeatureSets { members: (0..members).map(member).collect() };
        assert_eq!(sets(0).count_choices(), Some(1));
        assert_eq!(sets(7).count_choices(), Some(128));
        assert_eq!(sets(64).count_choices(), None);
        let last: Vec<usize> = sets(7).sets_in(127).map(|(_, place)| place).collect();
        assert_eq!(last, [1; 7]);
    }
}

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
    /// `declared`: `MEMBER:SET` -> features.
    pub fn of_members(
        packages: &LockedPackages,
        declared: &BTreeMap<String, Vec<String>>,
    ) -> Result<FeatureSets> {
        let mut members: BTreeMap<&str, MemberFeatureSets> = BTreeMap::new();
        for (key, features) in declared {
            let (name, set) =
                key.split_once(':').filter(|(_, set)| is_set_name(set)).ok_or_else(|| no_set(key))?;
            let ix = find_member(packages, key, name)?;
            let member = &packages.list[ix];
            features.iter().try_for_each(|feature| check_feature(member, key, feature))?;
            let entry = members.entry(name).or_insert_with(|| MemberFeatureSets {
                member: ix,
                name: name.to_owned(),
                sets: vec![default_set(member)],
            });
            let given = FeatureSet { name: set.to_owned(), features: features.clone() };
            match entry.sets.iter_mut().find(|known| known.name == set) {
                Some(default) => *default = given,
                None => entry.sets.push(given),
            }
        }
        Ok(FeatureSets { members: members.into_values().collect() })
    }

    /// The number of choices.
    pub fn choices(&self) -> usize {
        self.members.iter().map(|member| member.sets.len()).product()
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
    Error::new(Code::FeatureSet, format!("`feature_sets` has the key `{key}`, which is not MEMBER:SET")).help(
        "write the name of the member, a colon, and a name of letters, digits, `_`, `-`, `.` or `+`: \"app:minimal\"",
    )
}

fn find_member(packages: &LockedPackages, key: &str, name: &str) -> Result<PackageIx> {
    let note = format!("`feature_sets` has the key `{key}`");
    let roots =
        RootPackages::members_named(packages, &[name.to_owned()]).map_err(|error| error.note(&*note))?;
    roots.iter().next().ok_or_else(|| Error::new(Code::Internal, note))
}

fn check_feature(member: &LockedPackage, key: &str, feature: &str) -> Result<()> {
    if member.features.contains_key(feature) {
        return Ok(());
    }
    let what = format!("`feature_sets` names a feature `{feature}` that `{}` does not have", member.id.name);
    let error = Error::new(Code::FeatureSet, what).note(format!("in the set `{key}`"));
    Err(match did_you_mean(feature, member.features.keys().map(String::as_str)) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(
            "name a feature of its Cargo.toml; for that of a dependency, add a feature that enables it",
        ),
    })
}

//! Which binaries of a package get a rule, and what it is called. Takes what the user, annotations and specs say, gives
//! targets.

use crate::input::fields::Field;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{PackageIx, Target, TargetKind};

use super::known::Known;
use super::said::Said;

/// A binary that is wanted.
pub struct Binary<'a> {
    pub target: &'a Target,
    /// Where cargo would build it: where all features are on that it requires. None: it requires none.
    pub on: Option<PlatformSet>,
    /// Where each of these features is on, in their order.
    features: &'a [PlatformSet],
}

/// The binaries of a package that get a rule. One whose required features are on nowhere is not one that cargo builds.
pub fn binaries<'a>(known: &'a Known<'_>, ix: PackageIx) -> impl Iterator<Item = Binary<'a>> {
    wanted(known, ix).filter(Binary::exists)
}

/// The binaries of a package that somebody wants, be they built anywhere or not.
pub fn wanted<'a>(known: &'a Known<'_>, ix: PackageIx) -> impl Iterator<Item = Binary<'a>> {
    let said = Said { known, ix };
    let all = move || {
        known.config.attributes.generate_binaries
            || said.flag(Field::GenAllBinaries) == Some(true)
            || known.packages.wants_binaries(ix)
    };
    let targets = known.packages.list[ix].targets.iter().enumerate();
    // Few packages have any.
    let binaries = targets.filter(|(_, target)| target.kind == TargetKind::Bin);
    let wanted = binaries
        .filter(move |(_, target)| said.texts(Field::GenBinaries).any(|name| name == target.name) || all());
    wanted.map(move |(place, target)| binary(known, ix, place, target))
}

fn binary<'a>(known: &'a Known<'_>, ix: PackageIx, place: usize, target: &'a Target) -> Binary<'a> {
    let features = known.graph.required.get(&(ix, place)).map_or(&[][..], Vec::as_slice);
    let on = features.iter().fold(known.graph.all, |all, on| all & *on);
    Binary { target, on: (!features.is_empty()).then_some(on), features }
}

impl Binary<'_> {
    pub fn exists(&self) -> bool {
        self.on.is_none_or(|on| !on.is_empty())
    }

    /// The required features that are on nowhere.
    pub fn features_off(&self) -> impl Iterator<Item = &str> {
        let required = self.target.required_features.iter().zip(self.features);
        required.filter(|(_, on)| on.is_empty()).map(|(name, _)| name.as_str())
    }
}

/// The target of a binary in its package's BUILD file.
pub fn binary_name(target: &Target) -> String {
    format!("{}__bin", target.name)
}

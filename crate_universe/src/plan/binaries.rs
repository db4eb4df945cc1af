//! Which binaries of a package get a rule, and the names of these rules.

use crate::input::fields::Field;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{PackageIx, PackageTarget, TargetKind};

use super::package_annotations::PackageAnnotations;
use super::plan_input::PlanInput;

/// A binary that the user, an annotation or a spec asks for.
pub struct WantedBinary<'a> {
    pub target: &'a PackageTarget,
    /// Where all features that it requires are on, so that cargo would build it. `None` if it requires no features.
    pub platforms: Option<PlatformSet>,
    required: RequiredPlatforms<'a>,
}

/// The binaries of a package that get a rule. As in cargo, a binary is not built if its required features are on
/// nowhere.
pub fn built_binaries<'a>(input: &'a PlanInput<'_>, ix: PackageIx) -> impl Iterator<Item = WantedBinary<'a>> {
    wanted_binaries(input, ix).filter(WantedBinary::is_built)
}

/// The binaries of a package that are asked for, whether they are built anywhere or not.
pub fn wanted_binaries<'a>(
    input: &'a PlanInput<'_>,
    ix: PackageIx,
) -> impl Iterator<Item = WantedBinary<'a>> {
    let annotations = PackageAnnotations { input, ix };
    let all = move || {
        input.config.attributes.generate_binaries
            || annotations.flag(Field::GenAllBinaries) == Some(true)
            || input.with_binaries.contains(&ix)
    };
    let targets = input.packages.list[ix].targets.iter().enumerate();
    // Few packages have binaries, so they are filtered first.
    let binaries = targets.filter(|(_, target)| target.kind == TargetKind::Bin);
    let wanted = binaries.filter(move |(_, target)| {
        annotations.texts(Field::GenBinaries).any(|name| name == target.name) || all()
    });
    wanted.map(move |(place, target)| wanted_binary(input, ix, place, target))
}

fn wanted_binary<'a>(
    input: &'a PlanInput<'_>,
    ix: PackageIx,
    place: usize,
    target: &'a PackageTarget,
) -> WantedBinary<'a> {
    let required = required_platforms_of(input, ix, place);
    WantedBinary { target, platforms: required.platforms(input), required }
}

impl WantedBinary<'_> {
    pub fn is_built(&self) -> bool {
        self.platforms.is_none_or(|on| !on.is_empty())
    }

    /// The required features that are on nowhere.
    pub fn missing_features(&self) -> Vec<&str> {
        self.required.missing_features(self.target)
    }
}

/// By required feature of a target: where it is on.
pub struct RequiredPlatforms<'a>(&'a [PlatformSet]);

/// `place`: the index of the target in its package.
pub fn required_platforms_of<'a>(
    input: &'a PlanInput<'_>,
    ix: PackageIx,
    place: usize,
) -> RequiredPlatforms<'a> {
    RequiredPlatforms(input.graph.required.get(&(ix, place)).map_or(&[][..], Vec::as_slice))
}

impl RequiredPlatforms<'_> {
    /// Where all of them are on. `None` if the target requires no features.
    pub fn platforms(&self, input: &PlanInput<'_>) -> Option<PlatformSet> {
        (!self.0.is_empty()).then(|| self.0.iter().fold(input.graph.all, |all, on| all & *on))
    }

    /// Those that are on nowhere.
    pub fn missing_features<'t>(&self, target: &'t PackageTarget) -> Vec<&'t str> {
        let required = target.required_features.iter().zip(self.0);
        required.filter(|(_, on)| on.is_empty()).map(|(name, _)| name.as_str()).collect()
    }
}

/// The target name of a binary in the BUILD file of its package.
pub fn binary_name(target: &PackageTarget) -> String {
    format!("{}__bin", target.name)
}

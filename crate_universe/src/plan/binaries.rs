//! Which binaries of a package get a rule, and what it is called. Takes what the user, annotations and specs say, gives
//! targets.

use crate::input::fields::Field;
use crate::resolve::packages::{PackageIx, Target, TargetKind};

use super::Known;
use super::said::Said;

/// The binaries of a package that get a rule. One whose required features are on nowhere is not one that cargo builds.
pub fn binaries<'a>(known: &'a Known<'_>, ix: PackageIx) -> impl Iterator<Item = &'a Target> {
    let said = Said { known, ix };
    let all = known.config.generate_binaries
        || said.flag(Field::GenAllBinaries) == Some(true)
        || known.packages.wants_binaries(ix);
    let named: Vec<&str> = said.texts(Field::GenBinaries).collect();
    let features = &known.graph.nodes[ix].own.features;
    let wanted = known.packages.list[ix].targets.iter().filter(|target| target.kind == TargetKind::Bin);
    wanted.filter(move |target| all || named.contains(&target.name.as_str())).filter(|target| {
        target.required_features.iter().all(|required| features.iter().any(|(name, _)| name == required))
    })
}

/// The target of a binary in its package's BUILD file.
pub fn binary_name(target: &Target) -> String {
    format!("{}__bin", target.name)
}

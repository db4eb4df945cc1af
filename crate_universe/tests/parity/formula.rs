//! Computes from cargo's unit graphs of every host and target which features and edges Bazel should compile
//! each package with, in each mode. The formulas are those of docs/host-and-target.md; no code of the program
//! is used.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::check;
use crate::support::declarations::Declarations;
use crate::support::matrix::{Matrix, Mode, Selection};
use crate::support::units::{DependencyKind, Side, UnitPackage, Units};
use crate::{EXEC, TRIPLES};

/// Features and edges; an edge is the name that code uses and the package as the hub spells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedCrate {
    pub features: BTreeSet<String>,
    pub normal: BTreeSet<(String, String)>,
    pub build: BTreeSet<(String, String)>,
}

pub struct ExpectedCrates {
    units: Units,
}

impl ExpectedCrates {
    /// Of the whole workspace, or of one member. `features`: `MEMBER=FEATURES`, if a member does not have its default ones.
    pub fn of(dir: &Path, member: Option<&str>, features: Option<&str>) -> ExpectedCrates {
        let matrix = Matrix { hosts: TRIPLES.to_vec(), targets: TRIPLES.to_vec() };
        let declarations = Declarations::of_workspace(dir).unwrap_or_else(|error| panic!("{error}"));
        let members = declarations.members();
        let member = member.map(|name| members.iter().find(|member| member.name == name).expect("a member"));
        let features = features.map(|text| crate::read_features(&declarations, text));
        let asked = Selection { member, features: features.as_ref() };
        let units = check::cargo_units(dir, &declarations, asked, &matrix, Mode::AllTargets);
        ExpectedCrates { units: units.unwrap_or_else(|error| panic!("{error}")) }
    }

    /// The third-party packages that cargo builds on a side.
    pub fn packages(&self, side: Side, host: &str, target: &str) -> BTreeSet<String> {
        let units = self.units.keys().filter(|key| key.package.source.is_some());
        let units = units.filter(|key| key.side == side && key.host == host && key.target == target);
        units.map(|key| spelled(&key.package)).collect()
    }

    /// target(P)
    pub fn target(&self, package: &str, platform: &str) -> Option<ExpectedCrate> {
        self.together(package, Side::Target, |host, target| host == EXEC && target == platform)
    }

    /// host(H, T) over all chosen T.
    pub fn host(&self, package: &str, platform: &str) -> Option<ExpectedCrate> {
        self.together(package, Side::Host, |host, _| host == platform)
    }

    fn together(
        &self,
        package: &str,
        side: Side,
        pair: impl Fn(&str, &str) -> bool,
    ) -> Option<ExpectedCrate> {
        let units = self.units.iter().filter(|(key, _)| {
            key.side == side && pair(&key.host, &key.target) && spelled(&key.package) == package
        });
        units.fold(None, |all, (_, unit)| {
            let mut all: ExpectedCrate = all.unwrap_or_default();
            all.features.extend(unit.features.iter().cloned());
            for edge in &unit.edges {
                let end = (edge.extern_name.clone(), spelled(&edge.package));
                match edge.kind {
                    DependencyKind::Normal => all.normal.insert(end),
                    DependencyKind::Build => all.build.insert(end),
                    DependencyKind::Dev => false,
                };
            }
            Some(all)
        })
    }

    /// What a mode says of a package's target, in the exec configuration of the machine or in the target configuration
    /// of a platform. None where nothing should compile it.
    pub fn stated(
        &self,
        mode: &str,
        package: &str,
        variant: bool,
        exec: bool,
        triple: &str,
    ) -> Option<ExpectedCrate> {
        let platform = if exec { EXEC } else { triple };
        let (target, host) = (self.target(package, platform), self.host(package, platform));
        match (mode, exec) {
            ("variants", _) if variant => host,
            ("variants", _) | ("target-exact", false) => target.or(host),
            ("target-exact", true) | ("union", _) => match (target, host) {
                (Some(target), Some(host)) => Some(target.and(host)),
                (target, host) => target.or(host),
            },
            _ => panic!("no mode is called {mode}"),
        }
    }
}

impl ExpectedCrate {
    fn and(mut self, other: ExpectedCrate) -> ExpectedCrate {
        self.features.extend(other.features);
        self.normal.extend(other.normal);
        self.build.extend(other.build);
        self
    }
}

fn spelled(package: &UnitPackage) -> String {
    format!("{}-{}", package.name, package.version).replace('+', "-")
}

//! The labels that a package links, with the platforms on which it links them. Each is the label of a package's
//! target, or of one of its variants.

use crate::graph::nodes::{DependencyEdge, TargetValues};
use crate::ids::crate_name;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{DependencyKind, LockedDependency, LockedPackage, PackageIx};

use super::names::TargetNames;
use super::plan_input::PlanInput;

/// A dependency that is linked on some platform, as the common target or as a variant.
pub struct DepLabel<'a> {
    pub dependency: &'a LockedDependency,
    pub ix: PackageIx,
    pub package: &'a LockedPackage,
    /// The suffix of the linked target's name.
    pub suffix: &'a str,
    pub set: PlatformSet,
    /// For a build-dependency: where the packages are built whose build scripts need it.
    pub asked: PlatformSet,
}

pub fn linked_deps<'a>(
    input: &'a PlanInput<'_>,
    ix: PackageIx,
    values: &'a TargetValues<'_>,
) -> impl Iterator<Item = DepLabel<'a>> {
    let declared = input.packages.list[ix].dependencies.iter().zip(&values.edges);
    declared.flat_map(move |(dependency, edge)| {
        let parts = [(false, edge.platforms.difference(edge.of_host)), (true, edge.of_host)];
        parts.into_iter().filter(|(_, on)| !on.is_empty()).filter_map(move |(of_host, on)| {
            let ix = dependency.package?;
            let suffix = input.suffixes.suffix_of(ix, edge.variant, of_host);
            let package = &input.packages.list[ix];
            // A library that only C can link has no target.
            package.rust_library()?;
            Some(DepLabel {
                dependency,
                ix,
                package,
                suffix,
                set: platforms_of_edge(dependency.kind, on, edge),
                asked: on,
            })
        })
    })
}

/// A build script runs on hosts, whatever its package is built for.
fn platforms_of_edge(kind: DependencyKind, on: PlatformSet, edge: &DependencyEdge) -> PlatformSet {
    match kind {
        DependencyKind::Build => edge.hosts,
        DependencyKind::Normal | DependencyKind::Dev => on,
    }
}

impl DepLabel<'_> {
    pub fn to_label(&self, names: &TargetNames<'_>) -> Option<String> {
        names.library_label(self.ix, self.package, self.suffix)
    }

    /// The name that code uses, if it differs from the library's own name.
    pub fn extern_alias(&self) -> Option<&str> {
        let own = crate_name(&self.package.library()?.name);
        (own != self.dependency.extern_name).then_some(&self.dependency.extern_name)
    }
}

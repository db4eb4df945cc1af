//! What a package links, as labels. Takes the edges of its node, gives a label for each library and the set of
//! platforms it is linked on: that of the package's target, or that of a variant of it.

use crate::graph::nodes::{DependencyEdge, TargetValues};
use crate::ids::crate_name;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{DependencyKind, LockedDependency, LockedPackage, PackageIx};

use super::names::TargetNames;
use super::plan_input::PlanInput;

/// A dependency that is linked somewhere, as the target or as a variant.
pub struct DepLabel<'a> {
    pub dependency: &'a LockedDependency,
    pub ix: PackageIx,
    pub package: &'a LockedPackage,
    /// The end of the linked target's name.
    pub suffix: &'a str,
    pub set: PlatformSet,
    /// Of a build-dependency: where the packages are built whose build scripts ask for it.
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

    /// The name that code uses, where it is not the library's own.
    pub fn extern_alias(&self) -> Option<&str> {
        let own = crate_name(&self.package.library()?.name);
        (own != self.dependency.extern_name).then_some(&self.dependency.extern_name)
    }
}

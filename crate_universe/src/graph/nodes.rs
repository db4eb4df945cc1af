//! The packages of the graph, with their values by platform.

use crate::per_platform::PlatformSet;

/// The values of one target in a BUILD file.
#[derive(Clone, Debug, Default)]
pub struct TargetValues<'a> {
    /// Where the target is built. Elsewhere its values do not matter.
    pub built: PlatformSet,
    /// The part of `built` where Cargo builds it. The rest matters only if somebody builds the target directly.
    pub needed: PlatformSet,
    pub features: Vec<(&'a str, PlatformSet)>,
    /// By declaration, in the order of
    /// [`LockedPackage::dependencies`](crate::resolve::packages::LockedPackage::dependencies).
    pub edges: Vec<DependencyEdge>,
}

/// Where a declared dependency is linked.
#[derive(Clone, Copy, Debug, Default)]
pub struct DependencyEdge {
    /// For a build-dependency: where the package is built whose build script needs it.
    pub platforms: PlatformSet,
    /// The part of `platforms` where the host variant is linked.
    pub of_host: PlatformSet,
    /// For a build-dependency: the hosts on which build scripts link it.
    pub hosts: PlatformSet,
    /// The variant of the package that is linked. `None` for the one that all members share.
    pub variant: Option<usize>,
}

/// A package: its target, and the target that only hosts use, if that one differs.
#[derive(Debug)]
pub struct PackageNode<'a> {
    pub own: TargetValues<'a>,
    pub host: Option<TargetValues<'a>>,
    /// The variants that some members use instead.
    pub variants: Vec<PackageVariant<'a>>,
}

impl<'a> PackageNode<'a> {
    /// The values of all targets of the package.
    pub fn values(&self) -> impl Iterator<Item = &TargetValues<'a>> {
        let of_members =
            self.variants.iter().flat_map(|variant| std::iter::once(&variant.own).chain(&variant.host));
        std::iter::once(&self.own).chain(&self.host).chain(of_members)
    }
}

/// A package with the values that some members have.
#[derive(Debug)]
pub struct PackageVariant<'a> {
    pub own: TargetValues<'a>,
    pub host: Option<TargetValues<'a>>,
    /// The names of these members.
    pub members: Vec<String>,
}

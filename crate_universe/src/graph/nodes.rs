//! Packages as they are built, with what holds where.

use crate::per_platform::PlatformSet;

/// What one target of a BUILD file states.
#[derive(Clone, Debug, Default)]
pub struct TargetValues<'a> {
    /// Where it is built. Elsewhere it may state anything.
    pub built: PlatformSet,
    /// The part of `built` where Cargo builds it. In the rest only who asks for the target by itself meets it.
    pub needed: PlatformSet,
    pub features: Vec<(&'a str, PlatformSet)>,
    /// By declaration, in the order of [`LockedPackage::dependencies`](crate::resolve::packages::LockedPackage::dependencies).
    pub edges: Vec<DependencyEdge>,
}

/// Where a declared dependency is linked.
#[derive(Clone, Copy, Debug, Default)]
pub struct DependencyEdge {
    /// Of a build-dependency: where the package is built whose build script asks for it.
    pub platforms: PlatformSet,
    /// The part of `on` where it is the host variant that is linked.
    pub of_host: PlatformSet,
    /// Of a build-dependency: the platforms that build scripts link it on.
    pub hosts: PlatformSet,
    /// Which of the package's variants is linked; None: what all members share.
    pub variant: Option<usize>,
}

/// A package: the target of its name, and the one that only hosts use where that differs.
#[derive(Debug)]
pub struct PackageNode<'a> {
    pub own: TargetValues<'a>,
    pub host: Option<TargetValues<'a>>,
    /// What some members have instead.
    pub variants: Vec<PackageVariant<'a>>,
}

impl<'a> PackageNode<'a> {
    /// Of all its targets.
    pub fn values(&self) -> impl Iterator<Item = &TargetValues<'a>> {
        let of_members =
            self.variants.iter().flat_map(|variant| std::iter::once(&variant.own).chain(&variant.host));
        std::iter::once(&self.own).chain(&self.host).chain(of_members)
    }
}

/// A package as some members have it.
#[derive(Debug)]
pub struct PackageVariant<'a> {
    pub own: TargetValues<'a>,
    pub host: Option<TargetValues<'a>>,
    /// The names of these members.
    pub members: Vec<String>,
}

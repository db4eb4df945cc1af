//! Prints the packages as JSON, to compare the two package sources and to find out why a graph is wrong. Omits what is
//! read only for members.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Code, Error, Result};

use super::packages::{
    BazelMetadata, DependencyKind, LockedDependency, LockedPackage, LockedPackages, PackageAbout,
    PackageTarget, TargetKind,
};
use super::source_facts::SourceText;

#[derive(Serialize)]
struct PackageDump<'a> {
    resolver: &'static str,
    packages: Vec<DumpedPackage<'a>>,
}

#[derive(Serialize)]
struct DumpedPackage<'a> {
    name: &'a str,
    version: String,
    source: Option<&'a str>,
    /// Only for local packages.
    dir: Option<&'a str>,
    /// Only for git packages.
    checkout_path: Option<&'a str>,
    member: bool,
    checksum: Option<&'a str>,
    links: Option<&'a str>,
    about: &'a PackageAbout,
    said: &'a BazelMetadata,
    text: &'a SourceText,
    features: &'a BTreeMap<String, Vec<String>>,
    targets: Vec<PackageTarget>,
    dependencies: Vec<DumpedDependency<'a>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct DumpedDependency<'a> {
    name: &'a str,
    kind: DependencyKind,
    platform: Option<&'a str>,
    package: Option<String>,
    extern_name: Option<&'a str>,
    optional: bool,
    default_features: bool,
    features: Vec<&'a str>,
}

pub fn to_json(packages: &LockedPackages) -> Result<String> {
    let list = packages.list.iter().map(|package| dumped_package(packages, package)).collect();
    let listed = PackageDump { resolver: packages.resolver.as_str(), packages: list };
    let text = serde_json::to_string_pretty(&listed).map_err(|error| {
        Error::new(Code::Internal, format!("the list of packages cannot be written as JSON: {error}"))
    })?;
    Ok(text + "\n")
}

fn dumped_package<'a>(packages: &'a LockedPackages, package: &'a LockedPackage) -> DumpedPackage<'a> {
    let declared =
        package.dependencies.iter().filter(|own| package.member || own.kind != DependencyKind::Dev);
    let mut dependencies: Vec<_> = declared.map(|own| dumped_dependency(packages, own)).collect();
    dependencies.sort();
    DumpedPackage {
        name: &package.id.name,
        version: package.id.version.to_string(),
        source: package.id.source.as_str(),
        dir: package.id.source.is_path().then_some(package.dir.as_str()),
        checkout_path: package.checkout_path.as_deref(),
        member: package.member,
        checksum: package.checksum.as_deref(),
        links: package.links.as_deref(),
        about: &package.about,
        said: &package.bazel_metadata,
        text: &package.text,
        features: &package.features,
        targets: dumped_targets(package),
        dependencies,
    }
}

fn dumped_dependency<'a>(packages: &'a LockedPackages, own: &'a LockedDependency) -> DumpedDependency<'a> {
    let mut features: Vec<&str> = own.features.iter().map(String::as_str).collect();
    features.sort_unstable();
    features.dedup();
    let package = own.package.map(|ix| &packages.list[ix].id);
    DumpedDependency {
        name: &own.name,
        kind: own.kind,
        platform: own.platform.as_deref(),
        package: package.map(|id| format!("{id} {}", id.source.as_str().unwrap_or_default())),
        // A dependency that is not locked is never linked, so it needs no name in code.
        extern_name: package.map(|_| own.extern_name.as_str()),
        optional: own.optional,
        default_features: own.default_features,
        features,
    }
}

fn dumped_targets(package: &LockedPackage) -> Vec<PackageTarget> {
    let built = |target: &&PackageTarget| {
        !matches!(target.kind, TargetKind::Example | TargetKind::Test | TargetKind::Bench)
    };
    let mut targets: Vec<PackageTarget> = match package.member {
        true => package.targets.clone(),
        false => package.targets.iter().filter(built).cloned().collect(),
    };
    targets.sort_by(|left, right| (left.kind, &left.name).cmp(&(right.kind, &right.name)));
    for target in targets.iter_mut().filter(|_| !package.member) {
        (target.tested, target.benched) = (false, false);
    }
    targets
}

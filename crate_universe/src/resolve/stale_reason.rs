//! The reasons why a Cargo.lock is out of date.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use crate::ids::PackageId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaleReason {
    /// A dependency that no locked package satisfies.
    Dependency {
        package: String,
        version: Version,
        dependency: String,
        requirement: Option<String>,
        /// Set for packages that the user can edit.
        manifest: Option<Utf8PathBuf>,
    },
    MissingMember {
        name: String,
        version: Version,
    },
    MissingPatch {
        name: String,
        version: Option<Version>,
    },
    FormerPatch(PackageId),
    /// A package with another package's checksum.
    Checksum(PackageId),
    /// A package that is needed, but not locked.
    Missing(PackageId),
    /// A package that is locked but no longer needed.
    Unrequired(PackageId),
    /// A dependency that is locked but no longer declared.
    FormerDependency {
        package: PackageId,
        dependency: PackageId,
    },
    /// One line of the changes that `cargo update --workspace` would make.
    PendingUpdate(String),
}

/// A name, with a version if known.
struct PackageName<'a>(&'a str, Option<&'a Version>);

impl fmt::Display for PackageName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(version) => write!(f, "{} {version}", self.0),
            None => f.write_str(self.0),
        }
    }
}

impl fmt::Display for StaleReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |id: &PackageId| PackageName(&id.name, Some(&id.version)).to_string();
        match self {
            StaleReason::Dependency { package, version, manifest, .. } => {
                write!(f, "{package}@{version} requires {}", self.unlocked_dependency())?;
                manifest.iter().try_for_each(|manifest| write!(f, " ({manifest})"))
            }
            StaleReason::MissingMember { name, version } => {
                write!(f, "{name} {version} is a workspace member, but not in Cargo.lock")
            }
            StaleReason::MissingPatch { name, version } => {
                write!(f, "{} is a patch, but not in Cargo.lock", PackageName(name, version.as_ref()))
            }
            StaleReason::FormerPatch(id) => {
                write!(f, "{} is no longer a patch, but Cargo.lock lists it as one", named(id))
            }
            StaleReason::Checksum(id) => {
                write!(f, "{} is locked with the checksum of another package", named(id))
            }
            StaleReason::Missing(id) => write!(f, "{} is required, but not in Cargo.lock", named(id)),
            StaleReason::Unrequired(id) => {
                write!(f, "{} is locked, but nothing requires it any longer", named(id))
            }
            StaleReason::FormerDependency { package, dependency } => {
                write!(f, "{} no longer requires {}", named(package), named(dependency))
            }
            StaleReason::PendingUpdate(line) => write!(f, "cargo would change Cargo.lock: {line}"),
        }
    }
}

impl StaleReason {
    /// The name of the dependency that no locked package satisfies.
    pub fn dependency(&self) -> Option<&str> {
        match self {
            StaleReason::Dependency { dependency, .. } => Some(dependency),
            _ => None,
        }
    }

    /// Replaces the path of the manifest.
    pub fn with_manifest(mut self, path: impl FnOnce(&Utf8Path) -> Utf8PathBuf) -> StaleReason {
        if let StaleReason::Dependency { manifest: Some(manifest), .. } = &mut self {
            *manifest = path(manifest);
        }
        self
    }

    /// The dependency that is not locked, without the package that requires it. Empty for other reasons.
    fn unlocked_dependency(&self) -> String {
        let StaleReason::Dependency { dependency, requirement, .. } = self else { return String::new() };
        let requirement = requirement.as_ref().map(|text| format!(" {text}")).unwrap_or_default();
        format!("{dependency}{requirement}, which is not locked for it")
    }

    /// A text for users who wrote a `crate.spec`, where cargo sees a dependency of a generated package.
    pub fn describe_for_spec(&self) -> String {
        let text = match self {
            StaleReason::Dependency { .. } => format!("requires {}", self.unlocked_dependency()),
            StaleReason::FormerDependency { dependency, .. } => {
                format!("no longer requires {} {}", dependency.name, dependency.version)
            }
            StaleReason::MissingMember { .. } => "is not in Cargo.lock".to_owned(),
            other => return other.to_string(),
        };
        format!("crate.spec {text}")
    }
}

//! The facts of one package: what its manifest and the names of its files tell, independent of Cargo.lock. The facts
//! cache stores them in this form, so values that most packages share are omitted: parsing is a large part of a run.

use std::collections::BTreeMap;
use std::ops::Not;

use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};

use crate::resolve::packages::{BazelMetadata, DependencyKind, PackageAbout, PackageTarget};
use crate::resolve::source_facts::SourceText;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackageFacts {
    pub name: String,
    pub version: Version,
    /// Includes implicit features.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub features: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declarations: Vec<DependencyDeclaration>,
    pub targets: Vec<PackageTarget>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<String>,
    #[serde(default)]
    pub about: PackageAbout,
    #[serde(rename = "said", default, skip_serializing_if = "BazelMetadata::is_empty")]
    pub bazel_metadata: BazelMetadata,
    /// For archives and checkouts only. The facts from the sources are added when all packages are known, and are
    /// written into the facts file.
    #[serde(default, skip_serializing_if = "SourceText::is_empty")]
    pub text: SourceText,
}

/// A dependency as a manifest declares it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DependencyDeclaration {
    /// The key in the manifest.
    pub name: String,
    /// The package that it refers to.
    pub package: String,
    /// `None`: any version, including pre-releases, as for a path without a version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requirement: Option<VersionReq>,
    #[serde(default, skip_serializing_if = "DeclarationSource::is_registry")]
    pub origin: DeclarationSource,
    #[serde(default, skip_serializing_if = "DependencyKind::is_normal")]
    pub kind: DependencyKind,
    #[serde(default, skip_serializing_if = "Not::not")]
    pub optional: bool,
    #[serde(default = "default_true", skip_serializing_if = "is_true")]
    pub default_features: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
}

impl DependencyDeclaration {
    pub fn is_renamed(&self) -> bool {
        self.name != self.package
    }
}

/// The declared source of the package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeclarationSource {
    #[default]
    Registry,
    /// As a source in Cargo.lock, but without the commit.
    Git(String),
    /// The absolute path of the folder.
    Path(String),
}

impl DeclarationSource {
    fn is_registry(&self) -> bool {
        *self == DeclarationSource::Registry
    }
}

fn default_true() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_true(flag: &bool) -> bool {
    *flag
}

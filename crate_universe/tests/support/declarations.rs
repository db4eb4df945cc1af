//! Reads each package's name, source and declared dependencies from `cargo metadata`. A unit graph contains
//! neither the source as in Cargo.lock nor the kind of an edge.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use semver::{Version, VersionReq};
use serde::Deserialize;

use super::cargo;
use super::cfg;
use super::matrix::{Member, MemberFeatures};
use super::units::UnitPackage;

#[derive(Deserialize)]
struct CargoMetadata {
    packages: Vec<DeclaredPackage>,
    workspace_members: Vec<String>,
}

#[derive(Deserialize)]
pub struct DeclaredPackage {
    id: String,
    name: String,
    version: Version,
    source: Option<String>,
    manifest_path: String,
    features: BTreeMap<String, Vec<String>>,
    dependencies: Vec<DeclaredDependency>,
}

#[derive(Deserialize)]
struct DeclaredDependency {
    name: String,
    rename: Option<String>,
    req: VersionReq,
    kind: Option<String>,
    optional: bool,
    target: Option<String>,
    path: Option<String>,
}

pub struct Declarations {
    packages: BTreeMap<String, DeclaredPackage>,
    members: Vec<String>,
}

impl Declarations {
    pub fn of_workspace(dir: &Path) -> Result<Self, String> {
        let printed = cargo::metadata(dir)?;
        let metadata: CargoMetadata =
            serde_json::from_slice(&printed).map_err(|error| format!("cargo metadata: {error}"))?;
        let packages = metadata.packages.into_iter().map(|package| (package.id.clone(), package)).collect();
        Ok(Self { packages, members: metadata.workspace_members })
    }

    pub fn members(&self) -> Vec<Member> {
        let members = self.members.iter().map(|id| self.package(id));
        let member = |member: &DeclaredPackage| Member {
            name: member.name.clone(),
            id: member.id.clone(),
            manifest: member.manifest_path.clone(),
        };
        members.map(member).collect()
    }

    /// For each member with features: none of them, and all of them but `default`.
    pub fn other_features(&self) -> Vec<MemberFeatures> {
        let members = self.members.iter().map(|id| self.package(id));
        let with = members.filter(|member| !member.features.is_empty());
        with.flat_map(|member| {
            let all = member.features.keys().filter(|feature| *feature != "default").cloned().collect();
            [Vec::new(), all].map(|features| self.member_features(&member.name, features))
        })
        .collect()
    }

    pub fn member_features(&self, member: &str, features: Vec<String>) -> MemberFeatures {
        let members = self.members.iter().map(|id| self.package(id));
        let by_manifest = members.map(|own| {
            let kept = own.features.keys().filter(|feature| *feature == "default").cloned().collect();
            let chosen = if own.name == member { features.clone() } else { kept };
            (own.manifest_path.clone(), chosen)
        });
        MemberFeatures { member: member.to_owned(), by_manifest: by_manifest.collect(), features }
    }

    pub fn package(&self, id: &str) -> &DeclaredPackage {
        self.packages.get(id).unwrap_or_else(|| panic!("cargo metadata does not list {id}"))
    }
}

impl DeclaredPackage {
    pub fn name_and_source(&self) -> UnitPackage {
        UnitPackage { name: self.name.clone(), version: self.version.clone(), source: self.source.clone() }
    }

    /// Whether a `[dependencies]` declaration that is active with `features` on `triple` leads to `to` under
    /// `extern_name`.
    pub fn depends_normally(
        &self,
        to: &Self,
        extern_name: &str,
        features: &BTreeSet<String>,
        triple: &str,
    ) -> bool {
        self.dependencies.iter().any(|dependency| {
            dependency.kind.is_none()
                && dependency.leads_to(to, extern_name)
                && dependency.holds_on(triple)
                && (!dependency.optional || self.activates(dependency.toml_name(), features))
        })
    }

    /// Metadata spells implicit features out (`x = ["dep:x"]`), so the values of the enabled features say all.
    fn activates(&self, toml_name: &str, features: &BTreeSet<String>) -> bool {
        let values = features.iter().filter_map(|feature| self.features.get(feature)).flatten();
        values.into_iter().any(|value| match value.strip_prefix("dep:") {
            Some(name) => name == toml_name,
            None => value.split_once('/').is_some_and(|(name, _)| name == toml_name),
        })
    }
}

impl DeclaredDependency {
    fn toml_name(&self) -> &str {
        self.rename.as_deref().unwrap_or(&self.name)
    }

    fn leads_to(&self, to: &DeclaredPackage, extern_name: &str) -> bool {
        let same_name = self.rename.as_ref().is_none_or(|rename| rename.replace('-', "_") == extern_name);
        let same_place = match &self.path {
            Some(path) => Path::new(&to.manifest_path).parent() == Some(Path::new(path)),
            None => self.req.matches(&to.version),
        };
        self.name == to.name && same_name && same_place
    }

    fn holds_on(&self, triple: &str) -> bool {
        self.target.as_ref().is_none_or(|platform| cfg::holds(platform, triple, &cargo::cfg_lines(triple)))
    }
}

//! The dependency tables of a manifest as a list, with inherited values.
//! See <https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html>.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use semver::VersionReq;

use crate::paths::normalize;
use crate::resolve::git_source;
use crate::resolve::packages::DependencyKind;
use crate::splice::manifest::wire::{
    CargoManifest, DependencyTable, DependencyValue, DetailedDependency, WorkspaceTable,
};

use super::fallback_reason::FallbackReason;
use super::package_facts::{DeclarationSource, DependencyDeclaration};

/// The workspace that a manifest may inherit from.
#[derive(Clone, Copy)]
pub struct InheritedWorkspace<'a> {
    pub root: &'a Utf8Path,
    pub workspace: Option<&'a WorkspaceTable>,
}

/// Dependencies that are added to those of a manifest.
pub fn read_patched_dependencies(
    added: &DependencyTable,
    dir: &Utf8Path,
) -> Result<Vec<DependencyDeclaration>, FallbackReason> {
    added
        .iter()
        .map(|(name, dependency)| read_without_inheritance(name, dependency, dir, DependencyKind::Normal))
        .collect()
}

pub fn read_declarations(
    manifest: &CargoManifest,
    dir: &Utf8Path,
    heritage: InheritedWorkspace<'_>,
) -> Result<Vec<DependencyDeclaration>, FallbackReason> {
    let mut found = Vec::new();
    let own = [
        (DependencyKind::Normal, &manifest.dependencies),
        (DependencyKind::Build, manifest.build_dependencies()),
        (DependencyKind::Dev, manifest.dev_dependencies()),
    ];
    let reader = DeclarationReader { dir, heritage };
    for (kind, table) in own {
        reader.read_table(table, kind, None, &mut found)?;
    }
    for (platform, tables) in &manifest.target {
        let of_platform = [
            (DependencyKind::Normal, &tables.dependencies),
            (DependencyKind::Build, tables.build_dependencies()),
            (DependencyKind::Dev, tables.dev_dependencies()),
        ];
        for (kind, table) in of_platform {
            reader.read_table(table, kind, Some(platform), &mut found)?;
        }
    }
    Ok(found)
}

struct DeclarationReader<'a> {
    dir: &'a Utf8Path,
    heritage: InheritedWorkspace<'a>,
}

impl DeclarationReader<'_> {
    fn read_table(
        &self,
        table: &DependencyTable,
        kind: DependencyKind,
        platform: Option<&String>,
        found: &mut Vec<DependencyDeclaration>,
    ) -> Result<(), FallbackReason> {
        for (name, dependency) in table {
            let mut declaration = self.read_declaration(name, dependency, kind)?;
            declaration.platform = platform.cloned();
            found.push(declaration);
        }
        Ok(())
    }

    fn read_declaration(
        &self,
        name: &str,
        dependency: &DependencyValue,
        kind: DependencyKind,
    ) -> Result<DependencyDeclaration, FallbackReason> {
        let DependencyValue::Detailed(own) = dependency else {
            return read_without_inheritance(name, dependency, self.dir, kind);
        };
        if own.workspace != Some(true) {
            return read_without_inheritance(name, dependency, self.dir, kind);
        }
        let inherited = self.heritage.workspace.and_then(|workspace| workspace.dependencies.get(name));
        let inherited = inherited
            .ok_or(FallbackReason("a dependency is inherited from a workspace that does not declare it"))?;
        let mut declaration = read_without_inheritance(name, inherited, self.heritage.root, kind)?;
        // Features are added up. Default features are off only if the workspace disables them and the member does not
        // enable them.
        declaration.features.extend(own.features.iter().cloned());
        declaration.default_features |= own.default_features() == Some(true);
        declaration.optional = own.optional.unwrap_or(false);
        Ok(declaration)
    }
}

/// A declaration that inherits nothing. `dir`: the folder that its path is relative to.
pub fn read_without_inheritance(
    name: &str,
    dependency: &DependencyValue,
    dir: &Utf8Path,
    kind: DependencyKind,
) -> Result<DependencyDeclaration, FallbackReason> {
    let version_only;
    let detailed: &DetailedDependency = match dependency {
        DependencyValue::Detailed(detailed) => detailed,
        DependencyValue::Version(version) => {
            version_only =
                DetailedDependency { version: Some(version.clone()), ..DetailedDependency::default() };
            &version_only
        }
    };
    if detailed.artifact.is_some() {
        return Err(FallbackReason("a manifest declares an artifact dependency"));
    }
    let requirement = match &detailed.version {
        Some(text) => Some(VersionReq::parse(text).map_err(|_| {
            FallbackReason("a manifest contains a version requirement that cannot be parsed")
        })?),
        None => None,
    };
    let references = [("branch", &detailed.branch), ("tag", &detailed.tag), ("rev", &detailed.rev)];
    let origin = match (&detailed.git, &detailed.path) {
        (Some(git), _) => DeclarationSource::Git(git_source::format_source(git, references)),
        (None, Some(path)) => DeclarationSource::Path(normalize(&dir.join(path)).into_string()),
        (None, None) => DeclarationSource::Registry,
    };
    Ok(DependencyDeclaration {
        name: name.to_owned(),
        package: detailed.package.clone().unwrap_or_else(|| name.to_owned()),
        requirement,
        origin,
        kind,
        optional: detailed.optional.unwrap_or(false),
        default_features: detailed.default_features().unwrap_or(true),
        features: detailed.features.clone(),
        platform: None,
    })
}

/// The features of a manifest, including Cargo's implicit ones: an optional dependency is a feature, unless some
/// feature names it with `dep:`. See <https://doc.rust-lang.org/cargo/reference/features.html#optional-dependencies>.
pub fn read_features(
    manifest: &CargoManifest,
    declarations: &[DependencyDeclaration],
) -> BTreeMap<String, Vec<String>> {
    let mut features = manifest.features.clone();
    let hidden: BTreeSet<&str> =
        manifest.features.values().flatten().filter_map(|value| value.strip_prefix("dep:")).collect();
    for declaration in declarations.iter().filter(|declaration| declaration.optional) {
        if !hidden.contains(declaration.name.as_str()) {
            let value = || vec![format!("dep:{}", declaration.name)];
            features.entry(declaration.name.clone()).or_insert_with(value);
        }
    }
    features
}

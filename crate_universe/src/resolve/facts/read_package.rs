//! Reads the facts of a package from its manifest and file names, as cargo would see them. If something is not
//! supported, it returns the reason to ask cargo.

use camino::Utf8Path;
use semver::Version;

use crate::paths::relative_from;
use crate::resolve::packages::{PackageAbout, parse_bazel_metadata};
use crate::resolve::source_facts::SourceText;
use crate::splice::manifest::wire::{
    CargoManifest, InheritedValue, PackageTable, TextOrFlag, WorkspacePackageTable,
};

use super::declarations::{self, InheritedWorkspace};
use super::fallback_reason::FallbackReason;
use super::package_facts::PackageFacts;
use super::targets::{self, FileListing};

/// `everything`: includes examples, tests and benches, which only members build.
pub fn read_facts(
    manifest: &CargoManifest,
    dir: &Utf8Path,
    heritage: InheritedWorkspace<'_>,
    listing: &dyn FileListing,
    everything: bool,
) -> Result<PackageFacts, FallbackReason> {
    let package = manifest.package.as_ref().ok_or(FallbackReason("a manifest has no [package]"))?;
    let shared = heritage.workspace.map(|workspace| &workspace.package);
    let version = inherited_value(&package.version, shared, |shared| &shared.version)?;
    let version = version.as_deref().unwrap_or("0.0.0");
    let edition = inherited_value(&package.edition, shared, |shared| &shared.edition)?;
    let edition = edition.as_deref().unwrap_or("2015");
    let inherited_from = heritage.workspace;
    if edition == "2024"
        && (!manifest.old_spellings(inherited_from).is_empty()
            || manifest.overrides_default_features(inherited_from))
    {
        return Err(FallbackReason("a manifest that cargo may reject"));
    }
    let declarations = declarations::read_declarations(manifest, dir, heritage)?;
    Ok(PackageFacts {
        name: package.name.clone(),
        version: Version::parse(version)
            .map_err(|_| FallbackReason("a manifest contains a version that cannot be parsed"))?,
        features: declarations::read_features(manifest, &declarations),
        declarations,
        targets: targets::find_targets(manifest, package, edition, listing, everything)?,
        links: package.links.clone(),
        about: read_about(package, shared, dir, heritage, listing)?,
        text: SourceText::default(),
        bazel_metadata: package.metadata.as_ref().map(parse_bazel_metadata).unwrap_or_default(),
    })
}

/// The value of a key that may be inherited.
fn inherited_value<T: Clone>(
    own: &Option<InheritedValue<T>>,
    shared: Option<&WorkspacePackageTable>,
    key: impl Fn(&WorkspacePackageTable) -> &Option<T>,
) -> Result<Option<T>, FallbackReason> {
    match own {
        None => Ok(None),
        Some(InheritedValue::Value(value)) => Ok(Some(value.clone())),
        Some(InheritedValue::Workspace {}) => {
            let value = shared.and_then(|shared| key(shared).clone());
            value
                .map(Some)
                .ok_or(FallbackReason("a key is inherited from a workspace that does not define it"))
        }
    }
}

fn read_about(
    package: &PackageTable,
    shared: Option<&WorkspacePackageTable>,
    dir: &Utf8Path,
    heritage: InheritedWorkspace<'_>,
    listing: &dyn FileListing,
) -> Result<PackageAbout, FallbackReason> {
    let from_root = |path: String| relative_from(dir, &heritage.root.join(path)).into_string();
    let license_file = match &package.license_file {
        Some(InheritedValue::Workspace {}) => {
            inherited_value(&package.license_file, shared, |shared| &shared.license_file)?.map(from_root)
        }
        _ => inherited_value(&package.license_file, shared, |shared| &shared.license_file)?,
    };
    let readme = inherited_value(&package.readme, shared, |shared| &shared.readme)?;
    let readme = match (readme, &package.readme) {
        (Some(TextOrFlag::Flag(false)), _) => None,
        (Some(TextOrFlag::Flag(true)), Some(InheritedValue::Workspace {})) => {
            Some(from_root("README.md".into()))
        }
        (Some(TextOrFlag::Flag(true)), _) => Some("README.md".to_owned()),
        (Some(TextOrFlag::Text(path)), Some(InheritedValue::Workspace {})) => Some(from_root(path)),
        (Some(TextOrFlag::Text(path)), _) => Some(path),
        (None, _) => find_readme(listing)?,
    };
    Ok(PackageAbout {
        authors: inherited_value(&package.authors, shared, |shared| &shared.authors)?.unwrap_or_default(),
        description: inherited_value(&package.description, shared, |shared| &shared.description)?,
        homepage: inherited_value(&package.homepage, shared, |shared| &shared.homepage)?,
        repository: inherited_value(&package.repository, shared, |shared| &shared.repository)?,
        license: inherited_value(&package.license, shared, |shared| &shared.license)?,
        license_file,
        readme,
        rust_version: inherited_value(&package.rust_version, shared, |shared| &shared.rust_version)?,
    })
}

fn find_readme(listing: &dyn FileListing) -> Result<Option<String>, FallbackReason> {
    for name in ["README.md", "README.txt", "README"] {
        if listing.is_file(name)? {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}

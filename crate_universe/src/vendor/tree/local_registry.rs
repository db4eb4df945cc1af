//! A tree of `.crate` files, which cargo uses as a local registry. It has the files of the mode `remote`, the index of
//! the registry, and the archives. Git packages are in folders, because Cargo.lock has no checksum for an archive of
//! them.
//! See <https://doc.rust-lang.org/cargo/reference/source-replacement.html#local-registry-sources>.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Code, Error, Result};
use crate::input::{VendorConfig, VendorPlatforms};
use crate::plan::{HubPlan, SpokeOrigin};
use crate::registry;
use crate::render::style::{FileSet, HubStyle};
use crate::render::vendored_hub;
use crate::resolve::packages::{LockedDependency, LockedPackage, LockedPackages};

use super::checksums::FOLDERS;
use super::pieces::{PackageForm, TreePackage, VendoredTree, list_folders, patched_form};

/// The name by which cargo finds a package's archive in a local registry.
fn archive_name(package: &LockedPackage) -> String {
    format!("{}-{}.crate", package.id.name, package.id.version)
}

pub fn registry_tree(
    style: &HubStyle<'_>,
    vendor: &VendorConfig,
    packages: &LockedPackages,
    plan: &HubPlan,
) -> Result<VendoredTree> {
    let mut texts = vendored_hub::render_files(style, vendor, plan)?;
    let (mut pieces, mut indexed) = (Vec::new(), Vec::new());
    for planned in &plan.spokes {
        let package = &packages.list[planned.ix];
        let (name, form) = match &planned.origin {
            SpokeOrigin::Archive { sha256, .. } | SpokeOrigin::File { sha256, .. } => {
                indexed.push(package);
                (archive_name(package), PackageForm::Archive { sha256: sha256.clone() })
            }
            SpokeOrigin::Git { patching, .. } => (planned.key.clone(), patched_form(&planned.key, patching)?),
            SpokeOrigin::Directory { .. } if vendored_hub::has_folder(planned, vendor) => {
                (planned.key.clone(), PackageForm::Whole { patches: Vec::new(), strip: 0 })
            }
            // The directory of the package is not copied.
            SpokeOrigin::Directory { .. } => continue,
        };
        pieces.push(TreePackage { name, ix: planned.ix, form });
    }
    let all = vendor.platforms == VendorPlatforms::All;
    for other in &plan.unused_packages {
        let package = &packages.list[other.ix];
        match (package.id.source.as_str(), &package.checksum) {
            (Some(source), Some(sha256)) if !packages.registries.is_in_directory(source) => {
                indexed.push(package);
                if all || other.opened {
                    pieces.push(TreePackage {
                        name: archive_name(package),
                        ix: other.ix,
                        form: PackageForm::Archive { sha256: sha256.clone() },
                    });
                }
            }
            (Some(_), None) => {
                let form = if all {
                    PackageForm::Whole { patches: Vec::new(), strip: 0 }
                } else {
                    PackageForm::Stub
                };
                pieces.push(TreePackage { name: other.key.clone(), ix: other.ix, form });
            }
            _ => {}
        }
    }
    pieces.sort_by(|left, right| left.name.cmp(&right.name));
    check_archive_names(&pieces, plan, packages)?;
    // If two registries have the same package but only one is built, cargo uses the first that it finds.
    pieces
        .dedup_by(|left, right| left.name == right.name && matches!(left.form, PackageForm::Archive { .. }));
    indexed.sort_by(|left, right| left.id.cmp(&right.id));
    indexed.dedup_by(|left, right| (&left.id.name, &left.id.version) == (&right.id.name, &right.id.version));
    texts.extend(index_files(&indexed, packages)?);
    if pieces.iter().any(|piece| !matches!(piece.form, PackageForm::Archive { .. })) {
        texts.insert(FOLDERS.into(), list_folders(&pieces));
    }
    Ok(VendoredTree { texts, pieces })
}

/// Fails if two different archives that are built have the same name: the name does not contain the registry.
fn check_archive_names(pieces: &[TreePackage], plan: &HubPlan, packages: &LockedPackages) -> Result<()> {
    let built = |piece: &&TreePackage| plan.spokes.iter().any(|spoke| spoke.ix == piece.ix);
    let archives: Vec<&TreePackage> = pieces
        .iter()
        .filter(|piece| matches!(piece.form, PackageForm::Archive { .. }))
        .filter(built)
        .collect();
    let checksum = |piece: &TreePackage| &packages.list[piece.ix].checksum;
    let other =
        |pair: &&[&TreePackage]| pair[0].name == pair[1].name && checksum(pair[0]) != checksum(pair[1]);
    let twice = archives.windows(2).find(other);
    let Some([one, other]) = twice else { return Ok(()) };
    let source =
        |piece: &TreePackage| packages.list[piece.ix].id.source.as_str().unwrap_or_default().to_owned();
    let what =
        format!("two registries provide {}, but a tree of archives can hold only one of them", one.name);
    Err(Error::new(Code::Source, what)
        .note(source(one))
        .note(source(other))
        .help("set mode = \"local\", which keeps a directory for each"))
}

const INDEX: &str = "index/";

/// A line of the index.
/// See <https://doc.rust-lang.org/cargo/reference/registry-index.html#json-schema>.
#[derive(Serialize)]
struct IndexLine<'a> {
    name: &'a str,
    vers: String,
    deps: Vec<IndexDependency<'a>>,
    cksum: &'a str,
    features: BTreeMap<&'a str, &'a [String]>,
    /// For newer syntax; cargo reads both maps in the same way.
    features2: &'a BTreeMap<String, Vec<String>>,
    yanked: bool,
    links: Option<&'a str>,
    v: u32,
}

#[derive(Serialize)]
struct IndexDependency<'a> {
    name: &'a str,
    req: String,
    features: &'a [String],
    optional: bool,
    default_features: bool,
    target: Option<&'a str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    registry: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'a str>,
}

fn index_files(indexed: &[&LockedPackage], packages: &LockedPackages) -> Result<FileSet> {
    let mut files = FileSet::new();
    for package in indexed {
        let line = IndexLine {
            name: &package.id.name,
            vers: package.id.version.to_string(),
            deps: package
                .dependencies
                .iter()
                .map(|asked| self::index_dependency(asked, package, packages))
                .collect(),
            cksum: package.checksum.as_deref().ok_or_else(|| {
                Error::new(Code::Internal, format!("{} has an archive, but no checksum", package.id))
            })?,
            features: BTreeMap::new(),
            features2: &package.features,
            yanked: false,
            links: package.links.as_deref(),
            v: 2,
        };
        let line = serde_json::to_string(&line).map_err(|error| {
            Error::new(Code::Internal, format!("the index of the tree cannot be written as JSON: {error}"))
        })?;
        let path = format!("{INDEX}{}", registry::index_entry_path(&package.id.name));
        *files.entry(path).or_default() += &format!("{line}\n");
    }
    Ok(files)
}

fn index_dependency<'a>(
    dependency: &'a LockedDependency,
    package: &LockedPackage,
    packages: &'a LockedPackages,
) -> IndexDependency<'a> {
    let found = dependency.package.map(|ix| &packages.list[ix].id);
    let other = found
        .and_then(|id| id.source.registry())
        .filter(|source| package.id.source.as_str() != Some(*source));
    IndexDependency {
        name: &dependency.name,
        req: dependency.requirement.as_ref().map_or_else(|| "*".to_owned(), ToString::to_string),
        features: &dependency.features,
        optional: dependency.optional,
        default_features: dependency.default_features,
        target: dependency.platform.as_deref(),
        kind: dependency.kind.as_str(),
        registry: other.map(registry::name_of_index),
        package: found.map(|id| id.name.as_str()).filter(|name| *name != dependency.name),
    }
}

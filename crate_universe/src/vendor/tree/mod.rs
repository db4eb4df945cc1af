//! Plans a vendored tree: the generated files and, for modes that keep packages, what each folder or archive is made
//! from. The content of packages is only made when needed, because packages that are up to date are not written again.

mod checksums;
mod content;
mod local_registry;
pub mod patch;
mod pieces;
mod source_config;

use std::collections::BTreeMap;

use crate::digest::sha256;
use crate::error::Result;
use crate::generated::ORIGIN;
use crate::input::{VendorConfig, VendorMode, VendorPlatforms};
use crate::plan::{HubPlan, SpokeOrigin};
use crate::render::hub::CfgPackage;
use crate::render::style::{FileSet, HubStyle};
use crate::render::{crates, hub, spoke, vendored_hub};
pub use crate::resolve::CHECKSUMS;
use crate::resolve::packages::LockedPackages;

use checksums::format_sums;
pub use checksums::{CargoChecksums, FOLDERS, SUMS, parse_folders, parse_sums};
pub use content::{BUILD_FILE, FolderFile, folder_content, is_needed, own_path};
pub use pieces::{PackageForm, TreePackage, VendoredTree};
use pieces::{list_folders, patched_form};
pub use source_config::{join_snippet, source_snippet};

/// Prevents git from converting line endings, which would change files, so that cargo refuses them. A merge keeps the
/// lines of both checksum lists: each file is then either one of the two versions, or was merged itself.
fn gitattributes() -> String {
    format!("# {ORIGIN}\n* -text\n{SUMS} merge=union\n")
}

/// The checksums of all files except the list itself and the packages in folders.
fn tree_sums(texts: &FileSet, pieces: &[TreePackage]) -> String {
    let archives = pieces.iter().filter_map(|piece| match &piece.form {
        PackageForm::Archive { sha256 } => Some((piece.name.as_str(), sha256.clone())),
        PackageForm::Stub | PackageForm::Whole { .. } => None,
    });
    let mut sums: BTreeMap<&str, String> = archives.collect();
    sums.extend(texts.iter().map(|(path, text)| (path.as_str(), sha256(text))));
    format_sums(&format!("# {ORIGIN}"), sums)
}

pub fn plan_tree(
    style: &HubStyle<'_>,
    vendor: &VendorConfig,
    packages: &LockedPackages,
    plan: &HubPlan,
) -> Result<VendoredTree> {
    let mut tree = match vendor.mode {
        VendorMode::Local => local_tree(style, vendor, packages, plan)?,
        VendorMode::Tarball => local_registry::registry_tree(style, vendor, packages, plan)?,
        VendorMode::Remote | VendorMode::Repository => {
            VendoredTree { texts: vendored_hub::render_files(style, vendor, plan)?, pieces: Vec::new() }
        }
    };
    // Users do not edit what a repository rule writes.
    if vendor.mode != VendorMode::Repository {
        tree.texts.insert(".gitattributes".into(), gitattributes());
        tree.texts.insert(SUMS.into(), tree_sums(&tree.texts, &tree.pieces));
    }
    Ok(tree)
}

/// BUILD files beside sources.
fn local_tree(
    style: &HubStyle<'_>,
    vendor: &VendorConfig,
    packages: &LockedPackages,
    plan: &HubPlan,
) -> Result<VendoredTree> {
    let mut texts = crates::render_files(style, plan, &vendor.package, None)?;
    let mut exported: Vec<String> = texts.keys().filter(|path| !path.contains('/')).cloned().collect();
    exported.push(BUILD_FILE.into());
    exported.sort();
    hub::join_files(&mut texts, hub::build_files(style, plan, &exported, CfgPackage::Conditions)?)?;
    // Without root aliases, each alias needs a folder of its own.
    if !style.render.has_root_aliases() {
        hub::join_files(&mut texts, hub::sub_packages(style, plan, hub::MANUAL)?)?;
    }
    hub::add_missing_build_files(style, &mut texts)?;
    let mut pieces = Vec::new();
    for planned in &plan.spokes {
        let text = spoke::render_build_file(style, &plan.conditions, planned)?;
        hub::join_files(&mut texts, FileSet::from([(format!("{}/{BUILD_FILE}", planned.key), text)]))?;
        let form = match &planned.origin {
            SpokeOrigin::Archive { patching, .. }
            | SpokeOrigin::File { patching, .. }
            | SpokeOrigin::Git { patching, .. } => patched_form(&planned.key, patching)?,
            SpokeOrigin::Directory { .. } => PackageForm::Whole { patches: Vec::new(), strip: 0 },
        };
        pieces.push(TreePackage { name: planned.key.clone(), ix: planned.ix, form });
    }
    for other in &plan.unused_packages {
        // Members and path packages are not copied.
        if !packages.list[other.ix].id.source.is_path() {
            let form = match vendor.platforms {
                VendorPlatforms::Chosen => PackageForm::Stub,
                VendorPlatforms::All => PackageForm::Whole { patches: Vec::new(), strip: 0 },
            };
            pieces.push(TreePackage { name: other.key.clone(), ix: other.ix, form });
        }
    }
    pieces.sort_by(|left, right| left.name.cmp(&right.name));
    texts.insert(FOLDERS.into(), list_folders(&pieces));
    Ok(VendoredTree { texts, pieces })
}

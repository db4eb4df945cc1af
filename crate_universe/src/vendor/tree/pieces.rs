//! The parts of a vendored tree.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::digest::hex;
use crate::error::{Code, Error, Result};
use crate::generated::ORIGIN;
use crate::plan::SpokePatches;
use crate::render::style::FileSet;
use crate::resolve::packages::{LockedPackages, PackageIx};

use super::checksums::format_folders;

/// Raised when the layout of a tree changes for the same sources.
const FORMAT: u32 = 2;

pub struct VendoredTree {
    /// The hub's files and the BUILD file of each package, by path.
    pub texts: FileSet,
    /// Sorted by name.
    pub pieces: Vec<TreePackage>,
}

impl VendoredTree {
    /// The labels of all patches.
    pub fn patch_labels(&self) -> impl Iterator<Item = &String> {
        self.pieces.iter().flat_map(|piece| match &piece.form {
            PackageForm::Whole { patches, .. } => patches.as_slice(),
            PackageForm::Archive { .. } | PackageForm::Stub => &[],
        })
    }
}

/// One package in a tree.
pub struct TreePackage {
    pub name: String,
    pub ix: PackageIx,
    pub form: PackageForm,
}

/// How a tree keeps a package.
pub enum PackageForm {
    /// A folder with its files, patched. `strip`: the number of leading path components to remove in patches.
    Whole { patches: Vec<String>, strip: usize },
    /// A folder with a manifest and empty files, which is enough for cargo to read the package.
    Stub,
    /// Its `.crate` file, which has this checksum.
    Archive { sha256: String },
}

impl TreePackage {
    /// A digest of everything that the content depends on: equal seals mean equal content. The seal of an archive is
    /// its checksum. `patches`: text by label.
    pub fn seal_of_content(
        &self,
        packages: &LockedPackages,
        patches: &BTreeMap<String, String>,
    ) -> Result<String> {
        let package = &packages.list[self.ix];
        let (stub, own, strip) = match &self.form {
            PackageForm::Archive { sha256 } => return Ok(sha256.clone()),
            PackageForm::Stub => (true, &[][..], 0),
            PackageForm::Whole { patches, strip } => (false, patches.as_slice(), *strip),
        };
        let mut digest = Sha256::new();
        let mut add = |text: &str| {
            digest.update(text.len().to_le_bytes());
            digest.update(text);
        };
        add(&format!("{FORMAT} {} {stub} {strip}", package.id));
        add(package.id.source.as_str().unwrap_or_default());
        add(package.checksum.as_deref().unwrap_or_default());
        for patch in own {
            add(patch_text(patches, patch)?);
        }
        Ok(hex(&digest.finalize()))
    }
}

/// The text of a patch, by its label. All patches of a tree are read first.
pub fn patch_text<'a>(patches: &'a BTreeMap<String, String>, label: &str) -> Result<&'a str> {
    let unread = || Error::new(Code::Internal, format!("the patch {label} was not read"));
    patches.get(label).map(String::as_str).ok_or_else(unread)
}

/// The text of packages.txt.
pub fn list_folders(pieces: &[TreePackage]) -> String {
    let folders = pieces.iter().filter(|piece| !matches!(piece.form, PackageForm::Archive { .. }));
    format_folders(&format!("# {ORIGIN}"), folders.map(|piece| piece.name.as_str()))
}

/// The patches of a package, and the number of their `-p`. Like Bazel without a patch tool, this program supports no
/// other argument.
pub fn patched_form(key: &str, patching: &SpokePatches) -> Result<PackageForm> {
    let unknown = |what: String| {
        Error::new(Code::Annotation, what)
            .note("crates_vendor applies patches itself when it vendors sources")
            .help("remove `patch_tool`, and set patch_args = [\"-p1\"]")
    };
    if !patching.patch_tool.is_empty() {
        return Err(unknown(format!("`patch_tool` of {key} is not supported here: {}", patching.patch_tool)));
    }
    let mut strip = 0;
    for argument in &patching.patch_args {
        let number = argument.strip_prefix("-p").and_then(|number| number.parse().ok());
        strip = number.ok_or_else(|| {
            unknown(format!("`patch_args` of {key} contains an unsupported argument: {argument}"))
        })?;
    }
    Ok(PackageForm::Whole { patches: patching.patches.clone(), strip })
}

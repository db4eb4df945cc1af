//! A vendored tree: the files of ours in it and, where cargo builds from it, too, the packages. Takes the plan, gives
//! texts and, for each package, what its folder or archive is made from; the content itself is made when it is wanted,
//! since what is as it should be is left alone.

mod archives;
mod checksums;
mod content;
pub mod patch;
mod source_config;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::digest::{hex, sha256};
use crate::error::{Code, Error, Result};
use crate::generated::ORIGIN;
use crate::input::{Mode, Vendor, VendorPlatforms};
use crate::plan::{HubPlan, Origin, Patching};
pub use crate::resolve::CHECKSUMS;
use crate::resolve::packages::{PackageIx, Packages};

use super::{FileSet, Style, crates, hub, spoke, vendored};
pub use checksums::{Checksums, FOLDERS, SUMS, folders, sums};
use checksums::{folders_text, sums_text};
pub use content::{BUILD_FILE, File, content, own, wants};
pub use source_config::{joined, snippet};

/// Raised when the same sources are to be laid out in another way.
const FORMAT: u32 = 2;

/// Whatever git does to the ends of lines would be a change that cargo refuses. Of two lists of checksums each line is as good as it
/// was: what is there is as one of the two has it, or was merged itself.
fn gitattributes() -> String {
    format!("# {ORIGIN}\n* -text\n{SUMS} merge=union\n")
}

/// The checksums of all files but those of packages in folders, and the list's own.
fn sums_of(texts: &FileSet, pieces: &[Piece], packages: &Packages) -> String {
    let archives = pieces.iter().filter(|piece| matches!(piece.form, Form::Archive));
    let archives = archives.map(|piece| (piece.name.as_str(), packages.list[piece.ix].checksum.clone()));
    let mut sums: BTreeMap<&str, String> =
        archives.map(|(name, checksum)| (name, checksum.unwrap_or_default())).collect();
    sums.extend(texts.iter().map(|(path, text)| (path.as_str(), sha256(text))));
    sums_text(&format!("# {ORIGIN}"), sums)
}

pub struct Tree {
    /// Without the sources: the hub's files, and the BUILD file of each package, by their path.
    pub texts: FileSet,
    /// Sorted by name.
    pub pieces: Vec<Piece>,
}

impl Tree {
    /// The labels of all patches.
    pub fn patches(&self) -> impl Iterator<Item = &String> {
        self.pieces.iter().flat_map(|piece| match &piece.form {
            Form::Whole { patches, .. } => patches.as_slice(),
            Form::Archive | Form::Stub => &[],
        })
    }
}

/// One package in a tree.
pub struct Piece {
    pub name: String,
    pub ix: PackageIx,
    pub form: Form,
}

/// How a package is kept.
pub enum Form {
    /// A folder with its files, patched. `strip`: how many leading parts of the paths in patches are not meant.
    Whole { patches: Vec<String>, strip: usize },
    /// A folder that only tells cargo what the package would be.
    Stub,
    /// Its `.crate` file.
    Archive,
}

impl Piece {
    /// What the content depends on, as a digest: equal seals, equal content. That of a file is its checksum. `patches`:
    /// text by label.
    pub fn seal(&self, packages: &Packages, patches: &BTreeMap<String, String>) -> String {
        let package = &packages.list[self.ix];
        let (stub, own, strip) = match &self.form {
            Form::Archive => return package.checksum.clone().unwrap_or_default(),
            Form::Stub => (true, &[][..], 0),
            Form::Whole { patches, strip } => (false, patches.as_slice(), *strip),
        };
        let mut digest = Sha256::new();
        let mut add = |text: &str| {
            digest.update(text.len().to_le_bytes());
            digest.update(text);
        };
        add(&format!("{FORMAT} {} {stub} {strip}", package.id));
        add(package.id.source.as_deref().unwrap_or_default());
        add(package.checksum.as_deref().unwrap_or_default());
        for patch in own {
            add(patches.get(patch).map(String::as_str).unwrap_or_default());
        }
        hex(&digest.finalize())
    }
}

pub fn tree(style: &Style<'_>, vendor: &Vendor, packages: &Packages, plan: &HubPlan) -> Result<Tree> {
    let mut tree = match vendor.mode {
        Mode::Local => local(style, vendor, packages, plan)?,
        Mode::Tarball => archives::tree(style, vendor, packages, plan)?,
        Mode::Remote | Mode::Repository => {
            Tree { texts: vendored::files(style, vendor, plan)?, pieces: Vec::new() }
        }
    };
    // What a repository rule writes is nobody's to edit.
    if vendor.mode != Mode::Repository {
        tree.texts.insert(".gitattributes".into(), gitattributes());
        tree.texts.insert(SUMS.into(), sums_of(&tree.texts, &tree.pieces, packages));
    }
    Ok(tree)
}

/// BUILD files beside sources.
fn local(style: &Style<'_>, vendor: &Vendor, packages: &Packages, plan: &HubPlan) -> Result<Tree> {
    let mut texts = crates::files(style, plan, &vendor.package, None)?;
    let mut exported: Vec<String> = texts.keys().filter(|path| !path.contains('/')).cloned().collect();
    exported.push(BUILD_FILE.into());
    exported.sort();
    hub::join(&mut texts, hub::build_files(style, plan, &exported)?)?;
    // Beside aliases of the root there are only the folders of the packages themselves.
    if !style.render.root_aliases {
        hub::join(&mut texts, hub::sub_packages(style, plan, hub::MANUAL)?)?;
    }
    hub::make_packages(style, &mut texts)?;
    let mut pieces = Vec::new();
    for planned in &plan.spokes {
        let text = spoke::build_file(style, &plan.conditions, planned)?;
        hub::join(&mut texts, FileSet::from([(format!("{}/{BUILD_FILE}", planned.key), text)]))?;
        let form = match &planned.origin {
            Origin::Archive { patching, .. }
            | Origin::File { patching, .. }
            | Origin::Git { patching, .. } => patched(&planned.key, patching)?,
            Origin::Directory { .. } => Form::Whole { patches: Vec::new(), strip: 0 },
        };
        pieces.push(Piece { name: planned.key.clone(), ix: planned.ix, form });
    }
    for other in &plan.others {
        // What a member or a path package is stays where it is.
        if packages.list[other.ix].id.source.is_some() {
            let form = match vendor.platforms {
                VendorPlatforms::Chosen => Form::Stub,
                VendorPlatforms::All => Form::Whole { patches: Vec::new(), strip: 0 },
            };
            pieces.push(Piece { name: other.key.clone(), ix: other.ix, form });
        }
    }
    pieces.sort_by(|left, right| left.name.cmp(&right.name));
    texts.insert(FOLDERS.into(), listed(&pieces));
    Ok(Tree { texts, pieces })
}

/// Which folders there are.
fn listed(pieces: &[Piece]) -> String {
    let folders = pieces.iter().filter(|piece| !matches!(piece.form, Form::Archive));
    folders_text(&format!("# {ORIGIN}"), folders.map(|piece| piece.name.as_str()))
}

/// The patches of a package, and the number in their `-p`. As Bazel without a patch tool, this program knows no other
/// argument.
fn patched(key: &str, patching: &Patching) -> Result<Form> {
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
    Ok(Form::Whole { patches: patching.patches.clone(), strip })
}

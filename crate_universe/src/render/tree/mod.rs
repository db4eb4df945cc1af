//! A vendored tree with the sources of packages, which cargo and Bazel both build. Takes the plan, gives the texts of
//! ours in it and, for each package, what its folder is made from; the content itself is made when it is wanted, since
//! a folder that is as it should be is left alone.

mod checksums;
mod content;
mod patch;
mod source_config;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::error::{Code, Error, Result};
use crate::input::{Vendor, VendorPlatforms};
use crate::plan::{HubPlan, Origin, Patching};
use crate::resolve::packages::{PackageIx, Packages};

use super::{FileSet, ORIGIN, Style, crates, hub, spoke};
pub use checksums::{CHECKSUMS, Checksums, hex};
pub use content::{BUILD_FILE, File, content};
pub use source_config::{joined, snippet};

/// Raised when the same sources are to be laid out in another way.
const FORMAT: u32 = 1;

pub struct Tree {
    /// Without the sources: the hub's files, and the BUILD file of each package, by their path.
    pub texts: FileSet,
    /// Sorted by name.
    pub folders: Vec<Folder>,
}

impl Tree {
    /// The labels of all patches.
    pub fn patches(&self) -> impl Iterator<Item = &String> {
        self.folders.iter().flat_map(|folder| &folder.patches)
    }
}

/// The folder of one package.
pub struct Folder {
    pub name: String,
    pub ix: PackageIx,
    /// Whether it only tells cargo what the package would be.
    pub stub: bool,
    pub patches: Vec<String>,
    /// How many leading parts of the paths in patches are not meant.
    pub strip: usize,
}

impl Folder {
    /// What the content depends on, as a digest: equal seals, equal content. `patches`: text by label.
    pub fn seal(&self, packages: &Packages, patches: &BTreeMap<String, String>) -> String {
        let package = &packages.list[self.ix];
        let mut digest = Sha256::new();
        let mut add = |text: &str| {
            digest.update(text.len().to_le_bytes());
            digest.update(text);
        };
        add(&format!("{FORMAT} {} {} {}", package.id, self.stub, self.strip));
        add(package.id.source.as_deref().unwrap_or_default());
        add(package.checksum.as_deref().unwrap_or_default());
        for patch in &self.patches {
            add(patches.get(patch).map(String::as_str).unwrap_or_default());
        }
        hex(&digest.finalize())
    }
}

pub fn tree(style: &Style<'_>, vendor: &Vendor, packages: &Packages, plan: &HubPlan) -> Result<Tree> {
    let mut texts = crates::files(style, plan, &vendor.package, None)?;
    let mut exported: Vec<String> = texts.keys().filter(|path| !path.contains('/')).cloned().collect();
    exported.push(BUILD_FILE.into());
    exported.sort();
    hub::join(&mut texts, hub::build_files(style, plan, &exported)?)?;
    hub::join(&mut texts, hub::sub_packages(style, plan)?)?;
    hub::make_packages(style, &mut texts)?;
    // Whatever git does to the ends of lines would be a change that cargo refuses.
    texts.insert(".gitattributes".into(), format!("# {ORIGIN}\n* -text\n"));
    let mut folders = Vec::new();
    for planned in &plan.spokes {
        let text = spoke::build_file(style, &plan.conditions, planned)?;
        hub::join(&mut texts, FileSet::from([(format!("{}/{BUILD_FILE}", planned.key), text)]))?;
        let (patches, strip) = match &planned.origin {
            Origin::Archive { patching, .. }
            | Origin::File { patching, .. }
            | Origin::Git { patching, .. } => patched(&planned.key, patching)?,
            Origin::Directory { .. } => (Vec::new(), 0),
        };
        folders.push(Folder { name: planned.key.clone(), ix: planned.ix, stub: false, patches, strip });
    }
    let stub = vendor.platforms == VendorPlatforms::Chosen;
    for other in &plan.others {
        // What a member or a path package is stays where it is.
        if packages.list[other.ix].id.source.is_some() {
            let (name, patches) = (other.key.clone(), Vec::new());
            folders.push(Folder { name, ix: other.ix, stub, patches, strip: 0 });
        }
    }
    folders.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(Tree { texts, folders })
}

/// The patches of a package, and the number in their `-p`. As Bazel without a patch tool, this program knows no other
/// argument.
fn patched(key: &str, patching: &Patching) -> Result<(Vec<String>, usize)> {
    let unknown = |what: String| {
        Error::new(Code::Annotation, what)
            .note("crates_vendor applies patches itself where it writes sources")
            .help("leave patch_tool out, and write patch_args = [\"-p1\"]")
    };
    if !patching.patch_tool.is_empty() {
        return Err(unknown(format!("{key} has a patch_tool, which is not used: {}", patching.patch_tool)));
    }
    let mut strip = 0;
    for argument in &patching.patch_args {
        let number = argument.strip_prefix("-p").and_then(|number| number.parse().ok());
        strip = number
            .ok_or_else(|| unknown(format!("{key} has patch_args that are not understood: {argument}")))?;
    }
    Ok((patching.patches.clone(), strip))
}

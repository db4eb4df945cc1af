//! Splicing: which manifests form one workspace. Takes the manifests that were named, gives the [`Workspace`] to
//! resolve. A user's workspace is read where it stands; this room never copies or rewrites it.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};

/// A workspace of cargo, read in place.
#[derive(Debug)]
pub struct Workspace {
    /// The named manifests, at least one; the first one leads cargo to the workspace.
    pub manifests: Vec<Utf8PathBuf>,
    /// The lock that was named; none: the one beside the root manifest.
    pub lock: Option<Utf8PathBuf>,
}

pub fn splice(manifests: &[Utf8PathBuf], lock: Option<&Utf8Path>) -> Result<Workspace> {
    let mut seen: Vec<&Utf8PathBuf> = Vec::new();
    for manifest in manifests {
        if !manifest.exists() {
            return Err(Error::new(Code::ManifestMissing, "a manifest does not exist")
                .at(manifest)
                .help("correct the label in manifests, or create the file with cargo init"));
        }
        if seen.contains(&manifest) {
            return Err(Error::new(Code::ManifestTwice, "a manifest is listed twice")
                .at(manifest)
                .help("remove one of the two labels from manifests"));
        }
        seen.push(manifest);
    }
    if manifests.is_empty() {
        return Err(Error::new(Code::ManifestMissing, "no manifest is named")
            .help("name the workspace's root manifest: manifests = [\"//:Cargo.toml\"]"));
    }
    Ok(Workspace { manifests: manifests.to_vec(), lock: lock.map(Utf8Path::to_owned) })
}

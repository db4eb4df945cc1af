//! Where the files of a package come from. Takes a package, gives an address that any machine can use: never that of
//! a mirror that happened to answer, never a file of cargo's own caches.

use camino::Utf8PathBuf;
use serde::Serialize;

use crate::error::{Code, Error, Result};
use crate::input::fields::Field;
use crate::registry;
use crate::resolve::packages::PackageIx;

use super::Known;
use super::said::Said;

#[derive(Debug)]
pub enum Origin {
    Archive { url: String, sha256: String, strip_prefix: String, patching: Patching },
    Git { remote: String, commit: String, strip_prefix: String, shallow_since: String, patching: Patching },
    Directory { path: Utf8PathBuf },
}

/// How the sources are changed once they are there.
#[derive(Debug, Default, Serialize)]
pub struct Patching {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patch_args: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub patch_tool: String,
}

pub fn origin(known: &Known<'_>, ix: PackageIx) -> Result<Origin> {
    let package = &known.packages.list[ix];
    let said = Said { known, ix };
    let texts = |field| said.texts(field).map(str::to_owned).collect();
    let text = |field| said.text(field).unwrap_or_default().to_owned();
    let patching = Patching {
        patches: texts(Field::Patches),
        patch_args: texts(Field::PatchArgs),
        patch_tool: text(Field::PatchTool),
    };
    let (name, version) = (&package.id.name, &package.id.version);
    let Some(source) = package.id.source.as_deref() else {
        if !patching.patches.is_empty() {
            let what = format!("a path package cannot be patched: {}", package.id);
            return Err(known
                .graph
                .annotated
                .blame(Error::new(Code::Annotation, what).at(&package.dir), ix, Field::Patches)
                .note("its sources are read where they stand")
                .help("edit them there, and remove `patches` from the annotation"));
        }
        return Ok(Origin::Directory { path: package.dir.clone() });
    };
    if let Some(git) = source.strip_prefix("git+") {
        let (address, commit) = git.split_once('#').ok_or_else(|| {
            Error::new(Code::Source, format!("{name} {version} is locked to no commit: {source}"))
                .help(format!("cargo update --package {name}"))
        })?;
        return Ok(Origin::Git {
            remote: address.split('?').next().unwrap_or(address).to_owned(),
            commit: commit.to_owned(),
            strip_prefix: package.checkout_path.clone().unwrap_or_default(),
            shallow_since: text(Field::ShallowSince),
            patching,
        });
    }
    let url = registry::download_url(source, name, version).ok_or_else(|| {
        Error::new(Code::Source, format!("{name} {version} comes from {source}"))
            .note(
                "this version downloads from crates.io and from git; other registries are not supported yet",
            )
            .help(format!("use the crates.io release of {name}, or a git dependency"))
    })?;
    let sha256 = package.checksum.clone().ok_or_else(|| {
        Error::new(Code::Checksum, format!("Cargo.lock holds no checksum for {name} {version}"))
            .note("without it a download cannot be verified")
            .help(format!("cargo update --package {name}@{version}"))
    })?;
    Ok(Origin::Archive { url, sha256, strip_prefix: format!("{name}-{version}"), patching })
}

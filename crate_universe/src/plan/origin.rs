//! Where the files of a package come from, as an address that works on any machine: never that of a mirror, never a
//! file in cargo's caches.
//!
//! The exception is a source replacement in cargo's configuration, which is used where it is on this machine.

use camino::Utf8PathBuf;

use crate::error::{Code, Error, Result};
use crate::input::fields::Field;
use crate::resolve::packages::PackageIx;

use super::package_annotations::PackageAnnotations;
use super::patches::{self, SpokePatches};
use super::plan_input::PlanInput;

#[derive(Debug)]
pub enum SpokeOrigin {
    /// `urls`: in the order in which they are tried.
    Archive {
        urls: Vec<String>,
        sha256: String,
        strip_prefix: String,
        patching: SpokePatches,
    },
    /// A `.crate` file on this machine.
    File {
        path: Utf8PathBuf,
        sha256: String,
        strip_prefix: String,
        patching: SpokePatches,
    },
    Git {
        remote: String,
        commit: String,
        strip_prefix: String,
        shallow_since: String,
        /// The repository with the clone, if several packages share it. Otherwise empty.
        checkout: String,
        patching: SpokePatches,
    },
    Directory {
        path: Utf8PathBuf,
    },
}

pub fn spoke_origin(input: &PlanInput<'_>, ix: PackageIx) -> Result<SpokeOrigin> {
    let package = &input.packages.list[ix];
    let annotations = PackageAnnotations { input, ix };
    let texts = |field| annotations.texts(field).map(str::to_owned).collect();
    let text = |field| annotations.text(field).unwrap_or_default().to_owned();
    let patching = SpokePatches {
        patches: texts(Field::Patches),
        patch_args: texts(Field::PatchArgs),
        patch_tool: text(Field::PatchTool),
    };
    let (name, version) = (&package.id.name, &package.id.version);
    let Some(source) = package.id.source.as_str() else {
        return path_package_origin(input, ix, &patching);
    };
    patches::check_patch(input, ix, &patching)?;
    let registries = &input.packages.registries;
    // Patches must not change files in the user's tree.
    if registries.is_in_directory(source) && patching.patches.is_empty() {
        return Ok(SpokeOrigin::Directory { path: package.dir.clone() });
    }
    if let Some(git) = package.id.source.git() {
        let commit = git.commit.ok_or_else(|| {
            Error::new(Code::Source, format!("Cargo.lock names no commit for {name} {version}: {source}"))
                .help(format!("cargo update --package {name}"))
        })?;
        return Ok(SpokeOrigin::Git {
            remote: git.address.to_owned(),
            commit: commit.to_owned(),
            strip_prefix: package.checkout_path.clone().unwrap_or_default(),
            shallow_since: text(Field::ShallowSince),
            checkout: String::new(),
            patching,
        });
    }
    let sha256 = package.checksum.clone().ok_or_else(|| {
        Error::new(Code::Checksum, format!("Cargo.lock has no checksum for {name} {version}"))
            .note("the download cannot be verified without it")
            .help(format!("cargo update --package {name}@{version}"))
    })?;
    let strip_prefix = format!("{name}-{version}");
    if let Some(path) = registries.local_archive(&package.id) {
        return Ok(SpokeOrigin::File { path, sha256, strip_prefix, patching });
    }
    let urls = registries.download_urls(&package.id, &sha256).ok_or_else(|| {
        Error::new(
            Code::Source,
            format!("{name} {version} comes from a registry whose download URL is not known"),
        )
        .at_path(&input.packages.lock)
        .note(format!("its source in Cargo.lock is {source}"))
        .note("the config.json of the registry index is not in Cargo's home, and was not downloaded")
        .help("cargo fetch --locked, without a [source] replacement for the registry")
    })?;
    Ok(SpokeOrigin::Archive { urls, sha256, strip_prefix, patching })
}

/// The folder of a path package, which is used as it is.
fn path_package_origin(input: &PlanInput<'_>, ix: PackageIx, patching: &SpokePatches) -> Result<SpokeOrigin> {
    let package = &input.packages.list[ix];
    if patching.patches.is_empty() {
        return Ok(SpokeOrigin::Directory { path: package.dir.clone() });
    }
    let error = Error::new(
        Code::Annotation,
        format!("`patches` cannot be applied to a path package: {}", package.id),
    );
    let blamed = input.graph.annotated.with_tags(error.at_path(&package.dir), ix, Field::Patches);
    Err(blamed
        .note("its sources are used in place")
        .help("edit the sources themselves, and remove `patches` from the annotation"))
}

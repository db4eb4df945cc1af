//! Where the files of a package come from. Takes a package, gives an address that any machine can use: never that of
//! a mirror that happened to answer, never a file of cargo's own caches.

use camino::Utf8PathBuf;

use crate::error::{Code, Error, Result};
use crate::registry;
use crate::resolve::packages::Package;

#[derive(Debug)]
pub enum Origin {
    Archive { url: String, sha256: String, strip_prefix: String },
    Git { remote: String, commit: String, strip_prefix: String },
    Directory { path: Utf8PathBuf },
}

pub fn origin(package: &Package) -> Result<Origin> {
    let (name, version) = (&package.id.name, &package.id.version);
    let Some(source) = package.id.source.as_deref() else {
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
    Ok(Origin::Archive { url, sha256, strip_prefix: format!("{name}-{version}") })
}

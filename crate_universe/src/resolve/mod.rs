//! Resolution: which packages a workspace is locked to, and the facts of each. Takes a [`Workspace`], gives
//! [`Packages`]. The only room that runs cargo or reads Cargo.lock; never knows platforms or labels.

mod asked;
mod cargo_home;
mod command;
mod configuration;
mod git;
mod inputs;
pub mod listed;
mod lock;
mod manifest;
mod metadata;
mod native;
pub mod packages;
mod stale;
mod unlinked;

use camino::Utf8Path;

use crate::error::{Code, Error, Result};
use crate::input::{Ask, FactSources, Toolchain};
use crate::splice::Workspace;

use manifest::Manifest;
pub use native::{Download, Kept};
use native::{Native, Unsupported};
use packages::Packages;

/// What a resolution came to.
pub enum Resolution {
    Complete {
        packages: Packages,
        /// A new content of the facts cache.
        kept: Option<Kept>,
    },
    /// `.crate` files that the caller is to download before it asks again.
    Missing(Vec<Download>),
}

/// Reads the lock and the manifests; only what cannot be read so is asked of cargo.
pub fn resolve(toolchain: &Toolchain, workspace: &Workspace, facts: &FactSources) -> Result<Resolution> {
    for manifest in &workspace.manifests {
        Manifest::read(manifest)?;
    }
    let ask = || Ok(Resolution::Complete { packages: asked::packages(toolchain, workspace)?, kept: None });
    if facts.ask == Ask::Always {
        return ask();
    }
    match native::resolve(toolchain, workspace, facts)? {
        Native::Done { packages, kept } => Ok(Resolution::Complete { packages, kept }),
        Native::Missing(downloads) => Ok(Resolution::Missing(downloads)),
        Native::Unsupported(Unsupported(reason)) if facts.ask == Ask::Never => {
            let what = format!("cargo has to be asked about this workspace: {reason}");
            Err(Error::new(Code::Cargo, what).at(&workspace.manifests[0]).help("use --source auto"))
        }
        Native::Stale { lock, reasons } if facts.ask == Ask::Never => Err(stale(&lock, &reasons)),
        Native::Stale { lock, reasons } => {
            let packages = confirm(toolchain, workspace, &lock, &reasons)?;
            Ok(Resolution::Complete { packages, kept: None })
        }
        Native::Unsupported(_) => ask(),
    }
}

/// Asks cargo about a lock that seems stale. If cargo takes it as it is, cargo's word counts; if it refuses, or cannot
/// be asked without a network, the reasons found here say more than its own.
pub fn confirm(
    toolchain: &Toolchain,
    workspace: &Workspace,
    lock: &Utf8Path,
    reasons: &[String],
) -> Result<Packages> {
    asked::packages(toolchain, workspace).map_err(|error| match error.code() {
        Code::LockStale | Code::Cargo => stale::error(lock, reasons),
        _ => error,
    })
}

/// The error of a lock that is stale for these reasons.
pub fn stale(lock: &Utf8Path, reasons: &[String]) -> Error {
    stale::error(lock, reasons)
}

fn foreign(manifest: &Utf8Path, root: &Utf8Path) -> Error {
    Error::new(Code::Workspaces, "a manifest belongs to another workspace")
        .at(manifest)
        .note(format!("the first one belongs to the workspace at {root}"))
        .help("list manifests of one workspace in one from_cargo; use a second hub for the other")
}

fn same_file(left: &Utf8Path, right: &Utf8Path) -> bool {
    left == right
        || match (left.canonicalize_utf8(), right.canonicalize_utf8()) {
            (Ok(left), Ok(right)) => left == right,
            _ => false,
        }
}

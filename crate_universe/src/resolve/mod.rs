//! Finds the packages that a workspace is locked to, and the facts of each: [`SplicedWorkspace`] -> [`LockedPackages`].
//! This is the only room that runs cargo or reads Cargo.lock.
//!
//! [`SplicedWorkspace`]: crate::splice::SplicedWorkspace

pub mod cargo;
pub mod cargo_lock;
pub mod dump;
pub mod facts;
pub mod git_source;
pub mod package_files;
pub mod package_resolver;
pub mod packages;
pub mod source_facts;
pub mod source_text;
pub mod stale;
pub mod stale_reason;
pub mod watched_files;

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::error::{Code, Error, Result};
use crate::input::{AskCargo, CrateSpec};
use crate::splice::SplicedWorkspace;

pub use cargo_lock::names_of_broken as lock_names;
pub use facts::facts_lockfile::{
    check_replaceable as check_facts_file, find_differences as facts_file_differences,
    reason_to_ignore as ignored_facts_file,
};
pub use facts::{CHECKSUMS, FactsFileText, MissingDownload, facts_file_text};
use facts::{FactsOutcome, FallbackReason};
pub use package_resolver::PackageResolver;
use packages::{DependencyKind, LockedPackage, LockedPackages};
use stale_reason::StaleReason;

/// The result of a resolution.
pub enum Resolution {
    Complete(Box<LockedPackages>),
    /// The caller must download these files and resolve again.
    Missing(Vec<MissingDownload>),
}

/// Reads the lock and the manifests. Runs cargo only for what cannot be read this way.
pub fn resolve(resolver: &PackageResolver<'_>) -> Result<Resolution> {
    let workspace = resolver.workspace;
    if let Some(path) = workspace.lock.path() {
        cargo_lock::CargoLock::check_name(path)?;
    }
    find_packages(resolver).map_err(|error| match error.code() {
        Code::LockMissing => error.help(workspace.repin.to_string()),
        _ => error,
    })
}

fn find_packages(resolver: &PackageResolver<'_>) -> Result<Resolution> {
    let PackageResolver { toolchain, workspace, facts, .. } = resolver;
    let lock = cargo::temporary_lockfile::find_or_create_lock(resolver)?;
    let ask = || {
        cargo::metadata::resolve_packages(resolver, &lock)
            .map(|packages| Resolution::Complete(Box::new(packages)))
    };
    let resolution = match facts.ask {
        AskCargo::Always => ask(),
        asking => match facts::resolve_from_facts(toolchain, workspace, &lock, facts)? {
            FactsOutcome::Done(packages) => Ok(Resolution::Complete(packages)),
            FactsOutcome::Missing(downloads) => Ok(Resolution::Missing(downloads)),
            FactsOutcome::NotDownloaded if asking == AskCargo::Never => {
                Err(cargo_needed(workspace, "the manifests or download URLs of some packages were not found"))
            }
            FactsOutcome::Unsupported(FallbackReason(reason)) if asking == AskCargo::Never => {
                Err(cargo_needed(workspace, reason))
            }
            FactsOutcome::Stale { reasons } if asking == AskCargo::Never => {
                Err(stale::workspace_error(workspace, &lock, &reasons))
            }
            FactsOutcome::Stale { reasons } => {
                let packages = Box::new(confirm_with_cargo(resolver, &lock, &reasons)?);
                Ok(Resolution::Complete(packages))
            }
            FactsOutcome::NotDownloaded => {
                let answer = ask()?;
                // Cargo has now downloaded the missing files, and they contain more than cargo reports.
                match facts::resolve_from_facts(toolchain, workspace, &lock, facts)? {
                    FactsOutcome::Done(packages) => Ok(Resolution::Complete(packages)),
                    _ => Ok(answer),
                }
            }
            FactsOutcome::Unsupported(_) => ask(),
        },
    };
    let mut resolution = resolution?;
    if let Resolution::Complete(packages) = &mut resolution {
        complete_packages(resolver, packages)?;
    }
    Ok(resolution)
}

fn cargo_needed(workspace: &SplicedWorkspace, reason: &str) -> Error {
    let what = format!("this workspace cannot be resolved without running cargo: {reason}");
    Error::new(Code::Cargo, what).at_path(&workspace.main_manifest()).help("pass --source auto")
}

/// Adds what no package source knows: where files are, whether the lock is committed, and which targets the specs want.
fn complete_packages(resolver: &PackageResolver<'_>, packages: &mut LockedPackages) -> Result<()> {
    let PackageResolver { toolchain, workspace, facts, .. } = resolver;
    let configuration = cargo::configuration::read(toolchain, &workspace.dir)?;
    let locked = packages.list.iter().map(|package| (&package.id, package.checksum.as_deref()));
    packages.registries = cargo::registries::read(toolchain, &configuration, facts, locked)?;
    source_text::complete_from_folders(&mut packages.list);
    packages.committed = workspace.lock.path().is_some();
    let local = packages.list.iter().filter(|package| package.id.source.is_path());
    packages.manifest_warnings = workspace.warnings(local.map(|package| package.dir.as_path()));
    packages.manifest_warnings.extend(configuration.warnings);
    let linked = packages.list.iter().filter_map(|package| package.links.as_deref());
    let unused = cargo::config_links::warn_of_unused(
        &configuration.links_places,
        crate::user_home::cargo_home().as_deref(),
        linked,
    );
    packages.manifest_warnings.extend(unused);
    let members = workspace.locals.iter().filter(|local| local.member);
    let lints: BTreeMap<&Utf8Path, Vec<String>> =
        members.map(|local| (local.dir.as_path(), local.lint_flags())).collect();
    for package in packages.list.iter_mut().filter(|package| package.member) {
        package.lint_flags = lints.get(package.dir.as_path()).cloned().unwrap_or_default();
    }
    packages.env = configuration.env;
    packages.links_overrides = configuration.links;
    let declaring = workspace.locals.iter().filter(|local| !local.added.is_empty());
    for name in declaring.filter_map(|local| Some(&local.manifest.package.as_ref()?.name)) {
        let declares = |package: &&mut LockedPackage| package.member && package.id.name == *name;
        let Some(package) = packages.list.iter_mut().find(declares) else { continue };
        let told_by_cargo = package.locked.is_none();
        for dependency in &mut package.dependencies {
            let normal = dependency.kind == DependencyKind::Normal && dependency.platform.is_none();
            let spec = workspace.specs.iter().find(|spec| normal && spec.name == dependency.name);
            let Some(spec) = spec else { continue };
            dependency.wanted = spec.wanted;
            if spec.wanted.binaries() && dependency.package.is_none() && told_by_cargo {
                return Err(unseen_spec(spec));
            }
        }
    }
    Ok(())
}

/// `cargo metadata` omits dependencies without a library. It was run because something else in the workspace requires
/// it.
fn unseen_spec(spec: &CrateSpec) -> Error {
    let what = format!(
        "the binaries of `{}` cannot be found: `cargo metadata` does not report dependencies without a library",
        spec.package
    );
    spec.with_declaring_file(
        Error::new(Code::Artifact, what)
            .note("cargo had to be run because this hub uses something that only cargo can resolve, such as [replace], or `paths` in Cargo's configuration")
            .help("declare the binary in a separate hub, from a registry or a path: repositories = [\"tools\"]"),
    )
}

/// Runs cargo on a lock that seems stale. If cargo accepts the lock, its answer is used. If cargo rejects the lock, or
/// cannot decide without a network, the reasons found here are more precise than cargo's.
pub fn confirm_with_cargo(
    resolver: &PackageResolver<'_>,
    lock: &Utf8Path,
    reasons: &[StaleReason],
) -> Result<LockedPackages> {
    let mut packages =
        cargo::metadata::resolve_packages(resolver, lock).map_err(|error| match error.code() {
            Code::LockStale | Code::Cargo => stale::workspace_error(resolver.workspace, lock, reasons),
            _ => error,
        })?;
    complete_packages(resolver, &mut packages)?;
    Ok(packages)
}

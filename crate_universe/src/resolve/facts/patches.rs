//! Reads the `[patch]` tables of the root manifests and of cargo's configuration.
//! See <https://doc.rust-lang.org/cargo/reference/overriding-dependencies.html#the-patch-section>.

use crate::registry::CRATES_IO_NAME as CRATES_IO;
use crate::resolve::cargo::configuration::CargoConfiguration;
use crate::resolve::git_source;
use crate::resolve::packages::DependencyKind;
use crate::splice::SplicedWorkspace;

use super::declarations;
use super::fallback_reason::FallbackReason;
use super::package_facts::{DeclarationSource, DependencyDeclaration};

pub struct CargoPatch {
    /// What is patched: crates-io, the name of another registry, or an address.
    source: String,
    /// The replacement.
    pub declaration: DependencyDeclaration,
}

pub fn read_patches(
    workspace: &SplicedWorkspace,
    configuration: &CargoConfiguration,
) -> Result<Vec<CargoPatch>, FallbackReason> {
    let mut patches = Vec::new();
    // A patch in the configuration overrides one of the same name in a manifest.
    let replaced = |source: &String, name: &String| {
        configuration.patch.get(source).is_some_and(|table| table.contains_key(name))
    };
    let own = workspace.patches.iter().flat_map(|(source, table)| {
        let kept = table.iter().filter(|(name, _)| !replaced(source, name));
        kept.map(move |(name, dependency)| (source, name, dependency))
    });
    let configured = configuration
        .patch
        .iter()
        .flat_map(|(source, table)| table.iter().map(move |(name, dependency)| (source, name, dependency)));
    for (source, name, dependency) in own.chain(configured) {
        let declaration =
            declarations::read_without_inheritance(name, dependency, &workspace.dir, DependencyKind::Normal)?;
        let own = match &declaration.origin {
            DeclarationSource::Path(path) => {
                git_source::normalize_address(source) == format!("file://{path}")
            }
            DeclarationSource::Git(git) => {
                git_source::normalize_address(git) == git_source::normalize_address(source)
            }
            DeclarationSource::Registry => source == CRATES_IO,
        };
        if own {
            return Err(FallbackReason(
                "a [patch] replaces a package with one from the same source, or from another registry",
            ));
        }
        patches.push(CargoPatch { source: source.clone(), declaration });
    }
    Ok(patches)
}

impl CargoPatch {
    /// The folder of the replacement, if it is a path.
    pub fn dir(&self) -> Option<&str> {
        match &self.declaration.origin {
            DeclarationSource::Path(path) => Some(path),
            _ => None,
        }
    }

    /// Whether it may replace the package of a declaration.
    pub fn applies_to(&self, package: &str, origin: &DeclarationSource) -> bool {
        self.declaration.package == package
            && match origin {
                DeclarationSource::Path(_) => false,
                DeclarationSource::Git(git) => {
                    git_source::normalize_address(git) == git_source::normalize_address(&self.source)
                }
                // Only cargo knows which registry a name refers to.
                DeclarationSource::Registry => true,
            }
    }
}

//! Detects local manifests that cargo may reject for reasons that nothing else checks. Cargo has to read those.
//! See <https://doc.rust-lang.org/cargo/reference/manifest.html>.

use super::CargoManifest;
use super::wire::{DependencyValue, DetailedDependency};

/// Names of cargo's own folders. See <https://doc.rust-lang.org/cargo/reference/cargo-targets.html#binaries>.
const FOLDERS_OF_CARGO: [&str; 5] = ["", "build", "deps", "examples", "incremental"];

impl CargoManifest {
    /// Why this manifest has to be read by cargo.
    pub fn fallback_reason(&self) -> Option<&'static str> {
        let doubts = [
            (self.has_two_workspaces(), "a manifest has both [workspace] and `package.workspace`"),
            (
                self.dependency_tables().flatten().any(is_unusual_dependency),
                "a dependency has no source, or a name that cargo may reject",
            ),
            (
                self.features.iter().any(|(name, values)| self.is_unusual_feature(name, values)),
                "a feature that cargo may reject",
            ),
            (self.has_unusual_target(), "a target has a name that cargo may reject"),
        ];
        doubts.into_iter().find(|(holds, _)| *holds).map(|(_, reason)| reason)
    }

    fn has_two_workspaces(&self) -> bool {
        self.workspace.is_some() && self.package.as_ref().is_some_and(|package| package.workspace.is_some())
    }

    fn is_unusual_feature(&self, name: &str, values: &[String]) -> bool {
        let fits = |c: char| c.is_alphanumeric() || "_-+.".contains(c) || !c.is_ascii();
        let first = name.chars().next().is_some_and(|first| !"-+.".contains(first));
        let needs_optional = |value: &String| {
            let weak = value.split_once("?/").map(|(dependency, _)| dependency);
            let dependency = value.strip_prefix("dep:").or(weak);
            dependency.is_some_and(|dependency| !self.is_optional(dependency))
        };
        !first || !name.chars().all(fits) || values.iter().any(needs_optional)
    }

    fn is_optional(&self, name: &str) -> bool {
        let declared = self.dependency_tables().filter_map(|table| table.get(name));
        let mut detailed = declared.filter_map(|dependency| match dependency {
            DependencyValue::Detailed(detailed) => Some(detailed),
            DependencyValue::Version(_) => None,
        });
        detailed.any(|detailed| detailed.optional == Some(true))
    }

    fn has_unusual_target(&self) -> bool {
        let library = self.lib.as_ref().and_then(|lib| lib.name.as_ref());
        let mut binaries = self.bin.iter().flatten().filter_map(|bin| bin.name.as_deref());
        library.is_some_and(|name| name.contains('-'))
            || binaries.any(|name| FOLDERS_OF_CARGO.contains(&name))
    }
}

fn is_unusual_dependency((name, dependency): (&String, &DependencyValue)) -> bool {
    let fits = |c: char| c.is_alphanumeric() || "_-".contains(c) || !c.is_ascii();
    let DependencyValue::Detailed(detailed) = dependency else { return !name.chars().all(fits) };
    let DetailedDependency { version, path, git, branch, tag, rev, workspace, .. } = &**detailed;
    let named = version.is_some() || path.is_some() || git.is_some() || *workspace == Some(true);
    let of_git = branch.is_some() || tag.is_some() || rev.is_some();
    !name.chars().all(fits) || !named || (of_git && git.is_none() && *workspace != Some(true))
}

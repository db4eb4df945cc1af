//! Reads Cargo.toml. Errors have a line and a column. Beside the [`CargoManifest`], this gives the few facts that
//! `cargo metadata` does not contain.

mod doubt;
mod lints;
mod spelling;
pub mod wire;

use camino::Utf8Path;

use crate::error::{Code, Error, Result};
use crate::ids::is_package_name;
use crate::input::WantedTargets;
use crate::toml_size;

pub use wire::CargoManifest;
use wire::{DependencyTable, DependencyValue, InheritedValue};

/// The feature resolver of a workspace.
/// See <https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResolverVersion {
    V1,
    V2,
    V3,
}

impl ResolverVersion {
    pub fn from_name(name: &str) -> Option<ResolverVersion> {
        [ResolverVersion::V1, ResolverVersion::V2, ResolverVersion::V3]
            .into_iter()
            .find(|resolver| resolver.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            ResolverVersion::V1 => "1",
            ResolverVersion::V2 => "2",
            ResolverVersion::V3 => "3",
        }
    }
}

impl CargoManifest {
    pub fn read(path: &Utf8Path) -> Result<CargoManifest> {
        let text = read_text(path)?;
        CargoManifest::parse(path, &text)
    }

    pub fn parse(path: &Utf8Path, text: &str) -> Result<CargoManifest> {
        if let Some(why) = toml_size::refusal_reason(text) {
            return Err(Error::new(Code::ManifestSyntax, format!("the manifest is too large: {why}"))
                .at_path(path)
                .help("shorten it: the manifests of published packages are far smaller"));
        }
        let manifest: CargoManifest = toml::from_str(text).map_err(|error| {
            // serde names its own types if no variant of an untagged enum matches.
            let message = match error.message() {
                message if message.contains("untagged enum") => "a value has the wrong type",
                message => message,
            };
            let what = format!("the manifest is invalid: {message}");
            let wrong = Error::new(Code::ManifestSyntax, what);
            match error.span() {
                Some(span) => wrong.at_offset(path, text, span.start),
                None => wrong.at_path(path),
            }
            .help(format!("cargo metadata --no-deps --manifest-path {path} shows how cargo reads it"))
        })?;
        let manifest = manifest.with_project_as_package();
        match manifest.package.as_ref().filter(|package| !is_package_name(&package.name)) {
            None => Ok(manifest),
            Some(package) => {
                let what = format!("the manifest is invalid: {:?} is not a valid package name", package.name);
                Err(Error::new(Code::ManifestSyntax, what)
                    .at_path(path)
                    .help("use a name of letters, digits, `-` and `_` that does not start with a digit"))
            }
        }
    }

    /// The feature resolver of a workspace with this root manifest.
    /// See <https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions>.
    pub fn resolver_version(&self) -> ResolverVersion {
        let package = self.package.as_ref();
        let workspace = self.workspace.as_ref();
        let named = workspace
            .and_then(|table| table.resolver.as_deref())
            .or_else(|| package.and_then(|table| table.resolver.as_deref()));
        if let Some(named) = named.and_then(ResolverVersion::from_name) {
            return named;
        }
        // A virtual workspace has no edition of its own, so its default is the first resolver.
        let edition = package.and_then(|table| match table.edition.as_ref()? {
            InheritedValue::Value(edition) => Some(edition.as_str()),
            InheritedValue::Workspace {} => workspace?.package.edition.as_deref(),
        });
        // An unknown later edition has at least the latest resolver that is known here.
        match edition.and_then(|edition| edition.parse().ok()) {
            Some(2024_u32..) => ResolverVersion::V3,
            Some(2021..) => ResolverVersion::V2,
            _ => ResolverVersion::V1,
        }
    }

    pub fn has_known_resolver(&self) -> bool {
        let package = self.package.as_ref().and_then(|table| table.resolver.as_deref());
        let workspace = self.workspace.as_ref().and_then(|table| table.resolver.as_deref());
        package.into_iter().chain(workspace).all(|resolver| ResolverVersion::from_name(resolver).is_some())
    }

    /// The dependency tables of every kind and for every platform.
    pub fn dependency_tables(&self) -> impl Iterator<Item = &DependencyTable> {
        let own = [&self.dependencies, self.dev_dependencies(), self.build_dependencies()];
        let platforms = self.target.values().flat_map(|tables| {
            [&tables.dependencies, tables.dev_dependencies(), tables.build_dependencies()]
        });
        own.into_iter().chain(platforms)
    }

    /// Whether a dependency disables default features that the workspace enables. Cargo ignores this, and rejects it
    /// since edition 2024.
    pub fn overrides_default_features(&self, shared: Option<&wire::WorkspaceTable>) -> bool {
        self.dependency_tables().flatten().any(|(name, dependency)| {
            let DependencyValue::Detailed(own) = dependency else { return false };
            let inherited = shared.and_then(|shared| shared.dependencies.get(name));
            let inherited = match inherited {
                Some(DependencyValue::Detailed(detailed)) => detailed.default_features(),
                _ => None,
            };
            own.workspace == Some(true) && own.default_features() == Some(false) && inherited != Some(false)
        })
    }

    /// Which artifacts of a dependency are needed. `name`: its key.
    pub fn wanted_artifacts(&self, name: &str) -> WantedTargets {
        let declared = self.dependency_tables().filter_map(|table| table.get(name));
        let mut artifacts = declared.filter_map(|dependency| match dependency {
            DependencyValue::Detailed(detailed) => detailed.artifact.as_ref().and(Some(detailed.lib)),
            DependencyValue::Version(_) => None,
        });
        match artifacts.next() {
            None => WantedTargets::Library,
            Some(Some(true)) => WantedTargets::Both,
            Some(_) => WantedTargets::Binaries,
        }
    }

    pub fn has_artifacts(&self) -> bool {
        let mut names = self.dependency_tables().flat_map(|table| table.keys());
        names.any(|name| self.wanted_artifacts(name).binaries())
    }

    /// Paths and globs, relative to the manifest.
    pub fn workspace_members(&self) -> &[String] {
        self.workspace.as_ref().map_or(&[], |table| &table.members)
    }

    pub fn benches_library(&self) -> bool {
        self.lib.as_ref().and_then(|lib| lib.bench).unwrap_or(true)
    }

    pub fn benches_bin(&self, name: &str) -> bool {
        bench_flag(&self.bin, name).unwrap_or(true)
    }

    pub fn benches_test(&self, name: &str) -> bool {
        bench_flag(&self.test, name).unwrap_or(false)
    }

    pub fn benches_bench(&self, name: &str) -> bool {
        bench_flag(&self.bench, name).unwrap_or(true)
    }

    pub fn benches_example(&self, name: &str) -> bool {
        bench_flag(&self.example, name).unwrap_or(false)
    }

    /// The table of an example. The other three are for other kinds of targets.
    pub fn named_example(&self, name: &str) -> Option<&wire::ManifestTarget> {
        find_target(&self.example, name)
    }

    pub fn named_test(&self, name: &str) -> Option<&wire::ManifestTarget> {
        find_target(&self.test, name)
    }

    pub fn named_bench(&self, name: &str) -> Option<&wire::ManifestTarget> {
        find_target(&self.bench, name)
    }

    pub fn named_bin(&self, name: &str) -> Option<&wire::ManifestTarget> {
        find_target(&self.bin, name)
    }
}

fn find_target<'a>(
    tables: &'a Option<Vec<wire::ManifestTarget>>,
    name: &str,
) -> Option<&'a wire::ManifestTarget> {
    tables.iter().flatten().find(|table| table.name.as_deref() == Some(name))
}

fn bench_flag(tables: &Option<Vec<wire::ManifestTarget>>, name: &str) -> Option<bool> {
    find_target(tables, name)?.bench
}

fn read_text(path: &Utf8Path) -> Result<String> {
    crate::disk::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::new(Code::ManifestMissing, "the manifest does not exist").at_path(path)
        }
        _ => Error::new(Code::Read, format!("the file cannot be read: {error}")).at_path(path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolver(text: &str) -> ResolverVersion {
        CargoManifest::parse("Cargo.toml".into(), text).expect("a manifest").resolver_version()
    }

    #[test]
    fn rule_8_resolver_comes_from_the_root_manifest_or_its_edition() {
        assert_eq!(resolver("[package]\nname = 'a'"), ResolverVersion::V1);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2018'"), ResolverVersion::V1);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2021'"), ResolverVersion::V2);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2024'"), ResolverVersion::V3);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2027'"), ResolverVersion::V3);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2021'\nresolver = '1'"), ResolverVersion::V1);
        assert_eq!(resolver("[workspace]\nmembers = []"), ResolverVersion::V1);
        assert_eq!(resolver("[workspace]\nresolver = '2'"), ResolverVersion::V2);
        let inherited =
            "[workspace.package]\nedition = '2024'\n[package]\nname = 'a'\nedition.workspace = true";
        assert_eq!(resolver(inherited), ResolverVersion::V3);
    }

    #[test]
    fn syntax_error_names_line_and_column() {
        let error =
            CargoManifest::parse("m/Cargo.toml".into(), "[package]\nname = \n").expect_err("no value");
        assert_eq!(error.code(), Code::ManifestSyntax);
        assert!(error.to_string().contains("m/Cargo.toml:2:"), "{error}");
    }
}

//! Manifests: Cargo.toml read from disk or from text, with line and column where that fails. Takes a path, gives the
//! [`Manifest`] and the few facts that `cargo metadata` does not tell. Never follows dependencies.

mod doubt;
mod spelling;
pub mod wire;

use camino::Utf8Path;

use crate::error::{Code, Error, Result};
use crate::ids::is_package_name;
use crate::input::Wanted;
use crate::toml_size;

pub use wire::Manifest;
use wire::{Dependencies, Dependency, Inherited};

/// The feature resolver of a workspace.
/// See <https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolver {
    V1,
    V2,
    V3,
}

impl Resolver {
    pub fn named(name: &str) -> Option<Resolver> {
        [Resolver::V1, Resolver::V2, Resolver::V3].into_iter().find(|resolver| resolver.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Resolver::V1 => "1",
            Resolver::V2 => "2",
            Resolver::V3 => "3",
        }
    }
}

impl Manifest {
    pub fn read(path: &Utf8Path) -> Result<Manifest> {
        let text = read_text(path)?;
        Manifest::parse(path, &text)
    }

    pub fn parse(path: &Utf8Path, text: &str) -> Result<Manifest> {
        if let Some(why) = toml_size::excess(text) {
            return Err(Error::new(Code::ManifestSyntax, format!("the manifest is too large: {why}"))
                .at(path)
                .help("shorten it: the manifests of published packages are far smaller"));
        }
        let manifest: Manifest = toml::from_str(text).map_err(|error| {
            // serde speaks of its own types where none of several forms fits.
            let message = match error.message() {
                message if message.contains("untagged enum") => "a value has the wrong type",
                message => message,
            };
            let what = format!("the manifest is invalid: {message}");
            let wrong = Error::new(Code::ManifestSyntax, what);
            match error.span() {
                Some(span) => wrong.at_offset(path, text, span.start),
                None => wrong.at(path),
            }
            .help(format!("cargo metadata --no-deps --manifest-path {path} shows how cargo reads it"))
        })?;
        let manifest = manifest.with_project_as_package();
        match manifest.package.as_ref().filter(|package| !is_package_name(&package.name)) {
            None => Ok(manifest),
            Some(package) => {
                let what = format!("the manifest is invalid: {:?} is not a valid package name", package.name);
                Err(Error::new(Code::ManifestSyntax, what)
                    .at(path)
                    .help("use a name of letters, digits, `-` and `_` that does not start with a digit"))
            }
        }
    }

    /// The feature resolver that a workspace with this root manifest uses.
    /// See <https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions>.
    pub fn resolver(&self) -> Resolver {
        let package = self.package.as_ref();
        let workspace = self.workspace.as_ref();
        let named = workspace
            .and_then(|table| table.resolver.as_deref())
            .or_else(|| package.and_then(|table| table.resolver.as_deref()));
        if let Some(named) = named.and_then(Resolver::named) {
            return named;
        }
        // A virtual workspace has no edition of its own, so it stays with the first resolver.
        let edition = package.and_then(|table| match table.edition.as_ref()? {
            Inherited::Value(edition) => Some(edition.as_str()),
            Inherited::Workspace {} => workspace?.package.edition.as_deref(),
        });
        // A later edition than those that are known has the resolver of the last one, or a newer one.
        match edition.and_then(|edition| edition.parse().ok()) {
            Some(2024_u32..) => Resolver::V3,
            Some(2021..) => Resolver::V2,
            _ => Resolver::V1,
        }
    }

    pub fn has_known_resolver(&self) -> bool {
        let package = self.package.as_ref().and_then(|table| table.resolver.as_deref());
        let workspace = self.workspace.as_ref().and_then(|table| table.resolver.as_deref());
        package.into_iter().chain(workspace).all(|resolver| Resolver::named(resolver).is_some())
    }

    /// The dependencies of every kind and for every platform.
    pub fn dependency_tables(&self) -> impl Iterator<Item = &Dependencies> {
        let own = [&self.dependencies, self.dev_dependencies(), self.build_dependencies()];
        let platforms = self.target.values().flat_map(|tables| {
            [&tables.dependencies, tables.dev_dependencies(), tables.build_dependencies()]
        });
        own.into_iter().chain(platforms)
    }

    /// Whether it turns default features off that its workspace has on, which cargo ignores and, as of edition 2024, refuses.
    pub fn overrides_default_features(&self, shared: Option<&wire::Workspace>) -> bool {
        self.dependency_tables().flatten().any(|(name, dependency)| {
            let Dependency::Detailed(own) = dependency else { return false };
            let inherited = shared.and_then(|shared| shared.dependencies.get(name));
            let inherited = match inherited {
                Some(Dependency::Detailed(detailed)) => detailed.default_features(),
                _ => None,
            };
            own.workspace == Some(true) && own.default_features() == Some(false) && inherited != Some(false)
        })
    }

    /// What of a dependency is wanted; `name` is its key.
    pub fn wanted(&self, name: &str) -> Wanted {
        let declared = self.dependency_tables().filter_map(|table| table.get(name));
        let mut artifacts = declared.filter_map(|dependency| match dependency {
            Dependency::Detailed(detailed) => detailed.artifact.as_ref().and(Some(detailed.lib)),
            Dependency::Version(_) => None,
        });
        match artifacts.next() {
            None => Wanted::Library,
            Some(Some(true)) => Wanted::Both,
            Some(_) => Wanted::Binaries,
        }
    }

    pub fn has_artifacts(&self) -> bool {
        let mut names = self.dependency_tables().flat_map(|table| table.keys());
        names.any(|name| self.wanted(name).binaries())
    }

    /// Paths and globs, relative to the manifest.
    pub fn workspace_members(&self) -> &[String] {
        self.workspace.as_ref().map_or(&[], |table| &table.members)
    }

    pub fn benches_library(&self) -> bool {
        self.lib.as_ref().and_then(|lib| lib.bench).unwrap_or(true)
    }

    pub fn benches_bin(&self, name: &str) -> bool {
        benched(&self.bin, name).unwrap_or(true)
    }

    pub fn benches_test(&self, name: &str) -> bool {
        benched(&self.test, name).unwrap_or(false)
    }

    pub fn benches_bench(&self, name: &str) -> bool {
        benched(&self.bench, name).unwrap_or(true)
    }

    pub fn benches_example(&self, name: &str) -> bool {
        benched(&self.example, name).unwrap_or(false)
    }

    /// See [`Target::host_example`](wire::Target::host_example).
    pub fn is_host_example(&self, name: &str) -> bool {
        named(&self.example, name).is_some_and(wire::Target::host_example)
    }

    pub fn is_host_test(&self, name: &str) -> bool {
        named(&self.test, name).is_some_and(wire::Target::host_test)
    }

    pub fn is_host_bench(&self, name: &str) -> bool {
        named(&self.bench, name).is_some_and(wire::Target::host_test)
    }
}

fn named<'a>(tables: &'a Option<Vec<wire::Target>>, name: &str) -> Option<&'a wire::Target> {
    tables.iter().flatten().find(|table| table.name.as_deref() == Some(name))
}

fn benched(tables: &Option<Vec<wire::Target>>, name: &str) -> Option<bool> {
    named(tables, name)?.bench
}

fn read_text(path: &Utf8Path) -> Result<String> {
    crate::disk::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::new(Code::ManifestMissing, "the manifest does not exist").at(path)
        }
        _ => Error::new(Code::Read, format!("the file cannot be read: {error}")).at(path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolver(text: &str) -> Resolver {
        Manifest::parse("Cargo.toml".into(), text).expect("a manifest").resolver()
    }

    #[test]
    fn rule_8_resolver_comes_from_the_root_manifest_or_its_edition() {
        assert_eq!(resolver("[package]\nname = 'a'"), Resolver::V1);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2018'"), Resolver::V1);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2021'"), Resolver::V2);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2024'"), Resolver::V3);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2027'"), Resolver::V3);
        assert_eq!(resolver("[package]\nname = 'a'\nedition = '2021'\nresolver = '1'"), Resolver::V1);
        assert_eq!(resolver("[workspace]\nmembers = []"), Resolver::V1);
        assert_eq!(resolver("[workspace]\nresolver = '2'"), Resolver::V2);
        let inherited =
            "[workspace.package]\nedition = '2024'\n[package]\nname = 'a'\nedition.workspace = true";
        assert_eq!(resolver(inherited), Resolver::V3);
    }

    #[test]
    fn syntax_error_names_line_and_column() {
        let error = Manifest::parse("m/Cargo.toml".into(), "[package]\nname = \n").expect_err("no value");
        assert_eq!(error.code(), Code::ManifestSyntax);
        assert!(error.to_string().contains("m/Cargo.toml:2:"), "{error}");
    }
}

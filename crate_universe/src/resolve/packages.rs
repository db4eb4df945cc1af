//! The facts of every package of a locked workspace, independent of any platform. A package source makes them, and all
//! later rooms read them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Not;

use camino::{Utf8Path, Utf8PathBuf};
use semver::VersionReq;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::ids::PackageId;
use crate::input::WantedTargets;
use crate::splice::SplicedWorkspace;
use crate::splice::manifest::ResolverVersion;

use super::cargo::config_values::{ConfigRustflags, ConfigVariable, LinksOverrides};
use super::cargo::registries::RegistrySources;
use super::source_facts::SourceText;

/// A package's index in [`LockedPackages::list`].
pub type PackageIx = usize;

/// `[package.metadata.bazel]` of a manifest, as JSON.
pub type BazelMetadata = BTreeMap<String, serde_json::Value>;

/// Takes that table from the metadata of a package.
pub fn parse_bazel_metadata(metadata: &serde_json::Value) -> BazelMetadata {
    let table = metadata.get("bazel").and_then(serde_json::Value::as_object);
    table.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[derive(Debug)]
pub struct LockedPackages {
    /// Sorted by [`PackageId`].
    pub list: Vec<LockedPackage>,
    pub resolver: ResolverVersion,
    pub inputs: WatchedInputs,
    /// The Cargo.lock that was read.
    pub lock: Utf8PathBuf,
    /// Whether that lock is committed. If not, cargo made it for this run.
    pub committed: bool,
    /// Patches of `[patch]` that replace no package.
    pub unused_patches: Vec<PackageId>,
    /// Warnings about the manifests and about cargo's configuration.
    pub manifest_warnings: Vec<String>,
    pub rustflags: ConfigRustflags,
    pub registries: RegistrySources,
    /// `[env]` of cargo's configuration.
    pub env: BTreeMap<String, ConfigVariable>,
    pub links_overrides: LinksOverrides,
}

/// What the facts were read from. If any of it changes, the facts may change.
#[derive(Debug, Default)]
pub struct WatchedInputs {
    /// Some of these files may not exist yet; creating one is a change.
    pub files: Vec<Utf8PathBuf>,
    /// Folders whose entries matter: the parents of members that a glob matches.
    pub dirs: Vec<Utf8PathBuf>,
    /// Where cargo looks for its configuration: in all parent folders and in its home.
    pub configuration: Vec<Utf8PathBuf>,
    /// The folders of the members. `watch_target_folders` adds what only the targets of members depend on.
    pub members: Vec<Utf8PathBuf>,
}

impl LockedPackages {
    /// Adds the path of the package's manifest to an error. For a package that is not local, adds the path of the lock
    /// instead.
    pub fn at_manifest(&self, package: &LockedPackage, error: Error) -> Error {
        let manifest = package.dir.join("Cargo.toml");
        let file = if package.id.source.is_path() { &manifest } else { &self.lock };
        error.note(format!("a dependency of {} declares it", package.id)).at_path(file)
    }

    /// The directory that replaces the package's source, if any.
    pub fn directory_of<'a>(&self, package: &'a LockedPackage) -> Option<&'a Utf8Path> {
        let source = package.id.source.as_str()?;
        package.dir.parent().filter(|_| self.registries.is_in_directory(source))
    }

    /// Problems that do not stop cargo from building.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let patches = self.unused_patches.iter().map(|patch| {
            let PackageId { name, version, .. } = patch;
            format!(
                "the patch {name} {version} is not used: no requirement of {name} allows that version, or nothing depends \
                 on {name}"
            )
        });
        self.manifest_warnings.iter().cloned().chain(patches)
    }

    /// Removes paths that differ between machines.
    pub fn strip_machine_paths(&mut self) {
        let absolute: Vec<String> =
            self.env.iter().filter(|(_, variable)| variable.absolute).map(|(name, _)| name.clone()).collect();
        for name in absolute {
            self.env.remove(&name);
            self.manifest_warnings.push(format!(
                "[env] in Cargo's configuration sets `{name}` with `relative`; it is left out of the vendored tree because it is a \
                 path on this machine"
            ));
        }
        for (library, of_triples) in &mut self.links_overrides {
            for (triple, own) in of_triples {
                let before = own.link_search.len();
                own.link_search.retain(|folder| !folder.relative);
                if own.link_search.len() < before {
                    self.manifest_warnings.push(format!(
                        "[target.{triple}.{library}] in Cargo's configuration has a relative `rustc-link-search`; it is left out of \
                         the vendored tree because it is a path on this machine"
                    ));
                }
            }
        }
    }

    /// The packages whose binaries a spec asks for.
    pub fn wanted_binaries(&self) -> BTreeSet<PackageIx> {
        let declared = self.list.iter().filter(|package| package.member).flat_map(|own| &own.dependencies);
        declared.filter(|own| own.wanted.binaries()).filter_map(|own| own.package).collect()
    }
}

impl WatchedInputs {
    /// Adds a committed lock to the watched files.
    pub fn watch_lock(&mut self, workspace: &SplicedWorkspace) {
        if let Some(path) = workspace.lock.path() {
            self.files.push(path.to_owned());
        }
        self.files.sort();
        self.files.dedup();
    }

    /// Adds the configuration files of one repository to the watched files. Bazel cannot watch files outside it.
    pub fn watch_configuration(&mut self, repository_dir: &Utf8Path) {
        let seen = self.configuration.iter().filter(|file| file.starts_with(repository_dir));
        self.files.extend(seen.cloned());
        self.files.sort();
        self.files.dedup();
    }
}

#[derive(Debug)]
pub struct LockedPackage {
    pub id: PackageId,
    /// The folder of the package's Cargo.toml, if it is on disk.
    pub dir: Utf8PathBuf,
    pub member: bool,
    /// Feature -> what it enables, in Cargo's notation. Implicit features are included.
    pub features: BTreeMap<String, Vec<String>>,
    pub dependencies: Vec<LockedDependency>,
    pub targets: Vec<PackageTarget>,
    pub links: Option<String>,
    /// For a git package, its folder within the repository.
    pub checkout_path: Option<String>,
    /// The sha256 of the `.crate` file. Only packages from registries have one.
    pub checksum: Option<String>,
    pub about: PackageAbout,
    /// `[package.metadata.bazel]`: the package's own settings for its BUILD file.
    pub bazel_metadata: BazelMetadata,
    /// The flags of rustc that `[lints]` stands for. Read only for members.
    pub lint_flags: Vec<String>,
    /// What its sources show.
    pub text: SourceText,
    /// The packages that Cargo.lock lists as its dependencies, sorted. `None` if cargo itself checked the lock.
    pub locked: Option<Vec<PackageIx>>,
}

/// What cargo passes to rustc and build scripts as `CARGO_PKG_*`.
/// See <https://doc.rust-lang.org/cargo/reference/environment-variables.html>.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageAbout {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust_version: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DependencyKind {
    #[default]
    Normal,
    Build,
    Dev,
}

impl DependencyKind {
    pub fn is_normal(&self) -> bool {
        *self == DependencyKind::Normal
    }

    pub fn as_str(self) -> &'static str {
        match self {
            DependencyKind::Normal => "normal",
            DependencyKind::Build => "build",
            DependencyKind::Dev => "dev",
        }
    }
}

/// One declaration of a dependency, matched to the package that is locked for it.
#[derive(Debug)]
pub struct LockedDependency {
    /// The key in the manifest: the new name of a renamed dependency, else the package's name.
    pub name: String,
    /// The name that code uses for it.
    pub extern_name: String,
    /// `None` if no linkable package is locked for it: the package has no library, or the dependency is optional and no
    /// feature of the workspace enables it.
    pub package: Option<PackageIx>,
    pub kind: DependencyKind,
    pub optional: bool,
    pub default_features: bool,
    pub features: Vec<String>,
    /// A `cfg(...)` expression or a bare triple.
    pub platform: Option<String>,
    /// `None` accepts any version.
    pub requirement: Option<VersionReq>,
    /// Which targets of the package are wanted. Only a spec can want more than the library.
    pub wanted: WantedTargets,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TargetKind {
    Lib,
    ProcMacro,
    Bin,
    BuildScript,
    Example,
    Test,
    Bench,
}

impl TargetKind {
    pub fn is_library(self) -> bool {
        matches!(self, TargetKind::Lib | TargetKind::ProcMacro)
    }
}

/// A Cargo target of a package.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackageTarget {
    pub kind: TargetKind,
    pub name: String,
    /// Relative to the package's folder, with forward slashes.
    pub root: String,
    pub edition: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_features: Vec<String>,
    /// Whether `cargo test` builds it as a test.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub tested: bool,
    /// Whether `cargo bench` builds it as a bench.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub benched: bool,
    /// Whether the library can be linked into Rust code (`lib`, `rlib`, `dylib`, `proc-macro`).
    #[serde(default, skip_serializing_if = "Not::not")]
    pub linkable: bool,
    /// Whether an example, a test or a bench is compiled for the host, as a proc macro is.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub for_host: bool,
    /// Whether its tests and benches have a `main` of their own instead of libtest's (`harness = false`). Read only for
    /// members.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub own_main: bool,
    /// Whether `cargo test` runs the examples in its documentation. Read only for members.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub doctested: bool,
    /// What a library or an example is compiled to: `lib`, `cdylib`, ... Read only for members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crate_types: Vec<String>,
}

impl LockedPackage {
    /// The edition of the library, else of the first target. Empty for a package without targets.
    pub fn edition(&self) -> &str {
        let target = self.library().or_else(|| self.targets.first());
        target.map_or("", |target| &target.edition)
    }

    pub fn target(&self, kind: TargetKind) -> Option<&PackageTarget> {
        self.targets.iter().find(|target| target.kind == kind)
    }

    /// The library or the proc macro.
    pub fn library(&self) -> Option<&PackageTarget> {
        self.target(TargetKind::Lib).or_else(|| self.target(TargetKind::ProcMacro))
    }

    /// The library or proc macro, if Rust code can link it.
    pub fn rust_library(&self) -> Option<&PackageTarget> {
        self.library().filter(|library| library.linkable)
    }

    pub fn is_proc_macro(&self) -> bool {
        self.target(TargetKind::ProcMacro).is_some()
    }

    /// Whether any target is compiled for the host: the proc macro, or an example, a test or a bench that is a proc
    /// macro.
    pub fn has_host_target(&self) -> bool {
        self.is_proc_macro() || self.targets.iter().any(|target| target.for_host)
    }

    pub fn has_build_script(&self) -> bool {
        self.target(TargetKind::BuildScript).is_some()
    }
}

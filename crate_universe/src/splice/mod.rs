//! Splicing: finds out which manifests and specs form one workspace. A user's source tree is read in place; it is never
//! copied or rewritten. If cargo has to write a Cargo.lock, or needs a workspace that exists in no tree, `scratch`
//! lists the files of a separate folder for it.

pub mod dependency_names;
pub mod manifest;
mod mirror;
pub mod scratch;
mod specs;
mod standalone;
mod workspace;

use std::collections::BTreeMap;
use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk::is_same_file;
use crate::error::{Code, Error, Result};
use crate::input::CrateSpec;
use crate::input::repin_command::{RepinCommand, RepinHelp};
use crate::paths::normalize;

use manifest::wire::{DependencyTable, DependencyValue};
use manifest::{CargoManifest, ResolverVersion};
use workspace::FoundWorkspaces;
pub use workspace::{DIRECT, LocalPackage, WorkspaceRoot, add_outside_packages, find_root};

/// What a hub is made from.
#[derive(Clone, Copy, Debug, Default)]
pub struct HubSources<'a> {
    pub manifests: &'a [Utf8PathBuf],
    pub specs: &'a [CrateSpec],
    pub lock: Option<&'a Utf8Path>,
    /// Whether the Cargo.lock leaves out the packages of the workspace itself.
    pub stripped: bool,
    /// The resolver, if no manifest is the root of the workspace.
    pub resolver: Option<&'a str>,
    /// The folder that counts as that of a workspace without a root.
    pub home: Option<&'a Utf8Path>,
    /// The command that brings a lock up to date which no cargo command of the user's can.
    pub repin: Option<&'a RepinCommand>,
}

/// One workspace: cargo's own, read in place, or one made of several workspaces or of specs.
#[derive(Debug)]
pub struct SplicedWorkspace {
    /// The manifests that the user named.
    pub manifests: Vec<Utf8PathBuf>,
    /// Workspaces of cargo, or packages outside of any workspace.
    pub roots: Vec<Rc<WorkspaceRoot>>,
    /// Members and path packages. If a folder has several packages, the one that only has specs comes last.
    pub locals: Vec<LocalPackage>,
    /// `[patch]` of all roots: source -> name -> replacement, with absolute paths.
    pub patches: BTreeMap<String, DependencyTable>,
    pub specs: Vec<CrateSpec>,
    pub resolver: ResolverVersion,
    /// Where cargo runs, and looks for its configuration from here upwards.
    pub dir: Utf8PathBuf,
    /// Whether cargo can use the workspace in place, including its Cargo.lock.
    pub in_place: bool,
    pub lock: WorkspaceLock,
    /// Why only cargo can tell whether the result is complete and correct.
    pub doubt: Option<&'static str>,
    /// The command that brings the lock up to date.
    pub repin: RepinHelp,
}

/// The Cargo.lock of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkspaceLock {
    At(Utf8PathBuf),
    /// No Cargo.lock is committed. Cargo generates one in each run, and keeps the versions of `from`.
    Made {
        from: Option<Utf8PathBuf>,
    },
    /// The committed Cargo.lock leaves out the packages of the workspace itself, which cargo adds in each run.
    Completed(Utf8PathBuf),
}

impl WorkspaceLock {
    /// The committed file, or the file to commit.
    pub fn path(&self) -> Option<&Utf8Path> {
        match self {
            WorkspaceLock::At(path) | WorkspaceLock::Completed(path) => Some(path),
            WorkspaceLock::Made { .. } => None,
        }
    }
}

pub fn splice(named: &HubSources<'_>) -> Result<SplicedWorkspace> {
    check_sources(named)?;
    let FoundWorkspaces { roots, mut locals, doubt } =
        workspace::find_workspaces(named.manifests, specs::spec_folders(named.specs)?)?;
    match named.manifests.first().filter(|_| doubt.is_none()) {
        Some(first)
            if !named.manifests.iter().any(|manifest| belongs_to_workspace(manifest, &roots, &locals)) =>
        {
            return Err(foreign_manifests(first, &roots));
        }
        _ => {}
    }
    let single = match roots.as_slice() {
        [root] => Some(root.clone()),
        _ => None,
    };
    let home = named.home.map(Utf8Path::to_owned);
    let dir = match &single {
        Some(root) => root.dir.clone(),
        None => home.or_else(|| roots.first().map(|root| root.dir.clone())).unwrap_or_default(),
    };
    if !named.specs.is_empty() {
        specs::add_package(named.specs, single.as_ref(), &dir, &mut locals)?;
    }
    if single.is_none() {
        check_member_names(&locals)?;
    }
    let mut workspace = SplicedWorkspace {
        patches: merge_patches(&roots)?,
        resolver: match (&single, named.resolver) {
            (Some(root), _) => root.manifest.resolver_version(),
            (None, Some(named)) => ResolverVersion::from_name(named).ok_or_else(|| {
                Error::new(Code::Internal, format!("`resolver_version` {named} was not checked"))
            })?,
            (None, None) => ResolverVersion::V2,
        },
        repin: RepinHelp { command: RepinCommand::Cargo { manifest: Utf8PathBuf::new() }, alternative: None },
        manifests: named.manifests.to_vec(),
        specs: named.specs.to_vec(),
        roots,
        locals,
        dir,
        in_place: false,
        lock: WorkspaceLock::Made { from: None },
        doubt,
    };
    workspace.find_lock(named);
    Ok(workspace)
}

fn check_sources(named: &HubSources<'_>) -> Result<()> {
    let mut seen: Vec<&Utf8PathBuf> = Vec::new();
    for manifest in named.manifests {
        if manifest.file_name() != Some("Cargo.toml") {
            return Err(no_manifest(manifest));
        }
        if !crate::disk::exists(manifest) {
            return Err(Error::new(Code::ManifestMissing, "the manifest does not exist")
                .at_path(manifest)
                .help("correct the label in `manifests`, or create the file with `cargo init`"));
        }
        if seen.contains(&manifest) {
            return Err(Error::new(Code::ManifestTwice, "the manifest is listed twice")
                .at_path(manifest)
                .help("remove one of the two labels from `manifests`"));
        }
        seen.push(manifest);
    }
    if named.manifests.is_empty() && named.specs.is_empty() {
        return Err(Error::new(Code::ManifestMissing, "neither a manifest nor a crate.spec is given")
            .help("list the root manifest of the workspace: manifests = [\"//:Cargo.toml\"]"));
    }
    Ok(())
}

/// The error for a file whose name is not that of a manifest.
fn no_manifest(file: &Utf8Path) -> Error {
    let name = file.file_name().unwrap_or_default();
    let what = format!("`{name}` is not a manifest: Cargo manifests are named Cargo.toml");
    let help = match crate::disk::is_file(file.with_file_name("Cargo.toml")) {
        true => "list the Cargo.toml next to it in `manifests`",
        false => "list a Cargo.toml in `manifests`",
    };
    Error::new(Code::ManifestMissing, what).at_path(file).help(help)
}

/// Whether a manifest is a root, a member, or a path package of the workspaces.
fn belongs_to_workspace(manifest: &Utf8Path, roots: &[Rc<WorkspaceRoot>], locals: &[LocalPackage]) -> bool {
    let is = |dir: &Utf8Path| is_same_file(manifest, &dir.join("Cargo.toml"));
    roots.iter().any(|root| is(&root.dir)) || locals.iter().any(|local| is(&local.dir))
}

/// The root manifest of the workspace whose folder contains a manifest.
fn root_manifest_above(manifest: &Utf8Path, roots: &[Rc<WorkspaceRoot>]) -> Utf8PathBuf {
    let folder = normalize(manifest.parent().unwrap_or(Utf8Path::new("")));
    let above = roots.iter().filter(|root| folder.starts_with(&root.dir));
    let root = above.max_by_key(|root| root.dir.as_str().len()).or(roots.first());
    root.map(|root| root.dir.join("Cargo.toml")).unwrap_or_default()
}

/// The error if none of the manifests belongs to a workspace.
fn foreign_manifests(manifest: &Utf8Path, roots: &[Rc<WorkspaceRoot>]) -> Error {
    Error::new(Code::Workspaces, "the manifest is not a member of the workspace that contains it")
        .at_path(manifest)
        .note(format!("the root of that workspace is {}", root_manifest_above(manifest, roots)))
        .help("add its directory to `members` or `exclude` of that workspace")
}

/// Cargo rejects two members with the same name, wherever they are.
fn check_member_names(locals: &[LocalPackage]) -> Result<()> {
    let mut seen: BTreeMap<&str, &LocalPackage> = BTreeMap::new();
    for local in locals.iter().filter(|local| local.member) {
        let Some(package) = &local.manifest.package else { continue };
        if let Some(other) = seen.insert(&package.name, local) {
            let what =
                format!("two packages are named {}, and one Cargo.lock cannot contain both", package.name);
            return Err(Error::new(Code::Workspaces, what)
                .at_path(&local.dir.join("Cargo.toml"))
                .note(format!("the other one is {}", other.dir.join("Cargo.toml")))
                .help("rename one of them, or give it a separate hub with a second crate.from_cargo"));
        }
    }
    Ok(())
}

/// Whether the user named an empty Cargo.lock for cargo to fill, and there is something to lock.
fn is_placeholder(lock: &Utf8Path, locals: &[LocalPackage]) -> bool {
    !locals.is_empty() && crate::disk::read_to_string(lock).is_ok_and(|text| text.trim().is_empty())
}

fn find_workspace_lock(
    named: Option<&Utf8Path>,
    single: Option<&WorkspaceRoot>,
    locals: &[LocalPackage],
    made: bool,
) -> WorkspaceLock {
    let beside = single.map(|root| root.dir.join("Cargo.lock"));
    match (named, beside) {
        (Some(named), _) if !is_placeholder(named, locals) => WorkspaceLock::At(named.to_owned()),
        (None, Some(beside)) if !made => WorkspaceLock::At(beside),
        (_, beside) => WorkspaceLock::Made {
            from: beside.filter(|path| crate::disk::is_file(path) && !is_placeholder(path, locals)),
        },
    }
}

/// Merges the patches of all roots.
fn merge_patches(roots: &[Rc<WorkspaceRoot>]) -> Result<BTreeMap<String, DependencyTable>> {
    let mut merged: BTreeMap<String, DependencyTable> = BTreeMap::new();
    let mut patched_by: BTreeMap<(&str, &str), &WorkspaceRoot> = BTreeMap::new();
    for root in roots {
        for (source, table) in &root.manifest.patch {
            for (name, patch) in table {
                let patch = absolute_dependency(patch, &root.dir);
                let table = merged.entry(source.clone()).or_default();
                let other = patched_by.insert((source, name), root);
                match (other, table.insert(name.clone(), patch.clone())) {
                    (Some(other), Some(present)) if present != patch => {
                        return Err(patch_conflict(source, name, root, other));
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(merged)
}

/// A dependency whose path, if it has one, is absolute.
fn absolute_dependency(dependency: &DependencyValue, dir: &Utf8Path) -> DependencyValue {
    let mut dependency = dependency.clone();
    if let DependencyValue::Detailed(detailed) = &mut dependency {
        let path = detailed.path.take();
        detailed.path = path.map(|path| normalize(&dir.join(path)).into_string());
    }
    dependency
}

fn patch_conflict(source: &str, name: &str, root: &WorkspaceRoot, other: &WorkspaceRoot) -> Error {
    Error::new(Code::PatchConflict, format!("two manifests patch {name} of {source} differently"))
        .at_path(&root.dir.join("Cargo.toml"))
        .note(format!("the other one is {}", other.dir.join("Cargo.toml")))
        .help("use the same [patch] entry in both, or give one of them a separate hub")
}

impl SplicedWorkspace {
    /// Finds the Cargo.lock, again after a run has written one.
    pub fn find_lock(&mut self, sources: &HubSources<'_>) {
        let single = match self.roots.as_slice() {
            [root] => Some(root.clone()),
            _ => None,
        };
        let made = single.is_none() || !sources.specs.is_empty();
        self.lock = match find_workspace_lock(sources.lock, single.as_deref(), &self.locals, made) {
            WorkspaceLock::At(path) if sources.stripped && crate::disk::is_file(&path) => {
                WorkspaceLock::Completed(path)
            }
            lock => lock,
        };
        let own = self.dir.join("Cargo.lock");
        let beside = self.lock.path().is_some_and(|path| is_same_file(path, &own));
        self.in_place = !made && beside && !sources.stripped;
        let cargo = RepinCommand::Cargo { manifest: self.dir.join("Cargo.toml") };
        self.repin = match sources.repin {
            Some(command) => RepinHelp {
                command: command.clone(),
                alternative: (beside && !made && command.has_cargo_alternative()).then_some(cargo),
            },
            None => RepinHelp { command: cargo, alternative: None },
        };
    }

    /// The file to name in an error about the whole workspace.
    pub fn main_manifest(&self) -> Utf8PathBuf {
        self.manifests.first().cloned().unwrap_or_else(|| self.dir.join("MODULE.bazel"))
    }

    /// Warnings about manifests that are ignored, as cargo and rules_rust ignore them, and about keys that cargo warns
    /// about. `also`: folders of further packages of the workspace, according to cargo.
    pub fn warnings<'a>(&'a self, also: impl IntoIterator<Item = &'a Utf8Path>) -> Vec<String> {
        let also: Vec<Utf8PathBuf> = also.into_iter().map(|dir| dir.join("Cargo.toml")).collect();
        let known = |manifest: &Utf8Path| {
            belongs_to_workspace(manifest, &self.roots, &self.locals)
                || also.iter().any(|known| is_same_file(known, manifest))
        };
        let ignored = self.manifests.iter().filter(|manifest| !known(manifest));
        let warning = |manifest: &Utf8PathBuf| {
            let root = root_manifest_above(manifest, &self.roots);
            format!(
                "{manifest} is ignored: it is not a member of the workspace of {root}, and no package there depends on it; \
                 add its directory to `members` or `exclude` there, or remove it from `manifests`"
            )
        };
        ignored.map(warning).chain(self.old_spellings()).collect()
    }

    /// Cargo warns only about members.
    fn old_spellings(&self) -> impl Iterator<Item = String> {
        self.locals.iter().filter(|local| local.member).flat_map(|local| {
            let found = local.manifest.old_spellings(local.root.manifest.workspace.as_ref());
            found
                .into_iter()
                .map(|spelling| format!("{}: {}", local.dir.join("Cargo.toml"), spelling.to_warning()))
        })
    }

    pub fn root_manifests(&self) -> impl Iterator<Item = &CargoManifest> {
        self.roots.iter().map(|root| &*root.manifest)
    }
}

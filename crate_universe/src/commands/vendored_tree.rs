//! The last part of `crates_vendor`: writes a rendered tree to the disk and reports the changes, or checks it and
//! reports the differences.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk::{self, RelativePath, WritableRoot};
use crate::error::{Code, Error, Result};
use crate::evaluate::fetch_packages;
use crate::input::patches::PatchFiles;
use crate::input::{AskCargo, FactSources, HubConfig, Toolchain, VendorConfig, VendorMode};
use crate::resolve::packages::{LockedPackage, LockedPackages};
use crate::resolve::{self, PackageResolver};
use crate::splice::SplicedWorkspace;
use crate::vendor::commit::{self, PackageContent};
use crate::vendor::tree::{self, PackageForm, TreePackage, VendoredTree};
use crate::vendor::{isolated_config, package_contents};
use crate::{paths, terminal};

use super::cargo_lock::lock_path;
use super::facts_file;
use super::report::update_message;

/// A toolchain that does not use the tree as a source. If cargo's configuration names the tree, cargo finds only the
/// packages in it, and takes a git package there for any commit that is locked.
pub struct IsolatedCargo {
    pub toolchain: Toolchain,
    /// Where the isolated cargo runs; `None` if the tree contains no packages.
    folder: Option<disk::ScratchFolder>,
    /// The files that name a tree of ours as a source.
    leading: Vec<Utf8PathBuf>,
}

impl IsolatedCargo {
    pub fn new(
        config: &HubConfig,
        vendor: &VendorConfig,
        workspace: &SplicedWorkspace,
    ) -> Result<IsolatedCargo> {
        let toolchain = config.toolchain.clone();
        let isolated = isolated_config::isolate_configuration(&toolchain, &workspace.dir, &vendor.dir())?;
        if !vendor.mode.keeps_packages() && isolated.leading.is_empty() {
            return Ok(IsolatedCargo { toolchain, folder: None, leading: Vec::new() });
        }
        let files = BTreeMap::from([(isolated_config::FILE.to_owned(), isolated.text)]);
        // Always removed: the configuration may contain the password of a proxy, or of a credential provider.
        let folder = disk::create_scratch_folder(&files, false)?;
        let apart = Some(folder.path.clone());
        let toolchain = Toolchain { config: None, apart, ..toolchain };
        Ok(IsolatedCargo { toolchain, folder: Some(folder), leading: isolated.leading })
    }
}

/// The Cargo.lock before an update.
pub struct LockBackup {
    path: Option<Utf8PathBuf>,
    /// `None` if there was none.
    text: Option<String>,
}

impl LockBackup {
    pub fn new(config: &HubConfig, workspace: &SplicedWorkspace) -> LockBackup {
        let path = lock_path(config, workspace).map(Utf8Path::to_owned);
        let text = path.as_ref().and_then(|path| disk::read_to_string(path).ok());
        LockBackup { path, text }
    }

    /// Restores the file, and returns a message. If that fails, the error that led here is still the one to report.
    pub fn restore(&self) -> Option<String> {
        let path = self.path.as_ref()?;
        let restored = match &self.text {
            Some(text) => disk::write_file(path, text.as_bytes()).ok()?,
            None => path.exists() && disk::remove_all(path).is_ok(),
        };
        restored.then(|| format!("{path}: restored"))
    }
}

/// The packages to vendor, without anything specific to this machine.
pub fn vendored_packages(
    config: &HubConfig,
    (vendor, outside): (&VendorConfig, &IsolatedCargo),
    workspace: &SplicedWorkspace,
    facts: &FactSources,
) -> Result<LockedPackages> {
    let mut packages = find_packages(config, (vendor, outside), workspace, facts)?;
    packages.strip_machine_paths();
    Ok(packages)
}

/// Reads packages from the tree if it has the locked ones, so that a run that changes nothing needs no network.
/// Otherwise asks a cargo that does not see the tree and, if that fails, a cargo that does.
fn find_packages(
    config: &HubConfig,
    (vendor, outside): (&VendorConfig, &IsolatedCargo),
    workspace: &SplicedWorkspace,
    facts: &FactSources,
) -> Result<LockedPackages> {
    let ask = |toolchain: &Toolchain, facts: &FactSources| fetch_packages(toolchain, workspace, facts);
    if outside.folder.is_none() {
        return ask(&config.toolchain, facts);
    }
    let read = FactSources { ask: AskCargo::Never, ..facts.clone() };
    let present = ask(&config.toolchain, &read).ok().filter(|packages| has_wanted_forms(vendor, packages));
    present.map_or_else(|| ask(&outside.toolchain, facts), Ok).or_else(|error| match error.code() {
        Code::Cargo if vendor.mode.keeps_packages() => ask(&config.toolchain, facts).map_err(|_| error),
        _ => Err(error),
    })
}

/// Whether the present tree has the packages in the wanted form: folders are not archives.
fn has_wanted_forms(vendor: &VendorConfig, packages: &LockedPackages) -> bool {
    let own = vendor.dir();
    let is_folder = |package: &LockedPackage| {
        let directory = packages.directory_of(package).filter(|_| package.checksum.is_some());
        directory.is_some_and(|directory| paths::is_same_file(directory, &own))
    };
    let is_anothers = |package: &LockedPackage| {
        let directory =
            packages.directory_of(package).filter(|directory| !paths::is_same_file(directory, &own));
        directory.is_some_and(resolve::facts::directory_contents::is_vendored_by_us)
    };
    match vendor.mode {
        VendorMode::Local => !packages.list.iter().any(is_anothers),
        VendorMode::Tarball => {
            !packages.list.iter().any(|package| is_folder(package) || is_anothers(package))
        }
        VendorMode::Remote | VendorMode::Repository => false,
    }
}

/// Fails if the tree on the disk differs from the wanted one, and lists the differences.
pub fn check_tree(
    config: &HubConfig,
    vendor: &VendorConfig,
    workspace: &SplicedWorkspace,
    (packages, tree): (&LockedPackages, &VendoredTree),
) -> Result<()> {
    let patches = read_patches(&config.patches, tree)?;
    let root = WritableRoot::below_workspace(&vendor.workspace_dir, &vendor.package)?;
    let cache = FactSources::from_environment().cache;
    let wanted = desired_tree(&root, tree, desired_packages(tree, packages, &patches)?, cache.as_deref());
    // Listed first, because other differences may follow from it.
    let empty = config.lock.iter().filter(|_| !packages.committed);
    let mut wrong: Vec<String> = empty.map(|lock| format!("{lock} is empty")).collect();
    wrong.extend(commit::find_differences(&wanted));
    let config_file = source_config(vendor, packages, tree)?;
    wrong.extend(
        config_file.filter(|file| file.present != file.text).map(|file| format!("{} differs", file.path)),
    );
    wrong.extend(facts_file::differences(config, workspace, packages)?);
    commit::check_no_difference(root.path(), &wrong, &vendor.cure())
}

/// Writes the tree to the disk.
pub fn write_tree(
    config: &HubConfig,
    (vendor, outside): (&VendorConfig, &IsolatedCargo),
    workspace: &SplicedWorkspace,
    (packages, tree): (&LockedPackages, &VendoredTree),
) -> Result<()> {
    let patches = read_patches(&config.patches, tree)?;
    let root = WritableRoot::below_workspace(&vendor.workspace_dir, &vendor.package)?;
    let cache = FactSources::from_environment().cache;
    let wanted = desired_tree(&root, tree, desired_packages(tree, packages, &patches)?, cache.as_deref());
    let config_file = source_config(vendor, packages, tree)?;
    let survey = commit::survey_tree(&wanted)?;
    let damaged = survey.damaged.clone();
    let missing =
        survey.missing_packages().into_iter().map(|place| tree.pieces[place].ix).collect::<Vec<_>>();
    let resolver = PackageResolver::new(&outside.toolchain, workspace, &config.facts);
    let sources = package_contents::find_contents(&resolver, packages, &missing, root.path())?;
    let changes = survey.commit_tree(&wanted, &|place| {
        let piece = &tree.pieces[place];
        if let PackageForm::Archive { sha256 } = &piece.form {
            return sources.read_archive(piece.ix, sha256).map(PackageContent::File);
        }
        let seal = wanted.pieces[place].seal.clone();
        let entries = sources.read_files(piece.ix, &|path| tree::is_needed(&piece.form, path))?;
        tree::folder_content(piece, &packages.list[piece.ix], entries, &patches, seal)
            .map(PackageContent::Folder)
    })?;
    for damaged in damaged {
        terminal::print_stderr(&format!("warning: {damaged}; the package was written again"));
    }
    print_changes(vendor, tree, &changes);
    if let Some(file) = config_file {
        if disk::write_file(&file.path, file.text.as_bytes())? {
            terminal::print_stderr(&update_message(&file.path, true));
        }
    } else if vendor.mode.keeps_packages() {
        terminal::print_stdout(&tree::source_snippet(packages, &tree.pieces, &vendor.package))?;
    } else {
        for file in &outside.leading {
            terminal::print_stderr(&format!(
                "warning: {file}: its [source] tables lead cargo to a vendored tree, which has no packages in mode \"remote\"; remove them"
            ));
        }
    }
    Ok(())
}

fn desired_tree<'a>(
    root: &'a WritableRoot,
    tree: &'a VendoredTree,
    pieces: Vec<commit::DesiredPackage<'a>>,
    cache: Option<&'a Utf8Path>,
) -> commit::DesiredTree<'a> {
    commit::DesiredTree { root, texts: &tree.texts, pieces, cache }
}

fn print_changes(vendor: &VendorConfig, tree: &VendoredTree, changes: &commit::TreeChanges) {
    for folder in &changes.abandoned {
        let place = vendor.dir().join(folder);
        terminal::print_stderr(&format!(
            "warning: {place}: removed the BUILD file that rules_rust wrote; nothing uses the remaining files"
        ));
    }
    for noted in &changes.noted {
        terminal::print_stderr(&format!("warning: {}", vendor.dir().join(noted)));
    }
    let count = tree.texts.len() + tree.pieces.len();
    terminal::print_stderr(&format!("{}: {count} files and packages, {changes}", vendor.package));
}

/// The text of each patch that a tree applies, by label.
fn read_patches(files: &PatchFiles, tree: &VendoredTree) -> Result<BTreeMap<String, String>> {
    let text = |label: &String| {
        let file = files.get(label).ok_or_else(|| {
            Error::new(Code::Annotation, format!("the patch {label} is not a file in the workspace"))
                .note("crates_vendor applies patches itself when it vendors sources")
                .help("copy the patch into the workspace, and use the label of the copy")
        })?;
        let text = String::from_utf8(file.bytes.clone()).map_err(|_| {
            Error::new(Code::Patch, format!("the patch {label} is not UTF-8 text"))
                .at_path(&file.path)
                .help("recreate the patch, or remove it from the annotation")
        })?;
        Ok((label.clone(), text))
    };
    tree.patch_labels().map(text).collect()
}

fn desired_packages<'a>(
    tree: &'a VendoredTree,
    packages: &LockedPackages,
    patches: &BTreeMap<String, String>,
) -> Result<Vec<commit::DesiredPackage<'a>>> {
    let of = |piece: &'a TreePackage| {
        let seal = piece.seal_of_content(packages, patches)?;
        Ok(commit::DesiredPackage {
            name: &piece.name,
            seal,
            is_file: matches!(piece.form, PackageForm::Archive { .. }),
        })
    };
    tree.pieces.iter().map(of).collect()
}

/// cargo's configuration file as it is, and as it should be.
struct SourceConfigFile {
    path: Utf8PathBuf,
    present: String,
    text: String,
}

/// `None` if the user does not want the file to be written.
fn source_config(
    vendor: &VendorConfig,
    packages: &LockedPackages,
    tree: &VendoredTree,
) -> Result<Option<SourceConfigFile>> {
    let Some(path) = &vendor.source_config else { return Ok(None) };
    // Paths in it are relative to the folder that contains `.cargo`.
    let base = path.parent().and_then(Utf8Path::parent).unwrap_or(path);
    let directory = paths::relative_from(base, &vendor.dir());
    let snippet = tree::source_snippet(packages, &tree.pieces, directory.as_str());
    let root = WritableRoot::below_workspace(&vendor.workspace_dir, "")?;
    let below = path.strip_prefix(&vendor.workspace_dir).unwrap_or(path);
    let below = RelativePath::new(below.as_str()).map_err(|refused| {
        Error::new(Code::UnsafePath, format!("the path {below} of `source_config` is not allowed: {refused}"))
            .at_path(path)
    })?;
    let present = root.read_text(&below)?.unwrap_or_default();
    let text = tree::join_snippet(&present, &snippet).map_err(|error| error.at_path(path))?;
    // Without vendored packages, there is nothing to configure, and at most an old section to remove.
    if present == text && !vendor.mode.keeps_packages() {
        return Ok(None);
    }
    Ok(Some(SourceConfigFile { path: path.clone(), present, text }))
}

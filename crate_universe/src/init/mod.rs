//! The files that Bazel needs in an existing Cargo workspace: MODULE.bazel, BUILD.bazel files, .bazelrc and others. They
//! are created, or what is missing is added to them; nothing that a person wrote is changed. Only `migration` changes
//! labels and attributes.

mod bazel_root;
mod build_files;
mod changes;
mod clone;
mod layout;
mod migration;
mod module_additions;
mod module_file;
mod notes;
mod text_lines;
mod toolchain_version;
mod versions;

use camino::Utf8Path;

use crate::error::Result;
use crate::input::repin::RepinUpdate;
use crate::input::{FactSources, Toolchain};
use crate::resolve::PackageResolver;
use crate::resolve::cargo::command;
use crate::resolve::cargo::repin::repin_lock;

use changes::FileChanges;
pub use clone::{check_clone, clone_path};
pub use layout::InitWorkspace;
pub use migration::{MigrationPlan, plan_migration};
use module_additions::ModuleAdditions;
use module_file::{ModuleFile, read_included};

/// What to write, and what to tell the user.
pub struct InitPlan {
    pub changes: FileChanges,
    /// Whether cargo has to create Cargo.lock.
    pub lacks_lock: bool,
    notes: Vec<String>,
}

/// Folders that globs of the root package would search.
const IGNORED: [&str; 4] = [".git", "bazel-bin", "bazel-out", "bazel-testlogs"];

/// `clone`: where crate_universe is if it does not come from a registry; an absolute path, or one that is relative to the
/// Bazel workspace.
pub fn plan_files(workspace: &InitWorkspace, toolchain: &Toolchain, clone: Option<&str>) -> Result<InitPlan> {
    let root = &workspace.bazel_root;
    let mut changes = FileChanges::new(root);
    let path = Utf8Path::new("MODULE.bazel");
    let present = changes.read(path)?;
    let workspace_note = present.is_none().then(|| notes::workspace_file_note(root)).flatten();
    let present = present.unwrap_or_default();
    let module = ModuleFile::parse(&root.join(path), &present, |label| read_included(root, label))?;
    let packages: Vec<String> = std::iter::once(workspace.package.clone())
        .chain(workspace.members.iter().filter_map(|member| member.package.clone()))
        .collect();
    let hub = module.find_hub(&packages, &second_hub_name(workspace));
    let rust = module.needs_toolchain().then(|| {
        let installed = || command::rustc_version(toolchain, workspace.dir());
        toolchain_version::choose_version(workspace.dir(), installed, workspace.least_rust_version())
    });
    let rust = rust.unwrap_or_default();
    let mut notes: Vec<String> = rust.note.into_iter().collect();
    notes.extend(old_toolchain_note(&module, workspace));
    notes.extend(workspace_note);
    notes.extend(build_files::add_build_files(workspace, &hub.apparent, &mut changes)?);
    let target = Utf8Path::new(&workspace.package).join("target").into_string();
    let ignored: Vec<String> = IGNORED.iter().map(|name| (*name).to_owned()).chain([target]).collect();
    changes.edit(".bazelignore", |text| text_lines::add_ignored_directories(text, &ignored))?;
    changes
        .edit(".bazelrc", |text| text_lines::add_bazel_configs(text, module.repository_of("rules_rust")))?;
    if changes.read(".bazelversion".into())?.is_none() {
        changes.add(".bazelversion", format!("{}\n", versions::BAZEL))?;
    }
    changes.edit(".gitignore", text_lines::add_ignored_links)?;
    let additions = ModuleAdditions {
        hub: &hub,
        package: &workspace.package,
        clone,
        edition: workspace.newest_edition(),
        rust_version: rust.version.as_deref(),
    };
    // Last, because Bazel needs the other files as soon as it is there.
    changes.add(path, additions.add_missing(&module)?)?;
    Ok(InitPlan { changes, lacks_lock: workspace.lock_text().is_none(), notes })
}

impl InitPlan {
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.lacks_lock
    }

    /// Adds the Cargo.lock that cargo created. Bazel needs it first.
    pub fn add_lock(&mut self, workspace: &InitWorkspace, text: &str) -> Result<()> {
        self.changes.add_first(Utf8Path::new(&workspace.package).join("Cargo.lock"), text)
    }

    /// What the user has to do. `lock`: the text of Cargo.lock.
    pub fn notes(&self, workspace: &InitWorkspace, lock: &str) -> Vec<String> {
        self.notes.iter().cloned().chain(notes::collect_notes(workspace, lock)).collect()
    }
}

/// Lets cargo create the Cargo.lock in a scratch folder, and returns its text.
pub fn create_lock(workspace: &InitWorkspace, toolchain: &Toolchain) -> Result<String> {
    let facts = FactSources::from_environment();
    let resolver = PackageResolver::new(toolchain, &workspace.spliced, &facts);
    repin_lock(&resolver, &workspace.lock_path(), &RepinUpdate::Workspace).map(|lock| lock.text)
}

/// A toolchain of the user is theirs to change.
fn old_toolchain_note(module: &ModuleFile, workspace: &InitWorkspace) -> Option<String> {
    let (newest, least) = (module.newest_rust_release()?, workspace.least_rust_version()?);
    (newest < least).then(|| {
        format!(
            "the toolchain in MODULE.bazel is Rust {newest}, but the `rust-version` of a member is {least}"
        )
    })
}

/// The name of a hub beside one that is called `crates`.
fn second_hub_name(workspace: &InitWorkspace) -> String {
    let name = workspace.dir().file_name().unwrap_or("other");
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("{name}_crates")
}

//! What is written beside a tree: Cargo.lock, updated by cargo, and the committed facts. Takes the request, gives what users are
//! told. One run at a time writes them.

use camino::Utf8Path;

use crate::disk::{self, Lock, Root};
use crate::error::{Code, Error, Result};
use crate::evaluate::{fetch_packages, hub_sources};
use crate::input::repin::Update;
use crate::input::{self, Ask, Config, FactSources, Mode, Toolchain};
use crate::resolve::PackageResolver;
use crate::splice::Workspace;
use crate::{annotate, cli, paths, resolve, splice, terminal};

use super::facts_file::write_facts;
use super::{check_hub, facts_outside_of_bazel, own_metadata, report, workspace_dir};

/// Updates the lock of a hub and its lockfile, whatever state both are in.
pub fn repin(arguments: &cli::Repin) -> Result<()> {
    let mut config = input::read(&arguments.request, workspace_dir().as_deref())?;
    repin_with(&mut config, arguments).map_err(|error| config.blamed(error))
}

fn repin_with(config: &mut Config, arguments: &cli::Repin) -> Result<()> {
    if let Some(owner) = &config.repinning.owner {
        let what = format!("@{} is the hub of module {owner}, which is not the root module", config.hub);
        return Err(Error::new(Code::RepinElsewhere, what)
            .note("a module's hub works from the Cargo.lock that the module comes with")
            .help(format!("in the sources of that module: bazel run @{}//:repin", config.hub)));
    }
    if arguments.check {
        return check_hub::check(config);
    }
    let value =
        arguments.repin.clone().or((!arguments.values.is_empty()).then(|| arguments.values.join(",")));
    let asked = match value {
        Some(value) => input::repin::parse(&value)?,
        None => Some(config.repinning.update.take().unwrap_or(Update::Workspace)),
    };
    let Some(update) = asked else {
        terminal::stderr("nothing is repinned: the value says no");
        return Ok(());
    };
    let mut workspace = splice::splice(&hub_sources(config))?;
    let _lock = lock_hub(config, &workspace)?;
    report(update_lock(config, &config.toolchain, &mut workspace, (&update, RepinScope::Hub))?);
    let rewritten = config.facts.lockfile.as_mut().map(|lockfile| lockfile.rewrite = true);
    let facts = facts_outside_of_bazel(config);
    // Without lines to write, nothing is downloaded to be told of: the next evaluation does both.
    let ask = if rewritten.is_some() { facts.ask } else { Ask::Never };
    let packages = match fetch_packages(&config.toolchain, &workspace, &FactSources { ask, ..facts.clone() })
    {
        Err(error) if ask == Ask::Never && [Code::Cargo, Code::LockStale].contains(&error.code()) => {
            let reason = error.to_string();
            terminal::stderr(&format!(
                "what packages say in [package.metadata.bazel] is told by the next evaluation: {}",
                reason.lines().next().unwrap_or_default()
            ));
            return Ok(());
        }
        packages => packages?,
    };
    report(write_facts(config, &facts, &workspace, &packages)?);
    own_metadata::list(config, &annotate::own_metadata(config, &packages));
    Ok(())
}

/// Keeps all other runs from what this one writes, once it is known that it may be written.
pub fn lock_hub(config: &Config, workspace: &Workspace) -> Result<Lock> {
    // Of a link, the folder of what is written.
    let folder = |path: &Utf8Path| paths::real(path).parent().map(Utf8Path::to_owned);
    let lock = lock_path(config, workspace).and_then(folder);
    let facts = config.facts.lockfile.as_ref().and_then(|facts| folder(&facts.path));
    let source_config = config.vendor.as_ref().and_then(|vendor| folder(vendor.source_config.as_ref()?));
    let vendor = config.vendor.as_ref().filter(|vendor| vendor.mode != Mode::Repository);
    let tree = vendor.map(|vendor| Root::within(&vendor.workspace_dir, &vendor.package)).transpose()?;
    let tree = tree.map(|root| root.path().to_owned());
    let folders =
        [lock, facts, source_config, tree].into_iter().flatten().map(|folder| input::absolute(&folder));
    let held = Lock::of(&folders.collect::<Vec<_>>())?;
    config.facts.lockfile.as_ref().map_or(Ok(()), |facts| resolve::check_lockfile(&facts.path))?;
    Ok(held)
}

/// Who asks for an update of a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RepinScope {
    /// A variable that is set for all hubs.
    General,
    /// A command or a variable that names the hub.
    Hub,
}

impl RepinScope {
    pub fn of_environment(config: &Config) -> RepinScope {
        if config.repinning.names_hub { RepinScope::Hub } else { RepinScope::General }
    }
}

/// Has cargo update a copy of the lock, and writes the user's own if that succeeds. Tells what has changed.
pub fn update_lock(
    config: &Config,
    toolchain: &Toolchain,
    workspace: &mut Workspace,
    (update, scope): (&Update, RepinScope),
) -> Result<Option<String>> {
    if config.repinning.lock_stays {
        return Ok(None);
    }
    let Some(path) = lock_path(config, workspace) else {
        if scope == RepinScope::General {
            // It is resolved anew all the same.
            return Ok(None);
        }
        return Err(Error::new(
            Code::RepinElsewhere,
            format!("@{} has no lock that could be updated", config.hub),
        )
        .note("without a committed lock, cargo resolves its crates at each evaluation")
        .help("name a file, which may be empty, in cargo_lockfile"));
    };
    if paths::is_fetched(&paths::real(path)) {
        let what = format!("the lock of @{} is in a repository that Bazel has fetched", config.hub);
        return Err(Error::new(Code::RepinElsewhere, what)
            .at(path)
            .note("Bazel fetches it anew when it likes, and an update would be lost")
            .help("copy the lock into your workspace, and name the copy in cargo_lockfile"));
    }
    let resolver = PackageResolver::new(toolchain, workspace, &config.facts);
    let repinned = resolve::repin::repin(&resolver, path, update)?;
    let text = match config.repinning.strip {
        true => resolve::repin::stripped(path, &repinned.text)?,
        false => repinned.text,
    };
    let written = disk::file(path, text.as_bytes())?;
    // Of a lock that lacks the workspace's own packages, cargo tells each time that it adds them.
    let changes = repinned.changes.iter().filter(|_| written).map(|change| format!("\n  {change}"));
    let told = told_of(path, written) + &changes.collect::<String>();
    workspace.find_lock(&hub_sources(config));
    Ok(Some(told))
}

/// The lock that an update is for.
pub fn lock_path<'a>(config: &'a Config, workspace: &'a Workspace) -> Option<&'a Utf8Path> {
    config.lock.as_deref().or(workspace.lock.path())
}

pub fn told_of(path: &Utf8Path, written: bool) -> String {
    format!("{path}: {}", if written { "written" } else { "unchanged" })
}

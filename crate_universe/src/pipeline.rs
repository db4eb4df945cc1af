//! The way through the program, on one page: each command is one function, each room one call.

mod facts_file;
mod failure;
mod hub_check;
mod own_metadata;
mod repin;
mod vendored;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::mem::ManuallyDrop;

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk;
use crate::error::{Code, Error, Result};
use crate::graph::platforms::{self, Chosen};
use crate::graph::roots::Roots;
use crate::graph::stated::{self, Graph};
use crate::graph::triples::Triple;
use crate::graph::{flags, fresh, target_spec, units};
use crate::input::repin::Update;
use crate::input::{self, Ask, Config, FactSources, TargetSpec, Toolchain};
use crate::plan::{self, HubPlan, Known, Origin, Spoke};
use crate::resolve::Resolution;
use crate::resolve::packages::Packages;
use crate::splice::{Named, Workspace};
use crate::{annotate, cli, render, resolve, splice, terminal};

use facts_file::write_facts;
use own_metadata::News;
use repin::{RepinScope, exclusively, report, update_lock};

pub use repin::repin;
pub use vendored::verify;

/// Writes plan.json for a request of the module extension; where there is none to write, failure.json.
pub fn generate(arguments: &cli::Generate) -> Result<()> {
    let mut told = Vec::new();
    plan_of(arguments, &mut told).inspect_err(|error| {
        // The error itself is what counts: that it cannot be written down is not worth another one.
        let text = failure::json(&arguments.request, error, &told).ok();
        text.and_then(|text| disk::file(&arguments.output_dir.join("failure.json"), text.as_bytes()).ok());
    })
}

/// `told`: what users are told of this run, whatever comes of it. Bazel does not show them the program's output.
fn plan_of(arguments: &cli::Generate, told: &mut Vec<String>) -> Result<()> {
    let config = input::read(&arguments.request, None)?;
    let mut news = News::default();
    let text = plan_text(&config, told, &mut news).map_err(|error| config.blamed(error))?;
    disk::file(&arguments.output_dir.join("plan.json"), text.as_bytes())?;
    news.keep();
    Ok(())
}

fn plan_text(config: &Config, told: &mut Vec<String>, news: &mut News) -> Result<String> {
    let chosen = platforms::choose(&config.choice)?;
    let update = config.repinning.update.as_ref();
    let _lock = update.map(|_| exclusively(config)).transpose()?;
    if let Some(update) = update {
        let scope = RepinScope::of_environment(config);
        told.extend(update_lock(config, &config.toolchain, update, scope)?);
    }
    match gather(&config.toolchain, &named(config), &config.facts)? {
        Resolution::Missing(downloads) => render::missing_json(&downloads, told),
        Resolution::Complete(packages) => {
            // The process ends with this run. Taking its memory back piece by piece, a hundred thousand pieces, would
            // only make it longer.
            let mut packages = ManuallyDrop::new(packages);
            packages.inputs.see_configuration(&config.repository_dir);
            let mut chosen = chosen.with_hosts(&config.choice, &packages)?;
            chosen.obey(&packages.rustflags, &config.choice.cfgs)?;
            let notes = annotate::annotate(config, &packages)?;
            let graph = ManuallyDrop::new(stated::graph(&packages, &chosen, config.features, &notes)?);
            let plan = ManuallyDrop::new(planned(config, &packages, &chosen, &graph)?);
            standing_are_whole(&packages, &plan, &config.facts, |_| false)?;
            told.extend(write_facts(config, &config.facts, &packages)?);
            told.extend(lock_wished(config, &packages));
            told.extend(packages.warnings());
            *news = News::new(config, &notes.own);
            told.extend(news.lines.iter().cloned());
            told.extend(config.warnings.iter().chain(&graph.warnings).chain(&plan.warnings).cloned());
            render::plan_json(config, &plan, &packages, told)
        }
    }
}

/// Writes the files of a vendored hub into the workspace.
pub fn vendor(arguments: &cli::Vendor) -> Result<()> {
    let config = input::read(&arguments.request, workspace_dir().as_deref())?;
    vendor_with(&config, arguments).map_err(|error| config.blamed(error))
}

fn vendor_with(config: &Config, arguments: &cli::Vendor) -> Result<()> {
    let Some(vendor) = &config.vendor else {
        return Err(
            Error::new(Code::Request, "the request is not one of crates_vendor").at(&arguments.request)
        );
    };
    let asked = arguments.repin.as_deref().map(input::repin::parse).transpose()?;
    let scope = if asked.is_some() { RepinScope::Hub } else { RepinScope::of_environment(config) };
    let update = match asked {
        Some(asked) => asked,
        None => config.repinning.update.clone().or(wished(config)?.then_some(Update::Workspace)),
    };
    // A check reads what is there, even while another run writes.
    let _lock = if arguments.check { None } else { Some(exclusively(config)?) };
    let apart = vendored::apart(config, vendor)?;
    // A check writes nothing, whatever a variable says.
    let Some(update) = update.filter(|_| !arguments.check) else {
        return vendored_hub(config, vendor, &apart, arguments.check);
    };
    let kept = vendored::KeptLock::of(config)?;
    report(update_lock(config, &apart.toolchain, &update, scope)?);
    // A lock that goes with no tree would be worth nothing to cargo.
    vendored_hub(config, vendor, &apart, false).inspect_err(|_| report(kept.restore()))
}

/// The second half: with a lock that stays as it is.
fn vendored_hub(config: &Config, vendor: &input::Vendor, apart: &vendored::Apart, check: bool) -> Result<()> {
    let facts = if check { packages_alone(config) } else { outside(config) };
    let packages = vendored::locked(config, vendor, apart, &facts)?;
    let mut chosen = platforms::choose(&config.choice)?.with_hosts(&config.choice, &packages)?;
    chosen.obey(&packages.rustflags, &config.choice.cfgs)?;
    let notes = annotate::annotate(config, &packages)?;
    let graph = stated::graph(&packages, &chosen, config.features, &notes)?;
    let plan = planned(config, &packages, &chosen, &graph)?;
    let said = config.warnings.iter().chain(&graph.warnings).chain(&plan.warnings);
    for warning in packages.warnings().chain(said.cloned()) {
        terminal::stderr(&format!("warning: {warning}"));
    }
    own_metadata::list(config, &notes.own);
    standing_are_whole(&packages, &plan, &facts, |spoke| render::is_in_tree(spoke, vendor))?;
    let tree = render::tree(config, vendor, &packages, &plan)?;
    vendored::vendored(config, (vendor, apart), &packages, &tree, check)?;
    if !check {
        report(write_facts(config, &facts, &packages)?);
    }
    Ok(())
}

/// An empty lock that was named is a wish for one, and whoever may write into the user's tree fulfils it.
fn wished(config: &Config) -> Result<bool> {
    Ok(config.lock.is_some() && splice::splice(&named(config))?.lock.path().is_none())
}

/// An evaluation writes nothing there.
fn lock_wished(config: &Config, packages: &Packages) -> Option<String> {
    let path = config.lock.as_ref().filter(|_| !packages.committed)?;
    let repin = &config.repin;
    Some(format!(
        "{path} is empty, so cargo resolves the crates of @{} at each evaluation; fill it by {repin}",
        config.hub
    ))
}

/// What `bazel run` names.
fn workspace_dir() -> Option<Utf8PathBuf> {
    std::env::var("BUILD_WORKSPACE_DIRECTORY").ok().map(Utf8PathBuf::from)
}

/// Where facts are found when Bazel downloads nothing.
fn outside(config: &Config) -> FactSources {
    let (lockfile, mirrors) = (config.facts.lockfile.clone(), config.facts.mirrors.clone());
    let metadata = config.package_metadata.clone();
    FactSources { lockfile, mirrors, metadata, addresses: true, ..FactSources::from_environment() }
}

/// The same for a check, which believes no committed line.
fn packages_alone(config: &Config) -> FactSources {
    FactSources { lockfile: None, ..outside(config) }
}

/// The scratch folder of a workspace, made when it is first asked for.
struct Scratch<'a> {
    toolchain: &'a Toolchain,
    workspace: &'a Workspace,
    dir: OnceCell<disk::Temporary>,
}

impl Scratch<'_> {
    fn new<'a>(toolchain: &'a Toolchain, workspace: &'a Workspace) -> Scratch<'a> {
        Scratch { toolchain, workspace, dir: OnceCell::new() }
    }

    fn prepare(&self) -> Result<Utf8PathBuf> {
        if self.dir.get().is_none() {
            let dir = disk::temporary(&splice::scratch::files(self.workspace)?, self.toolchain.debug)?;
            return Ok(self.dir.get_or_init(|| dir).path.clone());
        }
        Ok(self.dir.get().map(|dir| dir.path.clone()).unwrap_or_default())
    }
}

fn named(config: &Config) -> Named<'_> {
    Named {
        manifests: &config.manifests,
        specs: &config.specs,
        lock: config.lock.as_deref(),
        stripped: config.repinning.strip,
        resolver: config.resolver.as_deref(),
        home: Some(&config.repository_dir),
        repin: Some(&config.repin),
    }
}

/// The packages of a workspace, with a lock that is fresh.
fn gather(toolchain: &Toolchain, named: &Named<'_>, facts: &FactSources) -> Result<Resolution> {
    let workspace = splice::splice(named)?;
    let scratch = Scratch::new(toolchain, &workspace);
    let prepare = || scratch.prepare();
    let packages = match resolve::resolve(toolchain, &workspace, facts, &prepare)? {
        Resolution::Complete(packages) => packages,
        missing => return Ok(missing),
    };
    let problems = fresh::problems(&packages);
    if problems.is_empty() {
        return Ok(Resolution::Complete(packages));
    }
    if facts.ask == Ask::Never {
        let error = resolve::stale(&workspace, &packages.lock, &problems);
        return Err(error.note("the index of a registry may ask for something else than a package's manifest: --source auto lets cargo tell"));
    }
    let stale = (packages.lock.as_path(), problems.as_slice());
    let confirmed = resolve::confirm(toolchain, &workspace, facts, stale, &prepare)?;
    Ok(Resolution::Complete(Box::new(confirmed)))
}

/// As [`gather`], outside of Bazel: what is missing is cargo's to download.
fn complete(toolchain: &Toolchain, named: &Named<'_>, facts: &FactSources) -> Result<Packages> {
    match gather(toolchain, named, facts)? {
        Resolution::Complete(packages) => Ok(*packages),
        Resolution::Missing(_) => {
            Err(Error::new(Code::Internal, "packages are missing that nobody may download"))
        }
    }
}

fn planned(config: &Config, packages: &Packages, chosen: &Chosen, graph: &Graph<'_>) -> Result<HubPlan> {
    plan::plan(&Known::new(config, packages, chosen, graph))
}

/// Looks at the packages that Bazel will build where they stand, but for those of a tree, which is compared as a whole.
fn standing_are_whole(
    packages: &Packages,
    plan: &HubPlan,
    facts: &FactSources,
    is_in_tree: impl Fn(&Spoke) -> bool,
) -> Result<()> {
    let standing = plan.spokes.iter().filter(|spoke| matches!(spoke.origin, Origin::Directory { .. }));
    let standing: Vec<_> = standing.filter(|spoke| !is_in_tree(spoke)).map(|spoke| spoke.ix).collect();
    resolve::standing::check(packages, &standing, facts.cache.as_deref())
}

/// Prints the graph of a workspace.
pub fn resolve(arguments: &cli::Resolve) -> Result<()> {
    let hosts = triples(&arguments.host, &[target_lexicon::HOST.to_string()])?;
    let names: Vec<String> = hosts.iter().map(|host| host.name.clone()).collect();
    let mut targets = triples(&arguments.target, &names)?;
    let path = |path: &Utf8PathBuf| input::absolute(&from_caller(path));
    let manifests: Vec<Utf8PathBuf> = arguments.manifest_path.iter().map(path).collect();
    let lock = arguments.lockfile.as_ref().map(path);
    let ask = match arguments.source {
        cli::Source::Auto => Ask::Needed,
        cli::Source::Native => Ask::Never,
        cli::Source::Cargo => Ask::Always,
    };
    let facts = FactSources { ask, ..FactSources::from_environment() };
    let named = Named { manifests: &manifests, lock: lock.as_deref(), ..Named::default() };
    let packages = complete(&Toolchain::from_environment(), &named, &facts)?;
    let cfgs = BTreeMap::from([("*".to_owned(), arguments.cfg.clone())]);
    let warnings = flags::obey(&mut targets, &packages.rustflags, &cfgs)?;
    if arguments.format == cli::Format::Packages {
        return terminal::data(&resolve::listed::json(&packages)?);
    }
    let roots = Roots::named(&packages, &arguments.package)?;
    let units = units::units(&packages, &roots, &hosts, &targets, arguments.all_targets)?;
    for warning in warnings.iter().chain(&units.warnings) {
        terminal::stderr(&format!("warning: {warning}"));
    }
    match arguments.format {
        cli::Format::Json => terminal::data(&units.json()?),
        _ => terminal::stdout(&units.text()),
    }
}

/// Writes what is made from the table of annotation fields.
pub fn fields(arguments: &cli::Fields) -> Result<()> {
    for (path, text) in render::fields()? {
        disk::file(&arguments.output_dir.join(path), text.as_bytes())?;
    }
    Ok(())
}

/// Copies the running program to a path.
pub fn install(arguments: &cli::Install) -> Result<()> {
    // What runs is there even where another run has put a new file in its place, and its own name leads to nothing.
    let running = Utf8PathBuf::from("/proc/self/exe");
    let named = || std::env::current_exe().ok().and_then(|path| Utf8PathBuf::from_path_buf(path).ok());
    let own = (cfg!(target_os = "linux") && running.exists())
        .then_some(running)
        .or_else(named)
        .ok_or_else(|| Error::new(Code::Read, "this program does not know its own path"))?;
    disk::program(&own, &arguments.path)
}

/// `bazel run` starts a program in a folder of its own, and names the caller's.
fn from_caller(path: &Utf8Path) -> Utf8PathBuf {
    let folder = std::env::var("BUILD_WORKING_DIRECTORY").map(Utf8PathBuf::from);
    folder.map_or_else(|_| path.to_owned(), |folder| folder.join(path))
}

fn triples(named: &[String], default: &[String]) -> Result<Vec<Triple>> {
    let names = if named.is_empty() { default } else { named };
    let mut triples = Vec::new();
    for name in names {
        let triple = match name.ends_with(".json") {
            true => target_spec::triple(&TargetSpec::read(name.as_str().into())?)?,
            false => Triple::new(name)?,
        };
        if !triples.iter().any(|known: &Triple| known.name == triple.name) {
            triples.push(triple);
        }
    }
    Ok(triples)
}

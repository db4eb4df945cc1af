//! The evaluation of a hub: from the packages of a workspace to the rules and repositories that it needs.
//!
//! Each command evaluates once. An evaluation writes only to the user's cache.

use std::mem::ManuallyDrop;

use crate::annotate::{self, OwnMetadata};
use crate::error::{Code, Error, Result};
use crate::graph::feature_sets::FeatureSets;
use crate::graph::platforms::ChosenPlatforms;
use crate::graph::{configurations, lock_check};
use crate::input::{AskCargo, FactSources, HubConfig, Toolchain};
use crate::plan::{self, HubPlan, PlanInput, Spoke, SpokeOrigin};
use crate::resolve::packages::LockedPackages;
use crate::resolve::{self, PackageResolver, Resolution};
use crate::splice::{HubSources, SplicedWorkspace};

pub struct Evaluation {
    pub packages: LockedPackages,
    pub plan: HubPlan,
    /// The `[package.metadata.bazel]` tables of dependencies that count.
    pub own_metadata: Vec<OwnMetadata>,
    pub warnings: Vec<String>,
}

/// `chosen`: the platforms, before hosts are added, flags are applied and feature sets are chosen.
pub fn evaluate(config: &HubConfig, chosen: ChosenPlatforms, packages: LockedPackages) -> Result<Evaluation> {
    let mut chosen = chosen.with_hosts(&config.choice, &packages)?;
    chosen.apply_flags(&packages.rustflags, &config.choice.cfgs)?;
    let chosen =
        chosen.with_feature_sets(FeatureSets::of_members(&packages, &config.attributes.feature_sets)?);
    let notes = annotate::annotate(config, &packages)?;
    // The process ends after this run. Freeing the graph's hundred thousand allocations would only take time.
    let graph = ManuallyDrop::new(configurations::build_graph(&packages, &chosen, config.features, &notes)?);
    let plan = plan::plan_hub(&PlanInput::new(config, &packages, &chosen, &graph))?;
    let warnings = [&config.warnings, &graph.warnings, &plan.warnings].into_iter().flatten().cloned();
    let warnings = packages.warnings().chain(warnings).collect();
    Ok(Evaluation { packages, plan, own_metadata: notes.own_metadata, warnings })
}

impl Evaluation {
    /// Checks the packages that Bazel builds from their own directories. A vendored tree is compared as a whole, so
    /// its packages are skipped.
    pub fn check_directories(&self, facts: &FactSources, is_in_tree: impl Fn(&Spoke) -> bool) -> Result<()> {
        let spokes = self.plan.spokes.iter();
        let standing = spokes.filter(|spoke| matches!(spoke.origin, SpokeOrigin::Directory { .. }));
        let standing: Vec<_> = standing.filter(|spoke| !is_in_tree(spoke)).map(|spoke| spoke.ix).collect();
        resolve::facts::directory_contents::check_files(&self.packages, &standing, facts.cache.as_deref())
    }
}

/// What the hub of a request is spliced from.
pub fn hub_sources(config: &HubConfig) -> HubSources<'_> {
    HubSources {
        manifests: &config.manifests,
        specs: &config.specs,
        lock: config.lock.as_deref(),
        stripped: config.repinning.strip,
        resolver: config.resolver.as_deref(),
        home: Some(&config.repository_dir),
        repin: Some(&config.repin),
    }
}

/// The packages of a workspace, from a Cargo.lock that is up to date; or the files that have to be downloaded first.
pub fn find_packages(
    toolchain: &Toolchain,
    workspace: &SplicedWorkspace,
    facts: &FactSources,
) -> Result<Resolution> {
    let resolver = PackageResolver::new(toolchain, workspace, facts);
    let packages = match resolve::resolve(&resolver)? {
        Resolution::Complete(packages) => packages,
        missing => return Ok(missing),
    };
    let problems = lock_check::find_problems(&packages);
    if problems.is_empty() {
        return Ok(Resolution::Complete(packages));
    }
    if facts.ask == AskCargo::Never {
        let error = resolve::stale::workspace_error(workspace, &packages.lock, &problems);
        return Err(error.note("a registry's index may declare other dependencies than a package's Cargo.toml; pass --source auto to let cargo check"));
    }
    resolve::confirm_with_cargo(&resolver, &packages.lock, &problems)
        .map(|packages| Resolution::Complete(Box::new(packages)))
}

/// Like [`find_packages`], for use outside of Bazel: cargo downloads what is missing.
pub fn fetch_packages(
    toolchain: &Toolchain,
    workspace: &SplicedWorkspace,
    facts: &FactSources,
) -> Result<LockedPackages> {
    match find_packages(toolchain, workspace, facts)? {
        Resolution::Complete(packages) => Ok(*packages),
        Resolution::Missing(_) => {
            Err(Error::new(Code::Internal, "packages are missing, and may not be downloaded"))
        }
    }
}

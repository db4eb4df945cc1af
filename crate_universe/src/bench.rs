//! The benchmark of the solver: 36 targets and 22 hosts in one pass.

use std::collections::BTreeMap;
use std::hint::black_box;

use crate::annotate::MatchedAnnotations;
use crate::error::{Code, Error, Result};
use crate::graph::bits::PlatformBits;
use crate::graph::built_units::{self, TargetSelection};
use crate::graph::features::{self, TestsCounted};
use crate::graph::platforms::{self, ChosenPlatforms};
use crate::graph::roots::RootPackages;
use crate::graph::{configurations, resolve_graph, tables};
use crate::input::{FactSources, FeatureChoice, FeatureScope, HostFeatures, PlatformChoice, Toolchain};
use crate::resolve::packages::LockedPackages;
use crate::resolve::{self, PackageResolver, Resolution};
use crate::splice::{self, HubSources};

/// The first 22 triples can run rustc, the other 14 cannot.
const TRIPLES: [&str; 36] = [
    "aarch64-apple-darwin",
    "aarch64-pc-windows-msvc",
    "aarch64-unknown-freebsd",
    "aarch64-unknown-linux-gnu",
    "aarch64-unknown-linux-musl",
    "arm-unknown-linux-gnueabi",
    "armv7-unknown-linux-gnueabihf",
    "i686-apple-darwin",
    "i686-pc-windows-msvc",
    "i686-unknown-freebsd",
    "i686-unknown-linux-gnu",
    "powerpc-unknown-linux-gnu",
    "powerpc64le-unknown-linux-gnu",
    "riscv64gc-unknown-linux-gnu",
    "s390x-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-freebsd",
    "x86_64-unknown-illumos",
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
    "x86_64-unknown-netbsd",
    "aarch64-apple-ios",
    "aarch64-linux-android",
    "aarch64-unknown-fuchsia",
    "aarch64-unknown-none",
    "armv7-linux-androideabi",
    "riscv32imc-unknown-none-elf",
    "thumbv7em-none-eabi",
    "thumbv8m.main-none-eabi",
    "wasm32-unknown-unknown",
    "wasm32-wasip1",
    "wasm64-unknown-unknown",
    "x86_64-apple-ios",
    "x86_64-linux-android",
    "x86_64-unknown-none",
];

/// A workspace whose packages cargo has already downloaded, and the chosen platforms.
pub struct BenchInput {
    packages: LockedPackages,
    chosen: ChosenPlatforms,
}

impl BenchInput {
    pub fn read(manifest: &str) -> Result<BenchInput> {
        let triples = TRIPLES.map(str::to_owned).to_vec();
        // Each triple gets a setting of its own, so that Bazel can distinguish them all.
        let rules_rust =
            TRIPLES.iter().map(|triple| ((*triple).to_owned(), vec![format!("//:{triple}")])).collect();
        let (labels, cfgs) = (BTreeMap::new(), BTreeMap::new());
        let release = (u64::MAX, u64::MAX);
        let choice =
            PlatformChoice { triples, labels, rules_rust, release, specs: Vec::new(), cfgs, template: None };
        Ok(BenchInput { packages: read_packages(manifest)?, chosen: platforms::choose_platforms(&choice)? })
    }

    pub fn package_count(&self) -> usize {
        self.packages.list.len()
    }

    pub fn target_count(&self) -> usize {
        self.chosen.triples.len()
    }

    pub fn host_count(&self) -> usize {
        self.chosen.triples.iter().filter(|triple| triple.runs_rustc()).count()
    }

    /// Returns a closure that runs only the two phases of the solver.
    pub fn prepare_solver(&self) -> Result<impl Fn() + '_> {
        let bits = PlatformBits::of_chosen(&self.chosen.triples, 1)?;
        let holds = bits.evaluate_conditions(&self.packages)?;
        let mut tables = tables::build_tables(&self.packages, &bits, Some(&holds));
        let roots = RootPackages::all_members(&self.packages);
        resolve_graph::prune_to_cargo_graph(&mut tables, &bits, &roots);
        Ok(move || {
            let features = features::solve(&self.packages, &tables, &bits, &roots, TestsCounted::Tests);
            let selection = TargetSelection::Members { dev: true };
            black_box(built_units::build_units(&self.packages, &tables, &bits, &features, &roots, selection));
        })
    }

    /// Builds the whole graph of a hub and returns its number of packages.
    pub fn count_graph_nodes(&self) -> Result<usize> {
        let features = FeatureChoice {
            host: HostFeatures::TargetExact,
            scope: FeatureScope::Workspace,
            paths_are_users: false,
            dev: true,
        };
        let graph = configurations::build_graph(
            &self.packages,
            &self.chosen,
            features,
            &MatchedAnnotations::default(),
        )?;
        Ok(black_box(graph).nodes.len())
    }
}

fn read_packages(manifest: &str) -> Result<LockedPackages> {
    let toolchain = Toolchain::from_environment();
    let manifests = [manifest.into()];
    let workspace = splice::splice(&HubSources { manifests: &manifests, ..HubSources::default() })?;
    let facts = FactSources::default();
    match resolve::resolve(&PackageResolver::new(&toolchain, &workspace, &facts))? {
        Resolution::Complete(packages) => Ok(*packages),
        Resolution::Missing(_) => {
            Err(Error::new(Code::Internal, "packages are missing").help("cargo fetch --locked"))
        }
    }
}

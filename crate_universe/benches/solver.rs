//! The solver alone, for 36 targets and 22 hosts in one pass. Takes the manifest of a workspace whose packages are in
//! CARGO_HOME, gives one line of JSON: medians of milliseconds of CPU. `test/bench/run` calls it; it is no test.
#![expect(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark takes only parts of the program"
)]

#[path = "../src/annotate/mod.rs"]
mod annotate;
#[path = "../src/build_language/mod.rs"]
mod build_language;
#[path = "../src/digest.rs"]
mod digest;
#[path = "../src/disk/mod.rs"]
mod disk;
#[path = "../src/error.rs"]
mod error;
#[path = "../src/generated.rs"]
mod generated;
#[path = "../src/graph/mod.rs"]
mod graph;
#[path = "../src/ids.rs"]
mod ids;
#[path = "../src/input/mod.rs"]
mod input;
#[path = "../src/label.rs"]
mod label;
#[path = "../src/parallel.rs"]
mod parallel;
#[path = "../src/paths.rs"]
mod paths;
#[path = "../src/per_platform.rs"]
mod per_platform;
#[path = "../src/plain_text.rs"]
mod plain_text;
#[path = "../src/registry.rs"]
mod registry;
#[path = "../src/resolve/mod.rs"]
mod resolve;
#[path = "../src/splice/mod.rs"]
mod splice;
#[path = "../src/terminal.rs"]
mod terminal;
#[path = "../src/toml_size.rs"]
mod toml_size;

use std::collections::BTreeMap;

use annotate::Annotations;
use graph::bits::Bits;
use graph::built::{self, Selection};
use graph::features::{self, Counted};
use graph::platforms::{self, Chosen};
use graph::roots::Roots;
use graph::{drawn, stated, tables};
use input::{Choice, FactSources, FeatureScope, Features, HostFeatures, Toolchain};
use resolve::packages::Packages;
use resolve::{PackageResolver, Resolution};
use splice::HubSources;

/// 22 triples that run rustc, then 14 that do not.
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

/// The kernel brings its count up to date every few milliseconds, so one figure is that of many runs.
const RUNS: usize = 50;
const ROUNDS: usize = 9;

fn main() {
    // `cargo bench` adds an argument of its own.
    let manifest = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(manifest) = manifest else { return };
    let packages = packages(&manifest);
    let triples = TRIPLES.map(str::to_owned).to_vec();
    // Bazel can tell all of them.
    let rules_rust =
        TRIPLES.iter().map(|triple| ((*triple).to_owned(), vec![format!("//:{triple}")])).collect();
    let (labels, cfgs) = (BTreeMap::new(), BTreeMap::new());
    let release = (u64::MAX, u64::MAX);
    let choice = Choice { triples, labels, rules_rust, release, specs: Vec::new(), cfgs, template: None };
    let chosen = platforms::choose(&choice).unwrap();
    let hosts = chosen.triples.iter().filter(|triple| triple.runs_rustc()).count();
    let solve = solve(&packages, &chosen);
    let graph = median(|| {
        let wanted = Features {
            host: HostFeatures::TargetExact,
            scope: FeatureScope::Workspace,
            paths_are_users: false,
            dev: true,
        };
        let graph = stated::graph(&packages, &chosen, wanted, &Annotations::default()).unwrap();
        assert_eq!(graph.nodes.len(), packages.list.len());
    });
    println!(
        "{{\"packages\":{},\"targets\":{},\"hosts\":{hosts},\"solve\":{solve},\"graph\":{graph}}}",
        packages.list.len(),
        chosen.triples.len(),
    );
}

fn packages(manifest: &str) -> Packages {
    let toolchain = Toolchain::from_environment();
    let manifests = [manifest.into()];
    let workspace = splice::splice(&HubSources { manifests: &manifests, ..HubSources::default() }).unwrap();
    let facts = FactSources::default();
    match resolve::resolve(&PackageResolver::new(&toolchain, &workspace, &facts)).unwrap() {
        Resolution::Complete(packages) => *packages,
        Resolution::Missing(_) => panic!("packages are missing: cargo fetch --locked"),
    }
}

/// The two phases alone.
fn solve(packages: &Packages, chosen: &Chosen) -> f64 {
    let bits = Bits::chosen(&chosen.triples).unwrap();
    let holds = bits.conditions(packages).unwrap();
    let mut tables = tables::tables(packages, &bits, &holds);
    let roots = Roots::all(packages);
    drawn::keep_drawn(&mut tables, &roots);
    median(|| {
        let features = features::solve(packages, &tables, &bits, &roots, Counted::Tests);
        let selection = Selection::Members { dev: true };
        let built = built::build(packages, &tables, &bits, &features, &roots, selection);
        std::hint::black_box(built);
    })
}

/// Milliseconds of CPU of one run.
fn median(run: impl Fn()) -> f64 {
    let round = || {
        let start = cpu();
        (0..RUNS).for_each(|_| run());
        (cpu() - start) / RUNS as f64
    };
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| round()).collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

/// Milliseconds that this thread has run; the kernel counts them in nanoseconds.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e6
}

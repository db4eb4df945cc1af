//! Measures the solver alone, for 36 targets and 22 hosts in one pass, on the workspace of a manifest whose
//! packages are in CARGO_HOME. Prints one line of JSON with medians in milliseconds of CPU; `test/bench/run`
//! calls it.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use crate_universe::bench::BenchInput;

/// The kernel brings its count up to date every few milliseconds, so one figure is that of many runs.
const RUNS: usize = 50;
const ROUNDS: usize = 9;

fn main() {
    // `cargo bench` adds an argument of its own.
    let manifest = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(manifest) = manifest else { return };
    let input = BenchInput::read(&manifest).map_err(|error| error.to_string()).unwrap();
    let solver = input.prepare_solver().map_err(|error| error.to_string()).unwrap();
    let solve = median(&solver);
    let graph = median(|| {
        let nodes = input.count_graph_nodes().map_err(|error| error.to_string()).unwrap();
        assert_eq!(nodes, input.package_count());
    });
    println!(
        "{{\"packages\":{},\"targets\":{},\"hosts\":{},\"solve\":{solve},\"graph\":{graph}}}",
        input.package_count(),
        input.target_count(),
        input.host_count(),
    );
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

//! docs/benchmark.md. Takes figures and bars, gives Markdown; measures and judges nothing.

use std::fmt::Write as _;

use crate::bars::Bar;
use crate::results::Results;
use crate::rows::Row;

/// The bars as lines, for the terminal.
pub fn summary(bars: &[Bar]) -> String {
    let line =
        |bar: &Bar| format!("{:12} {:8} {} ({}): {}", mark(bar), bar.project, bar.what, bar.wanted, bar.got);
    bars.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn mark(bar: &Bar) -> &'static str {
    match bar.reached {
        Some(true) => "reached",
        Some(false) => "NOT reached",
        None => "not measured",
    }
}

pub fn markdown(results: &Results, bars: &[Bar]) -> String {
    let mut text = String::from(INTRODUCTION);
    text += "\n## Bars\n\n| what | bar | project | measured | |\n|---|---|---|---:|---|\n";
    for bar in bars {
        let mark =
            if bar.reached == Some(true) { mark(bar).to_owned() } else { format!("**{}**", mark(bar)) };
        let _ = writeln!(text, "| {} | {} | {} | {} | {mark} |", bar.what, bar.wanted, bar.project, bar.got);
    }
    text += "\n## CPU seconds, user and system\n\n";
    table(&mut text, results, |sample| (sample.cpu > 0.0).then(|| seconds(sample.cpu)));
    text += "\n## Wall seconds\n\n";
    table(&mut text, results, |sample| Some(seconds(sample.wall)));
    text += "\n## Peak memory, MiB, of the largest process\n\n";
    table(&mut text, results, |sample| (sample.peak_kib > 0).then(|| format!("{}", sample.peak_kib / 1024)));
    starts(&mut text, results);
    solver(&mut text, results);
    machine(&mut text, results);
    text
}

const INTRODUCTION: &str = "# Benchmark

<!-- Written by test/bench/run: do not edit. -->

crate_universe beside cargo and beside cargo-bazel 0.18.0, the published program of rules_rust's own crate_universe, on
published projects with their own Cargo.lock. `test/bench/run` makes this page and the chart. It is a benchmark, not a
test: nothing fails when a figure changes.

![CPU seconds of a repin on each project](benchmark.svg)
";

fn seconds(value: f64) -> String {
    match value {
        value if value < 0.1 => format!("{value:.3}"),
        value if value < 10.0 => format!("{value:.2}"),
        value => format!("{value:.1}"),
    }
}

fn head(text: &mut String, first: &str, results: &Results) {
    let projects = results.projects();
    let _ = write!(text, "| {first} |");
    for name in &projects {
        let _ = write!(text, " {name} ({}) |", results.packages[*name]);
    }
    let _ = writeln!(text, "\n|---|{}", "---:|".repeat(projects.len()));
}

fn table(
    text: &mut String,
    results: &Results,
    figure: impl Fn(&side_by_side::measure::Sample) -> Option<String>,
) {
    head(text, "project (packages in Cargo.lock)", results);
    for row in Row::ALL {
        let cells: Vec<Option<String>> = results
            .projects()
            .into_iter()
            .map(|name| results.median(name, row).and_then(|sample| figure(&sample)))
            .collect();
        if cells.iter().all(Option::is_none) {
            continue;
        }
        let _ = write!(text, "| {}: {} |", row.program(), row.title());
        for cell in cells {
            let _ = write!(text, " {} |", cell.unwrap_or_else(|| "-".to_owned()));
        }
        text.push('\n');
    }
}

fn starts(text: &mut String, results: &Results) {
    text.push_str("\n## Started processes: cargo + rustc\n\n");
    head(text, "project (packages in Cargo.lock)", results);
    for row in Row::ALL {
        let counts = |name: &str| results.starts.get(name)?.get(row.key());
        if results.projects().into_iter().all(|name| counts(name).is_none()) {
            continue;
        }
        let _ = write!(text, "| {}: {} |", row.program(), row.title());
        for name in results.projects() {
            let cell = counts(name).map(|counts| {
                let of = |program: &str| counts.get(program).copied().unwrap_or(0);
                format!("{} + {}", of("cargo"), of("rustc"))
            });
            let _ = write!(text, " {} |", cell.unwrap_or_else(|| "-".to_owned()));
        }
        text.push('\n');
    }
    text.push_str(
        "\nCounted in runs of their own, by a cargo and a rustc that write a line and become the real ones. The \
         measured program itself is one more, and so is the `sh` that cargo-bazel puts before each rustc of a `cargo \
         tree`.\n",
    );
}

fn solver(text: &mut String, results: &Results) {
    text.push_str(
        "\n## The solver alone\n\nMilliseconds of CPU for all 36 targets and 22 hosts in one pass.\n\n",
    );
    head(text, "project (packages in Cargo.lock)", results);
    for (title, whole) in [
        ("features, and what is built", false),
        ("with cfg() expressions, tables and sets of platforms", true),
    ] {
        let _ = write!(text, "| {title} |");
        for name in results.projects() {
            let cell = results
                .solver
                .get(name)
                .map(|solver| format!("{:.1}", if whole { solver.graph } else { solver.solve }));
            let _ = write!(text, " {} |", cell.unwrap_or_else(|| "-".to_owned()));
        }
        text.push('\n');
    }
}

fn machine(text: &mut String, results: &Results) {
    let machine = &results.machine;
    let rounds = |row| results.projects().into_iter().map(|name| results.count(name, row)).max().unwrap_or(0);
    let _ = write!(
        text,
        "\n## How it was measured\n\n\
         - {}; {} cores of {}, {} GiB, Linux {}; load {} before, with the builds of the programs, and {} after. \
         Read wall seconds only if nothing else ran: both are then below 3.\n\
         - {}; {}; {}; {}.\n\
         - Medians: {} rounds of cargo and crate_universe, {} of cargo-bazel and of downloads, one of cargo-bazel with \
         54 triples, which takes minutes and may come from a run of its own. Each round runs every row once.\n\
         - CPU and memory are what the kernel counts for a wrapper's only child and all that it waited for; the peak is \
         that of the largest single process, so cargo-bazel's sum over processes that run together is not in it.\n\
         - crate_universe is driven by the request that the module extension writes. Warm: Cargo.lock was never seen, \
         facts of all packages are in the cache, and there is no output. Nothing changed: the same with the output \
         present; Bazel does not even start the program then.\n\
         - cargo-bazel is driven with the arguments and JSON of its own extension, with a CARGO_HOME that holds \
         everything. On a project with `package.resolver`, which it refuses, it gets a copy with that key below \
         `[workspace]`.\n\
         - The evaluation in Bazel is what Bazel's profile states for the extension, downloads included; the cold `cargo \
         fetch` has an empty CARGO_HOME on the same disk.\n\
         - The lists of 7 and 54 triples are in `test/bench/src/ours.rs`.\n",
        machine.date,
        machine.cores,
        machine.processor,
        machine.memory_gib,
        machine.kernel,
        machine.load_before,
        machine.load_after,
        machine.ours,
        machine.upstream,
        machine.cargo,
        machine.rustc,
        rounds(Row::Warm7),
        rounds(Row::Upstream7),
    );
}

//! docs/scale.md. Measures and judges nothing.

use std::fmt::Write as _;

use side_by_side::measure::Sample;

use crate::bars::{Bar, name};
use crate::curves::{self, Figure, size_key};
use crate::results::{Figures, Results};
use crate::rows::{Count, Row, Side, Step};
use crate::shape::Shape;
use crate::subject::Kind;

/// The bars as lines, for the terminal.
pub fn summary(bars: &[Bar]) -> String {
    let line = |bar: &Bar| format!("{:12} {} ({}): {}", mark(bar), bar.what, bar.wanted, bar.got);
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
    let mut text = introduction();
    text += "\n## Bars\n\n| what | bar | measured | |\n|---|---|---:|---|\n";
    for bar in bars {
        let mark =
            if bar.reached == Some(true) { mark(bar).to_owned() } else { format!("**{}**", mark(bar)) };
        let _ = writeln!(text, "| {} | {} | {} | {mark} |", bar.what, bar.wanted, bar.got);
    }
    ratios(&mut text, results);
    text += "\n## The program\n\nCPU seconds, user and system.\n\n";
    samples(&mut text, results, Row::PROGRAM, |sample| seconds(sample.cpu));
    text += "\nPeak memory of the largest process, in MiB.\n\n";
    samples(&mut text, results, Row::PROGRAM, |sample| (sample.peak_kib / 1024).to_string());
    text += "\nWall seconds.\n\n";
    samples(&mut text, results, Row::PROGRAM, |sample| seconds(sample.wall));
    text += "\n## In Bazel\n\nWall seconds.\n\n";
    samples(&mut text, results, Row::in_bazel(), |sample| seconds(sample.wall));
    text += "\nCPU seconds of Bazel's server and of what it ran; for an evaluation, of the query that caused it.\n\n";
    samples(&mut text, results, Row::in_bazel(), |sample| seconds(sample.cpu));
    text += "\nCounts.\n\n";
    let count = |count, figures: &Figures| figures.count(count).map(|value| format!("{value:.0}"));
    let counts = Count::all().map(|of| (of.title(), cells(results, |figures| count(of, figures))));
    rows(&mut text, results, counts);
    text += "\n## Generated text, in KiB\n\n";
    for (side, triples) in [(Side::Ours, 7), (Side::Ours, 54), (Side::Upstream, 7)] {
        text_sizes(&mut text, results, side, triples);
    }
    how(&mut text, results);
    text
}

fn introduction() -> String {
    format!(
        "# Scale

<!-- Written by test/bench/scale/run: do not edit. -->

How cost grows with the number of packages, from {} to 5,000: of the program, of the module extension and the hub as Bazel sees
them, and of the generated text. Beside it, one `cargo metadata`, and rules_rust's own crate_universe where a run of it is
affordable. `test/bench/scale/run` makes this page and the charts. Nothing fails when a figure changes.

![Charts of the figures below over the number of packages](scale.svg)
",
        250
    )
}

fn seconds(value: f64) -> String {
    match value {
        value if value < 0.1 => format!("{value:.3}"),
        value if value < 10.0 => format!("{value:.2}"),
        value => format!("{value:.1}"),
    }
}

fn samples(
    text: &mut String,
    results: &Results,
    all: impl IntoIterator<Item = Row>,
    figure: impl Fn(&Sample) -> String + Copy,
) {
    let cell = |row: Row, figures: &Figures| figures.median(row).map(|sample| figure(&sample));
    let all = all.into_iter().map(|row| (row.title(), cells(results, |figures| cell(row, figures))));
    rows(text, results, all);
}

/// A table with a column for each workspace, without the rows that have no figure.
fn rows(text: &mut String, results: &Results, all: impl Iterator<Item = (String, Cells)>) {
    let columns = results.columns();
    text.push_str("| |");
    for figures in &columns {
        let _ = write!(text, " {} |", name(figures));
    }
    let _ = writeln!(text, "\n|---|{}", "---:|".repeat(columns.len()));
    for (title, cells) in all.filter(|(_, cells)| cells.iter().any(Option::is_some)) {
        let cells: Vec<String> =
            cells.into_iter().map(|cell| cell.unwrap_or_else(|| "-".to_owned())).collect();
        let _ = writeln!(text, "| {title} | {} |", cells.join(" | "));
    }
}

/// One for each workspace.
type Cells = Vec<Option<String>>;

fn cells(results: &Results, cell: impl Fn(&Figures) -> Option<String>) -> Cells {
    results.columns().into_iter().map(cell).collect()
}

fn ratios(text: &mut String, results: &Results) {
    text.push_str("\n## rules_rust over crate_universe\n\nRatios of the figures below; above 1 is in favour of crate_universe.\n\n");
    let ratio = |ours: Figure, upstream: Figure, figures: &Figures| {
        let ours = ours.of(figures).filter(|value| *value > 0.0)?;
        Some(format!("{:.1}", upstream.of(figures)? / ours))
    };
    let pairs = curves::of_both().into_iter();
    let all = pairs
        .map(|(title, ours, upstream)| (title, cells(results, |figures| ratio(ours, upstream, figures))));
    rows(text, results, all);
}

fn text_sizes(text: &mut String, results: &Results, side: Side, triples: usize) {
    let columns = results.columns();
    let key = size_key(side, triples);
    let mut kinds: Vec<&String> =
        columns.iter().filter_map(|figures| figures.sizes.get(&key)).flat_map(|files| files.keys()).collect();
    kinds.sort();
    kinds.dedup();
    if kinds.is_empty() {
        return;
    }
    let program = if side == Side::Ours { "crate_universe" } else { "cargo-bazel" };
    let _ = writeln!(text, "{program}, {triples} triples:\n");
    let kib = |bytes: u64| format!("{:.1}", bytes as f64 / 1024.0);
    let of_kind =
        |kind: &String| cells(results, |figures| figures.sizes.get(&key)?.get(kind).map(|bytes| kib(*bytes)));
    let total = cells(results, |figures| Some(kib(figures.sizes.get(&key)?.values().sum())));
    let by_kind = kinds.into_iter().map(|kind| (kind.clone(), of_kind(kind)));
    rows(text, results, by_kind.chain([("all".to_owned(), total)]));
    text.push('\n');
}

fn how(text: &mut String, results: &Results) {
    let machine = &results.machine;
    let rounds = |row| results.columns().into_iter().map(|figures| figures.rounds(row)).max().unwrap_or(0);
    let Shape { features, platforms, .. } = Shape::of_size(1_000);
    let published = results.of_kind(Kind::Published).last().map_or(0, |figures| figures.packages);
    let _ = write!(
        text,
        "\
## How it was measured

- {}; {} cores of {}, {} GiB, Linux {}; load {} before and {} after. Read wall seconds only if nothing else ran: both are then
  below 3.
- {}; {}; {}; {}.
- Synthetic workspaces are written by `test/bench/scale/src/shape.rs`: so many packages of a registry in twelve layers, with
  the fan-out, proc macros, build scripts, `links`, optional and conditional dependencies and second versions of large projects,
  {features} features a package besides `default` and `std`, {platforms} kinds of conditions, and a member for each 50 packages.
  The same size gives the same bytes. Sources are empty.
- Published packages are those of `test/bench/scale/published`, {published} in one Cargo.lock, and parts of it.
- The program: medians of {} rounds, in each of which every row runs once, `cargo metadata` among them; cargo-bazel: {}. CPU and
  memory are what the kernel counts for a wrapper's only child and all that it waited for. Seven and 54 triples: Cargo.lock was
  never seen, the facts of all packages are in the cache, and there is no output. Nothing changed: the same again.
- In Bazel: {} rounds of restarts, loading and analysis, one of the cold evaluation and of fetching. All downloads come from
  Bazel's repository cache; cold means without any facts. An evaluation is what Bazel's profile states for the extension.
  rules_rust is 0.54.1 here, whose extension runs `splice` and a repin in each evaluation. It gets the same cargo-bazel, which is
  newer, by a script that adds arguments, and cargo's home has all packages for it.
- `build --nobuild` fetches and analyses what the direct dependencies of the members need on this host. It gets labels, not the
  pattern `@crates//...`, which would leave out everything in a hub of rules_rust, where all is tagged `manual`.
",
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
        rounds(Row::UpstreamRepin),
        rounds(Row::InBazel(Side::Ours, Step::Restart)),
    );
    for figures in results.columns() {
        for (part, why) in &figures.failed {
            let is_error = |line: &&str| line.trim_start().to_lowercase().starts_with("error");
            let why = why.lines().find(is_error).or(why.lines().last()).unwrap_or_default();
            let _ = writeln!(text, "- Not measured: {part} of {}: {why}", name(figures));
        }
    }
}

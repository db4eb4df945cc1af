//! The bars of docs/scale.md. Nothing fails because of one.

use side_by_side::measure::Sample;

use crate::curves::{self, Figure, size_key};
use crate::results::{Figures, Results};
use crate::rows::{Row, Side};
use crate::sizes;
use crate::subject::Kind;

pub struct Bar {
    pub what: String,
    pub wanted: String,
    pub got: String,
    /// None: not measured.
    pub reached: Option<bool>,
}

pub fn judge(results: &Results) -> Vec<Bar> {
    let synthetic =
        |size: usize| results.of_kind(Kind::Synthetic).into_iter().find(|figures| figures.size == size);
    let mut bars = Vec::new();
    let what = "program, 5000 packages, 7 triples: CPU".to_owned();
    bars.push(at_most(what, synthetic(5_000), Row::Warm7, |sample| sample.cpu, (0.7, "s")));
    for (size, mebibytes) in [(5_000, 120.0), (1_000, 40.0)] {
        let what = format!("program, {size} packages, 7 triples: peak memory");
        let peak = |sample: &Sample| sample.peak_kib as f64 / 1024.0;
        bars.push(at_most(what, synthetic(size), Row::Warm7, peak, (mebibytes, "MiB")));
    }
    for figures in results.columns().into_iter().filter(|figures| figures.size == 2_000) {
        let what = |figure| format!("program, nothing changed, {}: {figure}", name(figures));
        bars.push(at_most(what("CPU"), Some(figures), Row::Unchanged, |sample| sample.cpu, (0.1, "s")));
        bars.push(at_most(what("wall"), Some(figures), Row::Unchanged, |sample| sample.wall, (0.1, "s")));
    }
    for figures in results.columns() {
        let ratio = |bytes: fn(&sizes::FileSizes) -> Option<u64>| {
            let of = |triples| bytes(figures.sizes.get(&size_key(Side::Ours, triples))?);
            Some(of(54)? as f64 / of(7)? as f64)
        };
        let what = |kind| format!("{kind} at 54 triples over that at 7, {}", name(figures));
        bars.push(ratio_at_most(what("BUILD text"), ratio(|files| Some(sizes::build_text(files))), 1.3));
        bars.push(ratio_at_most(what("`cfg`"), ratio(|files| files.get(sizes::CONDITIONS).copied()), 3.0));
    }
    for (title, figure) in curves::of_ours() {
        bars.push(per_package(title, figure, synthetic(1_000), synthetic(5_000)));
    }
    bars
}

pub fn name(figures: &Figures) -> String {
    match figures.kind {
        Kind::Synthetic => format!("synthetic {}", figures.size),
        Kind::Published => format!("published {}", figures.packages),
    }
}

fn bar(what: String, wanted: String, got: Option<(String, bool)>) -> Bar {
    let (got, reached) = match got {
        Some((got, reached)) => (got, Some(reached)),
        None => ("-".to_owned(), None),
    };
    Bar { what, wanted, got, reached }
}

fn at_most(
    what: String,
    figures: Option<&Figures>,
    row: Row,
    figure: fn(&Sample) -> f64,
    (most, unit): (f64, &str),
) -> Bar {
    let value = figures.and_then(|figures| figures.median(row)).map(|sample| figure(&sample));
    let digits = if unit == "s" { 3 } else { 0 };
    bar(
        what,
        format!("below {most} {unit}"),
        value.map(|value| (format!("{value:.digits$} {unit}"), value < most)),
    )
}

fn ratio_at_most(what: String, ratio: Option<f64>, most: f64) -> Bar {
    bar(what, format!("at most {most}x"), ratio.map(|ratio| (format!("{ratio:.2}x"), ratio <= most)))
}

fn per_package(title: String, figure: Figure, small: Option<&Figures>, large: Option<&Figures>) -> Bar {
    let cost = |figures: &Figures| Some(figure.of(figures)? / figures.packages as f64);
    let ratio = small.and_then(cost).zip(large.and_then(cost)).map(|(small, large)| large / small);
    ratio_at_most(format!("cost a package at 5,000 over that at 1,000: {title}"), ratio, 1.2)
}

//! Each figure as a curve over the number of packages: for the bars, and for the charts.

use crate::results::Figures;
use crate::rows::{Count, Row, Side, Step};
use crate::sizes;

#[derive(Clone, Copy)]
pub enum Figure {
    Cpu(Row),
    Wall(Row),
    PeakMib(Row),
    Heap(Side),
    /// Bytes of generated files, in KiB: all, or of one kind; of a side, for so many triples.
    Text(Side, usize),
    Kind(&'static str, usize),
}

impl Figure {
    pub fn of(self, figures: &Figures) -> Option<f64> {
        let files = |side: Side, triples: usize| figures.sizes.get(&size_key(side, triples));
        match self {
            Figure::Cpu(row) => figures.median(row).map(|sample| sample.cpu),
            Figure::Wall(row) => figures.median(row).map(|sample| sample.wall),
            Figure::PeakMib(row) => figures.median(row).map(|sample| sample.peak_kib as f64 / 1024.0),
            Figure::Heap(side) => figures.count(Count::Heap(side)),
            Figure::Text(side, triples) => {
                files(side, triples).map(|files| files.values().sum::<u64>() as f64 / 1024.0)
            }
            Figure::Kind(kind, triples) => {
                files(Side::Ours, triples)?.get(kind).map(|bytes| *bytes as f64 / 1024.0)
            }
        }
    }
}

pub fn size_key(side: Side, triples: usize) -> String {
    format!("{}-{triples}", side.key())
}

/// Every curve whose cost a package must not grow.
pub fn of_ours() -> Vec<(String, Figure)> {
    let mut curves: Vec<(String, Figure)> = Vec::new();
    for row in [Row::Warm7, Row::Warm54, Row::Unchanged] {
        curves.push((format!("{}, CPU", row.title()), Figure::Cpu(row)));
        curves.push((format!("{}, memory", row.title()), Figure::PeakMib(row)));
    }
    for step in Step::ALL {
        let row = Row::InBazel(Side::Ours, step);
        curves.push((format!("{}, wall", row.title()), Figure::Wall(row)));
        curves.push((format!("{}, CPU", row.title()), Figure::Cpu(row)));
    }
    curves.push(("heap of Bazel".to_owned(), Figure::Heap(Side::Ours)));
    for triples in [7, 54] {
        curves.push((format!("all generated text, {triples} triples"), Figure::Text(Side::Ours, triples)));
        for kind in [sizes::SPOKES, sizes::HUB, sizes::CONDITIONS, "`crates.bzl`"] {
            curves.push((format!("{kind}, {triples} triples"), Figure::Kind(kind, triples)));
        }
    }
    curves
}

/// What both sides do, by name: ours, and rules_rust's.
pub fn of_both() -> Vec<(String, Figure, Figure)> {
    let mut pairs = vec![
        (
            "program, Cargo.lock never seen: CPU".to_owned(),
            Figure::Cpu(Row::Warm7),
            Figure::Cpu(Row::UpstreamRepin),
        ),
        (
            "program, nothing changed: CPU".to_owned(),
            Figure::Cpu(Row::Unchanged),
            Figure::Cpu(Row::UpstreamUnchanged),
        ),
    ];
    for step in Step::ALL {
        let [ours, upstream] = Side::BOTH.map(|side| Row::InBazel(side, step));
        pairs.push((format!("{}: wall", step.title()), Figure::Wall(ours), Figure::Wall(upstream)));
        pairs.push((format!("{}: CPU", step.title()), Figure::Cpu(ours), Figure::Cpu(upstream)));
    }
    let [ours, upstream] = Side::BOTH;
    pairs.push(("heap of Bazel".to_owned(), Figure::Heap(ours), Figure::Heap(upstream)));
    pairs.push(("generated text, 7 triples".to_owned(), Figure::Text(ours, 7), Figure::Text(upstream, 7)));
    pairs
}

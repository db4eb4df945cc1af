//! All figures, by workspace; kept on disk as JSON, so that a run goes on where it was broken off, and the page can be made
//! again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use side_by_side::Outcome;
use side_by_side::machine::Machine;
use side_by_side::measure::Sample;

use crate::rows::{Count, Row};
use crate::sizes::FileSizes;
use crate::subject::Kind;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Results {
    pub machine: Machine,
    /// The checksum of the program that was measured: figures of another one are not mixed with its own.
    pub program: String,
    pub subjects: BTreeMap<String, Figures>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Figures {
    pub kind: Kind,
    /// The size that was asked for.
    pub size: usize,
    /// Packages in Cargo.lock: a few more, the members among them.
    pub packages: usize,
    samples: BTreeMap<String, Vec<Sample>>,
    counts: BTreeMap<String, f64>,
    /// Bytes of generated files by side and number of triples.
    pub sizes: BTreeMap<String, FileSizes>,
    /// The parts that are measured.
    pub done: BTreeSet<String>,
    /// Parts that could not be measured, and why.
    pub failed: BTreeMap<String, String>,
}

impl Figures {
    pub fn new(kind: Kind, size: usize, packages: usize) -> Figures {
        Figures {
            kind,
            size,
            packages,
            samples: BTreeMap::new(),
            counts: BTreeMap::new(),
            sizes: BTreeMap::new(),
            done: BTreeSet::new(),
            failed: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, row: Row, sample: Sample) {
        self.samples.entry(row.key()).or_default().push(sample);
    }

    /// Forgets what a part that was broken off has left.
    pub fn clear(&mut self, rows: impl IntoIterator<Item = Row>) {
        for row in rows {
            self.samples.remove(&row.key());
        }
    }

    pub fn rounds(&self, row: Row) -> usize {
        self.samples.get(&row.key()).map_or(0, Vec::len)
    }

    pub fn median(&self, row: Row) -> Option<Sample> {
        Sample::median(self.samples.get(&row.key())?)
    }

    pub fn set_count(&mut self, count: Count, value: f64) {
        self.counts.insert(count.key(), value);
    }

    pub fn count(&self, count: Count) -> Option<f64> {
        self.counts.get(&count.key()).copied()
    }
}

impl Results {
    /// What there is, or nothing.
    pub fn read(path: &Path) -> Results {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub fn write(&self, path: &Path) -> Outcome<()> {
        Ok(std::fs::write(path, serde_json::to_string_pretty(self)?)?)
    }

    /// The workspaces of a kind, from small to large.
    pub fn of_kind(&self, kind: Kind) -> Vec<&Figures> {
        let mut found: Vec<&Figures> =
            self.subjects.values().filter(|figures| figures.kind == kind).collect();
        found.sort_by_key(|figures| figures.packages);
        found
    }

    /// All of them, the synthetic ones first.
    pub fn columns(&self) -> Vec<&Figures> {
        [Kind::Synthetic, Kind::Published].into_iter().flat_map(|kind| self.of_kind(kind)).collect()
    }
}

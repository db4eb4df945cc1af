//! All figures of one run: samples by project and row. Takes samples, gives medians; kept on disk as JSON, so that the
//! report can be made again.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::rows::Row;
use side_by_side::Outcome;
use side_by_side::machine::Machine;
use side_by_side::measure::Sample;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Results {
    pub machine: Machine,
    /// Packages in each project's Cargo.lock.
    pub packages: BTreeMap<String, usize>,
    samples: BTreeMap<String, BTreeMap<String, Vec<Sample>>>,
    /// Project -> row -> started programs by name.
    pub starts: BTreeMap<String, BTreeMap<String, BTreeMap<String, usize>>>,
    /// Project -> what the solver alone takes, in milliseconds of CPU.
    pub solver: BTreeMap<String, Solver>,
}

/// Medians of the solver alone, in milliseconds of CPU.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Solver {
    pub packages: usize,
    pub targets: usize,
    pub hosts: usize,
    /// Features and what is built.
    pub solve: f64,
    /// With the cfg() expressions parsed and evaluated and the tables made.
    pub graph: f64,
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

    pub fn clear(&mut self, project: &str, row: Row) {
        self.samples.entry(project.to_owned()).or_default().remove(row.key());
    }

    pub fn add(&mut self, project: &str, row: Row, sample: Sample) {
        let rows = self.samples.entry(project.to_owned()).or_default();
        rows.entry(row.key().to_owned()).or_default().push(sample);
    }

    /// Projects from small to large.
    pub fn projects(&self) -> Vec<&str> {
        let mut names: Vec<(&usize, &str)> =
            self.packages.iter().map(|(name, packages)| (packages, name.as_str())).collect();
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name).collect()
    }

    pub fn count(&self, project: &str, row: Row) -> usize {
        self.samples.get(project).and_then(|rows| rows.get(row.key())).map_or(0, Vec::len)
    }

    /// The median of each figure by itself; none where nothing was measured.
    pub fn median(&self, project: &str, row: Row) -> Option<Sample> {
        let samples = self.samples.get(project)?.get(row.key())?;
        Sample::median(samples)
    }
}

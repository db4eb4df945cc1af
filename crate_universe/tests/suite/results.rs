//! The outcome of each project, in a file that runs append to, and a summary of them.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;

use crate::recorded_results;

pub enum ProjectOutcome {
    Equal {
        units: usize,
        asked: Option<String>,
    },
    /// Cargo has a lock and refuses all the same, and so do we.
    Refused(String),
    /// Cargo build takes it, and so do we, but cargo metadata does not, without which nothing can be compared.
    Taken(String),
    /// We mean to differ.
    Explained(String),
    /// Cargo has a lock, but a file that a target names is missing.
    Unbuildable(String),
    /// Cargo makes no lock, without which there is nothing to compare.
    Unlockable(String),
    Differs(String),
}

pub struct SuiteResults {
    path: PathBuf,
    /// Name -> a word and what else is known.
    known: BTreeMap<String, (String, String)>,
}

impl SuiteResults {
    pub fn open() -> SuiteResults {
        let path = recorded_results::file("suite");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let known = text.lines().filter_map(|line| {
            let mut words = line.splitn(3, '\t').map(str::to_owned);
            Some((words.next()?, (words.next()?, words.next()?)))
        });
        SuiteResults { path, known: known.collect() }
    }

    pub fn knows(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    pub fn add(&mut self, name: &str, outcome: &ProjectOutcome) {
        let (word, rest) = match outcome {
            ProjectOutcome::Equal { units, asked: None } => ("equal", units.to_string()),
            ProjectOutcome::Equal { units, asked: Some(reason) } => {
                ("equal", format!("{units} asked: {reason}"))
            }
            ProjectOutcome::Refused(text) => ("refused", text.clone()),
            ProjectOutcome::Taken(text) => ("taken", text.clone()),
            ProjectOutcome::Explained(text) => ("explained", text.clone()),
            ProjectOutcome::Unbuildable(text) => ("no-file", text.clone()),
            ProjectOutcome::Unlockable(text) => ("no-lock", text.clone()),
            ProjectOutcome::Differs(text) => ("DIFFERS", text.clone()),
        };
        let rest = rest.replace(['\n', '\t'], " | ");
        let mut file =
            OpenOptions::new().append(true).create(true).open(&self.path).expect("results are writable");
        writeln!(file, "{name}\t{word}\t{rest}").expect("results are writable");
        self.known.insert(name.to_owned(), (word.to_owned(), rest));
    }

    fn of<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = (&'a String, &'a (String, String))> {
        names.iter().filter_map(|name| Some((name, self.known.get(name)?)))
    }

    pub fn wrong(&self, names: &[String]) -> Vec<String> {
        let wrong = self.of(names).filter(|(_, (word, _))| word == "DIFFERS");
        wrong.map(|(name, (_, rest))| format!("{name}: {rest}")).collect()
    }

    pub fn equal(&self, names: &[String]) -> usize {
        self.of(names).filter(|(_, (word, _))| word == "equal").count()
    }

    pub fn summary(&self, names: &[String]) -> String {
        let count = |wanted: &str| self.of(names).filter(|(_, (word, _))| word == wanted).count();
        let asked = self.of(names).filter(|(_, (_, rest))| rest.contains(" asked: ")).count();
        let units = self.of(names).filter(|(_, (word, _))| word == "equal");
        let units: usize =
            units.filter_map(|(_, (_, rest))| rest.split(' ').next()?.parse::<usize>().ok()).sum();
        let words = ["refused", "taken", "explained", "no-file", "no-lock", "DIFFERS"];
        let others: Vec<String> = words
            .iter()
            .map(|word| format!("{} {word}", count(word)))
            .filter(|text| !text.starts_with("0 "))
            .collect();
        let (all, equal) = (names.len(), self.equal(names));
        format!(
            "{all} projects: {equal} equal with {units} units ({asked} of them by asking cargo), {}",
            others.join(", ")
        )
    }
}

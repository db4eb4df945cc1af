//! Reports the `[package.metadata.bazel]` of packages that applies. A command that the user runs lists all of it. An
//! evaluation reports each line only once per machine, because Bazel evaluates often. The reported lines are in the
//! user's cache, in one file per hub; without a cache, all are reported each time.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;

use crate::annotate::OwnMetadata;
use crate::input::HubConfig;
use crate::{digest, disk, terminal};

/// What the evaluations of this hub have not reported yet.
#[derive(Default)]
pub struct UnreportedMetadata {
    pub lines: Vec<String>,
    /// The file of reported lines, and its new content.
    kept: Option<(Utf8PathBuf, String)>,
}

impl UnreportedMetadata {
    pub fn new(config: &HubConfig, found: &[OwnMetadata]) -> UnreportedMetadata {
        let own = found.iter().filter(|own| !own.is_known);
        let lines: BTreeSet<&str> = own.map(|own| own.line.as_str()).collect();
        let workspace = config.main_dir.as_ref().unwrap_or(&config.repository_dir);
        let key = digest::sha256(format!("{workspace}\n{}", config.hub));
        let path = config.facts.cache.as_ref().map(|cache| cache.join("package_metadata").join(key));
        // Noted: a kept plan of another selection must not hide that these lines are news again.
        let text = path.as_ref().and_then(|path| disk::read_to_string(path).ok()).unwrap_or_default();
        let reported: BTreeSet<&str> = text.lines().collect();
        if reported == lines {
            return UnreportedMetadata::default();
        }
        let all: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let mut news: Vec<String> = lines.difference(&reported).map(|line| (*line).to_owned()).collect();
        if let Some(last) = news.last_mut() {
            last.push_str("\n  ");
            last.push_str(&advice(config));
        }
        UnreportedMetadata { lines: news, kept: path.map(|path| (path, all)) }
    }

    /// Called after a successful evaluation: if it fails, users see the error first.
    pub fn mark_reported(&self) {
        // If this cannot be written, the lines are reported again.
        self.kept.iter().for_each(|(path, all)| drop(disk::write_file(path, all.as_bytes())));
    }
}

pub fn print_all(config: &HubConfig, found: &[OwnMetadata]) {
    for own in found {
        terminal::print_stderr(&own.line);
    }
    if found.iter().any(|own| !own.is_known) {
        terminal::print_stderr(&format!("  {}", advice(config)));
    }
}

fn advice(config: &HubConfig) -> String {
    format!(
        "`use_metadata_of` of @{} selects the packages whose metadata is used: [] for none, [\"name\"] for those that you list",
        config.hub
    )
}

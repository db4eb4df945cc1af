//! What a migration could not rewrite, each with its file and line.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::line_numbers::line_after;

#[derive(Debug, Default)]
pub struct MigrationNotes {
    notes: Vec<MigrationNote>,
    /// The texts of files before and after.
    rewritten: BTreeMap<Utf8PathBuf, (String, String)>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MigrationNote {
    path: Utf8PathBuf,
    /// As long as the file is what it was.
    line: Option<usize>,
    text: String,
}

impl MigrationNotes {
    pub fn add(&mut self, path: &Utf8Path, line: Option<usize>, text: impl Into<String>) {
        self.notes.push(MigrationNote { path: path.to_owned(), line, text: text.into() });
    }

    /// Adds the texts of a file that will be written.
    pub fn add_rewritten(&mut self, path: &Utf8Path, before: &str, after: &str) {
        if before != after {
            self.rewritten.insert(path.to_owned(), (before.to_owned(), after.to_owned()));
        }
    }

    /// In the order of files and lines, each once. `are_written`: whether the files are what they become.
    pub fn to_texts(&self, are_written: bool) -> Vec<String> {
        let mut notes: Vec<&MigrationNote> = self.notes.iter().collect();
        notes.sort();
        notes.dedup();
        let with_place = |MigrationNote { path, line, text }: &MigrationNote| {
            let name = path.as_str().replace('\\', "/");
            let after = self.rewritten.get(path).filter(|_| are_written);
            let line = line.map(|line| match after {
                Some((before, after)) => line_after(before, after, line),
                None => line,
            });
            match line {
                Some(line) => format!("{name}:{line}: {text}"),
                None => format!("{name}: {text}"),
            }
        };
        notes.into_iter().map(with_place).collect()
    }
}

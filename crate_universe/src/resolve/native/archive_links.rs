//! Links within an archive. Takes where each leads, gives the files that are there by them. One that leads out of its package is refused,
//! and so is a hard link to nothing, as by cargo; nobody can read through a symbolic one to nothing.

use std::collections::BTreeMap;

use camino::{Utf8Component, Utf8Path};
use tar::EntryType;

use crate::resolve::sources::Entry;

use super::Unsupported;
use super::archive::TOO_LARGE;

/// As in Linux.
const MOST_STEPS: usize = 40;

/// By path: where it leads, from the folder of the package, and whether it is a hard link.
#[derive(Default)]
pub struct Links(BTreeMap<String, (String, bool)>);

impl Links {
    /// `folder`: what a hard link's target begins with.
    pub fn add(
        &mut self,
        path: &str,
        target: &str,
        kind: EntryType,
        folder: &str,
    ) -> Result<(), Unsupported> {
        const OUT: Unsupported = Unsupported("one with a link that leads out of it");
        let is_hard = kind == EntryType::Link;
        let (from, target) = match is_hard {
            true => (Utf8Path::new(""), target.strip_prefix(folder).ok_or(OUT)?),
            false => (Utf8Path::new(path).parent().unwrap_or(Utf8Path::new("")), target),
        };
        let mut names: Vec<&str> = from.iter().collect();
        for part in Utf8Path::new(target).components() {
            match part {
                Utf8Component::Normal(name) => names.push(name),
                Utf8Component::CurDir => {}
                Utf8Component::ParentDir => drop(names.pop().ok_or(OUT)?),
                Utf8Component::RootDir | Utf8Component::Prefix(_) => return Err(OUT),
            }
        }
        self.0.insert(path.to_owned(), (names.join("/"), is_hard));
        Ok(())
    }

    /// Adds what the links are to the files. `most`: how much all of it may be.
    pub fn follow(&self, entries: &mut Vec<Entry>, most: u64) -> Result<(), Unsupported> {
        let places: BTreeMap<String, usize> =
            entries.iter().enumerate().map(|(place, entry)| (entry.path.clone(), place)).collect();
        let mut sum: u64 = entries.iter().map(|entry| entry.body.length()).sum();
        for (path, (first, is_hard)) in &self.0 {
            let mut target = first;
            for _ in 0..MOST_STEPS {
                let Some((next, _)) = self.0.get(target) else { break };
                target = next;
            }
            let folder = format!("{target}/");
            let below = places.range(folder.clone()..).take_while(|(below, _)| below.starts_with(&folder));
            let below = below.map(|(below, place)| (format!("{path}/{}", &below[folder.len()..]), *place));
            let found: Vec<(String, usize)> = match places.get(target) {
                Some(place) => vec![(path.clone(), *place)],
                None => below.collect(),
            };
            if found.is_empty() && *is_hard {
                return Err(Unsupported("one with a hard link to nothing"));
            }
            for (path, place) in found {
                let Entry { body, executable, .. } = &entries[place];
                let (body, executable) = (body.clone(), *executable);
                // A link is a few bytes in the archive, and a file in the tree.
                sum += body.length();
                if sum > most {
                    return Err(Unsupported(TOO_LARGE));
                }
                entries.push(Entry { path, body, executable });
            }
        }
        Ok(())
    }
}

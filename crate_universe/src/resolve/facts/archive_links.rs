//! Resolves links in an archive to files. As in cargo, a link that leaves the package is an error, and so is a hard
//! link without a target. A symbolic link without a target is ignored, because nothing can be read through it.

use std::collections::BTreeMap;

use camino::{Utf8Component, Utf8Path};
use tar::EntryType;

use crate::resolve::package_files::PackageFile;

use super::fallback_reason::{FallbackReason, TOO_LARGE};

/// As in Linux.
const MOST_STEPS: usize = 40;
/// The limit for files that links add. Links to folders with links could add any number.
const MOST_FILES: usize = 100_000;

const OUT: FallbackReason = FallbackReason("a .crate file with a link that points outside the package");

/// By path.
#[derive(Default)]
pub struct ArchiveLinks(BTreeMap<String, ArchiveLink>);

struct ArchiveLink {
    /// Relative to the folder of the link; for a hard link, to the folder of the package.
    target: String,
    is_hard: bool,
}

/// The files that links add to the archive.
struct LinkedFiles<'a> {
    links: &'a ArchiveLinks,
    /// Path -> index of a file of the archive.
    places: &'a BTreeMap<String, usize>,
    /// New path -> index of the file.
    found: Vec<(String, usize)>,
}

impl ArchiveLinks {
    /// `folder`: the first component of a hard link's target.
    pub fn add_link(
        &mut self,
        path: &str,
        target: &str,
        kind: EntryType,
        folder: &str,
    ) -> Result<(), FallbackReason> {
        let is_hard = kind == EntryType::Link;
        let target = if is_hard { target.strip_prefix(folder).ok_or(OUT)? } else { target };
        let leads_out = |part| matches!(part, Utf8Component::RootDir | Utf8Component::Prefix(_));
        if Utf8Path::new(target).components().any(leads_out) {
            return Err(OUT);
        }
        self.0.insert(path.to_owned(), ArchiveLink { target: target.to_owned(), is_hard });
        Ok(())
    }

    /// The real path of a path, after following every link in it. `None` if links form a circle, or if a link leads to
    /// a folder that contains it.
    fn real_path(&self, path: &str) -> Result<Option<String>, FallbackReason> {
        let names_of = |path: &str| -> Vec<String> {
            Utf8Path::new(path).components().rev().map(|part| part.as_str().to_owned()).collect()
        };
        let mut rest = names_of(path);
        let mut names: Vec<String> = Vec::new();
        let mut steps = 0;
        while let Some(name) = rest.pop() {
            match name.as_str() {
                "." => continue,
                ".." => drop(names.pop().ok_or(OUT)?),
                _ => names.push(name),
            }
            let Some(link) = self.0.get(&names.join("/")) else { continue };
            steps += 1;
            if steps > MOST_STEPS {
                return Ok(None);
            }
            names.pop();
            if link.is_hard {
                names.clear();
            }
            rest.extend(names_of(&link.target));
        }
        let real = names.join("/");
        let is_around = real.is_empty() || Utf8Path::new(path).starts_with(&real);
        Ok((!is_around).then_some(real))
    }

    /// Adds the linked files. `most`: the limit for the size of all files.
    pub fn follow_links(&self, entries: &mut Vec<PackageFile>, most: u64) -> Result<(), FallbackReason> {
        let places: BTreeMap<String, usize> =
            entries.iter().enumerate().map(|(place, entry)| (entry.path.clone(), place)).collect();
        let mut sum: u64 = entries.iter().map(|entry| entry.body.length()).sum();
        let mut copies = LinkedFiles { links: self, places: &places, found: Vec::new() };
        for (path, link) in &self.0 {
            let before = copies.found.len();
            if let Some(target) = self.real_path(path)? {
                copies.add_linked(&target, path, 0)?;
            }
            if copies.found.len() == before && link.is_hard {
                return Err(FallbackReason("a .crate file with a hard link to a missing file"));
            }
        }
        for (path, place) in copies.found {
            let PackageFile { body, executable, .. } = &entries[place];
            let (body, executable) = (body.clone(), *executable);
            // A link takes a few bytes in the archive, but the size of its target in the tree.
            sum += body.length();
            if sum > most {
                return Err(FallbackReason(TOO_LARGE));
            }
            entries.push(PackageFile { path, body, executable });
        }
        Ok(())
    }
}

impl LinkedFiles<'_> {
    /// Adds the file at `target`, or all files in the folder there, under the path `seen`.
    fn add_linked(&mut self, target: &str, seen: &str, depth: usize) -> Result<(), FallbackReason> {
        if depth > MOST_STEPS || self.found.len() > MOST_FILES {
            return Err(FallbackReason(TOO_LARGE));
        }
        if let Some(place) = self.places.get(target) {
            self.found.push((seen.to_owned(), *place));
            return Ok(());
        }
        let folder = format!("{target}/");
        let below = |path: &String| path.starts_with(&folder);
        let files = self.places.range(folder.clone()..).take_while(|(path, _)| below(path));
        self.found.extend(files.map(|(path, place)| (format!("{seen}/{}", &path[folder.len()..]), *place)));
        let links: Vec<&String> = self
            .links
            .0
            .range(folder.clone()..)
            .map(|(path, _)| path)
            .take_while(|path| below(path))
            .collect();
        for path in links {
            if let Some(inner) = self.links.real_path(path)? {
                self.add_linked(&inner, &format!("{seen}/{}", &path[folder.len()..]), depth + 1)?;
            }
        }
        Ok(())
    }
}

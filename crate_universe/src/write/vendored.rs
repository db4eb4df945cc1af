//! A vendored tree: what there is, what there shall be, and the way between. Takes texts and folders with their seals, and
//! a function that makes the content of a folder; leaves the tree as it was or as it shall be. What is as it should be
//! is neither made nor touched.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::Result;
use crate::render::tree::{BUILD_FILE, File};

use super::disk;
use super::index::{self, Index, Known};
use super::journal::{Journal, Step};
use super::stat::Stat;
use super::verify::{self, Wrong};

/// A tree as it shall be.
pub struct Wanted<'a> {
    pub root: &'a Utf8Path,
    /// Texts by path.
    pub texts: &'a BTreeMap<String, String>,
    /// The packages, sorted by name.
    pub pieces: Vec<Piece<'a>>,
    /// Knows by its text whether a file was generated, by this program or by rules_rust's.
    pub is_generated: fn(&str) -> bool,
    pub is_of_rules_rust: fn(&str) -> bool,
    /// The folder of the user's cache.
    pub cache: Option<&'a Utf8Path>,
}

impl Wanted<'_> {
    /// Whether a package goes by this name.
    fn has(&self, name: &str) -> bool {
        self.pieces.binary_search_by(|piece| piece.name.cmp(name)).is_ok()
    }
}

/// A folder with one package, or its archive.
pub struct Piece<'a> {
    pub name: &'a str,
    /// What tells its content; that of a file is its sha256.
    pub seal: String,
    pub is_file: bool,
}

impl Piece<'_> {
    /// Reads all of it; gives its entries for the index.
    fn verify(&self, root: &Utf8Path) -> std::result::Result<Vec<(String, Stat)>, Wrong> {
        let path = root.join(self.name);
        match self.is_file {
            true => verify::file(&path, &self.seal),
            false => verify::folder(&path, Some(&self.seal)),
        }
    }
}

/// Makes the content of the package at a place in [`Wanted::pieces`].
pub type Make<'a> = &'a (dyn Fn(usize) -> Result<Vec<File>> + Sync);

/// When a text comes to its place. The hub's own files name all packages; conditions are named by both, and so are the
/// old and the new ones together until all that names them is new.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Package,
    Hub,
    Condition,
}

/// A BUILD file with all targets of the new one, and those of the old one that it lacks.
fn bridge(old: &str, new: &str) -> String {
    let name =
        |block: &str| block.lines().find_map(|line| line.trim().strip_prefix("name = ")).map(str::to_owned);
    let known: BTreeSet<String> = new.split("\n\n").filter_map(name).collect();
    let kept = old.split("\n\n").filter(|block| name(block).is_some_and(|name| !known.contains(&name)));
    let mut text = new.trim_end().to_owned();
    for block in kept {
        text += &format!("\n\n{}", block.trim_end());
    }
    text + "\n"
}

/// Which packages are as they should be.
pub struct Survey {
    journal: Journal,
    index: Option<Utf8PathBuf>,
    known: Vec<Option<Known>>,
    /// Whether the index says all of it.
    indexed: bool,
    /// What was wrong with packages of ours, to tell the user.
    pub damaged: Vec<String>,
    _lock: Option<std::fs::File>,
}

/// What a run changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    written: usize,
    removed: usize,
    /// Folders that have lost the BUILD file that rules_rust had written there, and that hold other files.
    pub abandoned: Vec<String>,
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Changes { written: 0, removed: 0, .. } => f.write_str("nothing changed"),
            Changes { written, removed, .. } => write!(f, "{written} files written, {removed} removed"),
        }
    }
}

/// Looks at a tree, after a run that was interrupted is finished.
pub fn survey(wanted: &Wanted<'_>) -> Result<Survey> {
    let index = wanted.cache.map(|cache| index::path(cache, wanted.root));
    let lock = index.as_ref().filter(|_| !wanted.pieces.is_empty()).and_then(|path| {
        disk::create_dir(path.parent()?).ok()?;
        disk::lock(&path.with_extension("lock"))
    });
    let journal = Journal::open(wanted.root)?;
    let known_before = index.as_deref().map(Index::read).unwrap_or_default();
    let mut survey =
        Survey { journal, index, known: Vec::new(), indexed: true, damaged: Vec::new(), _lock: lock };
    for piece in &wanted.pieces {
        let Piece { name, seal, .. } = piece;
        let known = known_before.unchanged(&wanted.root.join(name), name, seal);
        survey.indexed &= known.is_some();
        survey.known.push(known.or_else(|| match piece.verify(wanted.root) {
            Ok(entries) => Some(Known { seal: seal.clone(), entries }),
            Err(wrong) => {
                survey.damaged.extend(wrong.of_ours().map(|what| format!("{name}: {what}")));
                None
            }
        }));
    }
    Ok(survey)
}

impl Survey {
    /// The places of packages that have to be made.
    pub fn missing(&self) -> Vec<usize> {
        (0..self.known.len()).filter(|place| self.known[*place].is_none()).collect()
    }

    /// Makes the tree what it shall be.
    pub fn commit(mut self, wanted: &Wanted<'_>, make: Make<'_>) -> Result<Changes> {
        let mut changes = Changes::default();
        let missing = self.missing();
        let staged = self.stage(wanted, &missing, make, &mut changes);
        // What was staged before an error is of no use to anybody.
        let steps = staged.and_then(|steps| {
            if steps.is_empty() { Ok(false) } else { self.journal.commit(&steps).map(|()| true) }
        });
        let changed = steps.inspect_err(|_| drop(self.journal.close()))?;
        if changed || !self.indexed {
            self.index(wanted)?;
        }
        Ok(changes)
    }

    fn stage(
        &mut self,
        wanted: &Wanted<'_>,
        missing: &[usize],
        make: Make<'_>,
        changes: &mut Changes,
    ) -> Result<Vec<Step>> {
        changes.written += self.stage_pieces(wanted, missing, make)?;
        let made: Vec<&str> = missing.iter().map(|place| wanted.pieces[*place].name).collect();
        let replaced = |name: &&str| self.journal.replace(&self.journal.staged("new", name), name);
        // What becomes a stub loses its BUILD file, which others name until theirs are written. All else comes first: archives,
        // and folders of git packages, have no such file and are named as they are.
        let becomes_stub = |name: &&&str| {
            let build_file = format!("{name}/{BUILD_FILE}");
            !wanted.texts.contains_key(&build_file) && wanted.root.join(build_file).exists()
        };
        let (stubs, packages): (Vec<&&str>, Vec<&&str>) = made.iter().partition(becomes_stub);
        let mut steps: Vec<Step> = packages.into_iter().map(replaced).collect();
        // New folders come first, since BUILD files that stay may soon name them.
        steps.sort_by_key(|step| matches!(step, Step::Swap { .. }));
        let (mut bridges, mut texts) = (Vec::new(), Vec::new());
        for (number, (path, text)) in wanted.texts.iter().enumerate() {
            let folder = path.split_once('/').map(|(folder, _)| folder);
            let present = std::fs::read_to_string(wanted.root.join(path)).ok();
            if folder.is_some_and(|folder| made.contains(&folder)) || present.as_ref() == Some(text) {
                continue;
            }
            let stage = |kind: &str, text: &str| {
                let staged = self.journal.staged(kind, &number.to_string());
                super::file(&staged, text.as_bytes()).map(|_| self.journal.replace(&staged, path))
            };
            let order = match folder {
                _ if !path.ends_with(BUILD_FILE) => Order::Hub,
                Some(folder) if wanted.has(folder) => Order::Package,
                Some(_) => Order::Condition,
                None => Order::Hub,
            };
            changes.written += 1;
            match (order, &present) {
                (Order::Condition, Some(present)) => {
                    bridges.push(stage("bridges", &bridge(present, text))?);
                    texts.push((order, stage("texts", text)?));
                }
                (Order::Condition, None) => bridges.push(stage("texts", text)?),
                (Order::Package | Order::Hub, _) => texts.push((order, stage("texts", text)?)),
            }
        }
        texts.sort_by_key(|(order, _)| *order);
        steps.splice(0..0, bridges);
        steps.extend(texts.into_iter().map(|(_, step)| step));
        steps.extend(stubs.into_iter().map(replaced));
        let surplus = surplus(wanted, &made);
        changes.removed += surplus.paths.len();
        changes.abandoned = surplus.abandoned;
        steps.extend(surplus.paths.into_iter().map(|path| Step::Remove { path }));
        Ok(steps)
    }

    /// Makes the packages that have to be made, on all processors; gives the number of files.
    fn stage_pieces(&self, wanted: &Wanted<'_>, missing: &[usize], make: Make<'_>) -> Result<usize> {
        let next = AtomicUsize::new(0);
        let work = || -> Result<usize> {
            let mut written = 0;
            while let Some(place) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                let name = wanted.pieces[*place].name;
                let mut files = make(*place)?;
                let text = wanted.texts.get(&format!("{name}/{BUILD_FILE}"));
                files.extend(text.map(|text| File {
                    path: BUILD_FILE.to_owned(),
                    bytes: text.clone().into_bytes(),
                    executable: false,
                }));
                written += files.len();
                fill(&self.journal.staged("new", name), &files)?;
            }
            Ok(written)
        };
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(missing.len());
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let results = threads.into_iter().map(|thread| match thread.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            results.sum()
        })
    }

    fn index(&mut self, wanted: &Wanted<'_>) -> Result<()> {
        let Some(path) = &self.index else { return Ok(()) };
        let mut folders = BTreeMap::new();
        for Piece { name, seal, is_file } in &wanted.pieces {
            let path = wanted.root.join(name);
            // What changes from here on is newer than the index, and so is looked at once more.
            let entries = match is_file {
                true => Stat::of(&path).map(|stat| vec![(String::new(), stat)]),
                false => super::stat::walk(&path),
            };
            if let Ok(entries) = entries {
                let entries = entries.into_iter().filter(|(path, _)| path != BUILD_FILE).collect();
                folders.insert(*name, Known { seal: seal.clone(), entries });
            }
        }
        index::write(path, &folders).map(drop)
    }
}

fn fill(dir: &Utf8Path, files: &[File]) -> Result<()> {
    match files {
        [File { path, bytes, executable }] if path.is_empty() => {
            disk::create_dir(dir.parent().unwrap_or(dir))?;
            return disk::new_file(dir, bytes, *executable);
        }
        _ => {}
    }
    let mut made: Option<&Utf8Path> = None;
    disk::create_dir(dir)?;
    for file in files {
        let parent = Utf8Path::new(&file.path).parent();
        if parent != made {
            disk::create_dir(&parent.map_or_else(|| dir.to_owned(), |parent| dir.join(parent)))?;
            made = parent;
        }
        disk::new_file(&dir.join(&file.path), &file.bytes, file.executable)?;
    }
    Ok(())
}

/// What is generated in the tree and wanted no more.
struct Surplus {
    paths: Vec<String>,
    /// See [`Changes::abandoned`].
    abandoned: Vec<String>,
}

/// What others have put into the tree stays.
fn surplus(wanted: &Wanted<'_>, made: &[&str]) -> Surplus {
    let (mut found, mut abandoned) = (Vec::new(), Vec::new());
    for entry in wanted.root.read_dir_utf8().into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        if !path.is_dir() {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            found.extend(
                (!wanted.texts.contains_key(name) && (wanted.is_generated)(&text)).then(|| name.to_owned()),
            );
            continue;
        }
        let is_wanted = wanted.has(name);
        if !is_wanted && verify::is_ours(path) {
            found.push(name.to_owned());
            continue;
        }
        let build_file = format!("{name}/{BUILD_FILE}");
        if made.contains(&name) || wanted.texts.contains_key(&build_file) {
            continue;
        }
        let text = std::fs::read_to_string(wanted.root.join(&build_file)).unwrap_or_default();
        let is_alone = path.read_dir_utf8().is_ok_and(|entries| entries.count() == 1);
        let is_hub = || ["crates.bzl", "defs.bzl"].iter().any(|module| path.join(module).exists());
        // A package that is no longer built keeps its sources for cargo, an alias had only this one file, and rules_rust wrote
        // it into folders of packages. Any other folder may be a hub of its own.
        if is_wanted && (wanted.is_generated)(&text) {
            found.push(build_file);
        } else if is_alone && (wanted.is_generated)(&text) {
            found.push(name.to_owned());
        } else if (wanted.is_of_rules_rust)(&text) && !is_hub() {
            found.push(build_file);
            abandoned.push(name.to_owned());
        }
    }
    let gone = |path: &String| !wanted.texts.contains_key(path) && !wanted.has(path);
    let present = |path: &String| wanted.root.join(path).exists();
    found.extend(verify::listed(wanted.root).into_iter().map(|(path, _)| path).filter(gone).filter(present));
    found.sort();
    abandoned.sort();
    Surplus { paths: found, abandoned }
}

/// Everything that differs from what it should be, each in one line. Writes nothing, and reads every file.
pub fn differences(wanted: &Wanted<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if Journal::of(wanted.root).is_interrupted() {
        found.push("a run was interrupted; the next one finishes it".to_owned());
    }
    for piece in &wanted.pieces {
        let wrong = piece.verify(wanted.root).err();
        found.extend(wrong.map(|wrong| format!("{}: {wrong}", piece.name)));
    }
    for (path, text) in wanted.texts {
        match std::fs::read(wanted.root.join(path)) {
            Ok(present) if present == text.as_bytes() => {}
            Ok(_) => found.push(format!("{path} has changed")),
            Err(_) => found.push(format!("{path} is missing")),
        }
    }
    found.extend(surplus(wanted, &[]).paths.into_iter().map(|path| format!("{path} is not wanted")));
    found
}

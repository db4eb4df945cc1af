//! A `.crate` file: a gzipped tar with one folder in it. Takes a path and the checksum that Cargo.lock has, gives the
//! manifest, the names of the files, or all of them. A file with another checksum is as good as none. Unpacks nothing,
//! and holds no more than it is asked for.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};

use camino::{Utf8Component, Utf8Path};
use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};

use crate::digest::hex;
use crate::disk::{Body, Spool};
use crate::ids::PackageId;
use crate::resolve::source_text::{FolderText, ScriptText};
use crate::resolve::sources::Entry;

use super::Unsupported;
use super::targets::Listing;

/// How much is read at once.
const PIECE: usize = 64 * 1024;
/// How much of one source file is looked at.
const MOST_OF_TEXT: u64 = 16 * 1024 * 1024;

pub struct Archive {
    /// The very file whose checksum was right, whatever its path has come to mean since.
    file: File,
    /// All files, without the one folder they are in; most manifests name their targets, so few archives are listed.
    files: OnceCell<BTreeSet<String>>,
    /// The folder that all files are in.
    folder: String,
    /// How much may come out of it.
    most: u64,
}

/// As in cargo: what is unpacked is at most this, or so many times the file.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
const MOST_TIMES: u64 = 20;
const TOO_LARGE: &str = "a .crate file that unpacks to more than cargo takes";
/// A manifest that is longer is none.
const MOST_OF_MANIFEST: u64 = 4 * 1024 * 1024;

impl Archive {
    pub fn open(path: &Utf8Path, id: &PackageId, sha256: &str) -> Option<Archive> {
        // Whatever else has this name may never end.
        let length = path.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
        let file = File::open(path).ok()?;
        let mut bytes = BufReader::with_capacity(PIECE, &file);
        let mut digest = Sha256::new();
        loop {
            let piece = bytes.fill_buf().ok()?;
            if piece.is_empty() {
                break;
            }
            digest.update(piece);
            let read = piece.len();
            bytes.consume(read);
        }
        (hex(&digest.finalize()) == sha256).then(|| Archive {
            file,
            files: OnceCell::new(),
            folder: format!("{}-{}/", id.name, id.version),
            most: MOST_UNPACKED.max(length.saturating_mul(MOST_TIMES)),
        })
    }

    /// The file itself.
    pub fn body(&self) -> std::io::Result<Body> {
        Body::of_file(self.file.try_clone()?)
    }

    /// The text of the Cargo.toml at the top; reading stops there.
    pub fn manifest(&self) -> Result<String, Unsupported> {
        let mut text = String::new();
        self.each(|path, _, entry| {
            if path == "Cargo.toml" {
                entry.take(MOST_OF_MANIFEST).read_to_string(&mut text)?;
            }
            Ok(!text.is_empty())
        })?;
        match text.len() as u64 {
            0 => Err(Unsupported("a .crate file without a manifest")),
            MOST_OF_MANIFEST.. => Err(Unsupported("a .crate file with a manifest of over 4 MiB")),
            _ => Ok(text),
        }
    }

    /// What the build script tells; reading stops there.
    pub fn script(&self, script: &str) -> Result<ScriptText, Unsupported> {
        let mut found = None;
        self.each(|path, _, entry| {
            if path == script {
                let mut bytes = Vec::new();
                entry.take(MOST_OF_TEXT).read_to_end(&mut bytes)?;
                found = Some(ScriptText::of(&bytes));
            }
            Ok(found.is_some())
        })?;
        Ok(found.unwrap_or_default())
    }

    /// What the code tells. `script`: the root of the build script.
    pub fn folder(&self, script: Option<&str>) -> Result<FolderText, Unsupported> {
        let mut found = FolderText::default();
        let mut bytes = Vec::new();
        self.each(|path, header, entry| {
            if header.entry_type().is_file() && FolderText::wants(path) && script != Some(path) {
                bytes.clear();
                entry.take(MOST_OF_TEXT).read_to_end(&mut bytes)?;
                found.see(&bytes);
            }
            Ok(false)
        })?;
        Ok(found)
    }

    /// Every file that is wanted, with its content; a link has that of the file it leads to, as in what `cargo vendor` writes.
    pub fn entries(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Entry>, String> {
        let (mut entries, mut links, mut odd) = (Vec::new(), Vec::new(), None);
        let mut spool = Spool::new();
        self.each(|path, header, entry| {
            match header.entry_type() {
                EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse if !wanted(path) => {}
                EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                    let body = spool.add(entry)?;
                    let executable = header.mode()? & 0o111 != 0;
                    entries.push(Entry { path: path.to_owned(), body, executable });
                }
                EntryType::Symlink | EntryType::Link => {
                    let target = header.link_name()?.map(|name| name.to_string_lossy().into_owned());
                    links.push((path.to_owned(), target.unwrap_or_default(), header.entry_type()));
                }
                EntryType::Directory | EntryType::XGlobalHeader => {}
                _ => odd = odd.take().or(Some(path.to_owned())),
            }
            Ok(false)
        })
        .map_err(|reason| reason.0.to_owned())?;
        if let Some(path) = odd {
            return Err(format!("one with {path}, which is neither a file nor a link nor a folder"));
        }
        let places: BTreeMap<String, usize> =
            entries.iter().enumerate().map(|(place, entry)| (entry.path.clone(), place)).collect();
        for (path, target, kind) in links {
            let inside = self.target(&path, &target, kind);
            let place = inside.as_ref().and_then(|inside| places.get(inside));
            match (inside, place) {
                (None, _) => return Err(format!("one whose link {path} leads out of it, to {target}")),
                (Some(_), Some(place)) => {
                    let Entry { body, executable, .. } = &entries[*place];
                    let (body, executable) = (body.clone(), *executable);
                    entries.push(Entry { path, body, executable });
                }
                // A link to a folder, to another link or to nothing: nobody reads through it.
                (Some(_), None) => {}
            }
        }
        // A link is a few bytes in the archive, and a file in the tree.
        match entries.iter().map(|entry| entry.body.length()).sum::<u64>() {
            sum if sum > self.most => Err(TOO_LARGE.to_owned()),
            _ => Ok(entries),
        }
    }

    /// Where a link leads, from the folder of the package; None where that is outside.
    fn target(&self, path: &str, target: &str, kind: EntryType) -> Option<String> {
        let from = match kind {
            EntryType::Link => return target.strip_prefix(&self.folder).map(str::to_owned),
            _ => Utf8Path::new(path).parent().unwrap_or(Utf8Path::new("")),
        };
        let mut names: Vec<&str> = from.iter().collect();
        for part in Utf8Path::new(target).components() {
            match part {
                Utf8Component::Normal(name) => names.push(name),
                Utf8Component::CurDir => {}
                Utf8Component::ParentDir => drop(names.pop()?),
                Utf8Component::RootDir | Utf8Component::Prefix(_) => return None,
            }
        }
        Some(names.join("/"))
    }

    fn files(&self) -> Result<&BTreeSet<String>, Unsupported> {
        if let Some(files) = self.files.get() {
            return Ok(files);
        }
        let mut files = BTreeSet::new();
        self.each(|path, _, _| {
            files.insert(path.to_owned());
            Ok(false)
        })?;
        Ok(self.files.get_or_init(|| files))
    }

    /// Calls `visit` with each file until it answers true.
    fn each(
        &self,
        mut visit: impl FnMut(&str, &Header, &mut dyn Read) -> std::io::Result<bool>,
    ) -> Result<(), Unsupported> {
        let unreadable = |_| Unsupported("a .crate file that cannot be read");
        (&self.file).rewind().map_err(unreadable)?;
        let bytes = BufReader::with_capacity(PIECE, &self.file);
        let mut bytes = GzDecoder::new(bytes).take(self.most);
        let visited = self.visit(&mut bytes, &mut visit);
        match bytes.limit() {
            0 => Err(Unsupported(TOO_LARGE)),
            _ => visited,
        }
    }

    fn visit(
        &self,
        bytes: &mut impl Read,
        visit: &mut impl FnMut(&str, &Header, &mut dyn Read) -> std::io::Result<bool>,
    ) -> Result<(), Unsupported> {
        let unreadable = |_| Unsupported("a .crate file that cannot be read");
        let mut archive = tar::Archive::new(bytes);
        let mut seen = BTreeSet::new();
        for entry in archive.entries().map_err(unreadable)? {
            let mut entry = entry.map_err(unreadable)?;
            let header = entry.header().clone();
            if header.entry_type() == EntryType::XGlobalHeader {
                continue;
            }
            let path = entry.path().map_err(unreadable)?.to_string_lossy().into_owned();
            let Some(path) = path.strip_prefix(&self.folder) else {
                if format!("{path}/") == self.folder {
                    continue;
                }
                return Err(Unsupported("a .crate file with something outside of the folder of its package"));
            };
            let within = |part: Utf8Component<'_>| matches!(part, Utf8Component::Normal(_));
            if !Utf8Path::new(path).components().all(within) {
                return Err(Unsupported("a .crate file with a path that leads out of it"));
            }
            if !header.entry_type().is_dir() && !seen.insert(path.to_owned()) {
                return Err(Unsupported("a .crate file that has one path twice"));
            }
            if visit(path, &header, &mut entry).map_err(unreadable)? {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Listing for Archive {
    fn is_file(&self, path: &str) -> Result<bool, Unsupported> {
        Ok(self.files()?.contains(path))
    }

    fn entries(&self, dir: &str) -> Result<Vec<(String, bool)>, Unsupported> {
        let mut entries = BTreeSet::new();
        for file in self.files()? {
            if let Some(rest) = file.strip_prefix(dir).and_then(|rest| rest.strip_prefix('/')) {
                match rest.split_once('/') {
                    Some((folder, _)) => entries.insert((folder.to_owned(), true)),
                    None => entries.insert((rest.to_owned(), false)),
                };
            }
        }
        Ok(entries.into_iter().collect())
    }
}

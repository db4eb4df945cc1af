//! A `.crate` file: a gzipped tar with one folder in it. Takes a path and the checksum that Cargo.lock has, gives the
//! manifest, the names of the files, or all of them. A file with another checksum is as good as none. Unpacks nothing,
//! and holds no more than it is asked for.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};

use camino::{Utf8Component, Utf8Path};
use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};
use tar::Header;

use crate::resolve::source_text::SourceText;
use crate::resolve::sources::Entry;

use super::Unsupported;
use super::targets::Listing;

/// How much is read at once.
const PIECE: usize = 64 * 1024;
/// What an archive says of its sizes is believed up to here; a file that is larger is read all the same.
const MOST_AT_ONCE: u64 = 1 << 24;

pub struct Archive {
    /// The very file whose checksum was right, whatever its path has come to mean since.
    file: File,
    /// All files, without the one folder they are in; most manifests name their targets, so few archives are listed.
    files: OnceCell<BTreeSet<String>>,
}

impl Archive {
    pub fn open(path: &Utf8Path, sha256: &str) -> Option<Archive> {
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
        (hex(&digest.finalize()) == sha256).then(|| Archive { file, files: OnceCell::new() })
    }

    /// The file itself.
    pub fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let mut file = &self.file;
        file.rewind()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The text of the Cargo.toml at the top; reading stops there.
    pub fn manifest(&self) -> Result<String, Unsupported> {
        let mut text = String::new();
        self.each(|path, _, entry| {
            if path == "Cargo.toml" {
                entry.read_to_string(&mut text)?;
            }
            Ok(!text.is_empty())
        })?;
        if text.is_empty() { Err(Unsupported("a .crate file without a manifest")) } else { Ok(text) }
    }

    /// What the sources tell. `script`: the root of the build script.
    pub fn text(&self, script: Option<&str>) -> Result<SourceText, Unsupported> {
        let mut found = SourceText::default();
        let mut bytes = Vec::new();
        self.each(|path, header, entry| {
            if header.entry_type().is_file() && SourceText::wants(path) {
                bytes.clear();
                entry.read_to_end(&mut bytes)?;
                found.see(path, &bytes, script);
            }
            Ok(false)
        })?;
        Ok(found)
    }

    /// Every file with its content. A path that would lead out of the folder is refused, as cargo does.
    pub fn entries(&self) -> Result<Vec<Entry>, Unsupported> {
        let mut entries = Vec::new();
        let mut outside = false;
        self.each(|path, header, entry| {
            if header.entry_type().is_file() {
                let within = |part: Utf8Component<'_>| matches!(part, Utf8Component::Normal(_));
                outside |= !Utf8Path::new(path).components().all(within);
                let mut bytes = Vec::with_capacity(header.size()?.min(MOST_AT_ONCE) as usize);
                entry.read_to_end(&mut bytes)?;
                let executable = header.mode()? & 0o111 != 0;
                entries.push(Entry { path: path.to_owned(), bytes, executable });
            }
            Ok(false)
        })?;
        if outside { Err(Unsupported("a .crate file with a path that leads out of it")) } else { Ok(entries) }
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
        let mut archive = tar::Archive::new(GzDecoder::new(bytes));
        for entry in archive.entries().map_err(unreadable)? {
            let mut entry = entry.map_err(unreadable)?;
            let path = entry.path().map_err(unreadable)?.to_string_lossy().into_owned();
            let header = entry.header().clone();
            let Some((_, path)) = path.split_once('/') else { continue };
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

pub fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Reads `.crate` files: gzipped tars with one folder. A file whose checksum is not the one in Cargo.lock is treated as
//! missing. Nothing is unpacked to disk, and memory use is limited.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Seek};

use camino::Utf8Path;
use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};
use tar::EntryType;

use crate::digest::hex;
use crate::disk::{BodySpool, FileBody, SpoolError};
use crate::ids::PackageId;
use crate::resolve::package_files::PackageFile;
use crate::resolve::source_facts::{FolderText, ScriptText};

use super::archive_links::ArchiveLinks;
use super::fallback_reason::{FallbackReason, TOO_LARGE};
use super::tar_entries::{self, TarEntry, unreadable_archive};
use super::targets::FileListing;

/// The size of a read.
const PIECE: usize = 64 * 1024;
/// How much of one source file is read.
const MOST_OF_TEXT: u64 = 16 * 1024 * 1024;

pub struct CrateArchive {
    /// The file whose checksum was verified, even if the path names another file by now.
    file: fs::File,
    /// All files, relative to the folder that contains them. Only filled if needed: most manifests name their targets.
    files: OnceCell<BTreeSet<String>>,
    /// The folder that all files are in.
    folder: String,
    /// The limit for the unpacked size.
    most: u64,
}

/// As in cargo, the unpacked size is limited to this, or to this multiple of the file's size.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
const MOST_TIMES: u64 = 20;
/// A longer manifest is rejected.
const MOST_OF_MANIFEST: u64 = 4 * 1024 * 1024;

impl CrateArchive {
    pub fn open(path: &Utf8Path, id: &PackageId, sha256: &str) -> Option<CrateArchive> {
        // A pipe or a device might never end.
        let length = path.metadata().ok().filter(fs::Metadata::is_file)?.len();
        let file = fs::File::open(path).ok()?;
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
        (hex(&digest.finalize()) == sha256).then(|| CrateArchive {
            file,
            files: OnceCell::new(),
            folder: format!("{}-{}/", id.name, id.version),
            most: MOST_UNPACKED.max(length.saturating_mul(MOST_TIMES)),
        })
    }

    /// The `.crate` file itself.
    pub fn file_body(&self) -> std::io::Result<FileBody> {
        FileBody::from_file(self.file.try_clone()?)
    }

    /// The text of the Cargo.toml in the root. Reading stops there.
    pub fn read_manifest(&self) -> Result<String, FallbackReason> {
        let mut text = String::new();
        self.for_each_entry(|file| {
            if file.path == "Cargo.toml" {
                file.content.take(MOST_OF_MANIFEST).read_to_string(&mut text).map_err(unreadable_archive)?;
            }
            Ok(!text.is_empty())
        })?;
        match text.len() as u64 {
            0 => Err(FallbackReason("a .crate file without a Cargo.toml")),
            MOST_OF_MANIFEST.. => Err(FallbackReason("a .crate file whose Cargo.toml is larger than 4 MiB")),
            _ => Ok(text),
        }
    }

    /// The facts in the text of the build script. Reading stops there.
    pub fn read_script(&self, script: &str) -> Result<ScriptText, FallbackReason> {
        let mut found = None;
        self.for_each_entry(|file| {
            if file.path == script {
                let mut bytes = Vec::new();
                file.content.take(MOST_OF_TEXT).read_to_end(&mut bytes).map_err(unreadable_archive)?;
                found = Some(ScriptText::read_script(&bytes));
            }
            Ok(found.is_some())
        })?;
        Ok(found.unwrap_or_default())
    }

    /// The facts in the text of the sources. `script`: the root of the build script.
    pub fn read_folder(&self, script: Option<&str>) -> Result<FolderText, FallbackReason> {
        let mut found = FolderText::default();
        let mut bytes = Vec::new();
        self.for_each_entry(|file| {
            if file.is_file() && FolderText::may_read(file.path) && script != Some(file.path) {
                bytes.clear();
                file.content.take(MOST_OF_TEXT).read_to_end(&mut bytes).map_err(unreadable_archive)?;
                found.add_file(&bytes);
            }
            Ok(false)
        })?;
        Ok(found)
    }

    /// The wanted files with their content. A link has the content of its target, as in a folder that `cargo vendor`
    /// writes.
    pub fn read_entries(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<PackageFile>, ArchiveError> {
        let (mut entries, mut links, mut disk) = (Vec::new(), ArchiveLinks::default(), None);
        let mut spool = BodySpool::new();
        let visited = self.for_each_entry(|file| {
            match file.kind {
                EntryType::Symlink | EntryType::Link => {
                    links.add_link(file.path, file.link, file.kind, &self.folder)?
                }
                _ if file.is_file() && wanted(file.path) => match spool.add(file.content) {
                    Ok(body) => entries.push(PackageFile {
                        path: file.path.to_owned(),
                        body,
                        executable: file.executable,
                    }),
                    Err(SpoolError::Content(error)) => return Err(unreadable_archive(error)),
                    Err(SpoolError::Disk(error)) => {
                        disk = Some(error);
                        return Ok(true);
                    }
                },
                _ if file.is_file() || file.kind.is_dir() => {}
                _ => {
                    return Err(FallbackReason(
                        "a .crate file with an entry that is neither a file nor a link nor a directory",
                    ));
                }
            }
            Ok(false)
        });
        match (disk, visited) {
            (Some(error), _) => return Err(ArchiveError::Disk(error)),
            (None, Err(reason)) => return Err(ArchiveError::Refused(reason)),
            (None, Ok(())) => {}
        }
        links.follow_links(&mut entries, self.most).map_err(ArchiveError::Refused)?;
        Ok(entries)
    }

    fn file_names(&self) -> Result<&BTreeSet<String>, FallbackReason> {
        if let Some(files) = self.files.get() {
            return Ok(files);
        }
        let mut files = BTreeSet::new();
        self.for_each_entry(|file| {
            files.insert(file.path.to_owned());
            Ok(false)
        })?;
        Ok(self.files.get_or_init(|| files))
    }

    /// Calls `visit` with each entry until it returns true.
    fn for_each_entry(
        &self,
        mut visit: impl FnMut(TarEntry<'_>) -> Result<bool, FallbackReason>,
    ) -> Result<(), FallbackReason> {
        (&self.file).rewind().map_err(unreadable_archive)?;
        let bytes = BufReader::with_capacity(PIECE, &self.file);
        let mut bytes = GzDecoder::new(bytes).take(self.most);
        let visited = tar_entries::for_each_entry(&mut bytes, &self.folder, &mut visit);
        match bytes.limit() {
            0 => Err(FallbackReason(TOO_LARGE)),
            _ => visited,
        }
    }
}

/// Why the files of an archive cannot be read.
pub enum ArchiveError {
    Refused(FallbackReason),
    Disk(std::io::Error),
}

impl FileListing for CrateArchive {
    fn is_file(&self, path: &str) -> Result<bool, FallbackReason> {
        Ok(self.file_names()?.contains(path))
    }

    fn entries(&self, dir: &str) -> Result<Vec<(String, bool)>, FallbackReason> {
        let mut entries = BTreeSet::new();
        for file in self.file_names()? {
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

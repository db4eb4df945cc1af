//! The content of files that are about to be written. A package may be larger than the memory, so a spool moves larger
//! contents into an unnamed temporary file.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Cursor, Error, ErrorKind, Read, Result, Seek, SeekFrom, Write as _};
use std::rc::Rc;

use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;

use crate::digest::hex;

/// How much of all packages that are unpacked at the same time stays in memory.
const MOST_IN_MEMORY: usize = 16 * 1024 * 1024;
/// The size of a chunk.
const PIECE: u64 = 256 * 1024;

trait SeekableRead: Read + Seek {}
impl<T: Read + Seek> SeekableRead for T {}

/// A part of a source that can be read repeatedly. A clone is the same part.
#[derive(Clone)]
pub struct FileBody {
    source: Rc<RefCell<dyn SeekableRead>>,
    offset: u64,
    length: u64,
}

impl FileBody {
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> FileBody {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        FileBody { source: Rc::new(RefCell::new(Cursor::new(bytes))), offset: 0, length }
    }

    pub fn from_file(file: File) -> Result<FileBody> {
        let length = file.metadata()?.len();
        Ok(FileBody { source: Rc::new(RefCell::new(file)), offset: 0, length })
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    /// Calls `take` with each chunk of the content.
    pub fn for_each_chunk(&self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut source = self.source.borrow_mut();
        source.seek(SeekFrom::Start(self.offset))?;
        let mut piece = vec![0; usize::try_from(self.length.min(PIECE)).unwrap_or_default()];
        let mut left = self.length;
        while left > 0 {
            let length = usize::try_from(left.min(PIECE)).unwrap_or_default();
            source.read_exact(&mut piece[..length])?;
            take(&piece[..length])?;
            left -= length as u64;
        }
        Ok(())
    }

    pub fn sha256(&self) -> Result<String> {
        let mut digest = Sha256::new();
        self.for_each_chunk(|piece| {
            digest.update(piece);
            Ok(())
        })?;
        Ok(hex(&digest.finalize()))
    }

    /// The whole content, for texts that are parsed.
    pub fn read_all(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.for_each_chunk(|piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }
}

/// Why a content could not be spooled.
#[derive(Debug)]
pub enum SpoolError {
    Content(Error),
    /// In most cases, the disk is full.
    Disk(Error),
}

/// Holds the files of one package until they are written.
pub struct BodySpool {
    source: Rc<RefCell<SpooledTempFile>>,
    end: u64,
}

impl BodySpool {
    pub fn new() -> BodySpool {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let source = SpooledTempFile::new(MOST_IN_MEMORY / workers);
        BodySpool { source: Rc::new(RefCell::new(source)), end: 0 }
    }

    pub fn add(&mut self, content: &mut dyn Read) -> std::result::Result<FileBody, SpoolError> {
        let mut source = self.source.borrow_mut();
        let offset = self.end;
        source.seek(SeekFrom::Start(offset)).map_err(SpoolError::Disk)?;
        let mut piece = [0; 16 * 1024];
        loop {
            let length = match content.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(SpoolError::Content(error)),
            };
            source.write_all(&piece[..length]).map_err(SpoolError::Disk)?;
            self.end += length as u64;
        }
        let length = self.end - offset;
        Ok(FileBody { source: Rc::<RefCell<SpooledTempFile>>::clone(&self.source), offset, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_given_again_in_any_order() {
        let mut spool = BodySpool::new();
        let long: Vec<u8> = (0..MOST_IN_MEMORY + 3).map(|at| (at % 251) as u8).collect();
        let one = spool.add(&mut &b"one"[..]).expect("memory");
        let two = spool.add(&mut &long[..]).expect("a file");
        let copy = one.clone();
        let three = spool.add(&mut &b""[..]).expect("a file");
        assert!(two.read_all().expect("a file") == long, "what went through a file is as it was");
        assert_eq!(one.read_all().expect("a file"), b"one");
        assert_eq!((copy.length(), three.length()), (3, 0));
        let four = spool.add(&mut &b"four"[..]).expect("a file");
        assert_eq!(four.read_all().expect("a file"), b"four");
        assert_eq!(copy.read_all().expect("a file"), b"one");
        assert_eq!(FileBody::from_bytes("text").read_all().expect("memory"), b"text");
    }
}

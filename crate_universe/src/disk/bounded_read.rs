//! Reads regular files of a sane size, whoever named the path: a pipe would block, and a device never ends.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result};

use camino::Utf8Path;

/// The limit for reading a whole file. The longest file that this program writes, the facts cache, has a few KiB per
/// package.
const MOST: u64 = 64 * 1024 * 1024;
/// The limit for opening a file. Cargo unpacks packages with files of up to half this size.
const MOST_OPENED: u64 = 1024 * 1024 * 1024;

pub fn read_bytes(path: impl AsRef<Utf8Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    let length = bounded_length(path)?;
    read_file(path, length)
}

/// Reads what is known to be a regular file.
pub fn read_file(path: &Utf8Path, length: u64) -> Result<Vec<u8>> {
    check_length(length, MOST)?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    File::open(path)?.take(MOST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file that is not read at once.
pub fn open_bounded(path: impl AsRef<Utf8Path>) -> Result<File> {
    check_length(bounded_length(path.as_ref())?, MOST_OPENED)?;
    File::open(path.as_ref())
}

fn bounded_length(path: &Utf8Path) -> Result<u64> {
    let metadata = path.metadata()?;
    if metadata.is_dir() {
        return Err(Error::from(ErrorKind::IsADirectory));
    }
    if !metadata.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    Ok(metadata.len())
}

fn check_length(length: u64, most: u64) -> Result<()> {
    match length > most {
        true => Err(Error::new(ErrorKind::InvalidData, format!("it is larger than {} MiB", most >> 20))),
        false => Ok(()),
    }
}

pub fn read_to_string(path: impl AsRef<Utf8Path>) -> Result<String> {
    to_text(read_bytes(path)?)
}

pub fn to_text(bytes: Vec<u8>) -> Result<String> {
    let not_text = || Error::new(ErrorKind::InvalidData, "stream did not contain valid UTF-8");
    String::from_utf8(bytes).map_err(|_| not_text())
}

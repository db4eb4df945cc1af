//! Reads the entries of a tar. Names may have any of tar's encodings, but must be such as cargo writes. The memory for
//! names is limited, because the library's reader of long names has no limit.
//! See <https://www.gnu.org/software/tar/manual/html_node/Standard.html>.

use std::collections::BTreeSet;
use std::io::Read;

use camino::{Utf8Component, Utf8Path};
use tar::{EntryType, Header, PaxExtensions};

use super::fallback_reason::FallbackReason;

/// The limit for one name or link target.
const MOST_OF_NAME: u64 = 64 * 1024;
/// The limit for all names, and the overhead of each.
const MOST_OF_NAMES: usize = 32 * 1024 * 1024;
const NOTED: usize = 128;

pub struct TarEntry<'a> {
    /// Relative to the folder of the package.
    pub path: &'a str,
    pub kind: EntryType,
    /// The target, if the entry is a link.
    pub link: &'a str,
    pub executable: bool,
    pub content: &'a mut dyn Read,
}

impl TarEntry<'_> {
    /// A sparse file does not count: its few bytes in the archive may expand to any size.
    pub fn is_file(&self) -> bool {
        matches!(self.kind, EntryType::Regular | EntryType::Continuous)
    }
}

pub fn unreadable_archive(_: std::io::Error) -> FallbackReason {
    FallbackReason("a .crate file that cannot be read")
}

/// Long names that precede the entry they belong to.
#[derive(Default)]
struct LongNames {
    path: Option<String>,
    link: Option<String>,
}

/// Calls `visit` with each entry until it returns true. `folder`: the first component of all paths.
pub fn for_each_entry(
    bytes: &mut impl Read,
    folder: &str,
    visit: &mut impl FnMut(TarEntry<'_>) -> Result<bool, FallbackReason>,
) -> Result<(), FallbackReason> {
    let mut archive = tar::Archive::new(bytes);
    let mut seen = BTreeSet::new();
    let mut names = LongNames::default();
    let mut noted = 0;
    for entry in archive.entries().map_err(unreadable_archive)?.raw(true) {
        let mut entry = entry.map_err(unreadable_archive)?;
        let header = entry.header().clone();
        let kind = header.entry_type();
        if names.take_name(kind, &mut entry)? {
            continue;
        }
        let (path, link) = std::mem::take(&mut names).path_and_link(&header)?;
        let Some(path) = path.strip_prefix(folder) else {
            if format!("{path}/") == folder {
                continue;
            }
            return Err(FallbackReason("a .crate file with an entry outside the directory of its package"));
        };
        let within = |part: Utf8Component<'_>| matches!(part, Utf8Component::Normal(_));
        if !Utf8Path::new(path).components().all(within) {
            return Err(FallbackReason("a .crate file with a path that points outside the package"));
        }
        noted += path.len() + link.len() + NOTED;
        if noted > MOST_OF_NAMES {
            return Err(FallbackReason("a .crate file with too many entries"));
        }
        if !kind.is_dir() && !seen.insert(path.to_owned()) {
            return Err(FallbackReason("a .crate file that contains the same path twice"));
        }
        let executable = header.mode().map_err(unreadable_archive)? & 0o111 != 0;
        if visit(TarEntry { path, kind, link: &link, executable, content: &mut entry })? {
            return Ok(());
        }
    }
    Ok(())
}

impl LongNames {
    /// Whether the entry only contains a name of the next entry, or data that is ignored.
    fn take_name(&mut self, kind: EntryType, entry: &mut impl Read) -> Result<bool, FallbackReason> {
        match kind {
            EntryType::XGlobalHeader => {}
            EntryType::GNULongName => self.path = Some(read_name(entry)?),
            EntryType::GNULongLink => self.link = Some(read_name(entry)?),
            EntryType::XHeader => self.extend_from_pax(&read_text(entry)?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Names in PAX format. A size is an error, because it would not be the size that the entry is read with.
    fn extend_from_pax(&mut self, text: &[u8]) -> Result<(), FallbackReason> {
        for extension in PaxExtensions::new(text) {
            let extension = extension.map_err(unreadable_archive)?;
            let value = || String::from_utf8_lossy(extension.value_bytes()).into_owned();
            match extension.key_bytes() {
                b"path" => self.path = Some(value()),
                b"linkpath" => self.link = Some(value()),
                b"size" => {
                    return Err(FallbackReason("a .crate file that gives the size of a file twice"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The path of an entry, and its target if it is a link.
    fn path_and_link(self, header: &Header) -> Result<(String, String), FallbackReason> {
        let of_header = || Ok(header.path().map_err(unreadable_archive)?.to_string_lossy().into_owned());
        let link_of_header = || {
            let link = header.link_name().map_err(unreadable_archive)?;
            Ok(link.map(|link| link.to_string_lossy().into_owned()).unwrap_or_default())
        };
        Ok((self.path.map_or_else(of_header, Ok)?, self.link.map_or_else(link_of_header, Ok)?))
    }
}

fn read_text(entry: &mut impl Read) -> Result<Vec<u8>, FallbackReason> {
    let mut text = Vec::new();
    entry.take(MOST_OF_NAME + 1).read_to_end(&mut text).map_err(unreadable_archive)?;
    match text.len() as u64 > MOST_OF_NAME {
        true => Err(FallbackReason("a .crate file with a path longer than 64 KiB")),
        false => Ok(text),
    }
}

/// A GNU name, which ends with a NUL.
fn read_name(entry: &mut impl Read) -> Result<String, FallbackReason> {
    let text = read_text(entry)?;
    let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    Ok(String::from_utf8_lossy(&text[..end]).into_owned())
}

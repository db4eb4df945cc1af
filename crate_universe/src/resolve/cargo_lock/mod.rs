//! Reads Cargo.lock. Errors have a line and a column.
//!
//! There are two readers. The fast one reads the form that cargo writes today, because the crate cargo-lock is too slow
//! for a large Cargo.lock. The crate reads everything else: older versions, unusual entries, and files with errors,
//! which it reports.

pub mod entries;
mod fast_reader;
pub mod names_of_broken;

use std::collections::BTreeSet;

use camino::Utf8Path;
use semver::Version;

use crate::error::{Code, Error, Result, did_you_mean};
use crate::ids::{PackageId, is_package_name};
use crate::toml_size;

use super::stale;

use entries::NameIndex;
pub use entries::{CargoLock, LockEntry};

impl CargoLock {
    pub fn read(path: &Utf8Path) -> Result<CargoLock> {
        let text = crate::disk::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::new(Code::LockMissing, "Cargo.lock does not exist")
                .at_path(path)
                .note("crate_universe resolves from Cargo.lock, and never creates it while Bazel evaluates the build")
                .help(format!("cargo generate-lockfile --manifest-path {}", files_beside(path))),
            _ => Error::new(Code::LockSyntax, format!("Cargo.lock cannot be read: {error}"))
                .at_path(path)
                .help(HELP),
        })?;
        if let Some(why) = toml_size::refusal_reason(&text) {
            return Err(Error::new(Code::LockSyntax, format!("Cargo.lock is too large: {why}"))
                .at_path(path)
                .help(HELP));
        }
        CargoLock::parse(path, &text)
    }

    /// Fails if the file does not exist, but a file beside it has a name that looks like a misspelling of its name.
    pub fn check_name(path: &Utf8Path) -> Result<()> {
        let name = path.file_name().unwrap_or_default();
        let folder = path.parent().filter(|_| !crate::disk::exists(path));
        let entries = folder.into_iter().flat_map(crate::disk::list_folder);
        let files: Vec<String> = entries.map(|entry| entry.name).collect();
        match files.iter().find(|file| is_misspelling(name, file)) {
            None => Ok(()),
            Some(file) => {
                Err(Error::new(Code::LockMissing, format!("{name} does not exist, but {file} does"))
                    .at_path(path)
                    .note(format!(
                        "to use a second Cargo lockfile, create {name} first; an empty file is enough"
                    ))
                    .help(format!("set `cargo_lockfile` to {file}")))
            }
        }
    }

    fn parse(path: &Utf8Path, text: &str) -> Result<CargoLock> {
        if let Some(offset) = find_conflict_marker(text) {
            return Err(Error::new(Code::LockSyntax, "Cargo.lock contains a git conflict marker")
                .at_offset(path, text, offset)
                .help("git checkout --ours Cargo.lock && cargo update --workspace"));
        }
        // The fast reader reads what cargo writes today; cargo-lock reads older versions, and reports errors.
        let lock = fast_reader::read(text).map_or_else(|| CargoLock::read_any_version(path, text), Ok)?;
        let mut known = BTreeSet::new();
        if let Some(twice) = lock.packages.iter().find(|locked| !known.insert(&locked.id)) {
            let what = format!("Cargo.lock lists {} twice", twice.id);
            let offset = text.rfind(&format!("name = {:?}", twice.id.name));
            return Err(at_offset_or_path(Error::new(Code::LockSyntax, what), path, text, offset));
        }
        let names = lock.packages.iter().map(|locked| &locked.id).chain(&lock.unused);
        match names.map(|id| &id.name).find(|name| !is_package_name(name)) {
            None => Ok(lock),
            Some(name) => {
                let error = Error::new(Code::LockSyntax, format!("{name:?} is not a valid package name"));
                Err(at_offset_or_path(error, path, text, text.find(&format!("name = {name:?}"))))
            }
        }
    }

    fn read_any_version(path: &Utf8Path, text: &str) -> Result<CargoLock> {
        let locked = parse_any_version(path, text)?;
        let places = NameIndex::from_names(locked.packages.iter().map(|package| package.name.as_str()));
        let find = |wanted: &cargo_lock::Dependency| {
            let named = places.indices_of(wanted.name.as_str());
            let mut fits = named.iter().filter(|place| locked.packages[**place].version == wanted.version);
            let found = match (fits.clone().count(), &wanted.source) {
                (0 | 1, _) => fits.next(),
                (_, source) => fits.find(|place| locked.packages[**place].source == *source),
            };
            found.copied().ok_or_else(|| {
                let what = format!("Cargo.lock does not list {} {}", wanted.name, wanted.version);
                let note = "a package in Cargo.lock depends on it";
                Error::new(Code::LockSyntax, what).at_path(path).note(note).help(HELP)
            })
        };
        let id =
            |name: &cargo_lock::Name, version: &Version, source: &Option<cargo_lock::SourceId>| PackageId {
                name: name.to_string(),
                version: version.clone(),
                source: source.as_ref().map(ToString::to_string).into(),
            };
        let packages = locked
            .packages
            .iter()
            .map(|package| {
                Ok(LockEntry {
                    dependencies: package.dependencies.iter().map(find).collect::<Result<_>>()?,
                    checksum: package.checksum.as_ref().map(ToString::to_string),
                    replaced: package.replace.is_some(),
                    id: id(&package.name, &package.version, &package.source),
                })
            })
            .collect::<Result<_>>()?;
        let unused = locked.patch.unused.iter();
        let unused = unused.map(|patch| id(&patch.name, &patch.version, &patch.source)).collect();
        Ok(CargoLock { packages, unused, places })
    }
}

/// `offset`: `None` if the file spells the text in another way.
fn at_offset_or_path(error: Error, path: &Utf8Path, text: &str, offset: Option<usize>) -> Error {
    match offset {
        Some(offset) => error.at_offset(path, text, offset),
        None => error.at_path(path),
    }
    .help(HELP)
}

/// Reads every version that cargo-lock supports.
pub fn parse_any_version(path: &Utf8Path, text: &str) -> Result<cargo_lock::Lockfile> {
    if let Some(checksum) = invalid_checksum(text) {
        let error = Error::new(Code::LockSyntax, "Cargo.lock contains an invalid checksum");
        return Err(at_offset_or_path(error, path, text, text.find(&checksum)));
    }
    text.parse().map_err(|error| syntax_error(path, text, &error))
}

/// A checksum with characters that are not ASCII. cargo-lock 11 slices checksums by bytes, and panics.
fn invalid_checksum(text: &str) -> Option<String> {
    let table = toml::from_str::<toml::Table>(text).ok()?;
    let packages = table.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let own = packages.filter_map(|package| package.get("checksum")?.as_str());
    let metadata = table.get("metadata").and_then(toml::Value::as_table).into_iter().flatten();
    let mut all = own.chain(metadata.filter_map(|(_, value)| value.as_str()));
    all.find(|checksum| !checksum.is_ascii()).map(str::to_owned)
}

const HELP: &str =
    "restore it with `git checkout Cargo.lock`, or regenerate it with `cargo generate-lockfile`";

/// cargo-lock does not report where an error is, so the TOML is parsed again to find the position.
fn syntax_error(path: &Utf8Path, text: &str, error: &cargo_lock::Error) -> Error {
    if let Some((_, name)) = error.to_string().rsplit_once("couldn't resolve dependency: ") {
        let reason =
            format!("a package in Cargo.lock depends on {}, which is not in Cargo.lock", name.trim());
        let repin = format!("cargo update --workspace --manifest-path {}", files_beside(path));
        return stale::lock_error(path, &[reason], &repin);
    }
    match toml::from_str::<toml::Table>(text) {
        Err(toml) => {
            let wrong = Error::new(Code::LockSyntax, format!("Cargo.lock is invalid: {}", toml.message()));
            let offset = toml.span().map_or(0, |span| span.start);
            wrong.at_offset(path, text, offset).help(HELP)
        }
        Ok(_) => {
            Error::new(Code::LockSyntax, format!("Cargo.lock is invalid: {error}")).at_path(path).help(HELP)
        }
    }
}

/// Whether one name is a misspelling of the other. A part between dots that is completely different is intentional.
fn is_misspelling(name: &str, file: &str) -> bool {
    let parts = name.split('.').zip(file.split('.'));
    name.split('.').count() == file.split('.').count()
        && file.to_lowercase().ends_with("lock")
        && parts.clone().any(|(part, own)| part != own)
        && parts.filter(|(part, own)| part != own).all(|(part, own)| {
            own.len() >= 4 && did_you_mean(&part.to_lowercase(), [own.to_lowercase().as_str()]).is_some()
        })
}

/// The offset of git's first conflict marker.
pub fn find_conflict_marker(text: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            return Some(offset);
        }
        offset += line.len();
    }
    None
}

fn files_beside(lock: &Utf8Path) -> String {
    lock.with_file_name("Cargo.toml").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_lock() {
        for (name, file) in [
            ("Cargo.lcok", "Cargo.lock"),
            ("cargo.lock", "Cargo.lock"),
            ("Cargo.tols.lock", "Cargo.tools.lock"),
        ] {
            assert!(is_misspelling(name, file), "{name}");
        }
        for (name, file) in [
            ("Cargo.tools.lock", "Cargo.lock"),
            ("Cargo.a.lock", "Cargo.b.lock"),
            ("Cargo.Bazel.lock", "Cargo.tools.lock"),
            ("Cargo.lock", "Cargo.toml"),
        ] {
            assert!(!is_misspelling(name, file), "{name}");
        }
    }

    /// cargo-lock panics on such checksums.
    #[test]
    fn an_odd_checksum_is_named() {
        let checksum = format!("{}\u{feff}{}", "0".repeat(13), "1".repeat(48));
        let package = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n";
        for text in [
            format!("version = 4\n{package}checksum = \"{checksum}\"\n"),
            format!(
                "{package}\n[metadata]\n\"checksum a 1.0.0 (registry+https://mine.test)\" = \"{checksum}\"\n"
            ),
        ] {
            let error = CargoLock::parse("Cargo.lock".into(), &text).expect_err("no checksum");
            assert!(error.code() == Code::LockSyntax && error.has_location(), "{error}");
        }
    }

    #[test]
    fn broken_lock_names_the_line() {
        let error = CargoLock::parse("Cargo.lock".into(), "version = 4\n[[package]\n").expect_err("broken");
        assert_eq!(error.code(), Code::LockSyntax);
        assert!(error.to_string().contains("Cargo.lock:2:"), "{error}");
    }

    #[test]
    fn conflict_marker_is_named() {
        let text = "version = 4\n<<<<<<< HEAD\n=======\n>>>>>>> other\n";
        let error = CargoLock::parse("Cargo.lock".into(), text).expect_err("conflict");
        assert!(error.to_string().contains("conflict marker"), "{error}");
        assert!(error.to_string().contains("Cargo.lock:2:1"), "{error}");
    }
}

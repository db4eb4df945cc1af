//! A fast reader of Cargo.lock files in the form that cargo writes today. For anything unusual it returns `None`, and
//! the crate cargo-lock is used. That crate searches all packages for each dependency, which in a large Cargo.lock
//! takes longer than everything else done with it. Here, names are indexed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::source_id::SourceId;
use semver::Version;
use serde::Deserialize;

use crate::ids::PackageId;

use super::entries::{CargoLock, LockEntry, NameIndex};

/// Other keys are unusual: unused patches, replaced packages, the tables of the first version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LockFileTables<'a> {
    version: u32,
    #[serde(borrow, default)]
    package: Vec<LockPackageTable<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LockPackageTable<'a> {
    name: &'a str,
    version: Version,
    source: Option<&'a str>,
    checksum: Option<&'a str>,
    #[serde(borrow, default)]
    dependencies: Vec<&'a str>,
}

pub fn read(text: &str) -> Option<CargoLock> {
    let file: LockFileTables<'_> =
        toml::from_str(text).ok().filter(|file: &LockFileTables<'_>| [3, 4].contains(&file.version))?;
    let places = NameIndex::from_names(file.package.iter().map(|package| package.name));
    let mut sources = BTreeMap::new();
    let mut packages = Vec::with_capacity(file.package.len());
    for package in &file.package {
        packages.push(LockEntry {
            id: PackageId {
                name: package.name.to_owned(),
                version: package.version.clone(),
                source: match package.source {
                    Some(source) => canonical_source(source, &mut sources)?,
                    None => SourceId::Path,
                },
            },
            checksum: match package.checksum {
                Some(checksum) => Some(is_sha256(checksum).then(|| checksum.to_owned())?),
                None => None,
            },
            dependencies: package
                .dependencies
                .iter()
                .map(|dependency| find_package(dependency, &file.package, &places))
                .collect::<Option<_>>()?,
            replaced: false,
        });
    }
    Some(CargoLock { packages, unused: Vec::new(), places })
}

/// A source in cargo-lock's spelling. Cached, because a Cargo.lock has few sources and many packages.
fn canonical_source<'a>(source: &'a str, known: &mut BTreeMap<&'a str, SourceId>) -> Option<SourceId> {
    Some(match known.entry(source) {
        Entry::Occupied(known) => known.get().clone(),
        Entry::Vacant(new) => {
            let source = source.parse::<cargo_lock::SourceId>().ok()?.to_string();
            new.insert(SourceId::from(Some(source))).clone()
        }
    })
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Finds `name`, or `name version` if the name is ambiguous. A dependency that also needs its source is unusual.
fn find_package(dependency: &str, packages: &[LockPackageTable<'_>], places: &NameIndex) -> Option<usize> {
    let (name, version) = match dependency.split_once(' ') {
        None => (dependency, None),
        Some((name, version)) => (name, Some(Version::parse(version).ok()?)),
    };
    let fits = |place: &usize| version.as_ref().is_none_or(|version| packages[*place].version == *version);
    places.indices_of(name).iter().copied().find(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// A Cargo.lock with two versions of one package, and one more line in the place of dependencies.
    fn lock(line: &str) -> String {
        let source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        let locked = |version: &str| {
            format!("[[package]]\nname = \"b\"\nversion = \"{version}\"\n{source}\nchecksum = \"{SUM}\"\n\n")
        };
        let root = format!("[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n{line}\n\n");
        ["version = 4\n\n", &root, &locked("1.0.0"), &locked("2.0.0")].concat()
    }

    fn same(text: &str) {
        let own = read(text).expect("a usual lock");
        let others = CargoLock::read_any_version("Cargo.lock".into(), text).expect("a lock");
        assert_eq!(format!("{own:?}"), format!("{others:?}"));
    }

    #[test]
    fn a_usual_lock_is_read_as_cargo_lock_reads_it() {
        same(&lock("dependencies = [\n \"b 1.0.0\",\n \"b 2.0.0\",\n]"));
        same(&lock("dependencies = []"));
        same(&crate::disk::read_to_string("Cargo.lock").expect("our own"));
    }

    #[test]
    fn what_is_unusual_is_left_to_cargo_lock() {
        let source = "registry+https://github.com/rust-lang/crates.io-index";
        let unusual = [
            lock("dependencies = [\"c\"]"),
            lock(&format!("dependencies = [\"b 1.0.0 ({source})\"]")),
            lock("replace = \"b 1.0.0\""),
            lock("source = \"nowhere\""),
            lock(&format!("checksum = \"{}\"", SUM.to_uppercase())),
            lock("") + "[[patch.unused]]\nname = \"c\"\nversion = \"1.0.0\"\n",
            lock("").replace("version = 4\n", ""),
            lock("").replace("version = 4\n", "version = 5\n"),
        ];
        for text in unusual {
            assert!(read(&text).is_none(), "{text}");
        }
    }
}

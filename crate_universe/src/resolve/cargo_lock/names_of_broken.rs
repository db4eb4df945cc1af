//! The names in a Cargo.lock that cannot be parsed, because of a syntax error or of conflict markers. With markers, the
//! names of both sides count. They only tell what users may refer to in a broken hub, and are never used to resolve
//! anything.

use std::collections::BTreeSet;

use semver::Version;

use crate::ids::{PackageId, is_package_name};
use crate::source_id::SourceId;

/// The lines of one `[[package]]`, including both sides of a conflict.
#[derive(Default)]
struct BrokenEntry<'a> {
    name: Option<&'a str>,
    versions: Vec<Version>,
    sources: Vec<String>,
}

impl BrokenEntry<'_> {
    fn add_to(self, packages: &mut BTreeSet<PackageId>) {
        let Some(name) = self.name.filter(|name| is_package_name(name)) else { return };
        let mut sources: Vec<SourceId> =
            self.sources.into_iter().map(|source| SourceId::from(Some(source))).collect();
        if sources.is_empty() {
            sources.push(SourceId::Path);
        }
        for version in self.versions {
            packages.extend(sources.iter().map(|source| PackageId {
                name: name.to_owned(),
                version: version.clone(),
                source: source.clone(),
            }));
        }
    }
}

/// Every package that has a name and a version in the text.
pub fn scan_names(text: &str) -> BTreeSet<PackageId> {
    let mut packages = BTreeSet::new();
    let mut entry = BrokenEntry::default();
    for line in text.lines() {
        if line.starts_with('[') {
            std::mem::take(&mut entry).add_to(&mut packages);
            continue;
        }
        let Some((key, value)) = line.split_once(" = ") else { continue };
        let Some(value) = value.trim_end().strip_prefix('"').and_then(|value| value.strip_suffix('"')) else {
            continue;
        };
        match key {
            "name" => {
                std::mem::take(&mut entry).add_to(&mut packages);
                entry.name = Some(value);
            }
            "version" => entry.versions.extend(Version::parse(value)),
            "source" => {
                entry.sources.extend(value.parse::<cargo_lock::SourceId>().map(|source| source.to_string()))
            }
            _ => {}
        }
    }
    entry.add_to(&mut packages);
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Vec<String> {
        scan_names(text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn both_sides_of_a_conflict_count() {
        let versions = "[[package]]\nname = \"a\"\n<<<<<<< HEAD\nversion = \"1.0.0\"\n=======\nversion = \"1.0.1\"\n\
                        >>>>>>> topic\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert_eq!(scanned(versions), ["a@1.0.0", "a@1.0.1"]);
        let names = "[[package]]\n<<<<<<< HEAD\nname = \"a\"\nversion = \"1.0.0\"\n=======\nname = \"b\"\n\
                     version = \"2.0.0\"\n>>>>>>> topic\n\n[[package]]\nname = \"c\"\r\nversion = \"3.0.0\"\r\n";
        assert_eq!(scanned(names), ["a@1.0.0", "b@2.0.0", "c@3.0.0"]);
    }

    #[test]
    fn what_is_no_package_is_left_out() {
        let odd = "version = 4\nversion = \"1.0.0\"\n[[package]]\nname = \"a\"\nversion = \"x\"\n[[package]]\n\
                   name = \"b\nversion = \"1.0.0\"\n[[package]]\nname = \"b:c\"\nversion = \"1.0.0\"\n[[package\n";
        assert_eq!(scanned(odd), Vec::<String>::new());
    }

    #[test]
    fn of_a_sound_lock_it_finds_what_the_parser_does() {
        let text = crate::disk::read_to_string("Cargo.lock").expect("our own");
        let lock = super::super::fast_reader::read(&text).expect("a usual lock");
        assert_eq!(scan_names(&text), lock.packages.into_iter().map(|package| package.id).collect());
    }
}

//! Damaged archives and a damaged facts cache: each is passed over or made anew, and none makes a wrong graph.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::copy;
use crate::support::tool::{self, Source};
use crate::support::{cargo, scratch};

/// A workspace, a CARGO_HOME that holds nothing but archives, and an empty place for the facts cache.
struct CacheFixture {
    workspace: TempDir,
    home: TempDir,
    cache: TempDir,
}

impl CacheFixture {
    fn new() -> CacheFixture {
        let catalogue = cargo::repository().join("test/stale/catalogue");
        let mut command = cargo::cargo(&catalogue);
        command.args(["fetch", "--locked"]);
        cargo::run(command).unwrap_or_else(|error| panic!("{error}"));
        let fixture = CacheFixture {
            workspace: copy::copy(&catalogue).expect("a copy"),
            home: scratch::empty().expect("a folder"),
            cache: scratch::empty().expect("a folder"),
        };
        let lock = fs::read_to_string(catalogue.join("Cargo.lock")).expect("the lock");
        for archive in archives(&lock) {
            fs::create_dir_all(fixture.archive("")).expect("a folder");
            fs::copy(original(&archive), fixture.archive(&archive)).expect("cargo has fetched it");
        }
        fixture
    }

    fn archive(&self, name: &str) -> PathBuf {
        self.home.path().join("registry/cache/registry").join(name)
    }

    /// What is kept: the facts of packages, and what the code tells of those that run at build time.
    fn kept(&self) -> [PathBuf; 2] {
        let folder = fs::read_dir(self.cache.path().join("crate_universe")).expect("the cache was written");
        let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        files.try_into().unwrap_or_else(|files| panic!("two files: {files:?}"))
    }

    fn resolve(&self, source: Source) -> Result<Vec<u8>, String> {
        let mut command: Command = tool::command(self.workspace.path(), source);
        command.args(["--format", "json"]);
        command.env("CARGO_HOME", self.home.path()).env("XDG_CACHE_HOME", self.cache.path());
        command.env("LOCALAPPDATA", self.cache.path());
        cargo::run(command)
    }
}

/// The names of the archives that a lock needs.
fn archives(lock: &str) -> Vec<String> {
    let value = |line: &str, key: &str| Some(line.strip_prefix(key)?.trim_matches('"').to_owned());
    let entries = lock.split("[[package]]").filter(|entry| entry.contains("checksum = "));
    let name = |entry: &str| {
        let name = entry.lines().find_map(|line| value(line, "name = "))?;
        let version = entry.lines().find_map(|line| value(line, "version = "))?;
        Some(format!("{name}-{version}.crate"))
    };
    entries.filter_map(name).collect()
}

fn original(archive: &str) -> PathBuf {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.unwrap_or_else(|| Path::new(&std::env::var_os("HOME").expect("HOME")).join(".cargo"));
    let registries = fs::read_dir(home.join("registry/cache")).expect("cargo keeps what it fetched");
    let mut files = registries.filter_map(|entry| Some(entry.ok()?.path().join(archive)));
    files.find(|file| file.is_file()).unwrap_or_else(|| panic!("cargo has not fetched {archive}"))
}

#[test]
fn damaged_archives_are_none() {
    let fixture = CacheFixture::new();
    let log =
        fs::read_dir(fixture.archive("")).expect("archives").filter_map(|entry| Some(entry.ok()?.path()));
    let log = log.into_iter().find(|path| path.to_string_lossy().contains("/log-")).expect("log is locked");
    let whole = fs::read(&log).expect("an archive");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x10;
    for bytes in [&whole[..whole.len() / 2], &whole[..0], &flipped[..], b"no archive at all"] {
        fs::write(&log, bytes).expect("the folder is writable");
        let error = fixture.resolve(Source::Native).expect_err("no graph without the facts of log");
        assert!(error.contains("were not found"), "{error}");
    }
    fs::write(&log, &whole).expect("the folder is writable");
    fixture.resolve(Source::Native).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_wrong_checksum_in_the_lock_is_an_error() {
    let fixture = CacheFixture::new();
    let path = fixture.workspace.path().join("Cargo.lock");
    let lock = fs::read_to_string(&path).expect("the lock");
    let (before, after) = lock.split_once("checksum = \"").expect("a checksum");
    fs::write(&path, format!("{before}checksum = \"{}{}", "0".repeat(8), &after[8..])).expect("writable");
    for source in [Source::Native, Source::Cargo] {
        let error = fixture.resolve(source).expect_err("no package has this checksum");
        assert!(error.contains("CU00"), "{error}");
    }
}

#[test]
fn code_is_looked_at_only_of_what_runs_at_build_time() {
    let fixture = CacheFixture::new();
    fixture.resolve(Source::Native).unwrap_or_else(|error| panic!("{error}"));
    let lines = |file: &Path| fs::read_to_string(file).expect("a file of the cache").lines().count();
    let [facts, folders] = fixture.kept();
    let lock = fs::read_to_string(fixture.workspace.path().join("Cargo.lock")).expect("the lock");
    assert_eq!(lines(&facts), archives(&lock).len());
    // serde_derive and what it links.
    let running = ["proc-macro2", "quote", "serde_derive", "syn", "unicode-ident"];
    assert_eq!(lines(&folders), running.len());
    for name in running {
        let entry = lock.split("[[package]]").find(|entry| entry.contains(&format!("name = \"{name}\"")));
        let checksum = entry.and_then(|entry| entry.split("checksum = \"").nth(1)).expect("a checksum");
        let known = fs::read_to_string(&folders).expect("the cache");
        assert!(known.contains(&checksum[..64]), "{name} is not among those that were looked at");
    }
}

#[test]
fn a_damaged_facts_cache_is_made_anew() {
    let fixture = CacheFixture::new();
    let wanted = fixture.resolve(Source::Native).unwrap_or_else(|error| panic!("{error}"));
    fixture.kept().iter().for_each(|path| is_made_anew(&fixture, path, &wanted));
}

/// A file of more than some thousand packages begins anew with those of the run that adds to it.
#[test]
fn a_large_facts_cache_is_pruned() {
    let fixture = CacheFixture::new();
    let wanted = fixture.resolve(Source::Native).unwrap_or_else(|error| panic!("{error}"));
    let [facts, _] = fixture.kept();
    let sound = fs::read_to_string(&facts).expect("the cache");
    let (one, rest) = sound.split_once('\n').expect("several lines");
    // The line of a package of other workspaces; one of this one is not known.
    let other = |number: usize| format!("{number:064x} 00000000 {}\n", "x".repeat(1000));
    for (count, is_pruned) in [(100, false), (9000, true)] {
        fs::write(&facts, (0..count).map(other).chain([rest.to_owned()]).collect::<String>())
            .expect("writable");
        let printed = fixture.resolve(Source::Native).unwrap_or_else(|error| panic!("{error}"));
        assert!(printed == wanted, "another cache makes another graph");
        let text = fs::read_to_string(&facts).expect("the cache");
        assert!(sound.lines().all(|line| text.lines().any(|known| known == line)), "a line is lost");
        assert!(text.ends_with(&format!("{one}\n")), "what is new is added at the end");
        let others = text.lines().filter(|line| line.contains(" 00000000 ")).count();
        assert_eq!(others, if is_pruned { 0 } else { count });
    }
}

fn is_made_anew(fixture: &CacheFixture, path: &Path, wanted: &[u8]) {
    let sound = fs::read(path).expect("the cache");
    let lines: Vec<usize> = std::iter::once(0)
        .chain(sound.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1))
        .filter(|at| *at < sound.len())
        .collect();
    let mut damaged: Vec<Vec<u8>> =
        vec![Vec::new(), b"\0\xff\xfe".to_vec(), sound[..sound.len() / 2].to_vec()];
    for (number, start) in lines.iter().enumerate() {
        let end = lines.get(number + 1).copied().unwrap_or(sound.len());
        // In the key, in the seal, in the facts, and the end of the line lost.
        for at in [start + 3, start + 70, (start + end) / 2] {
            let mut bytes = sound.clone();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            damaged.push(bytes);
        }
        let mut bytes = sound.clone();
        bytes.drain((start + end) / 2..end - 1);
        damaged.push(bytes);
    }
    for bytes in damaged {
        fs::write(path, &bytes).expect("the cache is writable");
        let printed = fixture.resolve(Source::Native).unwrap_or_else(|error| panic!("{error}"));
        assert!(printed == wanted, "a damaged cache makes another graph");
        let text = String::from_utf8(fs::read(path).expect("the cache")).expect("the cache is text");
        let made: Vec<&str> = text.lines().collect();
        let lost = String::from_utf8_lossy(&sound).lines().filter(|line| !made.contains(line)).count();
        assert_eq!(lost, 0, "the cache was not made anew");
    }
}

//! The functions behind the fuzz targets in crate_universe/fuzz: one for each reader of untrusted files, and one for
//! the writer of Starlark.
//!
//! No function may panic, abort or hang. Some also assert what must hold for every result. This module is compiled
//! for `cargo fuzz` and for `cargo test`, which runs each target over its corpus.
#![expect(clippy::expect_used, reason = "a target fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use crate::build_language;
use crate::digest::sha256;
use crate::disk::{FileBody, Journal, RelativePath, WritableRoot};
use crate::graph::cfg::{self, CfgCondition};
use crate::graph::triples::TargetTriple;
use crate::ids::{PackageId, is_package_name};
use crate::render::starlark::StarlarkExpr;
use crate::resolve::cargo::configuration;
use crate::resolve::cargo_lock::{self, CargoLock};
use crate::resolve::facts::cache::{self, FactsCache};
use crate::resolve::facts::package_facts::PackageFacts;
use crate::resolve::facts::{self, CrateArchive, facts_lockfile};
use crate::resolve::package_files::PackageFile;
use crate::source_id::SourceId;
use crate::splice::manifest::CargoManifest;
use crate::vendor::tree::patch as vendored_patch;

/// The name of a target and its function.
pub type FuzzTarget = (&'static str, fn(&[u8]));

/// All targets. Each has a file in crate_universe/fuzz/fuzz_targets.
pub const TARGETS: [FuzzTarget; 12] = [
    ("archive", archive),
    ("build_language", build_file),
    ("cargo_lock", cargo_lock),
    ("cfg", condition),
    ("checksums", checksums),
    ("configuration", configuration_file),
    ("facts", facts),
    ("journal", journal),
    ("manifest", manifest),
    ("patch", patch),
    ("request", request),
    ("starlark", starlark),
];

/// A folder that contains the input as one file.
struct FuzzFolder {
    dir: Utf8PathBuf,
    _dir: tempfile::TempDir,
}

impl FuzzFolder {
    #[expect(clippy::disallowed_methods, reason = "no run of the program makes it")]
    fn new(name: &str, bytes: &[u8]) -> FuzzFolder {
        let dir = tempfile::tempdir().expect("a folder");
        let given = FuzzFolder { dir: dir.path().to_owned().try_into().expect("UTF-8"), _dir: dir };
        given.add(name, bytes);
        given
    }

    fn add(&self, name: &str, bytes: &[u8]) {
        let path = self.dir.join(name);
        crate::disk::write_file(&path, bytes).expect("a file");
    }

    fn path(&self, name: &str) -> Utf8PathBuf {
        self.dir.join(name)
    }
}

/// An error must be short and have a code.
fn is_sound<T, E: Display>(result: &Result<T, E>) {
    if let Err(error) = result {
        let text = error.to_string();
        assert!(text.starts_with("CU"), "{text}");
        assert!(text.lines().count() <= 12, "{text}");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
    }
}

/// A `.crate` file. An input that is not gzip is compressed first, so that mutations reach the tar reader.
pub fn archive(bytes: &[u8]) {
    let packed = if bytes.starts_with(&[0x1f, 0x8b]) { bytes.to_vec() } else { gzip(bytes) };
    let given = FuzzFolder::new("x.crate", &packed);
    let id = PackageId { name: "a".to_owned(), version: Version::new(1, 0, 0), source: SourceId::Path };
    let archive =
        CrateArchive::open(&given.path("x.crate"), &id, &sha256(&packed)).expect("its checksum is right");
    let _ = (archive.read_manifest(), archive.read_script("build.rs"), archive.read_folder(Some("build.rs")));
    for entry in archive.read_entries(&|_| true).into_iter().flatten() {
        let within = Utf8Path::new(&entry.path).components();
        assert!(
            within.clone().all(|part| matches!(part, camino::Utf8Component::Normal(_))),
            "{}",
            entry.path
        );
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("it is in memory")
}

/// The text that a package adds to its BUILD file. One more line must not change the verdict or the definitions.
pub fn build_file(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.matches('\n').count() + 1;
    match build_language::parse(&text) {
        Ok(found) => {
            assert!(found.targets.iter().all(|name| text.contains(name.as_str())), "{found:?}");
            assert!(found.hidden.as_ref().is_none_or(|hidden| hidden.line <= lines), "{found:?}");
            let longer = format!("{text}\npass\n");
            assert_eq!(build_language::parse(&longer), Ok(found), "{text:?}");
            let calls = build_language::list_calls(&text).expect("what is parsed has a list of calls");
            assert!(calls.iter().all(|call| (1..=lines).contains(&call.last_line)), "{calls:?}");
        }
        Err(error) => assert!((1..=lines).contains(&error.line) && !error.what.is_empty(), "{error:?}"),
    }
}

pub fn cargo_lock(bytes: &[u8]) {
    let given = FuzzFolder::new("Cargo.lock", bytes);
    let read = CargoLock::read(&given.path("Cargo.lock"));
    is_sound(&read);
    if let Ok(lock) = read {
        for locked in &lock.packages {
            assert!(is_package_name(&locked.id.name), "{:?}", locked.id.name);
            assert!(locked.dependencies.iter().all(|place| *place < lock.packages.len()));
        }
    }
    cargo_lock::names_of_broken::scan_names(&String::from_utf8_lossy(bytes));
}

pub fn condition(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = CfgCondition::parse(&text);
    is_sound(&read);
    let linux = TargetTriple::new("x86_64-unknown-linux-gnu").expect("a triple");
    if let Ok(condition) = read {
        condition.holds(&linux);
        condition.cfgs();
    }
    let _ = (cfg::parse_expression(&text), cfg::parse_value(&text));
}

/// The lists of a vendored tree: `.cargo-checksum.json` of a package, SHA256SUMS and packages.txt.
pub fn checksums(bytes: &[u8]) {
    let given = FuzzFolder::new("a/.cargo-checksum.json", bytes);
    given.add("a/Cargo.toml", b"[package]\n");
    given.add("SHA256SUMS", bytes);
    given.add("packages.txt", bytes);
    facts::directory_source::read_checksums(&given.path("a"));
    is_sound(&crate::vendor::commit::verify_tree(&given.dir, "help"));
}

pub fn configuration_file(bytes: &[u8]) {
    let given = FuzzFolder::new(".cargo/config.toml", bytes);
    let toolchain = crate::input::Toolchain {
        // The user's own cargo configuration must not matter.
        cargo_home: Some(given.path("home")),
        ..crate::input::Toolchain::from_environment()
    };
    is_sound(&configuration::read(&toolchain, &given.dir));
}

/// The lines of a facts file, committed or in the user's cache.
pub fn facts(bytes: &[u8]) {
    let given = FuzzFolder::new("facts.json", bytes);
    let wanted = BTreeMap::from([("a1", facts_lockfile::key_prefix("a", &Version::new(1, 0, 0)))]);
    is_sound(&facts_lockfile::read(&given.path("facts.json"), &wanted));
    let kept = FuzzFolder::new(&format!("{}-{}", cache::FACTS, cache::FORMAT), bytes);
    FactsCache::open(&kept.dir, cache::FACTS).read_known::<PackageFacts>(&BTreeSet::from(["a1"]));
}

/// A journal in a tree. No run on this machine wrote it, so nothing is done.
pub fn journal(bytes: &[u8]) {
    let given = FuzzFolder::new(".crate-universe/journal.json", bytes);
    let mark =
        "What crate_universe has not put into its place yet. Once no run is at work, this folder may go.\n";
    given.add(".crate-universe/staging", mark.as_bytes());
    given.add("own.txt", b"the user's own");
    is_sound(&Journal::open(&WritableRoot::of_scratch(&given.dir)).map(drop));
    assert!(given.path("own.txt").exists());
}

pub fn manifest(bytes: &[u8]) {
    let given = FuzzFolder::new("Cargo.toml", bytes);
    let read = CargoManifest::read(&given.path("Cargo.toml"));
    is_sound(&read);
    if let Ok(manifest) = read {
        manifest.resolver_version();
        assert!(manifest.package.iter().all(|package| is_package_name(&package.name)));
    }
}

/// A patch for a package with two files.
pub fn patch(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for strip in [0, 1] {
        let entry = |path: &str, text: &str| PackageFile {
            path: path.to_owned(),
            body: FileBody::from_bytes(text),
            executable: false,
        };
        let entries = vec![entry("src/lib.rs", "one\ntwo\nthree\n"), entry("Cargo.toml", "[package]\n")];
        for entry in vendored_patch::apply_patch(entries, &text, strip).into_iter().flatten() {
            assert!(RelativePath::new(&entry.path).is_ok(), "{}", entry.path);
        }
    }
}

pub fn request(bytes: &[u8]) {
    let given = FuzzFolder::new("request.json", bytes);
    is_sound(&crate::input::read(&given.path("request.json"), Some(&given.dir)));
}

/// Bazel must read a Starlark string that we wrote as the original text.
pub fn starlark(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let written = StarlarkExpr::text(text.as_ref()).to_text().expect("every text can be written");
    assert!(written.chars().all(|c| !c.is_control() || c == '\n'), "{written:?}");
    assert_eq!(read_starlark(written.trim_end_matches('\n')).as_deref(), Some(text.as_bytes()), "{written}");
}

/// The bytes of a string literal, if Bazel accepts all of its escapes: one-letter escapes, and octal numbers of
/// bytes.
fn read_starlark(quoted: &str) -> Option<Vec<u8>> {
    let within = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let mut read = Vec::new();
    let mut bytes = within.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let escaped = match byte {
            b'"' => return None,
            b'\\' => bytes.next()?,
            _ => {
                read.push(byte);
                continue;
            }
        };
        read.push(match escaped {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'"' | b'\\' => escaped,
            b'0'..=b'7' => {
                let mut number = u32::from(escaped - b'0');
                for _ in 0..2 {
                    let Some(digit) = bytes.next_if(|digit| (b'0'..=b'7').contains(digit)) else { break };
                    number = number * 8 + u32::from(digit - b'0');
                }
                u8::try_from(number).ok()?
            }
            _ => return None,
        });
    }
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::TARGETS;

    /// Inputs that once found a bug are tried in each test run. Every target must have at least one file, since a
    /// target without any is not tested.
    #[test]
    fn each_target_takes_its_corpus() {
        let folder = camino::Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
        for (name, target) in TARGETS {
            assert!(folder.join(format!("fuzz_targets/{name}.rs")).is_file(), "{name} has no file");
            let corpus = folder.join("corpus").join(name);
            let files: Vec<_> = corpus.read_dir_utf8().expect("a corpus").flatten().collect();
            assert!(!files.is_empty(), "{name} has no corpus");
            for file in files {
                target(&crate::disk::read_bytes(file.path()).expect("a file"));
            }
        }
        let files = folder.join("fuzz_targets").read_dir_utf8().expect("targets").count();
        assert_eq!(files, TARGETS.len(), "each file is a target");
    }
}

//! Packages, locks and trees of strangers, and files of the user's own in the way. Whatever they say, `crates_vendor` changes
//! nothing but its own files: everything else in and around the workspace has the same bytes afterwards.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "hostile/archives.rs"]
mod archives;
#[path = "hostile/canaries.rs"]
mod canaries;
#[path = "hostile/checksums.rs"]
mod checksums;
#[path = "hostile/damage.rs"]
mod damage;
#[path = "hostile/facts.rs"]
mod facts;
#[path = "hostile/inputs.rs"]
mod inputs;
#[path = "hostile/judge.rs"]
mod judge;
#[path = "hostile/modes.rs"]
mod modes;
#[path = "hostile/own_files.rs"]
mod own_files;
#[path = "hostile/own_kinds.rs"]
mod own_kinds;
#[path = "hostile/packages.rs"]
mod packages;
#[path = "support/recorded_results.rs"]
mod recorded_results;
#[path = "support/requests.rs"]
mod requests;
#[path = "support/rounds.rs"]
mod rounds;
#[path = "hostile/secrets.rs"]
mod secrets;
#[expect(dead_code, reason = "most of its faults")]
#[path = "support/server.rs"]
mod server;
#[path = "hostile/starlark.rs"]
mod starlark;
#[path = "hostile/strings.rs"]
mod strings;
#[path = "hostile/symlinked_trees.rs"]
mod symlinked_trees;
#[path = "hostile/trees.rs"]
mod trees;
#[path = "hostile/users_files.rs"]
mod users_files;
#[path = "hostile/verdict_rows.rs"]
mod verdict_rows;
#[path = "hostile/verdicts.rs"]
mod verdicts;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;
use rounds::Rounds;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The tree, from the workspace.
const TREE: &str = "third_party/crates";

/// What cargo's configuration says of where the registry is.
const SOURCE: &str = "local-registry = '../registry'";

/// A workspace with one package that is built, and one that no chosen platform needs, of a registry in a folder.
struct HostileWorkspace {
    scratch: tempfile::TempDir,
    mode: &'static str,
}

/// A package as its author uploads it: paths and bytes of its archive's entries.
struct HostileUpload<'a> {
    name: &'a str,
    entries: Vec<(String, &'a [u8])>,
    /// What is no file, or has a path that tar would not write: path, kind, where it leads, bytes.
    odd: Vec<(String, tar::EntryType, String, &'a [u8])>,
    /// What is uploaded instead of an archive of the entries.
    bytes: Option<Vec<u8>>,
}

impl<'a> HostileUpload<'a> {
    fn new(name: &'a str, manifest: &'a str) -> HostileUpload<'a> {
        let entry = |path: &str| format!("{name}-1.0.0/{path}");
        HostileUpload {
            name,
            entries: vec![
                (entry("Cargo.toml"), manifest.as_bytes()),
                (entry("src/lib.rs"), b"// A library."),
            ],
            odd: Vec::new(),
            bytes: None,
        }
    }

    fn archive(&self) -> Vec<u8> {
        if let Some(bytes) = &self.bytes {
            return bytes.clone();
        }
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let files =
            self.entries.iter().map(|(path, bytes)| (path.as_str(), tar::EntryType::Regular, "", *bytes));
        let odd = self
            .odd
            .iter()
            .map(|(path, kind, target, bytes)| (path.as_str(), *kind, target.as_str(), *bytes));
        for (path, kind, target, bytes) in files.chain(odd) {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(kind);
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            // The library would refuse what these paths are.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            if kind == tar::EntryType::GNUSparse {
                sparse(&mut header);
            }
            header.as_old_mut().linkname[..target.len()].copy_from_slice(target.as_bytes());
            header.set_cksum();
            archive.append(&header, bytes).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hole of a PiB before the one block that there is.
fn sparse(header: &mut tar::Header) {
    let header = header.as_gnu_mut().unwrap();
    let size = header.size;
    header.sparse[0].numbytes = size;
    // As GNU writes large numbers.
    let large = |number: u64| {
        let mut field = [0; 12];
        field[0] = 0x80;
        field[4..].copy_from_slice(&number.to_be_bytes());
        field
    };
    header.sparse[0].offset = large(1 << 50);
    header.realsize = large((1 << 50) + 1);
}

impl HostileWorkspace {
    fn new(mode: &'static str, evil: &HostileUpload<'_>) -> HostileWorkspace {
        let attacked = HostileWorkspace { scratch: tempfile::tempdir().unwrap(), mode };
        let good = HostileUpload::new("good", "[package]\nname = \"good\"\nversion = \"1.0.0\"\n");
        let root = attacked.root();
        let file = |path: &str, text: &str| write(&root.join(path), text.as_bytes());
        file(
            "Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\ngood = \"1\"\n[target.'cfg(windows)'.dependencies]\nevil = \"1\"\n",
        );
        file("src/lib.rs", "");
        file("MODULE.bazel", "");
        file(
            ".cargo/config.toml",
            &format!("[source.crates-io]\nreplace-with = 'here'\n[source.here]\n{SOURCE}\n"),
        );
        let mut lock = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"evil\",\n \"good\",\n]\n".to_owned();
        for upload in [evil, &good] {
            let archive = upload.archive();
            let sha256 = sha256(&archive);
            let registry = attacked.registry();
            let name = upload.name;
            write(&registry.join(format!("{}-1.0.0.crate", name.replace('/', "_"))), &archive);
            let line = json!({ "name": name, "vers": "1.0.0", "deps": [], "cksum": sha256, "features": {}, "yanked": false });
            write(
                &registry.join(format!("index/{}/{}/{name}", &name[..2], &name[2..4])),
                line.to_string().as_bytes(),
            );
            lock += &format!(
                "\n[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"{sha256}\"\n"
            );
        }
        file("Cargo.lock", &lock);
        attacked
    }

    fn registry(&self) -> PathBuf {
        self.scratch.path().join("registry")
    }

    /// Packages come from elsewhere: `source` is what the source that stands for crates.io says.
    fn replace_source(&self, source: &str) {
        let path = self.root().join(".cargo/config.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(SOURCE), "{text}");
        fs::write(&path, text.replace(SOURCE, source)).unwrap();
    }

    fn root(&self) -> PathBuf {
        self.scratch.path().canonicalize().unwrap().join("workspace")
    }

    fn tree(&self) -> PathBuf {
        self.root().join(TREE)
    }

    fn vendor(&self) -> Output {
        self.program(&["vendor"]).output().unwrap()
    }

    /// As [`HostileWorkspace::vendor`] with so many MiB of memory: what needs more is aborted.
    fn vendor_within(&self, mib: u32) -> Output {
        self.vendor_with(&format!("ulimit -v {}", mib * 1024))
    }

    /// With limits of the shell.
    fn vendor_with(&self, limits: &str) -> Output {
        let program = self.program(&["vendor"]);
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{limits}; exec \"$0\" \"$@\""));
        shell.arg(program.get_program()).args(program.get_args());
        shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        // Else the memory that threads set aside, and do not use, counts.
        shell.env("MALLOC_ARENA_MAX", "1").output().unwrap()
    }

    /// The request of the module extension for the same workspace, for which cargo is asked.
    fn evaluation(&self) -> PathBuf {
        let file = self.scratch.path().join("evaluation.json");
        fs::write(&file, self.evaluation_request().to_string()).unwrap();
        file
    }

    fn evaluation_request(&self) -> Value {
        let root = self.root();
        requests::with(json!({
            "supported_platform_triples": ["x86_64-unknown-linux-gnu"],
            "rustc": Path::new(env!("CARGO")).with_file_name("rustc"),
            "main": { "label": "@@//:MODULE.bazel", "path": root.join("MODULE.bazel") },
            "manifests": [{ "label": "@@//:Cargo.toml", "path": root.join("Cargo.toml") }],
        }))
    }

    /// The program with the request of `crates_vendor`.
    fn program(&self, arguments: &[&str]) -> Command {
        self.program_with(arguments, "crates", "")
    }

    fn program_with(&self, arguments: &[&str], vendor_path: &str, source_config: &str) -> Command {
        self.program_of(arguments, &self.request(vendor_path, source_config))
    }

    /// The request of `crates_vendor`.
    fn request(&self, vendor_path: &str, source_config: &str) -> Value {
        let mut request = requests::with(json!({
            "supported_platform_triples": ["x86_64-unknown-linux-gnu"],
            "rustc": Path::new(env!("CARGO")).with_file_name("rustc"),
            "main": { "label": "@@//:MODULE.bazel", "path": "${BUILD_WORKSPACE_DIRECTORY}/MODULE.bazel" },
            "manifests": [{ "label": "@@//:Cargo.toml", "path": "${BUILD_WORKSPACE_DIRECTORY}/Cargo.toml" }],
            "vendor": {
                "mode": self.mode, "target": "@@//third_party:crates_vendor", "vendor_path": vendor_path,
                "vendor_platforms": "chosen", "source_config": source_config,
            },
        }));
        if self.root().join("facts.json").exists() {
            request["lockfile"] =
                json!({ "label": "@@//:facts.json", "path": "${BUILD_WORKSPACE_DIRECTORY}/facts.json" });
        }
        request
    }

    fn program_of(&self, arguments: &[&str], request: &Value) -> Command {
        let file = self.scratch.path().join("request.json");
        fs::write(&file, request.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
        command
            .args(arguments)
            .env("CRATE_UNIVERSE_REQUEST", file)
            .env("BUILD_WORKSPACE_DIRECTORY", self.root());
        command.env("CARGO_HOME", self.scratch.path().join("home"));
        command.env("XDG_CACHE_HOME", self.scratch.path().join("cache"));
        command
    }

    /// Every file but those that are ours to write, by path.
    fn others(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let ours = ["cache", "home", "request.json"].map(|name| self.scratch.path().join(name));
        let mut files = files(self.scratch.path());
        files.retain(|path, _| {
            !path.starts_with(self.tree()) && !ours.iter().any(|ours| path.starts_with(ours))
        });
        files
    }

    /// Runs the program; everything that is not its own stays.
    fn attack(&self) -> Output {
        let before = self.others();
        let output = self.vendor();
        let (after, told) = (self.others(), stderr(&output));
        let paths = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&before), paths(&after), "{told}");
        let changed = before.iter().find(|(path, bytes)| after[*path] != **bytes);
        assert_eq!(changed.map(|(path, _)| path), None, "{told}");
        assert!(output.status.code().is_some(), "it was not aborted: {told}");
        output
    }

    /// As [`HostileWorkspace::attack`], and the program says why it does nothing.
    fn refused(&self, code: &str) -> String {
        let before = files(&self.tree());
        let output = self.attack();
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(code) && told.contains("\n  help: "), "{code}: {told}");
        assert_eq!(files(&self.tree()), before, "the tree stays as it was: {told}");
        told
    }
}

/// A test that `cargo test` runs.
fn short(test: &'static str) -> Rounds {
    Rounds::short("hostile", test)
}

/// A part of `test/run --full hostile`, with what one of its rounds is.
fn long(test: &'static str, what: &'static str) -> Rounds {
    Rounds::long("hostile", test, what)
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Links are not followed, and have what they lead to as their bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).into_iter().flatten().map(Result::unwrap) {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            if kind.is_dir() {
                dirs.push(path);
            } else if kind.is_symlink() {
                let leads = fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes();
                found.insert(path, leads);
            } else {
                let bytes = fs::read(&path).unwrap();
                found.insert(path, bytes);
            }
        }
    }
    found
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

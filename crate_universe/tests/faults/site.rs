//! A workspace with packages of a registry in a folder, in one of two states, and a command that writes into it. All that a run
//! writes besides the workspace (the cache, temporary files, cargo's home) has a folder of its own beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::contents::{PACKAGES, manifest, publish};
use crate::requests;

/// The vendored tree, from the workspace.
pub const TREE: &str = "third_party/crates";
/// Files of the user's own, which no run may change.
const OWN: [&str; 7] = [
    "src/lib.rs",
    "notes.txt",
    ".crate-universe-notes",
    "third_party/BUILD.bazel",
    "third_party/crates/NOTES.md",
    "third_party/crates/notes/notes.txt",
    "third_party/crates/index/no/te/notes",
];

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    Generate,
    Repin,
    /// In some mode of crates_vendor.
    Vendor(&'static str),
}

impl Job {
    pub fn name(self) -> &'static str {
        match self {
            Job::Generate => "generate",
            Job::Repin => "repin",
            Job::Vendor(mode) => mode,
        }
    }
}

pub const JOBS: [Job; 5] =
    [Job::Generate, Job::Repin, Job::Vendor("local"), Job::Vendor("tarball"), Job::Vendor("remote")];
/// Those that write into the user's tree.
pub const WRITERS: [Job; 4] =
    [Job::Repin, Job::Vendor("local"), Job::Vendor("tarball"), Job::Vendor("remote")];
/// Bytes by path from the workspace.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What a user has in one of the two states.
#[derive(Clone)]
struct SiteInputs {
    manifest: String,
    cargo_lock: String,
    triples: &'static [&'static str],
}

pub struct Site {
    /// None where the folder is somebody else's to remove.
    _scratch: Option<TempDir>,
    base: PathBuf,
    pub job: Job,
    inputs: [SiteInputs; 2],
    /// What an undisturbed run leaves, by state.
    right: Vec<Files>,
}

impl Site {
    pub fn new(job: Job) -> Site {
        let scratch = tempfile::tempdir().unwrap();
        let base = scratch.path().canonicalize().unwrap();
        Site { _scratch: Some(scratch), ..Site::within(&base, job) }
    }

    /// In a folder that is there and empty.
    pub fn within(base: &Path, job: Job) -> Site {
        Site::published(base, job, (0..PACKAGES).collect())
    }

    /// `order`: that in which the files of the registry come to the disk.
    pub fn published(base: &Path, job: Job, order: Vec<usize>) -> Site {
        let inputs = |second: bool| SiteInputs {
            manifest: manifest(second),
            cargo_lock: String::new(),
            triples: match second {
                true => &["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"],
                false => &["x86_64-unknown-linux-gnu"],
            },
        };
        let mut site = Site {
            _scratch: None,
            base: base.to_owned(),
            job,
            inputs: [inputs(false), inputs(true)],
            right: Vec::new(),
        };
        for folder in ["home", "tmp", "cache"] {
            fs::create_dir(base.join(folder)).unwrap();
        }
        let registry = base.join("registry");
        order.into_iter().for_each(|number| publish(&registry, number));
        site.replace_source(&format!("local-registry = '{}'", registry.display()));
        for own in OWN {
            write(&site.root().join(own), "The user's own.\n");
        }
        write(&site.root().join("src/lib.rs"), "");
        write(&site.root().join("third_party/BUILD.bazel"), "# The user's own.\n");
        write(&site.root().join("MODULE.bazel"), "");
        for second in [true, false] {
            write(&site.root().join("Cargo.toml"), &site.inputs[usize::from(second)].manifest);
            fs::remove_file(site.root().join("Cargo.lock")).ok();
            let output = site.cargo(&["generate-lockfile", "--offline"]);
            assert!(output.status.success(), "{}", stderr(&output));
            site.inputs[usize::from(second)].cargo_lock =
                fs::read_to_string(site.root().join("Cargo.lock")).unwrap();
        }
        if job == Job::Repin {
            write(&site.root().join("facts.json"), "");
        }
        site
    }

    /// Where cargo finds the packages of crates.io.
    pub fn replace_source(&self, place: &str) {
        let text = format!("[source.crates-io]\nreplace-with = 'here'\n[source.here]\n{place}\n");
        write(&self.base.join("home/config.toml"), &text);
    }

    /// Runs undisturbed from each state to the other, and keeps what each has.
    pub fn learn(mut self) -> Site {
        for second in [false, true, false] {
            self.become_state(second);
            self.succeed();
            let files = self.files();
            match self.right.get(usize::from(second)) {
                Some(right) => assert_eq!(differing(right, &files), None, "a way back leaves the same"),
                None => self.right.push(files),
            }
        }
        self
    }

    pub fn root(&self) -> PathBuf {
        self.base.join("workspace")
    }

    pub fn tree(&self) -> PathBuf {
        self.root().join(TREE)
    }

    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Of [`Site::learn`].
    pub fn right(&self, second: bool) -> &Files {
        &self.right[usize::from(second)]
    }

    /// What the user has changed: all that a run reads, and not what it writes.
    pub fn become_state(&self, second: bool) {
        let SiteInputs { manifest, cargo_lock, .. } = &self.inputs[usize::from(second)];
        write(&self.root().join("Cargo.toml"), manifest);
        if self.job != Job::Repin {
            write(&self.root().join("Cargo.lock"), cargo_lock);
        }
        write(&self.base.join("request.json"), &self.request(second).to_string());
    }

    /// To where a run to some state begins, whatever was before.
    pub fn go_back(&self, second: bool) {
        self.become_state(!second);
        self.succeed();
        self.become_state(second);
    }

    /// The request of one state and the rest of what the user has of another one.
    pub fn become_states(&self, second: bool, request: bool) {
        self.become_state(second);
        write(&self.base.join("request.json"), &self.request(request).to_string());
    }

    fn request(&self, second: bool) -> Value {
        let file = |name: &str| json!({ "label": format!("@@//:{name}"), "path": self.root().join(name) });
        let mut request = requests::with(json!({
            "supported_platform_triples": self.inputs[usize::from(second)].triples,
            "rustc": Path::new(env!("CARGO")).with_file_name("rustc"),
            "main": file("MODULE.bazel"), "manifests": [file("Cargo.toml")], "cargo_lockfile": file("Cargo.lock"),
        }));
        match self.job {
            Job::Generate => {}
            Job::Repin => request["lockfile"] = file("facts.json"),
            Job::Vendor(mode) => {
                let source_config = if mode == "remote" { "" } else { ".cargo/config.toml" };
                request["vendor"] = json!({
                    "mode": mode, "target": "@@//third_party:crates_vendor", "vendor_path": "crates",
                    "vendor_platforms": "all", "source_config": source_config,
                });
            }
        }
        request
    }

    /// The job, not yet run.
    pub fn program(&self) -> Command {
        self.program_of(&self.base.join("request.json"))
    }

    pub fn program_of(&self, request: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
        command.args(self.arguments_of(request));
        self.set_environment(&mut command);
        command
    }

    pub fn arguments(&self) -> Vec<String> {
        self.arguments_of(&self.base.join("request.json"))
    }

    fn arguments_of(&self, request: &Path) -> Vec<String> {
        let request = request.to_str().unwrap();
        let words = match self.job {
            Job::Generate => {
                vec!["generate", "--request", request, "--output-dir"]
            }
            Job::Repin => vec!["repin", "--request", request],
            Job::Vendor(_) => vec!["vendor", "--request", request],
        };
        let output =
            (self.job == Job::Generate).then(|| self.root().join("out").to_str().unwrap().to_owned());
        words.into_iter().map(str::to_owned).chain(output).collect()
    }

    pub fn set_environment(&self, command: &mut Command) {
        command.env("BUILD_WORKSPACE_DIRECTORY", self.root());
        command.env("HOME", self.base.join("home")).env("CARGO_HOME", self.base.join("home"));
        command.env("XDG_CACHE_HOME", self.base.join("cache")).env("TMPDIR", self.base.join("tmp"));
        command.env_remove("CARGO_BAZEL_REPIN").env_remove("CARGO_TARGET_DIR");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    }

    pub fn succeed(&self) {
        let output = self.program().output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }

    /// Nothing of what was downloaded or read before is known any more.
    pub fn forget(&self) {
        for folder in ["cache", "home/registry"] {
            fs::remove_dir_all(self.base.join(folder)).ok();
        }
    }

    fn cargo(&self, words: &[&str]) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        self.set_environment(cargo.args(words).current_dir(self.root()));
        // A rustup that is found by PATH knows no toolchain in this home.
        cargo.env("RUSTC", Path::new(env!("CARGO")).with_file_name("rustc"));
        cargo.output().unwrap()
    }

    /// Whether cargo takes what is there, without a network and without a change of the lock.
    pub fn is_taken_by_cargo(&self) -> Result<(), String> {
        let output = self.cargo(&["metadata", "--format-version", "1", "--locked", "--offline"]);
        if output.status.success() { Ok(()) } else { Err(stderr(&output)) }
    }

    /// All that is in the workspace, but for what an evaluation that failed has said.
    pub fn files(&self) -> Files {
        let mut files = files(&self.root());
        files.remove(Path::new("out/failure.json"));
        files
    }

    /// Whether a run writes a path, seen from the workspace.
    pub fn is_output(&self, path: &Path) -> bool {
        let is_own = OWN.iter().any(|own| path == Path::new(own));
        let is_output = match self.job {
            Job::Generate => path.starts_with("out"),
            Job::Repin => [Path::new("Cargo.lock"), Path::new("facts.json")].contains(&path),
            Job::Vendor(_) => path.starts_with(TREE) || path.starts_with(".cargo"),
        };
        is_output && !is_own
    }

    /// Every file is the one of either state, or what is put between them for a moment.
    pub fn assert_whole_files(&self) {
        let staging = Path::new(TREE).join(".crate-universe");
        let mut present = self.files();
        present.retain(|path, _| self.is_output(path) && !path.starts_with(&staging));
        for (path, bytes) in &present {
            assert!(self.is_whole(path, bytes), "{} is torn", path.display());
        }
        let in_both = |path: &&PathBuf| {
            self.is_output(path) && self.right.iter().all(|right| right.contains_key(*path))
        };
        let gone = self.right[0].keys().filter(in_both).find(|path| !present.contains_key(*path));
        assert_eq!(gone, None, "a file is gone that is there in both states");
    }

    /// Conditions and entries of an index are the old and the new ones together on the way.
    pub fn is_whole(&self, path: &Path, bytes: &[u8]) -> bool {
        let states: Vec<&Vec<u8>> = self.right.iter().filter_map(|right| right.get(path)).collect();
        if states.iter().any(|state| state.as_slice() == bytes) {
            return true;
        }
        let tree = Path::new(TREE);
        let separator = match path.strip_prefix(tree) {
            Ok(below) if below.starts_with("index") => "\n",
            Ok(below) if below == Path::new("cfg/BUILD.bazel") => "\n\n",
            _ => return false,
        };
        let parts = |bytes: &[u8]| -> Vec<String> {
            let text = String::from_utf8_lossy(bytes).into_owned();
            text.split(separator).map(|part| part.trim().to_owned()).collect()
        };
        let known: Vec<String> = states.iter().flat_map(|state| parts(state)).collect();
        let here = parts(bytes);
        let has_one_whole = states.iter().any(|state| parts(state).iter().all(|part| here.contains(part)));
        has_one_whole && here.iter().all(|part| known.contains(part))
    }

    /// The user's own files are there as they were.
    pub fn assert_own(&self) {
        let right = &self.right[0];
        for own in OWN {
            let present = fs::read(self.root().join(own)).ok();
            assert_eq!(present.as_ref(), right.get(Path::new(own)), "{own}");
        }
    }

    /// The next run, whatever was before it, leaves what an undisturbed one does, and nothing else anywhere.
    pub fn assert_next_run(&self, second: bool) {
        self.become_state(second);
        self.succeed();
        self.assert_state(second);
    }

    pub fn assert_state(&self, second: bool) {
        let differing = differing(self.right(second), &self.files());
        assert_eq!(differing, None, "the next run leaves something else");
        self.assert_no_leftovers();
    }

    pub fn assert_no_leftovers(&self) {
        assert!(!self.tree().join(".crate-universe").exists(), "what was staged is left in the tree");
        let cached = files(&self.base.join("cache"));
        let is_temporary = |path: &&PathBuf| path.to_string_lossy().contains(".crate-universe");
        assert_eq!(cached.keys().find(is_temporary), None, "a temporary file is left in the cache");
        let scratch = fs::read_dir(self.base.join("tmp")).unwrap().map(|entry| entry.unwrap().path());
        let scratch = scratch.filter(|path| path.to_string_lossy().contains("crate-universe"));
        assert_eq!(scratch.collect::<Vec<_>>(), Vec::<PathBuf>::new(), "a scratch folder is left");
    }
}

/// The first path of which the bytes are others.
pub fn differing(left: &Files, right: &Files) -> Option<PathBuf> {
    let mut paths = left.keys().chain(right.keys());
    paths.find(|path| left.get(*path) != right.get(*path)).cloned()
}

/// Every file below a folder, by its path there. Whoever writes meanwhile may remove what was listed.
pub fn files(dir: &Path) -> Files {
    let mut found = Files::new();
    let mut pending = vec![dir.to_path_buf()];
    while let Some(folder) = pending.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                pending.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                found.insert(path.strip_prefix(dir).unwrap().to_path_buf(), bytes);
            }
        }
    }
    found
}

pub fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

//! Repins, without a network: what is written into the user's tree, when, and what a failure leaves behind.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "support/requests.rs"]
mod requests;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A workspace with one path package, in a folder that goes with the value, and the request of its hub.
struct RepinHub {
    _scratch: tempfile::TempDir,
    root: PathBuf,
    request: Value,
}

const ROOT: &str = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\n";
const LOCK: &str = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n";

impl RepinHub {
    /// The manifest wants a package that the lock does not hold.
    fn stale() -> RepinHub {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().canonicalize().unwrap().join("ws");
        fs::create_dir_all(root.join("src")).unwrap();
        fs::create_dir_all(root.join("leaf/src")).unwrap();
        fs::write(root.join("src/lib.rs"), "").unwrap();
        fs::write(root.join("leaf/src/lib.rs"), "").unwrap();
        fs::write(root.join("leaf/Cargo.toml"), "[package]\nname = \"leaf\"\nversion = \"0.1.0\"\n").unwrap();
        fs::write(root.join("Cargo.toml"), format!("{ROOT}leaf = {{ path = \"leaf\" }}\n")).unwrap();
        fs::write(root.join("Cargo.lock"), LOCK).unwrap();
        let file = |name: &str| json!({ "label": format!("@@//:{name}"), "path": root.join(name) });
        let request = requests::with(json!({
            "manifests": [file("Cargo.toml")], "cargo_lockfile": file("Cargo.lock"),
            "rustc": Path::new(env!("CARGO")).with_file_name("rustc"), "facts_cache": root.join("../cache"),
        }));
        RepinHub { _scratch: scratch, root, request }
    }

    fn with(mut self, key: &str, value: Value) -> RepinHub {
        self.request[key] = value;
        self
    }

    fn repins(self, value: &str) -> RepinHub {
        self.with("environment", json!({ "CARGO_BAZEL_REPIN": value }))
    }

    fn command(&self, words: &[&str]) -> Command {
        let request = self.root.join("../request.json");
        fs::write(&request, self.request.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
        command.args(words).arg("--request").arg(request).env_remove("CARGO_BAZEL_REPIN");
        command.env("BUILD_WORKSPACE_DIRECTORY", &self.root).env("XDG_CACHE_HOME", self.root.join("../xdg"));
        command
    }

    fn evaluate(&self) -> Output {
        let out = self.root.join("../out");
        self.command(&["generate", "--output-dir", out.to_str().unwrap()]).output().unwrap()
    }

    /// A file that an evaluation has left.
    fn answer(&self, file: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.root.join("../out").join(file)).unwrap()).unwrap()
    }

    fn run_repin(&self, words: &[&str]) -> Output {
        self.command(&[&["repin"], words].concat()).output().unwrap()
    }

    fn lock(&self) -> String {
        fs::read_to_string(self.root.join("Cargo.lock")).unwrap()
    }

    /// Every file, with its bytes and the time of its last change.
    fn files(&self) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
        let mut files = BTreeMap::new();
        let mut dirs = vec![self.root.clone()];
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => dirs.push(path),
                    false => {
                        let changed = path.metadata().unwrap().modified().unwrap();
                        files.insert(path.clone(), (fs::read(&path).unwrap(), changed));
                    }
                }
            }
        }
        files
    }
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn fails_with(output: &Output, code: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && stderr.contains(code), "{code}: {stderr}");
}

#[test]
fn an_evaluation_writes_only_if_it_is_told_to() {
    let hub = RepinHub::stale();
    let before = hub.files();
    fails_with(&hub.evaluate(), "CU0006");
    let hub = hub.repins("off");
    fails_with(&hub.evaluate(), "CU0006");
    assert_eq!(hub.files(), before);
    let hub = hub.repins("1");
    succeeds(&hub.evaluate());
    assert!(hub.lock().contains("\"leaf\""), "{}", hub.lock());
    let after = hub.files();
    let changed: Vec<&PathBuf> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    assert_eq!(changed, [&hub.root.join("Cargo.lock")]);
    succeeds(&hub.evaluate());
    assert_eq!(hub.files(), after, "a second repin touches nothing");
}

/// Bazel shows no output of the program, so what it changed stands in its answer.
#[test]
fn an_evaluation_tells_what_a_repin_changed() {
    let hub = RepinHub::stale();
    let (lock, leaf) = (hub.root.join("Cargo.lock"), hub.root.join("leaf"));
    let told = |hub: &RepinHub, file: &str| hub.answer(file)["warnings"].clone();
    fails_with(&hub.evaluate(), "CU0006");
    assert_eq!(
        (hub.answer("failure.json")["asked"].clone(), told(&hub, "failure.json")),
        (json!(false), json!([]))
    );
    let hub = hub.repins("1");
    succeeds(&hub.evaluate());
    let written = format!("{}: written\n  Adding leaf v0.1.0 ({})", lock.display(), leaf.display());
    assert_eq!(told(&hub, "plan.json"), json!([written]));
    succeeds(&hub.evaluate());
    assert_eq!(told(&hub, "plan.json"), json!([format!("{}: unchanged", lock.display())]));
    // What fails after the lock is written does not hide that it is.
    fs::write(&lock, LOCK).unwrap();
    let unused = json!([{ "crate": "nosuch", "version": "*", "tag": null, "selects": [], "values": { "rustc_flags": ["-g"] } }]);
    let hub = hub.with("annotations", unused);
    fails_with(&hub.evaluate(), "CU0026");
    assert_eq!(
        (hub.answer("failure.json")["asked"].clone(), told(&hub, "failure.json")),
        (json!(true), json!([written]))
    );
}

#[test]
fn the_second_run_of_an_evaluation_does_not_repin_again() {
    let hub = RepinHub::stale().repins("1").with("repinned", json!(true));
    let before = hub.files();
    fails_with(&hub.evaluate(), "CU0006");
    assert_eq!(hub.files(), before);
}

#[test]
fn a_failure_leaves_everything_as_it_was() {
    let hub = RepinHub::stale().repins("leaf=9.9.9");
    let before = hub.files();
    fails_with(&hub.evaluate(), "CU0041");
    fails_with(&hub.run_repin(&["nosuch"]), "CU0041");
    fails_with(&hub.run_repin(&["--repin=a b"]), "CU0040");
    fs::write(hub.root.join("leaf/Cargo.toml"), "[package\n").unwrap();
    fails_with(&hub.run_repin(&[]), "CU0003");
    let after = hub.files();
    assert!(
        before.iter().all(|(path, held)| path.ends_with("leaf/Cargo.toml") || after.get(path) == Some(held))
    );
    assert_eq!(before.len(), after.len());
}

#[test]
fn bazel_run_makes_a_lock_where_there_is_none() {
    let hub = RepinHub::stale();
    fs::remove_file(hub.root.join("Cargo.lock")).unwrap();
    fails_with(&hub.evaluate(), "CU0004");
    succeeds(&hub.run_repin(&[]));
    assert!(hub.lock().contains("\"leaf\""));
    succeeds(&hub.evaluate());
    let before = hub.files();
    succeeds(&hub.run_repin(&["--repin=false"]));
    succeeds(&hub.run_repin(&["--repin=full"]));
    succeeds(&hub.run_repin(&["leaf"]));
    assert_eq!(hub.files(), before);
}

#[test]
fn the_lock_is_left_alone_where_the_user_wants_it_so() {
    let hub = RepinHub::stale().repins("1").with("skip_cargo_lockfile_overwrite", json!(true));
    let before = hub.files();
    fails_with(&hub.evaluate(), "CU0006");
    succeeds(&hub.run_repin(&[]));
    assert_eq!(hub.files(), before);
}

/// Only what the next evaluation will find out is left to it.
#[test]
fn a_repin_hands_on_errors() {
    let hub = RepinHub::stale().with("skip_cargo_lockfile_overwrite", json!(true));
    let output = hub.run_repin(&[]);
    succeeds(&output);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("listed by the next evaluation: CU0006: "), "{told}");
    fs::write(hub.root.join("Cargo.lock"), "<<<<<<< HEAD\n").unwrap();
    fails_with(&hub.run_repin(&[]), "CU0005");
}

#[test]
fn a_check_says_whether_there_is_a_lock() {
    let hub = RepinHub::stale();
    let told = |hub: &RepinHub| {
        let output = hub.run_repin(&["--check"]);
        succeeds(&output);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    fails_with(&hub.run_repin(&["--check"]), "CU0006");
    fs::write(hub.root.join("Cargo.lock"), "").unwrap();
    assert!(told(&hub).contains("no Cargo.lock is committed"), "{}", told(&hub));
    succeeds(&hub.run_repin(&[]));
    assert!(told(&hub).contains("Cargo.lock is up to date"), "{}", told(&hub));
}

/// Each command shows the warnings of requests and of manifests.
#[test]
fn warnings_are_shown_by_every_command() {
    const OF_REQUEST: &str = "warning: crate.render_config: `vendor_mode` has no effect here";
    const OF_MANIFEST: &str = "`default_features` is deprecated";
    let hub = RepinHub::stale().with("render_config", json!({ "vendor_mode": "local" }));
    let old = format!("{ROOT}leaf = {{ path = \"leaf\", default_features = true }}\n");
    fs::write(hub.root.join("Cargo.toml"), old).unwrap();
    let told = |output: Output| {
        succeeds(&output);
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for words in [&[][..], &["--check"]] {
        let told = told(hub.run_repin(words));
        assert!(told.contains(OF_REQUEST) && told.contains(OF_MANIFEST), "{words:?}: {told}");
    }
    let mut resolve = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
    resolve.arg("resolve").arg("--manifest-path").arg(hub.root.join("Cargo.toml"));
    let told = told(resolve.output().unwrap());
    assert!(told.contains(OF_MANIFEST), "{told}");
}

#[test]
fn a_stripped_lock_is_written_and_read() {
    let hub = RepinHub::stale().with("strip_internal_dependencies_from_cargo_lockfile", json!(true));
    succeeds(&hub.run_repin(&[]));
    assert!(!hub.lock().contains("[[package]]"), "{}", hub.lock());
    let before = hub.files();
    succeeds(&hub.evaluate());
    assert_eq!(hub.files(), before);
}

#[test]
fn a_lockfile_is_written_by_a_repin_only() {
    let hub = RepinHub::stale();
    let path = hub.root.join("facts.json");
    fs::write(&path, "{\"checksum\": \"ab\", \"crates\": {}}\n").unwrap();
    let hub = hub.with("lockfile", json!({ "label": "@@//:facts.json", "path": path }));
    succeeds(&hub.run_repin(&[]));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("{\"crate_universe\": ") && text.ends_with("\"\": null}}\n"), "{text}");
    let (head, _) = text.split_once('\n').unwrap();
    for broken in [format!("<<<<<<< HEAD\n{text}"), format!("{head}\nnonsense\n")] {
        fs::write(&path, &broken).unwrap();
        fails_with(&hub.evaluate(), "CU0042");
        assert_eq!(fs::read_to_string(&path).unwrap(), broken);
        succeeds(&hub.run_repin(&[]));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let before = hub.files();
    succeeds(&hub.evaluate());
    let hub = hub.repins("1");
    succeeds(&hub.evaluate());
    assert_eq!(hub.files(), before);
}

#[test]
fn vendoring_repins_when_it_is_told_to_and_always_writes_its_lockfile() {
    let hub = RepinHub::stale();
    let path = hub.root.join("facts.json");
    fs::write(&path, "").unwrap();
    let vendor = json!({
        "mode": "remote", "target": "@@//3rdparty:crates_vendor", "vendor_path": "crates",
        "vendor_platforms": "chosen", "source_config": "",
    });
    let hub =
        hub.with("lockfile", json!({ "label": "@@//:facts.json", "path": path })).with("vendor", vendor);
    let before = hub.files();
    let output = hub.command(&["vendor"]).output().unwrap();
    fails_with(&output, "CU0006");
    fails_with(&output, "help: bazel run //3rdparty:crates_vendor -- --repin, or cargo update");
    fails_with(&hub.command(&["vendor", "--repin=nosuch"]).output().unwrap(), "CU0041");
    assert_eq!(hub.files(), before);
    succeeds(&hub.command(&["vendor", "--repin"]).output().unwrap());
    assert!(hub.lock().contains("\"leaf\""));
    assert!(hub.root.join("3rdparty/crates/BUILD.bazel").is_file());
    assert!(fs::read_to_string(&path).unwrap().starts_with("{\"crate_universe\": "));
    fs::write(&path, "").unwrap();
    succeeds(&hub.command(&["vendor"]).output().unwrap());
    assert!(fs::read_to_string(&path).unwrap().starts_with("{\"crate_universe\": "));
    let after = hub.files();
    succeeds(&hub.command(&["vendor", "--repin=full"]).output().unwrap());
    assert_eq!(hub.files(), after);
}

/// Whoever may write into the user's tree fulfils the wish that an empty lock is.
#[test]
fn vendoring_fills_an_empty_lock() {
    for mode in ["remote", "local"] {
        let vendor = json!({
            "mode": mode, "target": "@@//3rdparty:crates_vendor", "vendor_path": "crates",
            "vendor_platforms": "chosen", "source_config": "",
        });
        let hub = RepinHub::stale().with("vendor", vendor);
        let vendor = |words: &[&str]| hub.command(&[&["vendor"], words].concat()).output().unwrap();
        fs::write(hub.root.join("Cargo.lock"), "").unwrap();
        succeeds(&vendor(&["--repin=false"]));
        let before = hub.files();
        fails_with(&vendor(&["--check"]), "CU0061");
        fails_with(&vendor(&["--check"]), "Cargo.lock is empty");
        assert_eq!(hub.files(), before);
        succeeds(&vendor(&[]));
        assert!(hub.lock().contains("\"leaf\""), "{mode}: {}", hub.lock());
        let after = hub.files();
        succeeds(&vendor(&["--check"]));
        succeeds(&vendor(&[]));
        assert_eq!(hub.files(), after);
    }
}

/// A home with a configuration that cannot be read is seen only by those who read it.
#[test]
fn the_variable_decides_whether_cargo_is_isolated() {
    let hub = RepinHub::stale();
    succeeds(&hub.run_repin(&[]));
    let home = hub.root.join("../home");
    fs::create_dir_all(&home).unwrap();
    fs::write(home.join("config.toml"), "[build\n").unwrap();
    let mut hub = hub.with("cargo_home", json!(home));
    for (attribute, variable, isolated) in [
        (true, None, true),
        (false, None, false),
        (true, Some("no"), false),
        (false, Some("true"), true),
        (true, Some("neither"), false),
    ] {
        let set = variable.map_or(json!({}), |value| json!({ "CARGO_BAZEL_ISOLATED": value }));
        hub = hub.with("isolated", json!(attribute)).with("environment", set);
        match isolated {
            true => fails_with(&hub.evaluate(), "CU0024"),
            false => succeeds(&hub.evaluate()),
        }
    }
}

#[test]
fn a_debugging_user_sees_what_cargo_is_called_with() {
    let hub = RepinHub::stale();
    let variables = json!({ "CARGO_BAZEL_REPIN": "1", "CARGO_BAZEL_DEBUG": "1" });
    let hub = hub.with("environment", variables);
    let output = hub.evaluate();
    succeeds(&output);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("\"update\" \"--workspace\""), "{stderr}");
    let folder = stderr.lines().find_map(|line| line.strip_prefix("scratch directory: ")).unwrap();
    assert!(Path::new(folder).join("root/Cargo.lock").is_file());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[cfg(unix)]
fn a_linked_lock_stays_a_link() {
    let hub = RepinHub::stale();
    fs::rename(hub.root.join("Cargo.lock"), hub.root.join("real.lock")).unwrap();
    std::os::unix::fs::symlink("real.lock", hub.root.join("Cargo.lock")).unwrap();
    succeeds(&hub.run_repin(&[]));
    assert!(hub.root.join("Cargo.lock").is_symlink());
    assert!(hub.lock().contains("\"leaf\""));
}

//! Vendored trees of crates_vendor: changed from one state to another and back, killed on the way, edited by hand. Each
//! state is that of a real workspace with over a hundred locked packages, and no tree is ever damaged.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "support/requests.rs"]
mod requests;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde_json::json;
use tempfile::TempDir;

const TREE: &str = "third_party/crates";

/// A workspace with this program's own manifest and lock, less some dependencies.
struct Workspace {
    scratch: TempDir,
    /// What the request differs in from one state to the other.
    triples: Vec<&'static str>,
}

/// The dependencies that one of the two states lacks.
const DROPPED: [&str; 3] = ["clap", "indexmap", "tera"];

impl Workspace {
    fn new() -> Workspace {
        let workspace = Workspace { scratch: tempfile::tempdir().unwrap(), triples: Vec::new() };
        fs::create_dir_all(workspace.root().join("src")).unwrap();
        fs::write(workspace.root().join("src/lib.rs"), "").unwrap();
        workspace
    }

    fn root(&self) -> PathBuf {
        self.scratch.path().canonicalize().unwrap().join("workspace")
    }

    fn tree(&self) -> PathBuf {
        self.root().join(TREE)
    }

    /// The two states that the tree goes between: packages appear, vanish, become stubs, and change their BUILD files.
    fn become_state(&mut self, second: bool) {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let manifest = fs::read_to_string(own.join("Cargo.toml")).unwrap();
        let manifest = manifest.split("[[bench]]").next().unwrap();
        let kept =
            manifest.lines().filter(|line| !(second && DROPPED.iter().any(|name| line.starts_with(name))));
        let manifest: Vec<&str> = kept.collect();
        fs::write(self.root().join("Cargo.toml"), manifest.join("\n")).unwrap();
        fs::copy(own.join("Cargo.lock"), self.root().join("Cargo.lock")).unwrap();
        // cargo leaves what is not needed out of the lock, and asks nobody.
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--format-version", "1", "--offline"]).current_dir(self.root());
        assert!(cargo.output().unwrap().status.success());
        self.triples = match second {
            true => vec!["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"],
            false => vec!["x86_64-unknown-linux-gnu"],
        };
        fs::write(self.scratch.path().join("request.json"), self.request().to_string()).unwrap();
    }

    fn request(&self) -> serde_json::Value {
        requests::with(json!({
            "supported_platform_triples": self.triples,
            "main": { "label": "@@//:MODULE.bazel", "path": "${BUILD_WORKSPACE_DIRECTORY}/MODULE.bazel" },
            "manifests": [{ "label": "@@//:Cargo.toml", "path": "${BUILD_WORKSPACE_DIRECTORY}/Cargo.toml" }],
            "vendor": {
                "mode": "local", "target": "@@//third_party:crates_vendor", "vendor_path": "crates",
                "vendor_platforms": "chosen", "source_config": "",
            },
        }))
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
        command.args(arguments).env("BUILD_WORKSPACE_DIRECTORY", self.root());
        command.env("CRATE_UNIVERSE_REQUEST", self.scratch.path().join("request.json"));
        command.env("XDG_CACHE_HOME", self.scratch.path().join("cache"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn vendor(&self) -> Output {
        let output = self.program(&["vendor"]).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        output
    }

    fn check(&self) -> Output {
        self.program(&["vendor", "--check"]).output().unwrap()
    }

    fn assert_right(&self) {
        let output = self.check();
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(!self.tree().join(".crate-universe").exists(), "nothing is left of a run");
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Path and time of every file.
fn times(dir: &Path) -> BTreeSet<(PathBuf, SystemTime)> {
    let mut found = BTreeSet::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => dirs.push(entry.path()),
                false => drop(found.insert((entry.path(), entry.metadata().unwrap().modified().unwrap()))),
            }
        }
    }
    found
}

#[test]
fn a_second_run_writes_nothing_and_an_edit_is_found_and_undone() {
    let mut workspace = Workspace::new();
    workspace.become_state(false);
    workspace.vendor();
    workspace.assert_right();
    let before = times(&workspace.tree());
    assert!(before.len() > 1000, "{} files", before.len());
    assert!(stderr(&workspace.vendor()).contains("nothing changed"));
    assert_eq!(times(&workspace.tree()), before);

    for edit in ["src/lib.rs", ".cargo-checksum.json", "src/new.rs", "BUILD.bazel"] {
        let semver = fs::read_dir(workspace.tree()).unwrap().map(|entry| entry.unwrap().path());
        let semver = semver.into_iter().find(|path| path.to_string_lossy().contains("/semver-1")).unwrap();
        let mut text = fs::read_to_string(semver.join(edit)).unwrap_or_default();
        // Of the checksums one digit, as if somebody had edited a file and then made cargo content with it.
        text = match edit {
            ".cargo-checksum.json" => text.replacen("\"src/lib.rs\":\"", "\"src/lib.rs\":\"0", 1),
            _ => text + "\n",
        };
        fs::write(semver.join(edit), text).unwrap();
        let check = workspace.check();
        assert_eq!(check.status.code(), Some(1));
        assert!(stderr(&check).contains(edit) && stderr(&check).contains("semver-1"), "{}", stderr(&check));
        workspace.vendor();
        workspace.assert_right();
        assert_eq!(
            times(&workspace.tree()).into_iter().map(|(path, _)| path).collect::<BTreeSet<_>>(),
            before.iter().map(|(path, _)| path.clone()).collect::<BTreeSet<_>>()
        );
    }
}

#[test]
fn a_run_without_the_index_reads_and_writes_nothing() {
    let mut workspace = Workspace::new();
    workspace.become_state(false);
    workspace.vendor();
    let before = times(&workspace.tree());
    fs::remove_dir_all(workspace.scratch.path().join("cache/crate_universe/vendored")).unwrap();
    assert!(stderr(&workspace.vendor()).contains("nothing changed"));
    assert_eq!(times(&workspace.tree()), before);
}

#[test]
fn what_others_put_into_the_tree_stays() {
    let mut workspace = Workspace::new();
    workspace.become_state(false);
    for path in ["notes/NOTES", "BUILD.other"] {
        let path = workspace.tree().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "Written by hand.").unwrap();
    }
    workspace.vendor();
    workspace.become_state(true);
    workspace.vendor();
    workspace.assert_right();
    assert!(workspace.tree().join("notes/NOTES").exists() && workspace.tree().join("BUILD.other").exists());
}

/// The program is killed at moments that are spread over its whole run, thirty times, on its way from one state to the
/// other. Whatever it leaves, each label that the hub leads to has its target, and the next run ends in the new state.
#[test]
fn thirty_kills_leave_no_tree_damaged() {
    const KILLS: u32 = 30;
    let mut workspace = Workspace::new();
    workspace.become_state(false);
    workspace.vendor();
    let mut lasts = [Duration::ZERO; 2];
    for second in [true, false] {
        workspace.become_state(second);
        let start = Instant::now();
        workspace.vendor();
        lasts[usize::from(second)] = start.elapsed();
    }
    let (mut killed, mut runs) = (0, 0);
    while killed < KILLS {
        let second = runs % 2 == 0;
        runs += 1;
        assert!(runs < 3 * KILLS, "only {killed} of {runs} runs were killed before their end");
        workspace.become_state(second);
        let child = workspace.program(&["vendor"]).spawn().unwrap();
        let last = &mut lasts[usize::from(second)];
        let moment = *last * (killed + 1) / KILLS;
        std::thread::sleep(moment);
        match kill(child) {
            true => killed += 1,
            // The machine has become faster.
            false => *last = (*last).min(moment) * 9 / 10,
        }
        consistent(&workspace.tree());
        workspace.vendor();
        workspace.assert_right();
        consistent(&workspace.tree());
    }
}

/// Whether it was still running.
fn kill(mut child: Child) -> bool {
    let runs = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    runs
}

/// Every label in a file that the hub leads to has its target, and every package there is what its checksums say.
fn consistent(tree: &Path) {
    let prefix = format!("//{TREE}/");
    let mut pending = vec![String::new()];
    let mut seen = BTreeSet::new();
    while let Some(package) = pending.pop() {
        let build = fs::read_to_string(tree.join(&package).join("BUILD.bazel")).unwrap();
        for label in build.split('"').filter_map(|text| text.strip_prefix(&prefix)) {
            let (named, target) = label.split_once(':').unwrap();
            let build = fs::read_to_string(tree.join(named).join("BUILD.bazel"));
            assert!(build.is_ok(), "{package} names {label}, which has no package");
            let build = build.unwrap();
            assert!(
                build.contains(&format!("name = \"{target}\",")),
                "{package} names {label}: no such target"
            );
            if seen.insert(named.to_owned()) {
                pending.push(named.to_owned());
            }
        }
    }
    assert!(seen.len() > 20, "the hub leads to packages: {seen:?}");
    let mut verify = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
    let output = verify.arg("verify").arg(tree).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

/// Two packages of one repository, which inherit from its workspace. cargo builds them from the tree, with a home that
/// has never seen the repository.
#[test]
fn git_packages_need_no_workspace() {
    let workspace = Workspace::new();
    let forge = workspace.scratch.path().canonicalize().unwrap().join("forge");
    for (path, text) in [
        (
            "Cargo.toml",
            "[workspace]\nmembers = ['one', 'two']\npackage = { version = '1.2.3', edition = '2021' }\n",
        ),
        (
            "one/Cargo.toml",
            "[package]\nname = 'one'\nversion.workspace = true\nedition.workspace = true\n[dependencies]\ntwo = { path = '../two' }\n",
        ),
        ("two/Cargo.toml", "[package]\nname = 'two'\nversion.workspace = true\nedition.workspace = true\n"),
        ("one/src/lib.rs", "pub fn three() -> u32 { two::two() + 1 }\n"),
        ("two/src/lib.rs", "pub fn two() -> u32 { 2 }\n"),
        ("one/BUILD", "Of another build.\n"),
    ] {
        fs::create_dir_all(forge.join(path).parent().unwrap()).unwrap();
        fs::write(forge.join(path), text).unwrap();
    }
    for words in
        [&["init", "--quiet", "-b", "main"][..], &["add", "--all"], &["commit", "--quiet", "-m", "1"]]
    {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=test", "-c", "user.email=test@localhost"]).args(words).current_dir(&forge);
        assert!(git.status().unwrap().success());
    }
    let url = format!("file://{}", forge.display());
    let manifest = format!(
        "[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n\
         [dependencies]\none = {{ git = '{url}', branch = 'main' }}\n"
    );
    fs::write(workspace.root().join("Cargo.toml"), manifest).unwrap();
    fs::write(workspace.root().join("src/lib.rs"), "pub fn four() -> u32 { one::three() + 1 }\n").unwrap();
    let cargo = |words: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(words).current_dir(workspace.root());
        cargo
    };
    assert!(cargo(&["generate-lockfile", "--quiet"]).status().unwrap().success());
    let mut request = workspace.request();
    request["vendor"]["source_config"] = ".cargo/config.toml".into();
    request["supported_platform_triples"] = json!(["x86_64-unknown-linux-gnu"]);
    fs::write(workspace.scratch.path().join("request.json"), request.to_string()).unwrap();
    workspace.vendor();
    workspace.assert_right();
    let one = workspace.tree().join("one-1.2.3");
    assert!(!fs::read_to_string(one.join("Cargo.toml")).unwrap().contains("workspace"));
    assert!(fs::read_to_string(one.join(".cargo-checksum.json")).unwrap().contains("\"package\":null"));
    assert!(!one.join("BUILD").exists());
    fs::remove_dir_all(&forge).unwrap();
    let mut build = cargo(&["build", "--offline", "--locked"]);
    build.env("CARGO_HOME", workspace.scratch.path().join("home")).env_remove("CARGO_TARGET_DIR");
    let output = build.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&workspace.vendor()).contains("nothing changed"));
}

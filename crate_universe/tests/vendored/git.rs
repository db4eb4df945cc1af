//! Packages of a git repository in a vendored tree: built without the repository, moved to another commit, and what is said
//! where the repository has lost the commit that is locked.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::json;

use crate::workspace::{VendoredWorkspace, stderr};

/// A workspace that depends on a package of a repository beside it, and a home of cargo's that nobody else uses.
struct GitFixture {
    workspace: VendoredWorkspace,
    forge: PathBuf,
}

impl GitFixture {
    /// Two packages of one repository, which inherit from its workspace; the branch has a character that stands for
    /// something else in a source.
    fn new() -> GitFixture {
        let workspace = VendoredWorkspace::new("local");
        let forge = workspace.scratch.path().canonicalize().unwrap().join("forge");
        let fixture = GitFixture { workspace, forge };
        fixture.write(
            "Cargo.toml",
            "[workspace]\nmembers = ['one', 'two']\npackage = { version = '1.2.3', edition = '2021' }\n",
        );
        fixture.write(
            "one/Cargo.toml",
            "[package]\nname = 'one'\nversion.workspace = true\nedition.workspace = true\n[dependencies]\ntwo = { path = '../two' }\n",
        );
        fixture.write(
            "two/Cargo.toml",
            "[package]\nname = 'two'\nversion.workspace = true\nedition.workspace = true\n",
        );
        fixture.write("one/src/lib.rs", "pub fn three() -> u32 { two::two() + 1 }\n");
        fixture.write("two/src/lib.rs", "pub fn two() -> u32 { 2 }\n");
        fixture.write("one/BUILD", "Of another build.\n");
        fixture.git(&["init", "--quiet", "-b", "fix#1"]);
        fixture.commit();
        let manifest = format!(
            "[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n\
             [dependencies]\none = {{ git = 'file://{}', branch = 'fix#1' }}\n",
            fixture.forge.display()
        );
        let root = fixture.workspace.root();
        fs::write(root.join("Cargo.toml"), manifest).unwrap();
        fs::write(root.join("src/lib.rs"), "pub fn four() -> u32 { one::three() + 1 }\n").unwrap();
        assert!(fixture.cargo(&["generate-lockfile"], "home").status.success());
        fixture.ask(json!({}));
        fixture
    }

    /// Writes the request, with some values of its own.
    fn ask(&self, own: serde_json::Value) {
        let mut request = self.workspace.request();
        request["vendor"]["source_config"] = ".cargo/config.toml".into();
        request["supported_platform_triples"] = json!(["x86_64-unknown-linux-gnu"]);
        for (key, value) in own.as_object().unwrap() {
            request[key] = value.clone();
        }
        fs::write(self.workspace.scratch.path().join("request.json"), request.to_string()).unwrap();
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.forge.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, words: &[&str]) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=test", "-c", "user.email=test@localhost"]).args(words);
        assert!(git.current_dir(&self.forge).status().unwrap().success());
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "-m", "1"]);
    }

    fn cargo(&self, words: &[&str], home: &str) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(words).current_dir(self.workspace.root()).env_remove("CARGO_TARGET_DIR");
        cargo.env("CARGO_HOME", self.workspace.scratch.path().join(home)).output().unwrap()
    }

    fn run(&self, words: &[&str]) -> Output {
        let home = self.workspace.scratch.path().join("home");
        self.workspace.program(words).env("CARGO_HOME", home).output().unwrap()
    }

    fn vendor(&self, words: &[&str]) {
        let output = self.run(&[&["vendor"], words].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let output = self.run(&["vendor", "--check"]);
        assert!(output.status.success(), "{}", stderr(&output));
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.workspace.root().join(path)).unwrap()
    }
}

#[test]
fn git_packages_need_neither_workspace_nor_repository() {
    let fixture = GitFixture::new();
    fixture.vendor(&[]);
    assert!(!fixture.read("third_party/crates/one-1.2.3/Cargo.toml").contains("workspace"));
    assert!(fixture.read("third_party/crates/one-1.2.3/.cargo-checksum.json").contains("\"package\":null"));
    assert!(!fixture.workspace.tree().join("one-1.2.3/BUILD").exists());
    fs::remove_dir_all(&fixture.forge).unwrap();
    let output = fixture.cargo(&["build", "--offline", "--locked"], "another");
    assert!(output.status.success(), "{}", stderr(&output));
    // The tree has it all, so that nobody is asked.
    fs::remove_dir_all(fixture.workspace.scratch.path().join("home")).unwrap();
    let output = fixture.run(&["vendor"]);
    assert!(stderr(&output).contains("nothing changed"), "{}", stderr(&output));
}

/// The version stays, and the configuration leads cargo to the tree, where it would find the old commit.
#[test]
fn a_new_commit_of_one_version_is_read_anew() {
    for repinned in [true, false] {
        let fixture = GitFixture::new();
        fixture.vendor(&[]);
        let (lock, configuration) = (fixture.read("Cargo.lock"), fixture.read(".cargo/config.toml"));
        let manifest = fs::read_to_string(fixture.forge.join("one/Cargo.toml")).unwrap();
        fixture.write("one/Cargo.toml", &(manifest + "[features]\ndefault = ['new']\nnew = []\n"));
        fixture.commit();
        if repinned {
            fixture.vendor(&["--repin=one"]);
        } else {
            fs::remove_dir_all(fixture.workspace.root().join(".cargo")).unwrap();
            assert!(fixture.cargo(&["update", "--package", "one"], "home").status.success());
            fs::write(fixture.workspace.root().join("kept.toml"), &configuration).unwrap();
            fs::create_dir(fixture.workspace.root().join(".cargo")).unwrap();
            fs::rename(
                fixture.workspace.root().join("kept.toml"),
                fixture.workspace.root().join(".cargo/config.toml"),
            )
            .unwrap();
            fixture.vendor(&[]);
        }
        assert_ne!(fixture.read("Cargo.lock"), lock);
        assert_eq!(fixture.read(".cargo/config.toml"), configuration);
        assert!(fixture.read("third_party/crates/one-1.2.3/BUILD.bazel").contains("\"new\""));
    }
}

#[test]
fn a_lost_commit_is_named_and_nothing_is_written() {
    let fixture = GitFixture::new();
    fixture.vendor(&[]);
    let lock = fixture.read("Cargo.lock");
    let commit = lock.split('#').next_back().and_then(|rest| rest.split('"').next()).unwrap();
    let lost = "0123456789abcdef0123456789abcdef01234567";
    fs::write(fixture.workspace.root().join("Cargo.lock"), lock.replace(commit, lost)).unwrap();
    let seen = |path: &str| fixture.read(&format!("third_party/crates/{path}"));
    let files = ["one-1.2.3/.cargo-checksum.json", "one-1.2.3/BUILD.bazel", "BUILD.bazel"];
    let before = files.map(seen);
    let output = fixture.run(&["vendor"]);
    assert!(!output.status.success());
    let address = format!("file://{}", fixture.forge.display());
    for words in [
        "CU0012: one@1.2.3 is locked to a commit that its repository does not have",
        &format!("note: repository {address}, branch fix#1"),
        &format!("note: commit {lost}"),
        "note: two@1.2.3 comes from the same commit",
        "help: bazel run //third_party:crates_vendor -- --repin=one",
    ] {
        assert!(stderr(&output).contains(words), "{words}\n{}", stderr(&output));
    }
    assert_eq!(files.map(seen), before);
    assert_eq!(fixture.read("Cargo.lock"), lock.replace(commit, lost));
    fixture.vendor(&["--repin=one"]);
    assert_eq!(fixture.read("Cargo.lock"), lock);
}

/// Cargo vendors git packages, and wants a manifest whose lock it is: where there is none, one is made for it.
#[test]
fn a_lock_that_is_not_beside_the_manifest_or_not_whole_is_vendored() {
    let lock_at = |path: &str| json!({ "label": format!("@@//:{path}"), "path": format!("${{BUILD_WORKSPACE_DIRECTORY}}/{path}") });
    for (path, stripped) in [("locks/Cargo.lock", false), ("Cargo.lock", true)] {
        let fixture = GitFixture::new();
        let root = fixture.workspace.root();
        fs::create_dir(root.join("locks")).unwrap();
        fs::rename(root.join("Cargo.lock"), root.join("kept")).unwrap();
        fs::rename(root.join("kept"), root.join(path)).unwrap();
        fixture.ask(json!({
            "cargo_lockfile": lock_at(path),
            "strip_internal_dependencies_from_cargo_lockfile": stripped,
        }));
        if stripped {
            let lock = fixture.read(path);
            let app = lock.find("[[package]]\nname = \"app\"").unwrap();
            let behind = lock[app + 1..].find("[[package]]").map_or(lock.len(), |length| app + 1 + length);
            fs::write(root.join(path), lock[..app].to_owned() + &lock[behind..]).unwrap();
        }
        let lock = fixture.read(path);
        fixture.vendor(&[]);
        assert!(fixture.read("third_party/crates/one-1.2.3/src/lib.rs").contains("three"));
        assert_eq!(fixture.read(path), lock);
    }
}

/// Specs have no manifest at all.
#[test]
fn a_spec_of_a_git_package_is_vendored() {
    let fixture = GitFixture::new();
    let address = format!("file://{}", fixture.forge.display());
    fs::write(fixture.workspace.root().join("Cargo.specs.lock"), "").unwrap();
    fixture.ask(json!({
        "manifests": [],
        "cargo_lockfile": { "label": "@@//:Cargo.specs.lock", "path": "${BUILD_WORKSPACE_DIRECTORY}/Cargo.specs.lock" },
        "specs": [{ "tag": null, "values": { "package": "one", "git": address, "branch": "fix#1" } }],
    }));
    fixture.vendor(&[]);
    assert!(fixture.read("third_party/crates/one-1.2.3/src/lib.rs").contains("three"));
    assert!(fixture.read("Cargo.specs.lock").contains("branch=fix%231"));
}

/// What an update brings may not fit the annotations, and the lock alone would be worth nothing to cargo.
#[test]
fn a_repin_that_makes_no_tree_leaves_the_lock() {
    let fixture = GitFixture::new();
    fixture.vendor(&[]);
    let (lock, text) = (fixture.read("Cargo.lock"), fixture.read("third_party/crates/one-1.2.3/src/lib.rs"));
    fixture.write("one/src/lib.rs", "pub fn three() -> u32 { 3 }\n");
    fixture.commit();
    fs::write(
        fixture.workspace.root().join("one.patch"),
        "--- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -1 +1 @@\n-pub fn none() {}\n+pub fn some() {}\n",
    )
    .unwrap();
    fixture.ask(json!({
        "annotations": [{
            "crate": "one", "version": "*", "tag": null, "selects": [],
            "values": { "patches": ["//:one.patch"], "patch_args": ["-p1"] },
        }],
    }));
    let output = fixture.run(&["vendor", "--repin=one"]);
    assert!(!output.status.success() && stderr(&output).contains("CU0060"), "{}", stderr(&output));
    assert!(stderr(&output).contains("Cargo.lock: restored"), "{}", stderr(&output));
    assert_eq!(fixture.read("Cargo.lock"), lock);
    assert_eq!(fixture.read("third_party/crates/one-1.2.3/src/lib.rs"), text);
}

//! A workspace with vendored packages, in one of two states, and commands that run the program in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::json;
use tempfile::TempDir;

use crate::requests;

pub const TREE: &str = "third_party/crates";

/// A workspace with this program's own manifest and lock, less some dependencies.
pub struct VendoredWorkspace {
    pub scratch: TempDir,
    /// Of crates_vendor.
    pub mode: &'static str,
    pub vendor_platforms: &'static str,
    pub source_config: &'static str,
    /// What the request differs in from one state to the other.
    triples: Vec<&'static str>,
}

/// The dependencies that one of the two states lacks.
const DROPPED: [&str; 3] = ["clap", "indexmap", "tera"];

impl VendoredWorkspace {
    pub fn new(mode: &'static str) -> VendoredWorkspace {
        let workspace = VendoredWorkspace {
            scratch: tempfile::tempdir().unwrap(),
            mode,
            vendor_platforms: "chosen",
            source_config: "",
            triples: Vec::new(),
        };
        fs::create_dir_all(workspace.root().join("src")).unwrap();
        fs::write(workspace.root().join("src/lib.rs"), "").unwrap();
        workspace
    }

    pub fn root(&self) -> PathBuf {
        self.scratch.path().canonicalize().unwrap().join("workspace")
    }

    pub fn tree(&self) -> PathBuf {
        self.root().join(TREE)
    }

    /// The two states that the tree goes between: packages appear, vanish, become stubs, and change their BUILD files.
    pub fn become_state(&mut self, second: bool) {
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
        self.ask();
    }

    pub fn ask(&self) {
        fs::write(self.scratch.path().join("request.json"), self.request().to_string()).unwrap();
    }

    pub fn request(&self) -> serde_json::Value {
        requests::with(json!({
            "supported_platform_triples": self.triples,
            // Cargo is asked where the tree does not tell.
            "rustc": Path::new(env!("CARGO")).with_file_name("rustc"),
            "main": { "label": "@@//:MODULE.bazel", "path": "${BUILD_WORKSPACE_DIRECTORY}/MODULE.bazel" },
            "manifests": [{ "label": "@@//:Cargo.toml", "path": "${BUILD_WORKSPACE_DIRECTORY}/Cargo.toml" }],
            "vendor": {
                "mode": self.mode, "target": "@@//third_party:crates_vendor", "vendor_path": "crates",
                "vendor_platforms": self.vendor_platforms, "source_config": self.source_config,
            },
        }))
    }

    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
        command.args(arguments).env("BUILD_WORKSPACE_DIRECTORY", self.root());
        command.env("CRATE_UNIVERSE_REQUEST", self.scratch.path().join("request.json"));
        command.env("XDG_CACHE_HOME", self.scratch.path().join("cache"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn vendor(&self) -> Output {
        let output = self.program(&["vendor"]).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        output
    }

    pub fn check(&self) -> Output {
        self.program(&["vendor", "--check"]).output().unwrap()
    }

    pub fn assert_right(&self) {
        let output = self.check();
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(!self.tree().join(".crate-universe").exists(), "nothing is left of a run");
    }
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

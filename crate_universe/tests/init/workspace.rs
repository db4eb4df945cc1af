//! Temporary Cargo workspaces, and runs of `crate-universe init` in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub struct TestWorkspace {
    scratch: tempfile::TempDir,
    pub root: PathBuf,
}

impl TestWorkspace {
    pub fn new(files: &[(&str, &str)]) -> TestWorkspace {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().canonicalize().unwrap().join("ws");
        let workspace = TestWorkspace { scratch, root };
        for (path, text) in files {
            workspace.write(path, text);
        }
        // What `--path=../clone` names.
        workspace.write("../clone/MODULE.bazel", "module(name = \"crate_universe\", version = \"0.1.0\")\n");
        workspace
    }

    /// A package with a Cargo.lock and a toolchain file.
    pub fn single() -> TestWorkspace {
        TestWorkspace::new(&[
            ("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
            ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
            ("src/lib.rs", ""),
            ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95.0\"\n"),
        ])
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).symlink_metadata().is_ok()
    }

    /// Every file below the root.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut dirs = vec![self.root.clone()];
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => dirs.push(path),
                    false => drop(files.insert(path.clone(), fs::read(&path).unwrap())),
                }
            }
        }
        files
    }

    pub fn init(&self, options: &[&str]) -> InitRun {
        InitRun::of(&self.root, options)
    }

    /// A program in the place of rustc.
    pub fn fake_rustc(&self, script: &str) -> PathBuf {
        let path = self.scratch.path().join("rustc");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path
    }
}

pub struct InitRun {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl InitRun {
    pub fn of(dir: &Path, options: &[&str]) -> InitRun {
        InitRun::start(command(options).current_dir(if dir.exists() { dir } else { Path::new(".") }).arg(dir))
    }

    pub fn with_rustc(dir: &Path, options: &[&str], rustc: &Path) -> InitRun {
        InitRun::start(command(options).current_dir(dir).env("RUSTC", rustc))
    }

    pub fn with_home(dir: &Path, options: &[&str], home: &Path) -> InitRun {
        InitRun::start(command(options).arg(dir).env("HOME", home))
    }

    /// As `bazel run //:init` starts it for a caller in `dir`.
    pub fn from_bazel(dir: &Path, options: &[&str]) -> InitRun {
        InitRun::start(
            command(options)
                .env("BUILD_WORKING_DIRECTORY", dir)
                .env("BUILD_WORKSPACE_DIRECTORY", "/")
                .env("CRATE_UNIVERSE_COMMAND", "bazel run //:init --"),
        )
    }

    fn start(command: &mut Command) -> InitRun {
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        InitRun { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    pub fn succeeds(&self) {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
    }

    pub fn notes(&self) -> Vec<&str> {
        self.stderr.lines().filter_map(|line| line.strip_prefix("note: ")).collect()
    }
}

fn command(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
    command.arg("init").args(options).env("CARGO_NET_OFFLINE", "true");
    command.env_remove("BUILD_WORKING_DIRECTORY").env_remove("BUILD_WORKSPACE_DIRECTORY").env_remove("RUSTC");
    command.env_remove("CRATE_UNIVERSE_COMMAND");
    command
}

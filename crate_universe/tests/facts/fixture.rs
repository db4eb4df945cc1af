//! A workspace beside git repositories, with a CARGO_HOME of its own, and the packages that each package
//! source finds in it. Fetches only from the folder itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::tool::{self, Source};
use crate::support::{cargo, scratch};

pub struct FactsFixture(TempDir);

impl FactsFixture {
    pub fn new() -> FactsFixture {
        let fixture = FactsFixture(scratch::empty().expect("a folder"));
        fs::create_dir_all(fixture.home()).expect("a folder");
        fixture
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// `FOLDER` in a text is the folder of it all.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        let folder = self.0.path().to_str().expect("a path in UTF-8");
        fs::write(path, text.replace("FOLDER", folder)).expect("a file");
    }

    /// A package without dependencies' own keys: `more` is the rest of its manifest.
    pub fn package(&self, path: &str, name: &str, version: &str, more: &str) {
        let manifest = format!("[package]\nname = '{name}'\nversion = '{version}'\nedition = '2021'\n{more}");
        self.write(&format!("{path}/Cargo.toml"), &manifest);
        self.write(&format!("{path}/src/lib.rs"), "");
    }

    pub fn git(&self, path: &str, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.current_dir(self.path(path)).args(["-c", "protocol.file.allow=always"]).args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "tests")
                .env(format!("GIT_{who}_EMAIL"), "tests@localhost");
        }
        let printed = cargo::run(command).unwrap_or_else(|error| panic!("{error}"));
        String::from_utf8(printed).expect("git prints UTF-8").trim().to_owned()
    }

    /// Commits all files of a folder, and gives the commit.
    pub fn commit(&self, path: &str) -> String {
        if !self.path(path).join(".git").exists() {
            self.git(path, &["init", "--quiet", "--initial-branch", "main"]);
        }
        self.git(path, &["add", "--all"]);
        self.git(path, &["commit", "--quiet", "--message", "files"]);
        self.git(path, &["rev-parse", "HEAD"])
    }

    pub fn cargo(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let mut command = cargo::cargo(&self.path("app"));
        command.args(arguments).env("CARGO_HOME", self.home());
        cargo::run(command)
    }

    /// The packages of `app`, as one source tells them.
    pub fn packages(&self, source: Source) -> Result<String, String> {
        let mut command = super::list_packages(&self.path("app"), source);
        command.env("CARGO_HOME", self.home());
        cargo::run(command).map(|printed| String::from_utf8(printed).expect("JSON is UTF-8"))
    }

    /// Both sources tell the same.
    pub fn assert_same(&self) -> String {
        let by_cargo = self.packages(Source::Cargo).unwrap_or_else(|error| panic!("{error}"));
        let ours = self.packages(Source::Native).unwrap_or_else(|error| panic!("{error}"));
        let of_cargo: Vec<&str> = by_cargo.lines().collect();
        let differs = ours.lines().enumerate().find(|(at, line)| of_cargo.get(*at) != Some(line));
        if let Some((at, line)) = differs {
            let before = of_cargo[at.saturating_sub(30)..at].join("\n");
            panic!("the sources differ after\n{before}\n  ours  {line}\n  cargo {:?}", of_cargo.get(at));
        }
        assert_eq!(ours.len(), by_cargo.len(), "the sources differ at the end");
        ours
    }

    /// The native source does not read this, and why.
    pub fn fallback(&self) -> String {
        let error = self.packages(Source::Native).expect_err("cargo has to be asked");
        tool::fallback(&error).unwrap_or_else(|| panic!("another error: {error}"))
    }
}

/// The one folder in a folder.
pub fn only(folder: &Path) -> PathBuf {
    let entries = fs::read_dir(folder).expect("a folder").filter_map(|entry| Some(entry.ok()?.path()));
    let entries: Vec<PathBuf> = entries.collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries[0].clone()
}

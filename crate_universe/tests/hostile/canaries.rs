//! Programs that a workspace's configuration, or a package, names: none of them runs while crates are resolved or vendored.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::server::Server;
use super::{HostileUpload, HostileWorkspace, Rounds, stderr, write};

const COMMANDS: [&[&str]; 8] = [
    &["generate", "--output-dir", "OUT", "--request", "REQUEST"],
    &["vendor"],
    &["vendor", "--check"],
    &["vendor", "--repin"],
    &["repin"],
    &["repin", "--repin=full"],
    &["resolve", "--source", "cargo", "--manifest-path", "MANIFEST"],
    &["resolve", "--source", "native", "--manifest-path", "MANIFEST"],
];

/// Where the program is named. CANARY is its path, and FOLDER that of a folder with programs of the names in [`NAMES`].
#[derive(Clone, Copy, Debug)]
enum ProgramLocation {
    /// Lines of cargo's configuration.
    Configuration(&'static str),
    Variable(&'static str),
    /// As a subcommand of cargo's, in PATH and where `cargo install` puts one.
    Subcommands,
    /// A file of the workspace.
    File(&'static str, &'static str),
    /// Lines of the configuration of the workspace's repository of git, which has hooks.
    Git(&'static str),
}

use ProgramLocation::{Configuration, File, Git, Subcommands, Variable};

const KINDS: [ProgramLocation; 21] = [
    Configuration("[build]\nrustc-wrapper = \"CANARY\""),
    Configuration("[build]\nrustc-workspace-wrapper = \"CANARY\""),
    Configuration("[build]\nrustc = \"CANARY\""),
    Configuration("[build]\nrustdoc = \"CANARY\""),
    Configuration("[target.x86_64-unknown-linux-gnu]\nlinker = \"CANARY\"\nrunner = \"CANARY\""),
    Configuration("[alias]\nmetadata = \"!CANARY\"\nupdate = \"!CANARY\"\nvendor = \"!CANARY\""),
    Configuration("[registry]\nglobal-credential-providers = [\"CANARY\"]"),
    Configuration("[env]\nRUSTC_WRAPPER = \"CANARY\"\nRUSTC = { value = \"CANARY\", force = true }"),
    Configuration("[env]\nPATH = { value = \"FOLDER\", force = true }"),
    Variable("RUSTC_WRAPPER"),
    Variable("RUSTC_WORKSPACE_WRAPPER"),
    Variable("CARGO_BUILD_RUSTC_WRAPPER"),
    Variable("CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER"),
    Variable("CARGO_BUILD_RUSTC"),
    Variable("CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"),
    Subcommands,
    File("rust-toolchain.toml", "[toolchain]\npath = \"FOLDER\"\n"),
    Git(""),
    Git("[core]\n\tfsmonitor = CANARY\n\thooksPath = FOLDER\n"),
    Git("[core]\n\tsshCommand = CANARY\n[credential]\n\thelper = CANARY\n"),
    Git("[filter \"canary\"]\n\tsmudge = CANARY\n\tclean = CANARY\n\trequired = true\n"),
];

const NAMES: [&str; 13] = [
    "cargo",
    "rustc",
    "git",
    "bin/cargo",
    "bin/rustc",
    "post-checkout",
    "post-index-change",
    "reference-transaction",
    "cargo-metadata",
    "cargo-update",
    "cargo-vendor",
    "cargo-fetch",
    "cargo-generate-lockfile",
];

/// A workspace with a package that has a build script, and a program that leaves a file when it runs.
struct CanaryFixture {
    attacked: HostileWorkspace,
    canary: PathBuf,
}

impl CanaryFixture {
    fn new() -> CanaryFixture {
        let script = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\nbuild = \"build.rs\"\n";
        let mut upload = HostileUpload::new("evil", script);
        let build = "fn main() { std::fs::write(std::env::var(\"CANARY_FILE\").unwrap(), \"\").unwrap(); }";
        upload.entries.push(("evil-1.0.0/build.rs".to_owned(), build.as_bytes()));
        let attacked = HostileWorkspace::new("local", &upload);
        let canary = attacked.scratch.path().join("program");
        let fixture = CanaryFixture { attacked, canary };
        fixture.put(&fixture.canary);
        let sings = loop {
            match Command::new(&fixture.canary).status() {
                // What another test starts at the same time has the file open for a moment.
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {}
                status => break status.unwrap().success(),
            }
        };
        assert!(sings && fixture.has_sung(), "it can sing");
        fs::remove_file(fixture.sung()).unwrap();
        fixture
    }

    fn put(&self, place: &Path) {
        write(place, format!("#!/bin/sh\n: > '{}'\nexec \"$@\"\n", self.sung().display()).as_bytes());
        fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn sung(&self) -> PathBuf {
        self.attacked.scratch.path().join("sung")
    }

    fn has_sung(&self) -> bool {
        self.sung().exists()
    }

    fn folder(&self) -> PathBuf {
        self.attacked.scratch.path().join("folder")
    }

    fn add(&self, path: &str, text: &str) {
        let path = self.attacked.root().join(path);
        let present = fs::read_to_string(&path).unwrap_or_default();
        let text = text.replace("CANARY", self.canary.to_str().unwrap());
        let text = text.replace("FOLDER", self.folder().to_str().unwrap());
        write(&path, format!("{present}\n{text}\n").as_bytes());
    }

    /// Names the program in the workspace, or for the command.
    fn name(&self, kind: ProgramLocation, command: &mut Command) {
        for name in NAMES {
            self.put(&self.folder().join(name));
        }
        match kind {
            Configuration(lines) => self.add(".cargo/config.toml", lines),
            Variable(name) => {
                command.env(name, &self.canary);
            }
            Subcommands => {
                let path = std::env::var("PATH").unwrap();
                let (first, home) = ["subcommands", "home/bin"]
                    .map(|folder| self.attacked.scratch.path().join(folder))
                    .into();
                for name in NAMES.iter().filter(|name| name.starts_with("cargo-")) {
                    self.put(&first.join(name));
                    self.put(&home.join(name));
                }
                command.env("PATH", format!("{}:{path}", first.display()));
            }
            File(path, text) => self.add(path, text),
            Git(lines) => {
                self.add(".git/HEAD", "ref: refs/heads/main");
                self.add(".git/config", &format!("[core]\n\trepositoryformatversion = 0\n{lines}"));
                self.add(".gitattributes", "* filter=canary");
                for folder in ["objects", "refs"] {
                    fs::create_dir_all(self.attacked.root().join(".git").join(folder)).unwrap();
                }
                for name in NAMES.iter().filter(|name| name.contains("-") && !name.starts_with("cargo-")) {
                    self.put(&self.attacked.root().join(".git/hooks").join(name));
                }
            }
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        let out = text(self.attacked.scratch.path().join("out"));
        let manifest = text(self.attacked.root().join("Cargo.toml"));
        let request = text(self.attacked.evaluation());
        let words: Vec<String> = words
            .iter()
            .map(|word| word.replace("OUT", &out).replace("MANIFEST", &manifest).replace("REQUEST", &request))
            .collect();
        let mut command = self.attacked.program(&words.iter().map(String::as_str).collect::<Vec<_>>());
        command.env("CANARY_FILE", self.sung());
        command
    }

    /// Packages come from a server from now on, which a machine that knows none of them asks.
    fn connect(&self, more: &'static str) -> Server {
        let server = Server::start_with(&self.attacked.registry(), more);
        self.attacked.replace_source(&format!("registry = 'sparse+http://127.0.0.1:{}/index/'", server.port));
        server
    }
}

/// The command ends well, and what is named does not run.
fn stays_silent(kind: ProgramLocation, words: &[&str], is_offline: bool) {
    let fixture = CanaryFixture::new();
    if words.contains(&"--check") {
        // There has to be something to check.
        let output = fixture.attacked.vendor();
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let server = (!is_offline).then(|| fixture.connect(""));
    let mut command = fixture.command(words);
    command.env("CARGO_NET_OFFLINE", is_offline.to_string());
    fixture.name(kind, &mut command);
    let output: Output = command.output().unwrap();
    let what = format!("{kind:?} {words:?}, offline {is_offline}: {}", stderr(&output));
    assert!(!fixture.has_sung(), "{what}");
    assert!(output.status.success(), "{what}");
    if let Some(server) = server {
        assert!(words.contains(&"--check") || server.count() > 0, "no request was made: {what}");
    }
}

/// The one exception, which shows that the program would be heard: who has to fetch from a registry that wants it asks for a token.
#[test]
fn a_registry_that_wants_a_token_is_given_one() {
    for (more, is_asked) in [("", false), (", \"auth-required\": true", true)] {
        let fixture = CanaryFixture::new();
        let _server = fixture.connect(more);
        let mut command = fixture.command(&["vendor"]);
        fixture.name(Configuration("[registry]\nglobal-credential-providers = [\"CANARY\"]"), &mut command);
        let output = command.output().unwrap();
        assert_eq!(fixture.has_sung(), is_asked, "{}", stderr(&output));
        assert_eq!(output.status.success(), !is_asked, "{}", stderr(&output));
    }
}

fn kinds_commands(each: usize, rounds: &mut Rounds) {
    let all = KINDS.into_iter().flat_map(|kind| COMMANDS.map(|words| (kind, words)));
    let all = all.flat_map(|(kind, words)| [false, true].map(|is_offline| (kind, words, is_offline)));
    // That one never asks a registry.
    let all = all.filter(|(_, words, is_offline)| *is_offline || !words.contains(&"native"));
    for (kind, words, is_offline) in all.step_by(each) {
        rounds.run(&format!("{kind:?} {words:?} {is_offline}"), || {
            stays_silent(kind, words, is_offline);
            1
        });
    }
}

#[test]
fn nothing_that_is_configured_runs() {
    let mut rounds = super::short("canaries");
    kinds_commands(7, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "each command with each kind: test/run --full hostile"]
fn hostile_part_canaries() {
    let what = "programs that a configuration, a variable, git, a toolchain's file or a package names, in each command, with a registry that is asked and without a network: it ends well, and none runs";
    let mut rounds = super::long("canaries", what);
    kinds_commands(1, &mut rounds);
    rounds.end();
}

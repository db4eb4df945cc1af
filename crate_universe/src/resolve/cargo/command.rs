//! The one place that starts a process: cargo, and git for a file of an index. Takes where cargo and rustc are, gives what
//! was printed.
//! Never interprets a manifest and never lets cargo write into the user's tree (`--locked`).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use cargo_metadata::{Metadata, PackageId};
use serde::Deserialize;

use crate::error::{Code, Error, Result};
use crate::input::Toolchain;
use crate::splice::SplicedWorkspace;
use crate::{interrupt, terminal};

use super::messages;

/// A cargo that can be called.
#[derive(Clone, Copy)]
pub struct CargoCommand<'a> {
    pub toolchain: &'a Toolchain,
    /// Where it runs: cargo looks for its configuration from the current folder upwards.
    pub dir: &'a Utf8Path,
    /// Whether some manifest needs what only a nightly cargo has: artifact dependencies.
    pub bindeps: bool,
}

pub struct MetadataAnswer {
    pub metadata: Metadata,
    /// The Rust versions that packages ask for, as their manifests write them; [`Metadata`] has each with three numbers.
    pub rust_versions: BTreeMap<PackageId, String>,
}

/// What [`Metadata`] does not keep of cargo's answer.
#[derive(Deserialize)]
struct WrittenMetadata {
    packages: Vec<WrittenPackage>,
}

#[derive(Deserialize)]
struct WrittenPackage {
    id: PackageId,
    rust_version: Option<String>,
}

/// What cargo said when it refused.
pub struct CargoRefusal {
    pub stderr: String,
}

impl<'a> CargoCommand<'a> {
    pub fn new(toolchain: &'a Toolchain, workspace: &'a SplicedWorkspace) -> CargoCommand<'a> {
        let bindeps = workspace.locals.iter().any(|local| local.manifest.has_artifacts());
        CargoCommand { toolchain, dir: &workspace.dir, bindeps }
    }

    /// `cargo metadata --locked` of the workspace that the manifest belongs to.
    pub fn run_locked_metadata(
        &self,
        manifest: &Utf8Path,
    ) -> Result<std::result::Result<MetadataAnswer, CargoRefusal>> {
        self.run_metadata(manifest, &["--locked"])
    }

    /// `cargo metadata --no-deps`: the members alone, without a lock and without the network.
    pub fn run_members_metadata(
        &self,
        manifest: &Utf8Path,
    ) -> Result<std::result::Result<MetadataAnswer, CargoRefusal>> {
        self.run_metadata(manifest, &["--no-deps", "--offline"])
    }

    /// What `cargo update --workspace` would do to the lock, a line a package; empty where cargo cannot tell, as
    /// without a network. Writes nothing.
    pub fn list_pending_updates(&self, manifest: &Utf8Path) -> Vec<String> {
        let mut command = self.new_command();
        command.args(["update", "--workspace", "--dry-run", "--color", "never", "--manifest-path"]);
        command.arg(manifest).stdin(Stdio::null());
        self.run_to_end(&mut command).map(|output| lock_changes(&output)).unwrap_or_default()
    }

    /// Makes the lock of a scratch workspace; `keep`: what it already holds stays as far as it can.
    pub fn create_lock(
        &self,
        manifest: &Utf8Path,
        keep: bool,
    ) -> Result<std::result::Result<(), CargoRefusal>> {
        let words: &[&str] = if keep { &["update", "--workspace"] } else { &["generate-lockfile"] };
        Ok(self.update_lock(manifest, words)?.map(drop))
    }

    /// One cargo command that changes the lock of a scratch workspace; gives what it changed, a line a package.
    pub fn update_lock(
        &self,
        manifest: &Utf8Path,
        words: &[&str],
    ) -> Result<std::result::Result<Vec<String>, CargoRefusal>> {
        let mut command = self.new_command();
        command.args(words).args(["--color", "never", "--manifest-path"]).arg(manifest).stdin(Stdio::null());
        let output = self.run_to_end(&mut command)?;
        Ok(Self::check_success(&output).map(|()| lock_changes(&output)))
    }

    fn run_to_end(&self, command: &mut Command) -> Result<Output> {
        if self.toolchain.debug {
            terminal::print_stderr(&format!("{command:?}"));
        }
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
        run_command(command, &format!("cargo {}", words.join(" "))).map_err(|error| {
            Error::new(Code::Cargo, format!("cargo could not be started: {error}"))
                .note(format!("tried to run {}", command.get_program().to_string_lossy()))
                .help("install Rust, or set the environment variable CARGO to the path of cargo")
        })
    }

    fn check_success(output: &Output) -> std::result::Result<(), CargoRefusal> {
        match output.status.success() {
            true => Ok(()),
            false => Err(CargoRefusal { stderr: String::from_utf8_lossy(&output.stderr).into_owned() }),
        }
    }

    /// Downloads the `.crate` files of all locked packages into cargo's home.
    pub fn run_fetch(&self, manifest: &Utf8Path) -> Result<std::result::Result<(), CargoRefusal>> {
        let mut command = self.new_command();
        command.args(["fetch", "--locked", "--color", "never", "--manifest-path"]).arg(manifest);
        Ok(Self::check_success(&self.run_to_end(command.stdin(Stdio::null()))?))
    }

    /// Lets cargo copy all locked packages into a folder, each as `name-version`. It writes the manifests of git packages
    /// so that they need no workspace.
    pub fn run_vendor(
        &self,
        manifest: &Utf8Path,
        dir: &Utf8Path,
    ) -> Result<std::result::Result<(), CargoRefusal>> {
        let mut command = self.new_command();
        command.args(["vendor", "--locked", "--versioned-dirs", "--respect-source-config"]);
        command.args(["--color", "never", "--manifest-path"]).arg(manifest).arg(dir);
        Ok(Self::check_success(&self.run_to_end(command.stdin(Stdio::null()))?))
    }

    fn run_metadata(
        &self,
        manifest: &Utf8Path,
        options: &[&str],
    ) -> Result<std::result::Result<MetadataAnswer, CargoRefusal>> {
        let mut command = self.new_command();
        command.args(["metadata", "--format-version", "1", "--color", "never", "--manifest-path"]);
        command.arg(manifest).args(options).stdin(Stdio::null());
        let output = self.run_to_end(&mut command)?;
        if let Err(refusal) = Self::check_success(&output) {
            return Ok(Err(refusal));
        }
        MetadataAnswer::parse(&output.stdout).map(Ok).map_err(|error| {
            Error::new(Code::Metadata, format!("the output of `cargo metadata` cannot be parsed: {error}"))
                .at_path(manifest)
        })
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that starts processes")]
    fn new_command(&self) -> Command {
        let program =
            self.toolchain.cargo.as_ref().map_or_else(|| OsString::from("cargo"), |path| path.into());
        let mut command = Command::new(program);
        // A configuration that came with the workspace names no program that runs here: these win over it, and an empty wrapper is
        // none. A mere name would be looked for where the configuration says. See
        // https://doc.rust-lang.org/cargo/reference/config.html#buildrustc-wrapper
        let rustc = self.toolchain.rustc.as_deref().map_or_else(rustc_in_path, |rustc| rustc.into());
        command.env("RUSTC", rustc).env("RUSTC_WRAPPER", "").env("RUSTC_WORKSPACE_WRAPPER", "");
        if let Some(home) = &self.toolchain.cargo_home {
            command.env("CARGO_HOME", home);
        }
        if let Some(config) = &self.toolchain.config {
            command.arg("--config").arg(config);
        }
        if self.bindeps {
            command.arg("-Zbindeps");
        }
        let dir = self.toolchain.apart.as_deref().unwrap_or(self.dir);
        if !dir.as_str().is_empty() {
            command.current_dir(dir);
        }
        command
    }
}

/// The rustc that a shell in any folder would start.
fn rustc_in_path() -> OsString {
    let name = format!("rustc{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut found =
        std::env::split_paths(&folders).filter(|dir| dir.is_absolute()).map(|dir| dir.join(&name));
    found.find(|path| path.is_file()).map_or(name.as_str().into(), Into::into)
}

/// Runs a command to its end. It may take as long as a network does; whoever waits is told for what.
fn run_command(command: &mut Command, what: &str) -> io::Result<Output> {
    /// Until the first word, and between two.
    const PATIENCE: [Duration; 2] = [Duration::from_secs(8), Duration::from_secs(60)];
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let process = child.id();
    let _cleanup = interrupt::register_cleanup(move |signal| interrupt::send(process, signal));
    let begun = Instant::now();
    let (ended, end) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut patience = PATIENCE[0];
            while end.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                let seconds = begun.elapsed().as_secs();
                terminal::print_stderr(&format!(
                    "still waiting after {seconds} s for process {process}: {what}"
                ));
                patience = PATIENCE[1];
            }
        });
        let output = child.wait_with_output();
        drop(ended);
        output
    })
}

/// A file of a git repository, as some reference has it.
#[expect(clippy::disallowed_methods, reason = "this is the one place that starts processes")]
pub fn read_committed_file(repository: &Utf8Path, reference: &str, path: &str) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(repository).args(["show", &format!("{reference}:{path}")]).stdin(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

impl MetadataAnswer {
    fn parse(printed: &[u8]) -> serde_json::Result<MetadataAnswer> {
        let metadata = serde_json::from_slice(printed)?;
        let WrittenMetadata { packages } = serde_json::from_slice(printed)?;
        let written = packages.into_iter().filter_map(|package| Some((package.id, package.rust_version?)));
        Ok(MetadataAnswer { metadata, rust_versions: written.collect() })
    }
}

/// What cargo changed in Cargo.lock, a line a package.
fn lock_changes(output: &Output) -> Vec<String> {
    messages::lock_changes(&String::from_utf8_lossy(&output.stderr))
}

impl CargoRefusal {
    /// The lines that say what is wrong.
    pub fn reason(&self) -> String {
        messages::without_progress(&self.stderr)
    }
}

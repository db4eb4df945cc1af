//! The only code that starts processes: cargo, `rustc --version`, and git to read one file of an index. Commands on a user's workspace get
//! `--locked` or otherwise write nothing there; only a scratch workspace gets a new Cargo.lock.

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
use crate::{disk, interrupt, terminal};

use super::messages;

/// How cargo is run for a workspace.
#[derive(Clone, Copy)]
pub struct CargoCommand<'a> {
    pub toolchain: &'a Toolchain,
    /// The current folder of the process. Cargo looks for its configuration there and in all parent folders.
    pub dir: &'a Utf8Path,
    /// Whether a manifest declares artifact dependencies, which only a nightly cargo supports.
    pub bindeps: bool,
}

pub struct MetadataAnswer {
    pub metadata: Metadata,
    /// The `rust-version` of each package as its manifest writes it. [`Metadata`] always completes it to three numbers.
    pub rust_versions: BTreeMap<PackageId, String>,
}

/// The part of cargo's output that [`Metadata`] does not keep.
#[derive(Deserialize)]
struct WrittenMetadata {
    packages: Vec<WrittenPackage>,
}

#[derive(Deserialize)]
struct WrittenPackage {
    id: PackageId,
    rust_version: Option<String>,
}

/// The output of a cargo command that failed.
pub struct CargoRefusal {
    pub stderr: String,
}

impl<'a> CargoCommand<'a> {
    pub fn new(toolchain: &'a Toolchain, workspace: &'a SplicedWorkspace) -> CargoCommand<'a> {
        let bindeps = workspace.locals.iter().any(|local| local.manifest.has_artifacts());
        CargoCommand { toolchain, dir: &workspace.dir, bindeps }
    }

    /// Runs `cargo metadata --locked` on the workspace of the manifest. `all_features`: also for dependencies that no
    /// default feature of a member enables.
    pub fn run_locked_metadata(
        &self,
        manifest: &Utf8Path,
        all_features: bool,
    ) -> Result<std::result::Result<MetadataAnswer, CargoRefusal>> {
        let options: &[&str] = if all_features { &["--locked", "--all-features"] } else { &["--locked"] };
        self.run_metadata(manifest, options)
    }

    /// Runs `cargo metadata --no-deps`, which lists only the members and needs neither a lock nor the network.
    pub fn run_members_metadata(
        &self,
        manifest: &Utf8Path,
    ) -> Result<std::result::Result<MetadataAnswer, CargoRefusal>> {
        self.run_metadata(manifest, &["--no-deps", "--offline"])
    }

    /// What `cargo update --workspace` would change in the lock, one line per package. Empty if cargo cannot tell, for
    /// example without a network. Writes nothing.
    pub fn list_pending_updates(&self, manifest: &Utf8Path) -> Vec<String> {
        let mut command = self.new_command();
        command.args(["update", "--workspace", "--dry-run", "--color", "never", "--manifest-path"]);
        command.arg(manifest).stdin(Stdio::null());
        self.run_to_end(&mut command).map(|output| lock_changes(&output)).unwrap_or_default()
    }

    /// Creates the lock of a scratch workspace. With `keep`, updates an existing lock and changes as little as
    /// possible.
    pub fn create_lock(
        &self,
        manifest: &Utf8Path,
        keep: bool,
    ) -> Result<std::result::Result<(), CargoRefusal>> {
        let words: &[&str] = if keep { &["update", "--workspace"] } else { &["generate-lockfile"] };
        Ok(self.update_lock(manifest, words)?.map(drop))
    }

    /// Runs a cargo command that changes the lock of a scratch workspace. Returns the changes, one line per package.
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

    /// Makes cargo copy all locked packages into a folder, each as `name-version`. Cargo rewrites the manifests of git
    /// packages so that they need no workspace.
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
        disk::note_other_input();
        let program =
            self.toolchain.cargo.as_ref().map_or_else(|| OsString::from("cargo"), |path| path.into());
        let mut command = Command::new(program);
        // A configuration that comes with the workspace must not choose programs that run here. These variables win
        // over it, and an empty wrapper means no wrapper. RUSTC is an absolute path where possible, because cargo looks
        // up a bare name as the configuration directs. See
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

/// What `rustc --version` prints in a folder, where a file may choose the toolchain. Does not install a toolchain.
#[expect(clippy::disallowed_methods, reason = "this is the one place that starts processes")]
pub fn rustc_version(toolchain: &Toolchain, dir: &Utf8Path) -> Option<String> {
    disk::note_other_input();
    let rustc = toolchain.rustc.as_deref().map_or_else(rustc_in_path, |rustc| rustc.into());
    let mut command = Command::new(rustc);
    command.arg("--version").current_dir(dir).env("RUSTUP_AUTO_INSTALL", "0").stdin(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The rustc that a shell would start, whatever its current folder is.
fn rustc_in_path() -> OsString {
    let name = format!("rustc{}", std::env::consts::EXE_SUFFIX);
    let folders = disk::variable("PATH").unwrap_or_default();
    let mut found =
        std::env::split_paths(&folders).filter(|dir| dir.is_absolute()).map(|dir| dir.join(&name));
    found.find(|path| path.is_file()).map_or(name.as_str().into(), Into::into)
}

/// Runs a command to its end. Network access can make that slow, so messages tell the user what the run is waiting for.
fn run_command(command: &mut Command, what: &str) -> io::Result<Output> {
    /// The time before the first message, and between messages.
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

/// Reads a file of a git repository at a reference.
#[expect(clippy::disallowed_methods, reason = "this is the one place that starts processes")]
pub fn read_committed_file(repository: &Utf8Path, reference: &str, path: &str) -> Option<String> {
    disk::note_other_input();
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

/// What cargo changed in Cargo.lock, one line per package.
fn lock_changes(output: &Output) -> Vec<String> {
    messages::lock_changes(&String::from_utf8_lossy(&output.stderr))
}

impl CargoRefusal {
    /// The lines that report what is wrong.
    pub fn reason(&self) -> String {
        messages::without_progress(&self.stderr)
    }
}

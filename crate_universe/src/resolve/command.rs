//! The one place that starts a process: cargo. Takes where cargo and rustc are, gives what cargo printed.
//! Never interprets a manifest and never lets cargo write into the user's tree (`--locked`).

use std::ffi::OsString;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::Metadata;

use crate::error::{Code, Error, Result};

/// How to call cargo.
#[derive(Clone, Debug, Default)]
pub struct Cargo {
    /// None: `cargo` as the shell would find it.
    pub cargo: Option<Utf8PathBuf>,
    pub rustc: Option<Utf8PathBuf>,
    /// None: cargo's own home.
    pub home: Option<Utf8PathBuf>,
    /// A configuration file beside those that cargo finds by itself.
    pub config: Option<Utf8PathBuf>,
}

/// What cargo said when it refused.
pub struct Refusal {
    pub stderr: String,
}

impl Cargo {
    /// The cargo and rustc that the variables `CARGO` and `RUSTC` name, else those of the shell.
    pub fn from_environment() -> Cargo {
        let named = |name| std::env::var(name).ok().filter(|value| !value.is_empty()).map(Utf8PathBuf::from);
        Cargo { cargo: named("CARGO"), rustc: named("RUSTC"), home: None, config: None }
    }

    /// `cargo metadata --locked` of the workspace that the manifest belongs to.
    pub fn metadata(&self, manifest: &Utf8Path) -> Result<std::result::Result<Metadata, Refusal>> {
        self.run_metadata(manifest, &["--locked"])
    }

    /// `cargo metadata --no-deps`: the members alone, without a lock and without the network.
    pub fn members(&self, manifest: &Utf8Path) -> Result<std::result::Result<Metadata, Refusal>> {
        self.run_metadata(manifest, &["--no-deps", "--offline"])
    }

    fn run_metadata(
        &self,
        manifest: &Utf8Path,
        options: &[&str],
    ) -> Result<std::result::Result<Metadata, Refusal>> {
        let mut command = self.command();
        command.args(["metadata", "--format-version", "1", "--color", "never", "--manifest-path"]);
        command.arg(manifest).args(options).stdin(Stdio::null());
        if let Some(dir) = manifest.parent().filter(|dir| !dir.as_str().is_empty()) {
            // cargo looks for its configuration from the current folder upwards.
            command.current_dir(dir);
        }
        let output = command.output().map_err(|error| {
            Error::new(Code::Cargo, format!("cargo could not be started: {error}"))
                .note(format!("tried {}", command.get_program().to_string_lossy()))
                .help("install Rust, or name a cargo by the variable CARGO")
        })?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            return Ok(Err(Refusal { stderr }));
        }
        serde_json::from_slice(&output.stdout).map(Ok).map_err(|error| {
            Error::new(Code::Metadata, format!("cargo metadata's output: {error}")).at(manifest)
        })
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that starts processes")]
    fn command(&self) -> Command {
        let program = self.cargo.as_ref().map_or_else(|| OsString::from("cargo"), |path| path.into());
        let mut command = Command::new(program);
        if let Some(rustc) = &self.rustc {
            command.env("RUSTC", rustc);
        }
        if let Some(home) = &self.home {
            command.env("CARGO_HOME", home);
        }
        if let Some(config) = &self.config {
            command.arg("--config").arg(config);
        }
        command
    }
}

impl Refusal {
    /// The lines that say what is wrong, without cargo's progress.
    pub fn reason(&self) -> String {
        const PROGRESS: [&str; 5] = ["Updating", "Downloading", "Downloaded", "Blocking", "Locking"];
        self.stderr
            .lines()
            .filter(|line| !line.trim().is_empty())
            .filter(|line| !PROGRESS.iter().any(|word| line.trim_start().starts_with(word)))
            .map(|line| line.trim_end())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

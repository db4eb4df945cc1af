//! The programs that are measured, and where they work. Takes what `test/bench/run` has set up, gives commands whose
//! environment is the same for all.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

#[derive(Clone)]
pub struct Tools {
    pub repository: PathBuf,
    pub work: PathBuf,
    pub cargo_home: PathBuf,
    /// The toolchain's own programs: rustup's stand-ins would be measured with them.
    pub cargo: PathBuf,
    pub rustc: PathBuf,
    pub ours: PathBuf,
    pub upstream: PathBuf,
    pub solver: PathBuf,
}

impl Tools {
    pub fn find(work: &Path) -> Outcome<Tools> {
        let place = |name| std::env::var_os(name).map(PathBuf::from).ok_or(format!("{name} is not set"));
        let sysroot = checked(Command::new("rustc").args(["--print", "sysroot"]))?;
        let bin = Path::new(sysroot.trim()).join("bin");
        let tool =
            |name| Some(bin.join(name)).filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(name));
        let cargo_home = work.join("cargo-home");
        std::fs::create_dir_all(&cargo_home)?;
        Ok(Tools {
            repository: place("BENCH_REPOSITORY")?,
            work: work.to_owned(),
            cargo_home,
            cargo: tool("cargo"),
            rustc: tool("rustc"),
            ours: place("BENCH_OURS")?,
            upstream: place("BENCH_UPSTREAM")?,
            solver: place("BENCH_SOLVER")?,
        })
    }

    /// A program with the environment of the benchmark and nothing of the cargo that runs the benchmark.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO") || text.starts_with("RUSTC") || text.starts_with("RUSTFLAGS") {
                command.env_remove(&name);
            }
        }
        command.env("CARGO_HOME", &self.cargo_home).env("RUSTC", &self.rustc);
        if let Some(bin) = self.cargo.parent().filter(|bin| bin.is_absolute()) {
            let path = std::env::var("PATH").unwrap_or_default();
            command.env("PATH", format!("{}:{path}", bin.display()));
        }
        command
    }

    pub fn cargo(&self) -> Command {
        self.command(&self.cargo)
    }

    /// These tools with a cargo and a rustc in front of the real ones that write a line for each start into a file.
    pub fn counting(&self) -> Outcome<(Tools, PathBuf)> {
        let dir = self.work.join("counting");
        std::fs::create_dir_all(&dir)?;
        let log = dir.join("starts");
        let front = |name: &str, real: &Path| -> Outcome<PathBuf> {
            let path = dir.join(name);
            let text =
                format!("#!/bin/sh\necho {name} >> '{}'\nexec '{}' \"$@\"\n", log.display(), real.display());
            std::fs::write(&path, text)?;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
            Ok(path)
        };
        let (cargo, rustc) = (front("cargo", &self.cargo)?, front("rustc", &self.rustc)?);
        std::fs::write(&log, "")?;
        let tools = Tools { cargo, rustc, ..self.clone() };
        Ok((tools, log))
    }
}

/// Standard output of a command that succeeds, else what it said.
pub fn checked(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|error| format!("{command:?} does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

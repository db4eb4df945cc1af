//! crate_universe as the module extension drives it: a request, one run, plan.json. Takes a project, gives commands and
//! what they need; the facts cache is a folder of the benchmark.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::Outcome;
use crate::project::{Project, remove};
use crate::tools::Tools;

/// cargo-bazel's default triples.
pub const SEVEN: [&str; 7] = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "wasm32-unknown-unknown",
    "wasm32-wasip1",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-nixos-gnu",
];

/// As many as cargo-bazel vendors for by default.
pub const FIFTY_FOUR: [&str; 54] = [
    "aarch64-apple-darwin",
    "aarch64-apple-ios",
    "aarch64-apple-ios-sim",
    "aarch64-linux-android",
    "aarch64-pc-windows-msvc",
    "aarch64-unknown-freebsd",
    "aarch64-unknown-fuchsia",
    "aarch64-unknown-linux-gnu",
    "aarch64-unknown-linux-musl",
    "aarch64-unknown-nixos-gnu",
    "aarch64-unknown-none",
    "aarch64-unknown-nto-qnx710",
    "arm-unknown-linux-gnueabi",
    "arm-unknown-linux-musleabi",
    "armv7-linux-androideabi",
    "armv7-unknown-linux-gnueabi",
    "armv7-unknown-linux-gnueabihf",
    "i686-apple-darwin",
    "i686-linux-android",
    "i686-pc-windows-msvc",
    "i686-unknown-freebsd",
    "i686-unknown-linux-gnu",
    "i686-unknown-linux-musl",
    "powerpc-unknown-linux-gnu",
    "powerpc64le-unknown-linux-gnu",
    "riscv32imac-unknown-none-elf",
    "riscv32imc-unknown-none-elf",
    "riscv64-linux-android",
    "riscv64gc-unknown-linux-gnu",
    "riscv64gc-unknown-none-elf",
    "s390x-unknown-linux-gnu",
    "thumbv6m-none-eabi",
    "thumbv7em-none-eabi",
    "thumbv7em-none-eabihf",
    "thumbv7m-none-eabi",
    "thumbv8m.main-none-eabi",
    "thumbv8m.main-none-eabihf",
    "thumbv7neon-linux-androideabi",
    "wasm32-unknown-emscripten",
    "wasm32-unknown-unknown",
    "wasm32-wasip1",
    "wasm32-wasip1-threads",
    "wasm32-wasip2",
    "wasm64-unknown-unknown",
    "x86_64-apple-darwin",
    "x86_64-apple-ios",
    "x86_64-linux-android",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-freebsd",
    "x86_64-unknown-fuchsia",
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
    "x86_64-unknown-nixos-gnu",
    "x86_64-unknown-none",
];

/// What a run finds when it begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The facts cache, no output, and no plan of a run before.
    Facts,
    /// The `.crate` files in CARGO_HOME, no facts and no output.
    Crates,
    /// Everything of a run before.
    Everything,
}

pub struct Ours<'a> {
    tools: &'a Tools,
    dir: &'a Path,
    facts: PathBuf,
    fresh_facts: PathBuf,
    output: PathBuf,
    request: PathBuf,
}

impl<'a> Ours<'a> {
    /// `dir`: the workspace, which may be a copy of the project's.
    pub fn new(tools: &'a Tools, project: &Project, dir: &'a Path, triples: &[&str]) -> Outcome<Ours<'a>> {
        let scratch = project.scratch.join("ours");
        let copy = dir.file_name().unwrap_or_default().to_string_lossy();
        let output = scratch.join(format!("{copy}-{}", triples.len()));
        std::fs::create_dir_all(&output)?;
        let ours = Ours {
            tools,
            dir,
            facts: scratch.join("facts"),
            fresh_facts: scratch.join("fresh-facts"),
            request: output.join("request.json"),
            output: output.join("out"),
        };
        ours.write_request(&ours.facts, triples, &ours.request)?;
        ours.write_request(&ours.fresh_facts, triples, &ours.fresh_request())?;
        Ok(ours)
    }

    fn fresh_request(&self) -> PathBuf {
        self.request.with_file_name("fresh-request.json")
    }

    fn write_request(&self, facts: &Path, triples: &[&str], path: &Path) -> Outcome<()> {
        let support = self.tools.repository.join("test/support");
        let read = |name: &str| -> Outcome<Value> {
            Ok(serde_json::from_str(&std::fs::read_to_string(support.join(name))?)?)
        };
        let file = |name: &str| json!({ "label": format!("@@//:{name}"), "path": self.dir.join(name) });
        let mut request = read("request.json")?;
        request["rules_rust"]["platforms"] = read("rules_rust_platforms.json")?;
        for (key, value) in [
            ("manifests", json!([file("Cargo.toml")])),
            ("cargo_lockfile", file("Cargo.lock")),
            ("supported_platform_triples", json!(triples)),
            ("cargo", json!(self.tools.cargo)),
            ("rustc", json!(self.tools.rustc)),
            ("facts_cache", json!(facts)),
            ("may_download", json!(true)),
        ] {
            request[key] = value;
        }
        Ok(std::fs::write(path, request.to_string())?)
    }

    /// The command, after everything is as it shall be found.
    pub fn command(&self, found: Found) -> Outcome<Command> {
        if found != Found::Everything {
            remove(&self.output)?;
            // A run would copy the plan of the run before.
            remove(&self.facts.join("plans"))?;
        }
        let mut command = self.tools.command(&self.tools.ours);
        command.arg("generate").arg("--request").current_dir(self.dir);
        match found {
            Found::Crates => {
                remove(&self.fresh_facts)?;
                command.arg(self.fresh_request())
            }
            Found::Facts | Found::Everything => command.arg(&self.request),
        };
        command.arg("--output-dir").arg(&self.output);
        Ok(command)
    }

    /// Refuses a run that was quick because it did nothing.
    pub fn check(&self) -> Outcome<()> {
        let plan: Value = serde_json::from_str(&std::fs::read_to_string(self.output.join("plan.json"))?)?;
        let missing = plan["missing"].as_array().map_or(0, Vec::len);
        let repositories = plan["repositories"].as_array().map_or(0, Vec::len);
        match (missing, repositories) {
            (0, 2..) => Ok(()),
            _ => Err(format!("the plan has {repositories} repositories and lacks {missing} crates").into()),
        }
    }
}

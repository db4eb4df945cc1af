//! cargo-bazel 0.18.0 as its module extension drives it: `splice` and `generate` for a repin, `query` and `generate`
//! where nothing has changed. Takes a project, gives commands in the order to run.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::Outcome;
use crate::project::{Project, remove};
use crate::tools::{Tools, checked};

/// Its copy of the workspace.
const WORKSPACE: &str = "upstream-workspace";

pub struct Upstream<'a> {
    tools: &'a Tools,
    workspace: PathBuf,
    scratch: PathBuf,
}

impl<'a> Upstream<'a> {
    pub fn new(tools: &'a Tools, project: &Project, triples: &[&str]) -> Outcome<Upstream<'a>> {
        // It writes the lock back, so it gets a copy.
        let (workspace, scratch) = Self::places(project, triples);
        project.copy(WORKSPACE)?;
        Project::suit_upstream(&workspace)?;
        remove(&scratch)?;
        std::fs::create_dir_all(&scratch)?;
        let config = json!({
            "generate_binaries": false,
            "generate_build_scripts": true,
            "cargo_config": null,
            "rendering": {
                "build_file_template": "@crates//crates:BUILD.{name}-{version}.bazel",
                "crates_module_template": "@crates//crates:{file}",
                "default_package_name": null,
                "generate_cargo_toml_env_vars": true,
                "generate_target_compatible_with": true,
                "platforms_template": "@rules_rust//rust/platform:{triple}",
                "regen_command": "bazel mod show_repo crates",
                "repository_name": "crates",
                "vendor_mode": "remote",
            },
            "supported_platform_triples": triples,
        });
        let manifest = workspace.join("Cargo.toml").to_string_lossy().into_owned();
        let manifests = json!({
            "cargo_config": null,
            "direct_packages": {},
            "manifests": { manifest: "//:Cargo.toml" },
            "resolver_version": "2",
        });
        std::fs::write(scratch.join("config.json"), config.to_string())?;
        std::fs::write(scratch.join("splicing_manifest.json"), manifests.to_string())?;
        Ok(Upstream { tools, workspace, scratch })
    }

    fn places(project: &Project, triples: &[&str]) -> (PathBuf, PathBuf) {
        (project.scratch.join(WORKSPACE), project.scratch.join(format!("upstream-{}", triples.len())))
    }

    /// As the last repin has left it, or after one that is not measured.
    pub fn repinned(tools: &'a Tools, project: &Project, triples: &[&str]) -> Outcome<Upstream<'a>> {
        let (workspace, scratch) = Self::places(project, triples);
        let found = Upstream { tools, workspace, scratch };
        if found.check().is_ok() {
            return Ok(found);
        }
        let upstream = Upstream::new(tools, project, triples)?;
        for mut command in upstream.repin()? {
            checked(&mut command)?;
        }
        Ok(upstream)
    }

    /// Everything anew: no output, no lock of its own.
    pub fn repin(&self) -> Outcome<[Command; 2]> {
        remove(&self.output())?;
        let lock = self.lock();
        if lock.exists() {
            std::fs::remove_file(&lock)?;
        }
        std::fs::write(&lock, "")?;
        let spliced = self.scratch.join("splicing-output");
        remove(&spliced)?;
        let mut splice = self.subcommand("splice");
        splice.arg("--output-dir").arg(&spliced).args(["--repository-name", "crates"]);
        splice.arg("--cargo-lockfile").arg(self.workspace.join("Cargo.lock"));
        splice.arg("--nonhermetic-root-bazel-workspace-dir").arg(&self.workspace);
        splice.env("CARGO_BAZEL_REPIN", "1");
        let mut generate = self.generate();
        generate.arg("--repin").arg("--metadata").arg(spliced.join("metadata.json"));
        Ok([splice, generate])
    }

    /// After a repin: what it does at each evaluation.
    pub fn no_op(&self) -> [Command; 2] {
        let mut query = self.subcommand("query");
        query.arg("--lockfile").arg(self.lock());
        [query, self.generate()]
    }

    fn generate(&self) -> Command {
        let mut generate = self.subcommand("generate");
        let lock = match self.scratch.join("splicing-output/Cargo.lock") {
            spliced if spliced.exists() => spliced,
            _ => self.workspace.join("Cargo.lock"),
        };
        generate.arg("--cargo-lockfile").arg(lock).arg("--repository-dir").arg(self.output());
        generate.arg("--nonhermetic-root-bazel-workspace-dir").arg(&self.workspace);
        generate.arg("--paths-to-track").arg(self.scratch.join("paths.json"));
        generate.arg("--warnings-output-path").arg(self.scratch.join("warnings.json"));
        generate.arg("--lockfile").arg(self.lock());
        generate
    }

    fn subcommand(&self, name: &str) -> Command {
        let mut command = self.tools.command(&self.tools.upstream);
        command.arg(name).current_dir(&self.scratch);
        command.arg("--config").arg(self.scratch.join("config.json"));
        command.arg("--splicing-manifest").arg(self.scratch.join("splicing_manifest.json"));
        command.arg("--cargo").arg(&self.tools.cargo).arg("--rustc").arg(&self.tools.rustc);
        command
    }

    fn lock(&self) -> PathBuf {
        self.scratch.join("cargo-bazel-lock.json")
    }

    fn output(&self) -> PathBuf {
        self.scratch.join("out")
    }

    /// Refuses a run that was quick because it did nothing.
    pub fn check(&self) -> Outcome<()> {
        let files = |dir: &Path| std::fs::read_dir(dir).map_or(0, Iterator::count);
        match files(&self.output()) + files(&self.output().join("crates")) {
            0 | 1 => Err("cargo-bazel has written nothing".into()),
            _ => Ok(()),
        }
    }
}

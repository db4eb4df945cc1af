//! Real Bazel on a workspace, and what its own profile states for the evaluation of a module extension alone: without Bazel's
//! start and without the rules that the extension loads.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::Outcome;
use crate::measure::Sample;
use crate::project::{Project, remove};
use crate::tools::{Tools, checked};

/// A Bazel of its own for one workspace.
pub struct Bazel<'a> {
    tools: &'a Tools,
    workspace: &'a Path,
    scratch: PathBuf,
    startup: Vec<String>,
    settings: Vec<String>,
}

impl<'a> Bazel<'a> {
    /// `scratch`: where its server and the caches of the program are, from the beginning.
    pub fn new(
        tools: &'a Tools,
        workspace: &'a Path,
        scratch: PathBuf,
        program: &Path,
    ) -> Outcome<Bazel<'a>> {
        let startup = vec![
            format!("--output_user_root={}", scratch.join("root").display()),
            "--max_idle_secs=60".to_owned(),
        ];
        let settings = vec![
            format!("--repo_env=XDG_CACHE_HOME={}", scratch.join("cache").display()),
            format!("--repo_env=CARGO_BAZEL_GENERATOR_URL=file://{}", program.display()),
            "--lockfile_mode=off".to_owned(),
        ];
        let bazel = Bazel { tools, workspace, scratch, startup, settings };
        bazel.remove()?;
        std::fs::create_dir_all(bazel.scratch.join("cache"))?;
        Ok(bazel)
    }

    /// One more startup option.
    #[must_use]
    pub fn start_with(mut self, option: &str) -> Self {
        self.startup.push(option.to_owned());
        self
    }

    /// One more option of each command.
    #[must_use]
    pub fn set(mut self, option: String) -> Self {
        self.settings.push(option);
        self
    }

    fn start(&self, verb: &str) -> Command {
        let mut command = self.tools.command(&self.tools.repository.join("tools/bazel"));
        command.env_remove("RUSTC").env_remove("CARGO_HOME");
        command.args(&self.startup).arg(verb).current_dir(self.workspace);
        command
    }

    pub fn command(&self, verb: &str) -> Command {
        let mut command = self.start(verb);
        command.args(&self.settings);
        command
    }

    pub fn shutdown(&self) -> Outcome<()> {
        checked(&mut self.start("shutdown"))?;
        Ok(())
    }

    /// Removes all that it has made; its server must have ended.
    pub fn remove(&self) -> Outcome<()> {
        if self.scratch.exists() {
            checked(Command::new("chmod").args(["-R", "u+w"]).arg(&self.scratch))?;
        }
        remove(&self.scratch)
    }
}

/// An evaluation with empty caches: no facts, no `.crate` file anywhere.
pub fn evaluation(tools: &Tools, project: &Project) -> Outcome<Sample> {
    let workspace = project.copy("bazel-workspace")?;
    write_module(tools, &workspace)?;
    let scratch = project.scratch.join("bazel");
    let repository_cache = format!("--repository_cache={}", scratch.join("repository-cache").display());
    let cargo_home = format!("--repo_env=CARGO_HOME={}", scratch.join("cargo-home").display());
    let bazel = Bazel::new(tools, &workspace, scratch, &tools.ours)?.set(repository_cache).set(cargo_home);
    // The rules and the tools that the extension loads are fetched before it is evaluated.
    checked(bazel.command("query").arg("@crate_universe//crate_universe:all"))?;
    let profile = project.scratch.join("profile.gz");
    let mut query = bazel.command("query");
    query.arg(format!("--profile={}", profile.display())).arg("@crates//:BUILD.bazel");
    let ran = checked(&mut query);
    let stopped = bazel.shutdown();
    ran?;
    stopped?;
    let wall =
        evaluated(&profile, EXTENSION)?.ok_or("the profile tells nothing of the extension's evaluation")?;
    bazel.remove()?;
    Ok(Sample { wall, cpu: 0.0, peak_kib: 0 })
}

fn write_module(tools: &Tools, workspace: &Path) -> Outcome<()> {
    std::fs::write(workspace.join("MODULE.bazel"), module_of_small(tools)?)?;
    Ok(std::fs::write(workspace.join("BUILD.bazel"), "")?)
}

/// MODULE.bazel of the smallest workspace of the tests.
pub fn module_of_small(tools: &Tools) -> Outcome<String> {
    let small = tools.repository.join("test/integration/workspaces/small/MODULE.bazel");
    let module = std::fs::read_to_string(small)?;
    Ok(module.replace("\"../../../..\"", &format!("\"{}\"", tools.repository.display())))
}

/// The end of our extension's name in Bazel's profile.
pub const EXTENSION: &str = "crate_universe:extensions.bzl%crate";

/// The seconds that the profile gives to an extension, by the end of its name; Bazel may begin it several times. `None`:
/// it was not evaluated.
pub fn evaluated(profile: &Path, extension: &str) -> Outcome<Option<f64>> {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(profile)?).read_to_string(&mut text)?;
    let profile: Value = serde_json::from_str(&text)?;
    let events = profile["traceEvents"].as_array().ok_or("the profile holds no events")?;
    let evaluations = events.iter().filter(|event| {
        let name = event["name"].as_str().unwrap_or_default();
        name.starts_with("evaluate module extension: ") && name.ends_with(extension)
    });
    let micros: f64 = evaluations.filter_map(|event| event["dur"].as_f64()).sum();
    Ok((micros > 0.0).then_some(micros / 1e6))
}

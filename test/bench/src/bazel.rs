//! The evaluation of the module extension in real Bazel with empty caches: no facts, no `.crate` file anywhere. Takes a
//! project, gives the wall time that Bazel's own profile states for the evaluation alone, without its start and
//! without the rules that it loads.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::Outcome;
use crate::measure::Sample;
use crate::project::{Project, remove};
use crate::tools::{Tools, checked};

pub fn evaluation(tools: &Tools, project: &Project) -> Outcome<Sample> {
    let workspace = project.copy("bazel-workspace")?;
    write_module(tools, &workspace)?;
    let scratch = project.scratch.join("bazel");
    remove(&scratch)?;
    std::fs::create_dir_all(scratch.join("cache"))?;
    let bazel = |arguments: &[&str]| {
        let mut command = tools.command(&tools.repository.join("tools/bazel"));
        command.env_remove("RUSTC").env_remove("CARGO_HOME");
        command.arg(format!("--output_user_root={}", scratch.join("root").display()));
        command.arg("--max_idle_secs=60").args(arguments).current_dir(&workspace);
        command
    };
    let settings = [
        format!("--repository_cache={}", scratch.join("repository-cache").display()),
        format!("--repo_env=XDG_CACHE_HOME={}", scratch.join("cache").display()),
        format!("--repo_env=CARGO_HOME={}", scratch.join("cargo-home").display()),
        format!("--repo_env=CARGO_BAZEL_GENERATOR_URL=file://{}", tools.ours.display()),
        "--lockfile_mode=off".to_owned(),
    ];
    // The rules and the tools that the extension loads are fetched before it is evaluated.
    checked(bazel(&["query"]).args(&settings).arg("@crate_universe//crate_universe:all"))?;
    let profile = project.scratch.join("profile.gz");
    let mut query = bazel(&["query"]);
    query.args(&settings).arg(format!("--profile={}", profile.display())).arg("@crates//:BUILD.bazel");
    let ran = checked(&mut query);
    let stopped = checked(&mut bazel(&["shutdown"]));
    ran?;
    stopped?;
    let wall = evaluated(&profile)?;
    checked(std::process::Command::new("chmod").args(["-R", "u+w"]).arg(&scratch))?;
    remove(&scratch)?;
    Ok(Sample { wall, cpu: 0.0, peak_kib: 0 })
}

fn write_module(tools: &Tools, workspace: &Path) -> Outcome<()> {
    let small = tools.repository.join("test/integration/workspaces/small/MODULE.bazel");
    let module = std::fs::read_to_string(small)?;
    let repository = tools.repository.to_string_lossy();
    std::fs::write(
        workspace.join("MODULE.bazel"),
        module.replace("\"../../../..\"", &format!("\"{repository}\"")),
    )?;
    Ok(std::fs::write(workspace.join("BUILD.bazel"), "")?)
}

/// The seconds that the profile gives to our extension; Bazel may begin it several times.
fn evaluated(profile: &Path) -> Outcome<f64> {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(profile)?).read_to_string(&mut text)?;
    let profile: Value = serde_json::from_str(&text)?;
    let events = profile["traceEvents"].as_array().ok_or("the profile holds no events")?;
    let ours = events.iter().filter(|event| {
        let name = event["name"].as_str().unwrap_or_default();
        name.starts_with("evaluate module extension: ")
            && name.ends_with("crate_universe:extensions.bzl%crate")
    });
    let micros: f64 = ours.filter_map(|event| event["dur"].as_f64()).sum();
    if micros == 0.0 {
        return Err("the profile tells nothing of the extension's evaluation".into());
    }
    Ok(micros / 1e6)
}

//! Compares splicing with cargo: a scratch workspace has the same packages as the workspace that it mirrors,
//! and packages without a workspace are built as in the workspace that contains them.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test runs cargo, writes scratch folders and fails by panicking"
)]

#[path = "oracle/copy.rs"]
mod copy;
#[expect(dead_code, reason = "what only other comparisons need")]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::declarations::Declarations;
use support::matrix::{Matrix, Mode, Selection};
use support::tool::{self, Source};
use support::{cargo, check, compare, scratch};

fn workspaces() -> PathBuf {
    cargo::repository().join("test/oracle/workspaces")
}

/// A lock that lies elsewhere than beside the root makes the program ask cargo about a scratch workspace.
#[test]
fn scratch_workspace_says_what_the_one_in_place_says() {
    let mut names: Vec<PathBuf> = fs::read_dir(workspaces())
        .expect("the folder of the workspaces")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    assert!(names.len() > 50, "the workspaces are found");
    let mut wrong = Vec::new();
    for name in &names {
        let here = copy::copy(name).expect("a copy");
        let lock = scratch::empty().expect("a folder");
        let lock = lock.path().join("Cargo.lock");
        fs::copy(here.path().join("Cargo.lock"), &lock).expect("a lock");
        let command = || tool::as_resolve(env!("CARGO_BIN_EXE_list-packages"), here.path(), Source::Cargo);
        let in_place = text(command());
        let mut elsewhere = command();
        elsewhere.arg("--lockfile").arg(&lock);
        let mirrored = text(elsewhere);
        if in_place != mirrored {
            let pairs = in_place.lines().zip(mirrored.lines());
            let first = pairs.clone().find(|(left, right)| left != right);
            wrong.push(format!("{}: {first:?}", name.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn text(command: Command) -> String {
    let printed = cargo::run(command).unwrap_or_else(|error| panic!("{error}"));
    String::from_utf8(printed).expect("text")
}

#[test]
fn packages_apart_are_built_as_in_a_workspace() {
    let matrix = Matrix {
        hosts: vec!["x86_64-unknown-linux-gnu"],
        targets: vec!["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"],
    };
    for name in [
        "counted_but_not_built",
        "dev_dependencies",
        "inactive_optional_dependency",
        "proc_macro_members",
        "self_dev_dependency",
        "slash_features",
        "test_targets",
        "two_names_for_one_package",
        "workspace_default_features",
    ] {
        apart(name, &matrix).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// The variable makes a stable cargo take what is only for nightly ones, as the oracle does.
#[test]
fn artifact_dependency_is_built_by_a_nightly_cargo() {
    let case = cargo::repository().join("test/golden/error_artifact_dependency");
    let here = copy::copy(&case).expect("a copy");
    let host = "x86_64-unknown-linux-gnu";
    let matrix = Matrix { hosts: vec![host], targets: vec![host] };
    let mut command = tool::units_command(here.path(), &matrix, Mode::Build, Source::Cargo);
    command.env("RUSTC_BOOTSTRAP", "1");
    let resolved = tool::parse(&cargo::run(command).unwrap_or_else(|error| panic!("{error}")));
    let units = resolved.unwrap_or_else(|error| panic!("{error}")).units;
    let edges: Vec<(&str, usize)> =
        units.iter().map(|(key, unit)| (key.package.name.as_str(), unit.edges.len())).collect();
    assert_eq!(edges, [("tool", 0), ("uses-a-tool", 0)], "the binary is built, and nobody links it");
}

/// Takes the root manifest away and names the members one by one.
fn apart(name: &str, matrix: &Matrix) -> Result<(), String> {
    let here = copy::copy(&workspaces().join(name)).map_err(|error| error.to_string())?;
    let dir = here.path();
    let declarations = Declarations::of_workspace(dir)?;
    let truth = check::cargo_units(dir, &declarations, Selection::default(), matrix, Mode::Build)?;
    let members = members(dir)?;
    assert!(members.len() > 1, "{name} has several members");
    let lock = dir.join("elsewhere.lock");
    fs::rename(dir.join("Cargo.lock"), &lock).map_err(|error| error.to_string())?;
    fs::remove_file(dir.join("Cargo.toml")).map_err(|error| error.to_string())?;
    let (first, others) = members.split_first().expect("members");
    for source in [Source::Native, Source::Cargo] {
        let mut command = tool::units_command(first, matrix, Mode::Build, source);
        command.arg("--lockfile").arg(&lock);
        for member in others {
            command.arg("--manifest-path").arg(member.join("Cargo.toml"));
        }
        let resolved = tool::parse(&cargo::run(command)?)?;
        assert_eq!(resolved.resolver, "2");
        if let Some(text) = compare::difference(&truth, &resolved.units) {
            return Err(format!("{source:?}: {text}"));
        }
    }
    Ok(())
}

fn members(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let mut command = cargo::cargo(dir);
    command.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let metadata: Value = serde_json::from_slice(&cargo::run(command)?).map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().ok_or("no packages")?;
    let manifests = packages.iter().filter_map(|package| package["manifest_path"].as_str());
    Ok(manifests.filter_map(|path| Path::new(path).parent()).map(Path::to_path_buf).collect())
}

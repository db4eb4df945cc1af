//! What the native source reads of manifests, against what `cargo metadata` says: every oracle workspace, and this
//! program's own. And that facts come from sound archives alone, whatever happened to those or to the facts cache.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test runs cargo, writes scratch folders and fails by panicking"
)]

#[path = "facts/damage.rs"]
mod damage;
#[path = "facts/fixture.rs"]
mod fixture;
#[path = "facts/git.rs"]
mod git;
#[path = "facts/layouts.rs"]
mod layouts;
#[path = "facts/package_summary.rs"]
mod package_summary;
#[path = "facts/vendored.rs"]
mod vendored;

#[path = "oracle/copy.rs"]
mod copy;
#[expect(dead_code, reason = "what only the comparison of units needs")]
mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::cargo;
use support::tool::{self, Source};

#[test]
fn manifests_are_read_as_cargo_reads_them() {
    let folder = cargo::repository().join("test/oracle/workspaces");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder of the workspaces")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let mut wrong = Vec::new();
    let mut count = 0;
    for name in names {
        let scratch = copy::copy(&folder.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        count += compare(&name, scratch.path(), &mut wrong);
    }
    count += compare("crate_universe", Path::new(env!("CARGO_MANIFEST_DIR")), &mut wrong);
    println!("{count} packages read as cargo reads them");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What lists the packages of a workspace as they were read.
pub fn list_packages(dir: &Path, source: Source) -> Command {
    tool::as_resolve(env!("CARGO_BIN_EXE_list-packages"), dir, source)
}

/// Gives the number of packages.
fn compare(name: &str, dir: &Path, wrong: &mut Vec<String>) -> usize {
    let ours: Value = match cargo::run(list_packages(dir, Source::Native)) {
        Ok(printed) => serde_json::from_slice(&printed).expect("a list of packages"),
        Err(error) if tool::fallback(&error).is_some() => {
            println!("{name}: cargo is asked: {}", tool::fallback(&error).unwrap_or_default());
            return 0;
        }
        Err(error) => panic!("{name}: {error}"),
    };
    let mut command = cargo::cargo(dir);
    command.args(["metadata", "--format-version", "1", "--locked", "--offline", "--all-features"]);
    let printed = cargo::run(command).unwrap_or_else(|error| panic!("{name}: {error}"));
    let metadata: Value = serde_json::from_slice(&printed).expect("cargo's metadata");
    let members = metadata["workspace_members"].as_array().expect("members");
    let packages = metadata["packages"].as_array().expect("packages");
    for package in packages {
        let member = members.contains(&package["id"]);
        let wanted = package_summary::by_cargo(package, member);
        let found = ours["packages"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|own| ["name", "version", "source"].iter().all(|key| own[*key] == package[*key]));
        match found.map(|own| package_summary::by_us(own, member)) {
            None => wrong.push(format!("{name}: {} is not read", package["name"])),
            Some(own) => wrong.extend(wanted.iter().filter(|(key, value)| own.get(*key) != Some(value)).map(
                |(key, value)| {
                    let own = own.get(key);
                    format!("{name}: {} {key}\n  cargo {value}\n  ours  {own:?}", package["name"])
                },
            )),
        }
    }
    packages.len()
}

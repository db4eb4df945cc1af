//! The oracle: `crate-universe resolve` against `cargo build --unit-graph`, unit by unit, feature by feature, edge by edge, on
//! hand-written workspaces (`test/oracle/workspaces`) and on published projects. Needs the network for the latter.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test runs cargo, writes scratch workspaces and fails by panicking"
)]

#[path = "oracle/copy.rs"]
mod copy;
#[path = "oracle/projects.rs"]
mod projects;
mod support;

use copy::copy;
use support::cargo;
use support::check::{self, Failure, Tally};
use support::matrix::{HOSTS, Matrix, TARGETS};

/// A workspace of path packages; `resolver` is what cargo uses for it, which no cargo command prints.
fn hand_written(name: &str, resolver: &str) {
    let original = cargo::repository().join("test/oracle/workspaces").join(name);
    let scratch = copy(&original).unwrap_or_else(|error| panic!("{}: {error}", original.display()));
    report(name, check::workspace(scratch.path(), &every_pair(), Some(resolver)));
}

fn published(name: &str) {
    let scratch = projects::fetch(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    report(name, check::workspace(scratch.path(), &every_pair(), None));
}

fn every_pair() -> Matrix {
    Matrix { hosts: HOSTS.to_vec(), targets: TARGETS.to_vec() }
}

fn report(name: &str, outcome: Result<Tally, Failure>) {
    match outcome {
        Ok(tally) => println!(
            "{name}: {} units in {} graphs, cargo {:.1} s, resolve {:.2} s",
            tally.units,
            tally.graphs,
            tally.cargo.as_secs_f64(),
            tally.ours.as_secs_f64()
        ),
        Err(Failure::Rejected(text)) => panic!("{name}: cargo rejects it\n{text}"),
        Err(Failure::Wrong(text)) => panic!("{name}\n{text}"),
    }
}

#[test]
fn project_ripgrep() {
    published("ripgrep");
}

#[test]
fn project_bat() {
    published("bat");
}

#[test]
fn host_and_target() {
    hand_written("host_and_target", "2");
}

#[test]
fn cfg_of_host_and_target() {
    hand_written("cfg_of_host_and_target", "2");
}

#[test]
fn cfg_target_feature() {
    hand_written("cfg_target_feature", "2");
}

#[test]
fn optional_dependencies() {
    hand_written("optional_dependencies", "2");
}

#[test]
fn slash_features() {
    hand_written("slash_features", "2");
}

#[test]
fn dev_dependencies() {
    hand_written("dev_dependencies", "2");
}

#[test]
fn proc_macro_members() {
    hand_written("proc_macro_members", "2");
}

#[test]
fn counted_but_not_built() {
    hand_written("counted_but_not_built", "2");
}

#[test]
fn dependency_without_library() {
    hand_written("dependency_without_library", "2");
}

#[test]
fn resolver_1() {
    hand_written("resolver_1", "1");
}

#[test]
fn resolver_1_of_edition() {
    hand_written("resolver_1_of_edition", "1");
}

#[test]
fn resolver_3_of_edition() {
    hand_written("resolver_3_of_edition", "3");
}

#[test]
fn versions_and_renames() {
    hand_written("versions_and_renames", "2");
}

#[test]
fn build_scripts() {
    hand_written("build_scripts", "2");
}

#[test]
fn features_by_build_host() {
    hand_written("features_by_build_host", "2");
}

#[test]
fn test_targets() {
    hand_written("test_targets", "2");
}

#[test]
fn inheritance_and_outside() {
    hand_written("inheritance_and_outside", "2");
}

//! The oracle: `crate-universe resolve` against `cargo build --unit-graph`, unit by unit, feature by feature,
//! edge by edge, on hand-written workspaces (`test/oracle/workspaces`) and on published projects. Needs the
//! network for the latter.

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

/// One test for each workspace and each project, named after it.
macro_rules! tests {
    (workspaces { $($workspace:ident $resolver:literal,)* } projects { $($project:ident,)* }) => {
        $(
            #[test]
            fn $workspace() {
                hand_written(stringify!($workspace), $resolver);
            }
        )*

        mod published_projects {
            $(
                #[test]
                fn $project() {
                    super::published(stringify!($project));
                }
            )*
        }

        #[test]
        fn every_workspace_and_project_has_a_test() {
            complete(&[$(stringify!($workspace)),*], &[$(stringify!($project)),*]);
        }
    };
}

tests! {
    workspaces {
        host_and_target "2",
        cfg_of_host_and_target "2",
        cfg_target_feature "2",
        optional_dependencies "2",
        slash_features "2",
        dev_dependencies "2",
        proc_macro_members "2",
        counted_but_not_built "2",
        dependency_without_library "2",
        resolver_1 "1",
        resolver_1_of_edition "1",
        resolver_3_of_edition "3",
        versions_and_renames "2",
        versions_of_a_registry "2",
        build_scripts "2",
        features_by_build_host "2",
        test_targets "2",
        inheritance_and_outside "2",
    }
    projects {
        ripgrep,
        bat,
    }
}

fn complete(workspaces: &[&str], listed: &[&str]) {
    let folder = cargo::repository().join("test/oracle/workspaces");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut missing: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    missing.extend(projects::PROJECTS.iter().map(|project| project.name.to_owned()));
    missing.retain(|name| !workspaces.contains(&name.as_str()) && !listed.contains(&name.as_str()));
    assert!(missing.is_empty(), "no test runs {missing:?}");
}

#[test]
fn flags_of_configuration() {
    hand_written("flags_of_configuration", "2");
}

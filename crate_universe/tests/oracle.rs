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
#[expect(dead_code, reason = "what only seeded tests need")]
mod support;

use copy::copy;
use support::cargo;
use support::check::{self, ComparisonCounts, ComparisonFailure};
use support::matrix::{HOSTS, Matrix, TARGETS};
use support::tool;

/// A workspace of path packages; `resolver` is what cargo uses for it, which no cargo command prints.
fn hand_written(name: &str, resolver: &str, matrix: &Matrix) {
    let original = cargo::repository().join("test/oracle/workspaces").join(name);
    let scratch = copy(&original).unwrap_or_else(|error| panic!("{}: {error}", original.display()));
    report(name, check::workspace(scratch.path(), matrix, Some(resolver)));
}

fn published(name: &str) {
    let scratch = projects::fetch(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    report(name, check::workspace(scratch.path(), &every_pair(), None));
}

fn every_pair() -> Matrix {
    Matrix { hosts: HOSTS.to_vec(), targets: TARGETS.to_vec() }
}

/// Hosts and targets of two families each: enough where only the sides and the kind of platform count.
fn few_pairs() -> Matrix {
    Matrix {
        hosts: vec!["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"],
        targets: vec![
            "x86_64-unknown-linux-gnu",
            "x86_64-pc-windows-msvc",
            "aarch64-apple-darwin",
            "wasm32-unknown-unknown",
        ],
    }
}

/// Targets whose cfg values are not what their names seem to say.
fn odd_targets() -> Matrix {
    Matrix {
        hosts: vec!["x86_64-unknown-linux-gnu"],
        targets: vec![
            "i686-unknown-linux-gnu",
            "armv7-unknown-linux-gnueabihf",
            "thumbv6m-none-eabi",
            "powerpc64le-unknown-linux-gnu",
            "riscv64gc-unknown-linux-gnu",
            "x86_64-pc-windows-gnullvm",
            "aarch64-linux-android",
            "wasm32-wasip1",
            "x86_64-unknown-fuchsia",
            "x86_64-fortanix-unknown-sgx",
        ],
    }
}

fn report(name: &str, outcome: Result<ComparisonCounts, ComparisonFailure>) {
    match outcome {
        Ok(tally) => println!(
            "{name}: {} units in {} graphs, {} times with other features, cargo {:.1} s, resolve {:.2} s, {}",
            tally.units,
            tally.graphs,
            tally.sets,
            tally.cargo.as_secs_f64(),
            tally.ours.as_secs_f64(),
            tally.fallback.map_or("both sources".to_owned(), |reason| format!("cargo is asked: {reason}"))
        ),
        Err(ComparisonFailure::Rejected(text)) => panic!("{name}: cargo rejects it\n{text}"),
        Err(ComparisonFailure::Wrong(text)) => panic!("{name}\n{text}"),
    }
}

/// One test for each workspace and each project, named after it; workspaces run over the matrix before them.
macro_rules! tests {
    (
        workspaces { $($matrix:ident { $($workspace:ident $resolver:literal,)* })* }
        projects { $($project:ident,)* }
        more_projects { $($more:ident,)* }
    ) => {
        $($(
            #[test]
            fn $workspace() {
                hand_written(stringify!($workspace), $resolver, &$matrix());
            }
        )*)*

        mod published_projects {
            $(
                #[test]
                fn $project() {
                    super::published(stringify!($project));
                }
            )*
            $(
                #[test]
                #[ignore = "fetches some hundred packages: test/run --full cargo"]
                fn $more() {
                    super::published(stringify!($more));
                }
            )*
        }

        #[test]
        fn every_workspace_and_project_has_a_test() {
            let projects = [$(stringify!($project),)* $(stringify!($more),)*];
            complete(&[$($(stringify!($workspace)),*),*], &projects);
        }
    };
}

tests! {
    workspaces {
        // The rules of the solver, each by itself.
        every_pair {
            build_scripts "2",
            cfg_of_host_and_target "2",
            cfg_target_feature "2",
            counted_but_not_built "2",
            crt_static "2",
            dependency_without_library "2",
            dev_dependencies "2",
            features_by_build_host "2",
            flags_of_configuration "2",
            host_and_target "2",
            inheritance_and_outside "2",
            links_override "2",
            optional_dependencies "2",
            proc_macro_examples "2",
            proc_macro_members "2",
            raw_identifiers "2",
            realistic_members "2",
            realistic_root "3",
            resolver_1 "1",
            resolver_1_of_edition "1",
            resolver_3_of_edition "3",
            slash_features "2",
            test_targets "2",
            versions_and_renames "2",
            versions_of_a_registry "2",
        }
        // Cases that other resolvers get wrong, or once did.
        few_pairs {
            build_dep_features "2",
            build_dep_split "2",
            build_false "2",
            build_script_aliases "2",
            cfg_feature_target_dep "2",
            cyclic_features "2",
            dev_dependency_features "2",
            feature_chain "2",
            feature_name_overrides_implicit_dep "2",
            feature_named_like_dependency "2",
            first_party_feature_propagation "3",
            inactive_optional_dependency "2",
            multiple_versions_for_dependency "2",
            multiple_versions_of_optional_dep "2",
            nine_and_ten "2",
            non_optional_dep_feature "2",
            optional_build_deps "2",
            phantom_feature "2",
            paths_override "2",
            platform_build_dependencies "2",
            platform_dep_features "2",
            proc_macro_split "2",
            resolver_1_unites "1",
            root_package "2",
            self_dev_dependency "2",
            target_features_of_proc_macro "2",
            target_optional_build_dependency "2",
            target_workspace_dep_feature "2",
            two_names_for_one_package "2",
            two_sources "2",
            unreachable_platform "2",
            vendored_crate_override "2",
            vendored_workspace_dep "2",
            version_metadata "2",
            workspace_default_features "2",
            workspace_hyphen_dep_aliases "2",
            workspace_path_dependency "2",
            workspace_renamed_path_dep_aliases "2",
        }
        // Platforms whose values are not what their names seem to say.
        odd_targets {
            architectures "2",
            atomics "2",
        }
    }
    projects {
        ripgrep,
        bat,
    }
    more_projects {
        fd_find,
        wasmtime_cli,
        typst_cli,
        gitui,
        starship,
        zellij,
        cargo,
        cargo_nextest,
        sccache,
        nu,
        deno,
    }
}

#[test]
fn a_member_that_is_none_is_an_error() {
    let dir = cargo::repository().join("test/oracle/workspaces/proc_macro_members");
    let mut command = tool::command(&dir, tool::Source::Native);
    command.args(["-p", "with-test"]);
    let error = cargo::run(command).expect_err("no member is called so");
    let wanted = "CU0055: the workspace has no member `with-test`\n  help: did you mean `with-tests`?";
    assert!(error.contains(wanted), "{error}");
}

fn complete(workspaces: &[&str], listed: &[&str]) {
    let folder = cargo::repository().join("test/oracle/workspaces");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut missing: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    for name in &missing {
        let readme = std::fs::read_to_string(folder.join(name).join("README.md")).unwrap_or_default();
        assert!(readme.trim().ends_with('.'), "{name}: a README is a sentence: {readme}");
    }
    missing.extend(projects::PROJECTS.iter().map(|project| project.name.replace('-', "_")));
    missing.retain(|name| !workspaces.contains(&name.as_str()) && !listed.contains(&name.as_str()));
    assert!(missing.is_empty(), "no test runs {missing:?}");
}

//! Workspaces that Bazel builds already, at least in part.

use crate::workspace::{InitRun, TestWorkspace};
use crate::{BAZELRC, MEMBER, MODULE};

/// The MODULE.bazel after a run. A second run must not change it again.
fn module_after_init(workspace: &TestWorkspace, module: &str) -> String {
    workspace.write("MODULE.bazel", module);
    workspace.init(&["--yes"]).succeeds();
    assert_eq!(workspace.init(&[]).stderr, "nothing to do\n", "{}", workspace.read("MODULE.bazel"));
    workspace.read("MODULE.bazel")
}

#[test]
fn other_dependencies_stay_where_they_are() {
    let workspace = TestWorkspace::single();
    let module = "\"\"\"Ours.\"\"\"\n\nmodule(\n    name = \"ours\",  # the name\n)\n\nbazel_dep(name = \"rules_cc\", version = \"0.0.17\")\nbazel_dep(\n    name = \"platforms\",\n    version = \"0.0.10\",\n)\n\nregister_toolchains(\"//cc:toolchain\")";
    let (deps, rest) = MODULE.split_once("\n\n").unwrap();
    let (before, after) = module.split_once(")\n\nregister").unwrap();
    assert_eq!(
        module_after_init(&workspace, module),
        format!("{before})\n{deps}\n\nregister{after}\n\n{rest}")
    );
}

#[test]
fn dependencies_follow_the_module() {
    let (deps, rest) = MODULE.split_once("\n\n").unwrap();
    let module = "module(name = \"ours\")\nregister_toolchains(\"//cc:toolchain\")\n";
    assert_eq!(
        module_after_init(&TestWorkspace::single(), module),
        format!("module(name = \"ours\")\n\n{deps}\n\nregister_toolchains(\"//cc:toolchain\")\n\n{rest}")
    );
    assert_eq!(module_after_init(&TestWorkspace::single(), "# Empty.\n"), format!("# Empty.\n\n{MODULE}"));
}

#[test]
fn an_own_toolchain_counts() {
    let module = "bazel_dep(name = \"rules_rust\", version = \"0.73.0\", repo_name = \"rules\")\nrust = use_extension(\"@rules//rust:extensions.bzl\", \"rust\")\nrust.toolchain(versions = [\"1.90.0\"])\n\n# Mine.\nX = 1\n";
    let workspace = TestWorkspace::single();
    let hub = &MODULE[MODULE.find("crate = ").unwrap()..];
    assert_eq!(
        module_after_init(&workspace, module),
        format!(
            "bazel_dep(name = \"rules_rust\", version = \"0.73.0\", repo_name = \"rules\")\nbazel_dep(name = \"crate_universe\", version = \"0.1.0\")\nrust = use_extension(\"@rules//rust:extensions.bzl\", \"rust\")\nrust.toolchain(versions = [\"1.90.0\"])\nuse_repo(rust, \"rust_toolchains\")\n\nregister_toolchains(\"@rust_toolchains//:all\")\n\n# Mine.\nX = 1\n\n{hub}"
        )
    );
    assert_eq!(workspace.read(".bazelrc"), BAZELRC.replace("@rules_rust", "@rules"));
    let registered = "bazel_dep(name = \"rules_rust\", version = \"0.73.0\")\nregister_toolchains(\"//toolchains:rust\")\n";
    let module = module_after_init(&TestWorkspace::single(), registered);
    assert!(!module.contains("use_extension(\"@rules_rust"), "{module}");
}

#[test]
fn an_included_file_counts() {
    let workspace = TestWorkspace::single();
    let (deps, rest) = MODULE.split_once("\n\n").unwrap();
    workspace.write("build/rust.MODULE.bazel", rest);
    let module = "include(\"//build:rust.MODULE.bazel\")\n";
    assert_eq!(module_after_init(&workspace, module), format!("{module}\n{deps}\n"));
}

#[test]
fn a_hub_keeps_its_name() {
    let workspace = TestWorkspace::single();
    let module = MODULE
        .replace("name = \"crates\"", "name = \"deps\"")
        .replace("crate, \"crates\"", "crate, mine = \"deps\"");
    assert_eq!(module_after_init(&workspace, &module), module);
    assert_eq!(workspace.read("BUILD.bazel"), MEMBER.replace("@crates", "@mine"));
    let invisible = module.replace("use_repo(crate, mine = \"deps\")\n", "");
    assert_eq!(
        module_after_init(&TestWorkspace::single(), &invisible),
        format!("{invisible}use_repo(crate, \"deps\")\n")
    );
}

#[test]
fn a_module_file_that_cannot_be_extended_is_an_error() {
    let workspace = TestWorkspace::single();
    let path = workspace.root.join("MODULE.bazel");
    let path = path.display();
    for (module, error) in [
        (
            "bazel_dep(\n",
            format!(
                "CU0072: the file cannot be parsed: an unclosed bracket\n  at {path}:1:1\n  help: correct the line, and run the command again\n"
            ),
        ),
        (
            "# A\ncrate = use_extension(\"@rules_rust//crate_universe:extensions.bzl\", \"crate\")\n",
            format!(
                "CU0072: the crates of this module come from another extension: @rules_rust//crate_universe:extensions.bzl\n  at {path}:2:1\n  help: move to crate_universe first, which docs/migrating.md describes, and run the command again\n"
            ),
        ),
    ] {
        workspace.write("MODULE.bazel", module);
        let run = workspace.init(&["--yes"]);
        assert_eq!((run.code, run.stderr), (Some(1), error));
        assert!(!workspace.has("BUILD.bazel"));
    }
}

#[test]
fn a_build_file_of_the_user_stays() {
    let workspace = TestWorkspace::single();
    workspace.write("BUILD", "filegroup(name = \"all\")\n");
    let run = workspace.init(&["--yes"]);
    run.succeeds();
    assert_eq!(
        run.notes(),
        [
            "BUILD was left as it is: for the targets of Cargo.toml, add `load(\"@crates//:defs.bzl\", \"cargo_package\")` and `cargo_package()`"
        ]
    );
    assert_eq!(workspace.read("BUILD"), "filegroup(name = \"all\")\n");
    assert!(!workspace.has("BUILD.bazel"));
    workspace.write("BUILD", MEMBER);
    assert_eq!(workspace.init(&[]).stderr, "nothing to do\n");
}

#[test]
fn lines_are_added_to_the_users_files() {
    let workspace = TestWorkspace::single();
    workspace.write(".bazelrc", "common --lockfile_mode=off");
    workspace.write(".bazelignore", "# Not ours.\nvendor\ntarget");
    workspace.write(".gitignore", "/target\nbazel-*\n");
    workspace.write(".bazelversion", "8.4.0\n");
    workspace.init(&["--yes"]).succeeds();
    assert_eq!(workspace.read(".bazelrc"), format!("common --lockfile_mode=off\n\n{BAZELRC}"));
    assert_eq!(
        workspace.read(".bazelignore"),
        "# Not ours.\nvendor\ntarget\n.git\nbazel-bin\nbazel-out\nbazel-testlogs\n"
    );
    assert_eq!(workspace.read(".gitignore"), "/target\nbazel-*\n");
    assert_eq!(workspace.read(".bazelversion"), "8.4.0\n");
}

#[test]
fn what_stays_to_do_is_said() {
    let workspace = TestWorkspace::single();
    workspace.write("WORKSPACE", "");
    workspace.write(".bazelrc", "common --noenable_bzlmod\n");
    workspace.write(".gitignore", "Cargo.lock\n");
    let openssl = "\n[[package]]\nname = \"openssl-sys\"\nversion = \"0.9.100\"\n\
                   source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    workspace.write("Cargo.lock", &(workspace.read("Cargo.lock") + openssl));
    let lasting = [
        "openssl-sys in Cargo.lock needs a library of the system: OpenSSL (libssl-dev) and pkg-config",
        "git ignores Cargo.lock, which every build needs: remove `Cargo.lock` from .gitignore, and commit Cargo.lock",
        "Bazel does not read MODULE.bazel because of a line in .bazelrc: remove `common --noenable_bzlmod`",
    ];
    let first = workspace.init(&["--yes"]);
    let once = "WORKSPACE was left as it is: Bazel 7 reads it beside MODULE.bazel, Bazel 8 only with --enable_workspace, Bazel 9 never";
    assert_eq!(first.notes(), [&[once], &lasting[..]].concat());
    let manifest = workspace.read("Cargo.toml") + "rust-version = \"1.96\"\n";
    workspace.write("Cargo.toml", &manifest);
    let old = "the toolchain in MODULE.bazel is Rust 1.95.0, but the `rust-version` of a member is 1.96.0";
    assert_eq!(workspace.init(&[]).notes(), [&[old], &lasting[..]].concat());
}

#[test]
fn line_ends_are_those_of_the_file() {
    let (deps, rest) = MODULE.split_once("\n\n").unwrap();
    let module = format!("module(name = \"ours\")\n\n{deps}\n\n{rest}").replace('\n', "\r\n");
    assert_eq!(module_after_init(&TestWorkspace::single(), "module(name = \"ours\")\r\n"), module);
}

#[test]
fn a_workspace_inside_of_a_bazel_workspace_joins_it() {
    let workspace = TestWorkspace::single();
    let outer = workspace.root.parent().unwrap();
    std::fs::write(outer.join("MODULE.bazel"), "module(name = \"outer\")\n").unwrap();
    let run = InitRun::of(&workspace.root, &["--yes"]);
    run.succeeds();
    let (above, dir) = (outer.display(), workspace.root.display());
    let first = format!(
        "files are added to the Bazel workspace {above}, which contains {dir}: to make it a workspace of its own, list `ws` in {above}/.bazelignore"
    );
    assert_eq!(run.stderr.lines().next(), Some(first.as_str()));
    let module = std::fs::read_to_string(outer.join("MODULE.bazel")).unwrap();
    assert!(
        module
            .contains("    cargo_lockfile = \"//ws:Cargo.lock\",\n    manifests = [\"//ws:Cargo.toml\"],\n"),
        "{module}"
    );
    assert_eq!(workspace.read("BUILD.bazel"), MEMBER);
    assert!(!workspace.has("MODULE.bazel") && !workspace.has(".bazelrc"));
    assert_eq!(
        std::fs::read_to_string(outer.join(".bazelignore")).unwrap(),
        ".git\nbazel-bin\nbazel-out\nbazel-testlogs\nws/target\n"
    );

    // It is said before anything is asked or written.
    assert_eq!(InitRun::of(&workspace.root, &[]).stderr.lines().next(), Some(first.as_str()));

    // One that is ignored is a Bazel workspace of its own.
    let workspace = TestWorkspace::single();
    let outer = workspace.root.parent().unwrap();
    std::fs::write(outer.join("MODULE.bazel"), "").unwrap();
    std::fs::write(outer.join(".bazelignore"), "# Examples.\nws/\n").unwrap();
    workspace.init(&["--yes"]).succeeds();
    assert_eq!(workspace.read("MODULE.bazel"), MODULE);
}

/// A MODULE.bazel in the home directory is there by accident, unless git has it.
#[test]
fn the_home_directory_is_not_taken_for_the_bazel_workspace() {
    let workspace = TestWorkspace::single();
    let home = workspace.root.parent().unwrap();
    std::fs::write(home.join("MODULE.bazel"), "").unwrap();
    let run = InitRun::with_home(&workspace.root, &["--yes"], home);
    run.succeeds();
    let first = format!(
        "{0}/MODULE.bazel is not used, because {0} is the home directory and not a git repository: {1} becomes a Bazel workspace of its own",
        home.display(),
        workspace.root.display()
    );
    assert_eq!(run.stderr.lines().next(), Some(first.as_str()));
    assert_eq!(workspace.read("MODULE.bazel"), MODULE);
    assert_eq!(std::fs::read_to_string(home.join("MODULE.bazel")).unwrap(), "");
    assert_eq!(InitRun::with_home(&workspace.root, &["--check"], home).stderr, "nothing to do\n");

    let workspace = TestWorkspace::single();
    let home = workspace.root.parent().unwrap();
    std::fs::write(home.join("MODULE.bazel"), "").unwrap();
    std::fs::create_dir(home.join(".git")).unwrap();
    InitRun::with_home(&workspace.root, &["--yes"], home).succeeds();
    assert!(!workspace.has("MODULE.bazel"));
}

#[cfg(unix)]
#[test]
fn a_link_is_neither_replaced_nor_followed_out_of_the_tree() {
    let workspace = TestWorkspace::single();
    let outside = workspace.root.parent().unwrap().join("outside");
    std::fs::write(&outside, "# Elsewhere.\n").unwrap();
    std::os::unix::fs::symlink(&outside, workspace.root.join("BUILD.bazel")).unwrap();
    let run = workspace.init(&["--yes"]);
    run.succeeds();
    assert!(run.notes()[0].starts_with("BUILD.bazel was left as it is"));
    assert!(workspace.root.join("BUILD.bazel").is_symlink());

    std::fs::remove_file(workspace.root.join(".bazelrc")).unwrap();
    std::os::unix::fs::symlink(&outside, workspace.root.join(".bazelrc")).unwrap();
    let run = workspace.init(&["--yes"]);
    let link = workspace.root.join(".bazelrc");
    assert_eq!(
        (run.code, run.stderr),
        (
            Some(1),
            format!(
                "CU0062: a symbolic link leads out of the directory\n  at {}\n  note: .bazelrc would be written through it\n  help: replace the link with a file or directory, and run the command again\n",
                link.display()
            )
        )
    );
    assert_eq!(std::fs::read_to_string(outside).unwrap(), "# Elsewhere.\n");

    // A link to a file of the workspace is followed.
    std::fs::remove_file(&link).unwrap();
    workspace.write("tools/bazelrc", "");
    std::os::unix::fs::symlink("tools/bazelrc", &link).unwrap();
    workspace.init(&["--yes"]).succeeds();
    assert_eq!(workspace.read("tools/bazelrc"), BAZELRC);
    assert!(link.is_symlink());
}

/// A member elsewhere gets no files.
#[test]
fn a_member_outside_of_the_tree_is_reported() {
    let workspace = TestWorkspace::new(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"../near\"]\nresolver = \"2\"\n"),
        ("Cargo.lock", "version = 4\n"),
        ("../near/Cargo.toml", "[package]\nname = \"near\"\nversion = \"0.1.0\"\nworkspace = \"../ws\"\n"),
        ("../near/src/lib.rs", ""),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95.0\"\n"),
    ]);
    std::fs::create_dir_all(&workspace.root).unwrap();
    let run = workspace.init(&["--yes"]);
    run.succeeds();
    let near = workspace.root.parent().unwrap().join("near");
    assert_eq!(
        run.notes(),
        [format!(
            "the member {} is outside of {}, so it has no BUILD.bazel: move it there, or remove it from `members`",
            near.display(),
            workspace.root.display()
        )]
    );
    assert!(!near.join("BUILD.bazel").exists());
}

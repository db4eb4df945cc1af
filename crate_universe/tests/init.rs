//! `crate-universe init`: which files it writes into a Cargo workspace, what it leaves alone, and when it refuses.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "init/existing.rs"]
mod existing;
#[path = "init/migration.rs"]
mod migration;
#[path = "init/workspace.rs"]
mod workspace;

use workspace::{InitRun, TestWorkspace};

const MEMBER: &str = "load(\"@crates//:defs.bzl\", \"cargo_package\")\n\ncargo_package()\n";

const MODULE: &str = r#"bazel_dep(name = "crate_universe", version = "0.1.0")
bazel_dep(name = "rules_rust", version = "0.70.0")

rust = use_extension("@rules_rust//rust:extensions.bzl", "rust")
rust.toolchain(
    edition = "2021",
    versions = ["1.95.0"],
)
use_repo(rust, "rust_toolchains")

register_toolchains("@rust_toolchains//:all")

crate = use_extension("@crate_universe//crate_universe:extensions.bzl", "crate")
crate.from_cargo(
    name = "crates",
    cargo_lockfile = "//:Cargo.lock",
    manifests = ["//:Cargo.toml"],
)
use_repo(crate, "crates")
"#;

const BAZELRC: &str = r"# `bazel build --config=clippy //...` runs clippy.
build:clippy --aspects=@rules_rust//rust:defs.bzl%rust_clippy_aspect
build:clippy --output_groups=+clippy_checks

# `bazel build --config=rustfmt //...` checks the format of all sources.
build:rustfmt --aspects=@rules_rust//rust:defs.bzl%rustfmt_aspect
build:rustfmt --output_groups=+rustfmt_checks
";

const ALL_FILES: [&str; 6] =
    ["BUILD.bazel", ".bazelignore", ".bazelrc", ".bazelversion", ".gitignore", "MODULE.bazel"];

#[test]
fn a_single_package_gets_all_files() {
    let workspace = TestWorkspace::single();
    let run = workspace.init(&["--yes"]);
    run.succeeds();
    let written: String = ALL_FILES.iter().map(|file| format!("{file}: written\n")).collect();
    assert_eq!(run.stderr, format!("{written}next: bazel build //...\n"));
    assert_eq!(workspace.read("MODULE.bazel"), MODULE);
    assert_eq!(workspace.read(".bazelrc"), BAZELRC);
    assert_eq!(workspace.read("BUILD.bazel"), MEMBER);
    assert_eq!(workspace.read(".bazelversion"), "7.7.1\n");
    assert_eq!(workspace.read(".bazelignore"), ".git\nbazel-bin\nbazel-out\nbazel-testlogs\ntarget\n");
    assert_eq!(workspace.read(".gitignore"), "/bazel-*\n");
}

#[test]
fn a_second_run_has_nothing_to_do() {
    let workspace = TestWorkspace::single();
    workspace.init(&["--yes"]).succeeds();
    let files = workspace.files();
    for options in [&[][..], &["--yes"], &["--check"], &["--dry-run"], &["--yes", "--path=../clone"]] {
        let run = workspace.init(options);
        run.succeeds();
        if !options.contains(&"--path=../clone") {
            assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", "nothing to do\n"));
            assert_eq!(workspace.files(), files);
        }
    }
    assert!(workspace.read("MODULE.bazel").ends_with(
        "\nlocal_path_override(\n    module_name = \"crate_universe\",\n    path = \"../clone\",\n)\n"
    ));
    assert_eq!(workspace.init(&["--path=../clone"]).stderr, "nothing to do\n");
}

#[test]
fn nothing_is_written_without_a_yes() {
    let workspace = TestWorkspace::single();
    let files = workspace.files();
    let diff = workspace.init(&["--dry-run"]);
    diff.succeeds();
    assert_eq!(diff.stderr, "");
    assert!(diff.stdout.starts_with(
        "--- /dev/null\n+++ b/BUILD.bazel\n@@ -0,0 +1,3 @@\n+load(\"@crates//:defs.bzl\", \"cargo_package\")\n+\n+cargo_package()\n--- /dev/null\n+++ b/.bazelignore\n"
    ), "{}", diff.stdout);
    let root = workspace.root.display();
    for (options, error) in [
        (
            &[][..],
            format!(
                "CU0071: nothing was written, because nobody can be asked here\n  at {root}\n  help: pass --yes to write these changes\n"
            ),
        ),
        (
            &["--check"],
            format!(
                "CU0070: files for Bazel are missing or incomplete\n  at {root}\n  note: {}\n  help: crate-universe init --yes {root}\n",
                ALL_FILES.join(", ")
            ),
        ),
    ] {
        let run = workspace.init(options);
        assert_eq!((run.code, run.stderr), (Some(1), error));
        assert_eq!(run.stdout, diff.stdout);
    }
    assert_eq!(workspace.files(), files);
}

#[test]
fn each_member_gets_a_build_file() {
    let workspace = TestWorkspace::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"tool\", \"other\"]\nresolver = \"2\"\n[workspace.package]\nedition = \"2021\"\nrust-version = \"1.96\"\n",
        ),
        ("Cargo.lock", "version = 4\n"),
        (
            "crates/app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition.workspace = true\nrust-version.workspace = true\n",
        ),
        ("crates/app/src/main.rs", "fn main() {}\n"),
        ("crates/old/Cargo.toml", "[package]\nname = \"old\"\nversion = \"0.1.0\"\nedition = \"2018\"\n"),
        ("crates/old/src/lib.rs", ""),
        ("crates/old/build.rs", "fn main() { std::fs::read(\"../../config\").unwrap(); }\n"),
        ("tool/Cargo.toml", "[package]\nname = \"tool\"\nversion = \"0.1.0\"\n"),
        ("tool/src/lib.rs", ""),
        ("other/Cargo.toml", "[workspace]\n"),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95.0\"\n"),
    ]);
    let run = workspace.init(&["--yes"]);
    run.succeeds();
    let root = workspace.root.display();
    assert_eq!(run.notes(), [
        "the toolchain is Rust 1.96.0, the `rust-version` of a member, because that of the toolchain file is older: 1.95.0".to_owned(),
        "crates/old/build.rs seems to read files outside of its package (`../`): name them in `cargo_package(build_script = {\"data\": [...]})`".to_owned(),
        format!("tool is excluded from the workspace, so it has no BUILD.bazel: `crate-universe init {root}/tool` adds it with a hub of its own"),
        format!("other is a workspace of its own, so it has no BUILD.bazel: `crate-universe init {root}/other` adds it with a hub of its own"),
    ]);
    assert_eq!(workspace.read("MODULE.bazel"), MODULE.replace("1.95.0", "1.96.0"));
    assert_eq!(workspace.read("crates/app/BUILD.bazel"), MEMBER);
    assert_eq!(workspace.read("crates/old/BUILD.bazel"), MEMBER);
    assert_eq!(
        workspace.read("BUILD.bazel"),
        "# Makes this directory a Bazel package, since MODULE.bazel names its Cargo.toml and Cargo.lock.\n"
    );
    assert!(!workspace.has("tool/BUILD.bazel"));

    // The second workspace shares MODULE.bazel, and has a hub of its own.
    let other = InitRun::of(&workspace.root.join("tool"), &["--yes"]);
    other.succeeds();
    assert!(workspace.read("MODULE.bazel").ends_with(
        "use_repo(crate, \"crates\")\ncrate.from_cargo(\n    name = \"tool_crates\",\n    cargo_lockfile = \"//tool:Cargo.lock\",\n    manifests = [\"//tool:Cargo.toml\"],\n)\nuse_repo(crate, \"tool_crates\")\n"
    ));
    assert_eq!(workspace.read("tool/BUILD.bazel"), MEMBER.replace("crates", "tool_crates"));
    assert_eq!(
        workspace.read(".bazelignore"),
        ".git\nbazel-bin\nbazel-out\nbazel-testlogs\ntarget\ntool/target\n"
    );
    let again = InitRun::of(&workspace.root.join("tool"), &[]).stderr;
    assert_eq!(
        again,
        format!(
            "files are added to the Bazel workspace {root}, which contains {root}/tool: to make it a workspace of its own, list `tool` in {root}/.bazelignore\nnothing to do\n"
        )
    );
}

#[test]
fn a_missing_lock_is_created() {
    let workspace = TestWorkspace::single();
    std::fs::remove_file(workspace.root.join("Cargo.lock")).unwrap();
    let run = workspace.init(&["--check"]);
    assert!(run.stderr.contains("MODULE.bazel, Cargo.lock\n"), "{}", run.stderr);
    assert!(run.stderr.starts_with("Cargo.lock is missing: `cargo generate-lockfile` will create it\n"));
    workspace.init(&["--dry-run"]).succeeds();
    assert!(!workspace.has("Cargo.lock"));
    workspace.init(&["--yes"]).succeeds();
    assert!(workspace.read("Cargo.lock").contains("name = \"app\""));
    assert_eq!(workspace.init(&[]).stderr, "nothing to do\n");
}

/// If cargo refuses the manifest, nothing is written.
#[test]
fn a_lock_that_cannot_be_created_stops_the_run() {
    let workspace = TestWorkspace::single();
    std::fs::remove_file(workspace.root.join("Cargo.lock")).unwrap();
    let manifest = workspace.read("Cargo.toml") + "[dependencies]\ngone = { path = \"gone\" }\n";
    std::fs::write(workspace.root.join("Cargo.toml"), manifest).unwrap();
    let files = workspace.files();
    let run = workspace.init(&["--yes"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("gone"), "{}", run.stderr);
    assert_eq!(workspace.files(), files);
}

#[test]
fn the_version_of_rust_is_that_of_the_file_or_of_rustc() {
    let toolchain = |channel: &str, rustc: &str| {
        let workspace = TestWorkspace::single();
        match channel {
            "" => std::fs::remove_file(workspace.root.join("rust-toolchain.toml")).unwrap(),
            _ => std::fs::write(workspace.root.join("rust-toolchain"), format!("{channel}\n")).unwrap(),
        }
        let run = InitRun::with_rustc(&workspace.root, &["--yes"], &workspace.fake_rustc(rustc));
        run.succeeds();
        (workspace.read("MODULE.bazel"), run.notes().join("\n"))
    };
    let version = |version: &str| (MODULE.replace("1.95.0", version), String::new());
    assert_eq!(toolchain("1.93.1", "exit 1"), version("1.93.1"));
    assert_eq!(toolchain("nightly-2026-01-31", "exit 1"), version("nightly/2026-01-31"));
    #[cfg(unix)]
    for channel in ["", "stable", "1.94"] {
        assert_eq!(toolchain(channel, "echo 'rustc 1.94.1 (0123abcd 2026-02-01)'"), version("1.94.1"));
    }
    let (module, note) = toolchain("", "exit 1");
    assert_eq!(module, MODULE.replace("    versions = [\"1.95.0\"],\n", ""));
    assert!(note.starts_with("no version of Rust is known"), "{note}");
}

#[test]
fn only_the_root_of_a_workspace_is_accepted() {
    let workspace = TestWorkspace::new(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"app\"]\n"),
        ("app/Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("app/src/lib.rs", ""),
    ]);
    let root = workspace.root.display();
    let run = InitRun::of(&workspace.root.join("app"), &["--yes"]);
    assert_eq!(
        run.stderr,
        format!(
            "CU0073: the directory belongs to a Cargo workspace above it\n  at {root}/app/Cargo.toml\n  note: the root of that workspace is {root}\n  help: crate-universe init {root}\n"
        )
    );
    let run = InitRun::of(&workspace.root.join("app/src"), &["--yes"]);
    assert_eq!(
        run.stderr,
        format!(
            "CU0002: the directory has no Cargo.toml\n  at {root}/app/src\n  help: name the root directory of a Cargo workspace: crate-universe init DIR\n"
        )
    );
    assert_eq!(InitRun::of(&workspace.root.join("gone"), &[]).code, Some(1));
}

/// `bazel run` starts programs elsewhere.
#[test]
fn a_relative_directory_is_that_of_the_caller() {
    let workspace = TestWorkspace::single();
    let run = InitRun::from_bazel(workspace.root.parent().unwrap(), &["ws", "--yes", "--path=clone"]);
    run.succeeds();
    assert!(workspace.read("MODULE.bazel").contains("    path = \"../clone\",\n"));
}

/// Otherwise Bazel would only report the path after everything is written.
#[test]
fn a_path_that_is_not_a_clone_is_an_error() {
    let workspace = TestWorkspace::single();
    workspace.write("../other/MODULE.bazel", "module(name = \"other\")\n");
    workspace.write("../clone/crate_universe/src/lib.rs", "");
    let files = workspace.files();
    let parent = workspace.root.parent().unwrap().display();
    for (path, what, help) in [
        ("../gone", "the directory does not exist", "CLONE".to_owned()),
        ("../other", "MODULE.bazel is that of another module: other", "CLONE".to_owned()),
        ("../clone/crate_universe", "the directory has no MODULE.bazel", format!("{parent}/clone")),
        ("Cargo.toml", "it is not a directory", "CLONE".to_owned()),
    ] {
        for option in ["--yes", "--dry-run", "--from=rules_rust"] {
            let run = workspace.init(&[option, &format!("--path={path}")]);
            let place = workspace.root.join(path);
            let place = place.display().to_string().replace("/ws/..", "");
            assert_eq!(
                run.stderr,
                format!(
                    "CU0076: `--path` does not name a clone of crate_universe: {what}\n  at {place}\n  help: name the root of the clone: crate-universe init --path={help}\n"
                )
            );
            assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
        }
    }
    assert_eq!(workspace.files(), files);
}

#[test]
fn texts_name_the_command_that_the_user_ran() {
    let workspace = TestWorkspace::single();
    let parent = workspace.root.parent().unwrap();
    let help = InitRun::from_bazel(parent, &["--help"]);
    help.succeeds();
    let usage = |text: &str| text.lines().find(|line| line.starts_with("Usage")).unwrap().to_owned();
    assert_eq!(usage(&help.stdout), "Usage: bazel run //:init -- [OPTIONS] [DIR]");
    assert!(!help.stdout.contains("crate-universe init"), "{}", help.stdout);
    let refused = InitRun::from_bazel(parent, &["--yes", "--check"]);
    assert_eq!(usage(&refused.stderr), "Usage: bazel run //:init -- [OPTIONS] [DIR]");
    assert_eq!(usage(&workspace.init(&["--help"]).stdout), "Usage: crate-universe init [OPTIONS] [DIR]");
    for (options, help) in [
        (&["--check", "--path=clone", "ws"][..], "bazel run //:init -- --yes --path=clone ws"),
        (&["ws/src"], "name the root directory of a Cargo workspace: bazel run //:init -- DIR"),
    ] {
        let run = InitRun::from_bazel(parent, options);
        assert!(run.stderr.ends_with(&format!("  help: {help}\n")), "{}", run.stderr);
    }
}

#[test]
fn a_nested_workspace_is_an_error() {
    let workspace = TestWorkspace::new(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"app\"]\n"),
        ("app/Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[workspace]\n"),
        ("app/src/lib.rs", ""),
    ]);
    let run = workspace.init(&["--yes"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("multiple workspace roots"), "{}", run.stderr);
}

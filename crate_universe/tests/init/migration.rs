//! `crate-universe init --from`: what it rewrites of a workspace that uses rules_rust's crate_universe or rules_rs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::{InitRun, TestWorkspace};

const FROM_RULES_RUST: [&str; 2] = ["--from", "rules_rust"];

/// A workspace of `tests/init/from_*`: each folder has the files `before` and `after`, and the notes.
struct MigrationFixture {
    dir: PathBuf,
    workspace: TestWorkspace,
    options: [&'static str; 2],
}

impl MigrationFixture {
    fn new(source: &'static str) -> MigrationFixture {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/init").join(format!("from_{source}"));
        let workspace = TestWorkspace::new(&[]);
        for (path, text) in files_below(&dir.join("before")) {
            workspace.write(&path, &text);
        }
        MigrationFixture { dir, workspace, options: ["--from", source] }
    }

    fn run(&self, option: &[&str]) -> InitRun {
        self.workspace.init(&[&self.options[..], &["--path=../clone"], option].concat())
    }

    /// Compares with the files that are wanted, or writes these if `UPDATE` is set.
    fn check(&self) {
        let before = self.workspace.files();
        let preview = self.run(&["--dry-run"]);
        preview.succeeds();
        let pending = self.run(&["--check"]);
        assert_eq!(pending.code, Some(1));
        assert!(pending.stderr.starts_with("CU0070: files use "), "{}", pending.stderr);
        assert!(pending.stderr.contains(&format!("init {} --yes", self.options.join(" "))));
        assert!(self.run(&[]).stderr.starts_with("CU0071: "));
        assert_eq!(self.workspace.files(), before, "nothing is written yet");
        let run = self.run(&["--yes"]);
        run.succeeds();
        assert_eq!(run.stdout, preview.stdout);
        assert_eq!(run.notes().len(), preview.notes().len());
        let found = files_below(&self.workspace.root);
        let notes = run.notes().join("\n") + "\n";
        if std::env::var_os("UPDATE").is_some() {
            for (path, text) in &found {
                let path = self.dir.join("after").join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            fs::write(self.dir.join("notes.txt"), &notes).unwrap();
        }
        assert_eq!(found, files_below(&self.dir.join("after")));
        assert_eq!(notes, fs::read_to_string(self.dir.join("notes.txt")).unwrap());
        let again = self.run(&["--check"]);
        again.succeeds();
        assert!(again.stdout.is_empty() && again.stderr.ends_with("nothing to do\n"), "{}", again.stderr);
    }
}

/// Path and text of each file, sorted.
fn files_below(dir: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(next) = dirs.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => dirs.push(path),
                false => {
                    let name = path.strip_prefix(dir).unwrap().to_str().unwrap().replace('\\', "/");
                    found.push((name, fs::read_to_string(&path).unwrap()));
                }
            }
        }
    }
    found.sort();
    found
}

fn rules_rust_module() -> TestWorkspace {
    TestWorkspace::new(&[(
        "MODULE.bazel",
        "bazel_dep(name = \"rules_rust\", version = \"0.70.0\")\ncrate = use_extension(\"@rules_rust//crate_universe:extensions.bzl\", \"crate\")\n",
    )])
}

const LOAD: &str = "load(\"@rules_rust//crate_universe:defs.bzl\", \"crates_vendor\")\n";

#[test]
fn a_workspace_of_rules_rust_is_rewritten() {
    MigrationFixture::new("rules_rust").check();
}

#[test]
fn a_workspace_of_rules_rs_is_rewritten() {
    MigrationFixture::new("rules_rs").check();
}

#[test]
fn rules_rs_is_no_dependency_if_nothing_needs_it() {
    let workspace = TestWorkspace::new(&[
        (
            "MODULE.bazel",
            "bazel_dep(name = \"rules_rs\", version = \"0.0.61\", repo_name = \"rs\")\nlocal_path_override(module_name = \"rules_rs\", path = \"../rs\")\n\ncrate = use_extension(\"@rs//rs:extensions.bzl\", \"crate\")\ncrate.from_cargo(platform_triples = [])\nuse_repo(crate, mine = \"crates\")\n",
        ),
        ("BUILD", "load(\"@mine//:defs.bzl\", e = \"edition\")\n"),
    ]);
    workspace.init(&["--from", "rules_rs", "--yes"]).succeeds();
    assert_eq!(
        workspace.read("MODULE.bazel"),
        "\ncrate = use_extension(\"@crate_universe//crate_universe:extensions.bzl\", \"crate\")\ncrate.from_cargo(supported_platform_triples = [])\nuse_repo(crate, mine = \"crates\")\n\nbazel_dep(name = \"crate_universe\", version = \"0.1.0\")\nbazel_dep(name = \"rules_rust\", version = \"0.70.0\")\n"
    );
    assert_eq!(workspace.read("BUILD"), "load(\"@mine//:defs.bzl\", e = \"crate_edition\")\n");
}

#[test]
fn computed_hubs_are_reported() {
    let workspace = TestWorkspace::new(&[(
        "MODULE.bazel",
        "crate = use_extension(\"@rules_rs//rs:extensions.bzl\", \"crate\")\n[\n    crate.from_cargo(name = hub, cargo_toml = \"//:%s/Cargo.toml\" % hub)\n    for hub in [\"a\", \"b\"]\n]\ncrate.annotation(crate = \"x\", deps = DEPS)\n",
    )]);
    let run = workspace.init(&["--from", "rules_rs", "--yes"]);
    assert!(
        workspace.read("MODULE.bazel").contains("(name = hub, manifests = [\"//:%s/Cargo.toml\" % hub])\n")
    );
    assert_eq!(
        run.notes(),
        [
            "MODULE.bazel:3: `cargo_toml` is computed: if members depend on members, add `member_deps = True`, or list them in `deps`",
            "MODULE.bazel:3: the name of this hub is computed: what loads its macros was left as it is",
            "MODULE.bazel:6: `deps` is not a list of plain strings: write labels of this module as `@@//path:name`, because they are resolved in the crate's BUILD file"
        ]
    );
}

#[test]
fn names_of_repositories_are_those_of_the_module() {
    let workspace = TestWorkspace::new(&[
        (
            "MODULE.bazel",
            "bazel_dep(name = \"rules_rust\", version = \"0.70.0\", repo_name = \"rust\")\nbazel_dep(name = \"crate_universe\", version = \"0.1.0\", repo_name = \"cu\")\n",
        ),
        ("BUILD", &LOAD.replace("rules_rust", "rust")),
        ("other/BUILD", LOAD),
    ]);
    workspace.init(&[&FROM_RULES_RUST[..], &["--yes"]].concat()).succeeds();
    assert_eq!(workspace.read("BUILD"), LOAD.replace("rules_rust", "cu"));
    assert_eq!(workspace.read("other/BUILD"), LOAD);
}

#[test]
fn line_ends_and_all_other_bytes_stay() {
    let workspace = rules_rust_module();
    let text = format!("# \u{e4}\t \r\n\r\n{}x( y=1 )", LOAD.replace('\n', "  # end\r\n"));
    workspace.write("BUILD", &text);
    let module = workspace.read("MODULE.bazel").replace('\n', "\r\n");
    workspace.write("MODULE.bazel", &module);
    workspace.init(&[&FROM_RULES_RUST[..], &["--yes"]].concat()).succeeds();
    assert_eq!(workspace.read("BUILD"), text.replace("@rules_rust", "@crate_universe"));
    assert!(workspace.read("MODULE.bazel").lines().count() == 3);
    assert_eq!(workspace.read("MODULE.bazel").matches("\r\n").count(), 3);
}

#[test]
fn an_interrupted_run_is_completed() {
    let workspace = TestWorkspace::new(&[
        ("MODULE.bazel", "bazel_dep(name = \"rules_rust\", version = \"0.70.0\")\n"),
        ("BUILD", "load(\"@crate_universe//crate_universe:defs.bzl\", \"crates_vendor\")\n"),
    ]);
    workspace.init(&[&FROM_RULES_RUST[..], &["--yes"]].concat()).succeeds();
    assert_eq!(
        workspace.read("MODULE.bazel"),
        "bazel_dep(name = \"rules_rust\", version = \"0.70.0\")\nbazel_dep(name = \"crate_universe\", version = \"0.1.0\")\n"
    );
}

#[test]
fn outputs_and_ignored_directories_are_left_alone() {
    let workspace = rules_rust_module();
    let left = ["target/BUILD.x.bazel", ".git/BUILD", "bazel-out/a/BUILD", "ignored/BUILD", "nested/a/BUILD"];
    for path in left {
        workspace.write(path, LOAD);
    }
    workspace.write("nested/WORKSPACE", "");
    workspace.write(".bazelignore", "ignored\n");
    let run = workspace.init(&[&FROM_RULES_RUST[..], &["--yes"]].concat());
    run.succeeds();
    assert!(run.stderr.starts_with("MODULE.bazel: written\nnote: nested: is a Bazel workspace of its own"));
    for path in left {
        assert_eq!(workspace.read(path), LOAD, "{path}");
    }
    workspace.write("src/target/BUILD", LOAD);
    workspace.init(&[&FROM_RULES_RUST[..], &["--yes"]].concat()).succeeds();
    assert_eq!(workspace.read("src/target/BUILD"), LOAD.replace("rules_rust", "crate_universe"));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let workspace = rules_rust_module();
    let outside = workspace.root.parent().unwrap().join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("BUILD"), LOAD).unwrap();
    std::os::unix::fs::symlink(&outside, workspace.root.join("linked")).unwrap();
    workspace.write("a/BUILD", "");
    std::os::unix::fs::symlink(outside.join("BUILD"), workspace.root.join("a/BUILD.bazel")).unwrap();
    std::os::unix::fs::symlink("BUILD", workspace.root.join("a/x.bzl")).unwrap();
    std::os::unix::fs::symlink("a", workspace.root.join("b")).unwrap();
    let not_utf8: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"\xff");
    fs::write(workspace.root.join(not_utf8), "").unwrap();
    let run = workspace.init(&[&FROM_RULES_RUST[..], &["--yes"]].concat());
    run.succeeds();
    assert_eq!(run.notes(), ["a/BUILD.bazel: is a symbolic link, and was left as it is"]);
    assert_eq!(fs::read_to_string(outside.join("BUILD")).unwrap(), LOAD);

    // MODULE.bazel may be a link within the workspace.
    let workspace = rules_rust_module();
    fs::create_dir_all(workspace.root.join("build")).unwrap();
    fs::rename(workspace.root.join("MODULE.bazel"), workspace.root.join("build/module.txt")).unwrap();
    std::os::unix::fs::symlink("build/module.txt", workspace.root.join("MODULE.bazel")).unwrap();
    workspace.init(&[&FROM_RULES_RUST[..], &["--yes"]].concat()).succeeds();
    assert!(workspace.read("build/module.txt").contains("@crate_universe//crate_universe:extensions.bzl"));
    assert!(workspace.root.join("MODULE.bazel").is_symlink());
}

#[test]
fn a_directory_without_a_module_is_an_error() {
    let workspace = TestWorkspace::new(&[("app/BUILD", LOAD)]);
    let root = workspace.root.display();
    let run = workspace.init(&FROM_RULES_RUST);
    let error = format!("CU0075: the directory has no MODULE.bazel\n  at {root}\n");
    let places = "  note: app/BUILD:1: load(\"@rules_rust//crate_universe:defs.bzl\", \"crates_vendor\")\n  help: docs/workspace.md describes crate_universe in WORKSPACE files: it has to be declared there first\n";
    assert_eq!((run.code, run.stderr), (Some(1), format!("{error}{places}")));
    for at in 0..7 {
        workspace.write(&format!("app/{at}/BUILD"), LOAD);
    }
    workspace.write("WORKSPACE", "");
    assert!(workspace.init(&FROM_RULES_RUST).stderr.contains("\n  note: and 3 more lines\n"));
    let run = InitRun::of(&workspace.root.join("app"), &FROM_RULES_RUST);
    let above = format!(
        "  note: the Bazel workspace above it is {root}\n  help: crate-universe init --from rules_rust {root}\n"
    );
    assert!(run.stderr.ends_with(&above), "{}", run.stderr);
    let empty = TestWorkspace::new(&[("a", "")]);
    let run = empty.init(&FROM_RULES_RUST);
    assert!(
        run.stderr.ends_with("help: name the root directory of a Bazel workspace with a MODULE.bazel\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_cannot_be_parsed_is_an_error_in_the_module_and_a_note_elsewhere() {
    let workspace = rules_rust_module();
    workspace.write("BUILD", &format!("{LOAD}def f():\n    pass\n"));
    workspace.write("other/BUILD", "def f():\n    pass\n");
    let run = workspace.init(&[&FROM_RULES_RUST[..], &["--yes"]].concat());
    assert_eq!(
        run.notes(),
        ["BUILD:3: cannot be parsed, and was left as it is: a statement that is indented"]
    );
    workspace.write("MODULE.bazel", "x(\n");
    let run = workspace.init(&FROM_RULES_RUST);
    assert!(run.stderr.starts_with("CU0072: the file cannot be parsed"), "{}", run.stderr);
}

#[test]
fn computed_labels_are_reported() {
    let workspace = rules_rust_module();
    workspace.write(
        "defs.bzl",
        "def f(repo):\n    return [\n        \"@rules_rust\" + \"//crate_universe:defs.bzl\",\n        \"@{}//crate_universe:defs.bzl\".format(repo),\n        \"\\n@rules_rust//crate_universe:defs.bzl\",\n    ]\n",
    );
    let run = workspace.init(&[&FROM_RULES_RUST[..], &["--dry-run"]].concat());
    assert_eq!(
        run.notes(),
        [
            "defs.bzl:3: a label that is put together from strings was left as it is",
            "defs.bzl:4: a label that is put together from strings was left as it is",
            "defs.bzl:5: a string with `@rules_rust//crate_universe` was left as it is, because it is not only a label"
        ]
    );
}

#[test]
fn an_unknown_source_is_refused() {
    let run = rules_rust_module().init(&["--from", "bazel"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("[possible values: rules_rust, rules_rs]"), "{}", run.stderr);
}

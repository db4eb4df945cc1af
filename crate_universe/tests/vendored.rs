//! Vendored trees of crates_vendor: changed from one state to another and back, killed on the way, edited by hand. Each
//! state is that of a real workspace with over a hundred locked packages, and no tree is ever damaged.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "vendored/git.rs"]
mod git;
#[path = "support/labels.rs"]
mod labels;
#[path = "support/requests.rs"]
mod requests;
#[path = "vendored/rules_rust.rs"]
mod rules_rust;
#[path = "vendored/workspace.rs"]
mod workspace;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::SystemTime;

use workspace::{TREE, VendoredWorkspace, stderr};

/// Path and time of every file.
fn times(dir: &Path) -> BTreeSet<(PathBuf, SystemTime)> {
    let mut found = BTreeSet::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => dirs.push(entry.path()),
                false => drop(found.insert((entry.path(), entry.metadata().unwrap().modified().unwrap()))),
            }
        }
    }
    found
}

/// The names of all files.
fn names(dir: &Path) -> BTreeSet<PathBuf> {
    times(dir).into_iter().map(|(path, _)| path).collect()
}

/// A workspace whose tree is that of the first state, which a second run leaves alone.
fn vendored(mode: &'static str, files: usize) -> VendoredWorkspace {
    let mut workspace = VendoredWorkspace::new(mode);
    workspace.become_state(false);
    workspace.vendor();
    workspace.assert_right();
    let before = times(&workspace.tree());
    assert!(before.len() > files, "{} files", before.len());
    assert!(stderr(&workspace.vendor()).contains("nothing changed"));
    assert_eq!(times(&workspace.tree()), before);
    workspace
}

#[test]
fn a_second_run_writes_nothing_and_an_edit_is_found_and_undone() {
    let workspace = vendored("local", 1000);
    let before = names(&workspace.tree());
    for edit in ["src/lib.rs", ".cargo-checksum.json", "BUILD.bazel"] {
        let semver = fs::read_dir(workspace.tree()).unwrap().map(|entry| entry.unwrap().path());
        let semver = semver.into_iter().find(|path| path.to_string_lossy().contains("/semver-1")).unwrap();
        let mut text = fs::read_to_string(semver.join(edit)).unwrap_or_default();
        // Of the checksums one digit, as if somebody had edited a file and then made cargo content with it.
        text = match edit {
            ".cargo-checksum.json" => text.replacen("\"src/lib.rs\":\"", "\"src/lib.rs\":\"0", 1),
            _ => text + "\n",
        };
        fs::write(semver.join(edit), text).unwrap();
        let check = workspace.check();
        assert_eq!(check.status.code(), Some(1));
        assert!(stderr(&check).contains(edit) && stderr(&check).contains("semver-1"), "{}", stderr(&check));
        workspace.vendor();
        workspace.assert_right();
        assert_eq!(names(&workspace.tree()), before);
    }
}

#[test]
fn what_is_removed_from_a_tree_is_missed_and_comes_back() {
    let workspace = vendored("local", 1000);
    let before = names(&workspace.tree());
    let semver = before.iter().find(|path| path.to_string_lossy().contains("/semver-1")).unwrap();
    let semver = semver.ancestors().find(|path| path.parent() == Some(&workspace.tree())).unwrap();
    for gone in ["Cargo.toml", "src", ""] {
        let path = semver.join(gone);
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap()
        } else {
            fs::remove_file(&path).unwrap()
        }
        let verified = verify(&workspace.tree());
        assert!(
            !verified.status.success() && stderr(&verified).contains("semver-1"),
            "{}",
            stderr(&verified)
        );
        workspace.vendor();
        workspace.assert_right();
        assert_eq!(names(&workspace.tree()), before);
    }
}

#[test]
fn an_edited_archive_or_index_is_found_and_undone() {
    let workspace = vendored("tarball", 200);
    let before = names(&workspace.tree());
    let archive = before.iter().find(|path| path.to_string_lossy().contains("/semver-1")).unwrap();
    for edit in [archive, &workspace.tree().join("index/se/mv/semver"), &workspace.tree().join("SHA256SUMS")]
    {
        let name = edit.file_name().unwrap().to_str().unwrap();
        for gone in [false, true] {
            let mut bytes = fs::read(edit).unwrap();
            bytes.push(b'\n');
            match gone {
                true => fs::remove_file(edit).unwrap(),
                false => fs::write(edit, bytes).unwrap(),
            }
            let check = workspace.check();
            assert_eq!(check.status.code(), Some(1));
            assert!(stderr(&check).contains(name), "{}", stderr(&check));
            let verified = verify(&workspace.tree());
            let is_list = name == "SHA256SUMS";
            assert!(is_list || !verified.status.success() && stderr(&verified).contains(name));
            workspace.vendor();
            workspace.assert_right();
            assert_eq!(names(&workspace.tree()), before);
        }
    }
}

/// A tree that cargo, or this program, has made elsewhere is where the packages of another come from: nothing else has them.
#[test]
fn a_tree_is_made_of_a_directory_and_of_a_local_registry() {
    for mode in ["local", "tarball"] {
        let mut from = VendoredWorkspace::new(mode);
        // cargo metadata asks for the archives of all platforms.
        from.vendor_platforms = "all";
        from.become_state(false);
        from.vendor();
        let mut workspace = VendoredWorkspace::new("local");
        workspace.become_state(false);
        let kind = if mode == "local" { "directory" } else { "local-registry" };
        let configuration = format!(
            "[source.crates-io]\nreplace-with = 'kept'\n[source.kept]\n{kind} = '{}'\n",
            from.tree().display()
        );
        fs::create_dir(workspace.root().join(".cargo")).unwrap();
        fs::write(workspace.root().join(".cargo/config.toml"), configuration).unwrap();
        let home = workspace.scratch.path().join("home");
        let output = workspace.program(&["vendor"]).env("CARGO_HOME", &home).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let lib = |workspace: &VendoredWorkspace| {
            let tree = names(&workspace.tree());
            let lib = tree
                .iter()
                .find(|path| path.to_string_lossy().contains("/semver-1") && path.ends_with("src/lib.rs"));
            lib.map(|path| fs::read(path).unwrap())
        };
        assert!(lib(&workspace).is_some());
        assert!(mode == "tarball" || lib(&workspace) == lib(&from));
        assert!(verify(&workspace.tree()).status.success());
    }
}

/// cargo, whose home has never seen a package, builds from the archives, and reads of others no more than the index.
#[test]
fn cargo_takes_archives_for_a_local_registry() {
    let workspace = vendored("tarball", 200);
    let tree = names(&workspace.tree());
    let has = |name: &str| tree.iter().any(|path| path.to_string_lossy().contains(name));
    assert!(has("index/wi/nd/windows-sys") && !has("/windows-sys-"), "no chosen triple needs it");
    let configuration = workspace.root().join(".cargo/config.toml");
    fs::create_dir_all(configuration.parent().unwrap()).unwrap();
    fs::write(&configuration, &workspace.vendor().stdout).unwrap();
    let cargo = |home: &str, command: &str| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([command, "--offline", "--locked", "--target-dir", "built"]).current_dir(workspace.root());
        cargo.env("CARGO_HOME", workspace.scratch.path().join(home)).output().unwrap()
    };
    let output = cargo("home", "check");
    assert!(output.status.success(), "{}", stderr(&output));
    // With the configuration that leads to the tree, everything is found there.
    assert!(stderr(&workspace.vendor()).contains("nothing changed"));
    let archive = tree.iter().find(|path| path.to_string_lossy().contains("/semver-1")).unwrap();
    fs::write(archive, "no archive").unwrap();
    let output = cargo("another", "check");
    assert!(stderr(&output).contains("failed to verify the checksum of `semver"), "{}", stderr(&output));
}

#[test]
fn a_tree_becomes_one_of_another_mode() {
    let mut workspace = vendored("tarball", 200);
    let archives = names(&workspace.tree());
    workspace.mode = "local";
    workspace.become_state(true);
    workspace.vendor();
    workspace.assert_right();
    let left = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "crate");
    assert_eq!(names(&workspace.tree()).iter().find(left), None);
    workspace.mode = "tarball";
    workspace.become_state(false);
    workspace.vendor();
    workspace.assert_right();
    assert_eq!(names(&workspace.tree()), archives);
}

/// Cargo's configuration names the tree, in the form that it had, as the place of all packages.
#[test]
fn a_configured_tree_becomes_one_of_another_mode() {
    let mut workspace = VendoredWorkspace::new("local");
    workspace.vendor_platforms = "all";
    workspace.source_config = ".cargo/config.toml";
    workspace.become_state(false);
    workspace.vendor();
    for (mode, kind) in [("tarball", "local-registry"), ("local", "directory")] {
        workspace.mode = mode;
        workspace.ask();
        workspace.vendor();
        workspace.assert_right();
        let tree = names(&workspace.tree());
        let has = |end: &str| {
            tree.iter().any(|path| path.to_string_lossy().contains("/semver-1") && path.ends_with(end))
        };
        assert_eq!(has("src/lib.rs"), mode == "local");
        let archives =
            tree.iter().filter(|path| path.extension().is_some_and(|extension| extension == "crate"));
        assert_eq!(archives.count() > 50, mode == "tarball");
        let configuration = fs::read_to_string(workspace.root().join(".cargo/config.toml")).unwrap();
        assert!(configuration.contains(kind), "{configuration}");
    }
    // What the tree holds, versions with a `+` included, is read without cargo and where nothing else knows of it.
    let mut request = workspace.request();
    request["cargo"] = "/nowhere/cargo".into();
    fs::write(workspace.scratch.path().join("request.json"), request.to_string()).unwrap();
    let empty = workspace.scratch.path().join("empty");
    let mut program = workspace.program(&["vendor"]);
    let output = program.env("CARGO_HOME", &empty).env("XDG_CACHE_HOME", &empty).output().unwrap();
    assert!(stderr(&output).contains("nothing changed"), "{}", stderr(&output));
}

#[test]
fn a_run_without_the_index_reads_and_writes_nothing() {
    for mode in ["local", "tarball"] {
        let workspace = vendored(mode, 200);
        let before = times(&workspace.tree());
        fs::remove_dir_all(workspace.scratch.path().join("cache/crate_universe/vendored")).unwrap();
        assert!(stderr(&workspace.vendor()).contains("nothing changed"));
        assert_eq!(times(&workspace.tree()), before);
    }
}

#[test]
fn what_others_put_into_the_tree_stays() {
    for mode in ["local", "tarball"] {
        let mut workspace = vendored(mode, 200);
        let others = ["notes/NOTES", "BUILD.other", "index/no/te/notes", "notes-1.0.0.crate"];
        for path in others.map(|path| workspace.tree().join(path)) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "Written by hand.").unwrap();
        }
        workspace.become_state(true);
        workspace.vendor();
        workspace.assert_right();
        assert_eq!(others.iter().find(|path| !workspace.tree().join(path).exists()), None);
    }
}

/// A run is killed while it moves what it has made to its place. The steps that it has written down show that no label has
/// a moment without its target: archives and folders are there before the hub names them.
#[test]
fn what_the_hub_names_is_moved_before_the_hub() {
    let mut workspace = VendoredWorkspace::new("tarball");
    workspace.become_state(false);
    workspace.vendor();
    let journal = workspace.tree().join(".crate-universe/journal.json");
    let mut read = 0;
    for run in 0..20 {
        workspace.become_state(run % 2 == 0);
        let mut child = workspace.program(&["vendor"]).spawn().unwrap();
        while !journal.exists() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let steps = fs::read_to_string(&journal).unwrap_or_default();
        kill(child);
        labels::assert_whole(&workspace.tree(), TREE);
        workspace.vendor();
        workspace.assert_right();
        let Some((before, after)) = steps.split_once("\"to\":\"crates.bzl\"") else { continue };
        let late =
            after.split("\"to\":\"").skip(1).find(|to| to.split('"').next().unwrap().ends_with(".crate"));
        assert_eq!(late, None, "comes after crates.bzl");
        read += u32::from(before.contains(".crate\""));
        if read == 2 {
            return;
        }
    }
    panic!("no run was killed in time");
}

/// Whether it was still running.
fn kill(mut child: Child) -> bool {
    let runs = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    runs
}

fn verify(tree: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crate-universe")).arg("verify").arg(tree).output().unwrap()
}

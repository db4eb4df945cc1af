//! Files that the user names, or has in the tree: what is none of ours is not written over, by whatever way it is reached, and keeps
//! who may read it.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

use super::trees::{MODES, attacked};
use super::{HostileWorkspace, stderr, write};

fn fifo(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn is_refused(output: &Output, what: &str) {
    let told = stderr(output);
    assert_eq!(output.status.code(), Some(1), "{what}: {told}");
    assert!(told.contains("CU00") && told.contains("\n  help: "), "{what}: {told}");
}

/// The request of a writer, with a file for the facts.
fn with_facts(attacked: &HostileWorkspace, path: &Path) -> serde_json::Value {
    let mut request = attacked.request("crates", "");
    request["lockfile"] = serde_json::json!({ "label": "@@//:facts.json", "path": path });
    request
}

#[test]
fn only_facts_are_written_over_by_facts() {
    for words in [&["vendor"][..], &["vendor", "--repin"], &["repin"]] {
        for (name, text) in [
            ("notes.md", &b"# The user's own.\n"[..]),
            ("data.json", b"{\"the user's\": \"own\"}\n"),
            ("latin.txt", b"J\xfcrgen\n"),
        ] {
            let attacked = attacked("remote");
            let own = attacked.scratch.path().join("outside").join(name);
            write(&own, text);
            let link = attacked.root().join("facts.json");
            symlink(&own, &link).unwrap();
            for path in [&own, &link] {
                let what = format!("{words:?} {}", path.display());
                let output = attacked.program_of(words, &with_facts(&attacked, path)).output().unwrap();
                is_refused(&output, &what);
                assert_eq!(fs::read(&own).unwrap(), text, "{what}");
            }
        }
        let attacked = attacked("remote");
        for path in ["nothing", "facts"] {
            let link = attacked.root().join(format!("{path}.json"));
            let end = attacked.scratch.path().join("outside").join(path);
            symlink(&end, &link).unwrap();
            if path == "facts" {
                fifo(&end);
            }
            let output = attacked.program_of(words, &with_facts(&attacked, &link)).output().unwrap();
            is_refused(&output, path);
            assert!(fs::read_link(&link).is_ok_and(|leads| leads == end), "{words:?} {path}");
            assert_eq!(end.exists(), path == "facts");
        }
        // What a merge has left, and that of another version or of rules_rust, is to be written anew; so is what a link leads to.
        let sound = attacked.root().join("sound.json");
        let real = attacked.root().join("real.json");
        symlink(&real, &sound).unwrap();
        for text in [
            "",
            "{}",
            "<<<<<<< HEAD\n{\"crate_universe\": 6, \"packages\": {\n=======\n",
            "{\"checksum\": \"\", \"crates\": {}}",
        ] {
            write(&real, text.as_bytes());
            let output = attacked.program_of(words, &with_facts(&attacked, &sound)).output().unwrap();
            assert!(output.status.success(), "{words:?} {text}: {}", stderr(&output));
            assert!(
                fs::read_to_string(&real).unwrap().starts_with("{\"crate_universe\": "),
                "{words:?} {text}"
            );
            assert!(sound.is_symlink());
        }
    }
}

#[test]
fn a_configuration_that_cannot_be_kept_is_not_written() {
    let big = vec![b'#'; 65 << 20];
    for (what, text) in [("latin", &b"# J\xfcrgen\n[net]\nretry = 3\n"[..]), ("large", &big)] {
        let attacked = attacked("local");
        let own = attacked.root().join("tools/config.toml");
        write(&own, text);
        is_refused(
            &attacked.program_with(&["vendor"], "crates", "tools/config.toml").output().unwrap(),
            what,
        );
        assert!(fs::read(&own).unwrap() == text, "{what}");
        assert!(!attacked.tree().exists(), "{what}: nothing was written");
    }
    let attacked = attacked("local");
    let outside = attacked.scratch.path().join("outside/config.toml");
    write(&outside, b"[net]\nretry = 3\n");
    fs::create_dir(attacked.root().join("tools")).unwrap();
    symlink(&outside, attacked.root().join("tools/config.toml")).unwrap();
    fifo(&attacked.root().join("pipe/config.toml"));
    for path in [
        "tools/config.toml",
        "pipe/config.toml",
        "src/lib.rs",
        "Cargo.toml",
        "Cargo.lock",
        "third_party/crates/config.toml",
    ] {
        is_refused(&attacked.program_with(&["vendor"], "crates", path).output().unwrap(), path);
    }
    assert_eq!(fs::read(&outside).unwrap(), b"[net]\nretry = 3\n");
    assert_eq!(fs::read(attacked.root().join("src/lib.rs")).unwrap(), b"");
}

#[test]
fn who_may_read_a_file_stays() {
    let attacked = attacked("local");
    let (config, lock) = (attacked.root().join(".cargo/config.toml"), attacked.root().join("Cargo.lock"));
    // Where cargo finds the packages, for this test, is said elsewhere.
    let source = fs::read_to_string(&config).unwrap();
    let source = source.replace("../registry", attacked.registry().to_str().unwrap());
    write(&attacked.scratch.path().join("home/config.toml"), source.as_bytes());
    let text = "[registries.mine]\nindex = 'sparse+https://mine.test/'\ntoken = 'SECRET'\n";
    write(&config, text.as_bytes());
    let modes = [(&config, 0o600), (&lock, 0o640)];
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    for (path, wanted) in modes {
        fs::set_permissions(path, fs::Permissions::from_mode(wanted)).unwrap();
    }
    // One that lacks what the manifest asks for.
    let whole = fs::read_to_string(&lock).unwrap();
    write(&lock, whole.replace(" \"good\",\n", "").as_bytes());
    let output =
        attacked.program_with(&["vendor", "--repin"], "crates", ".cargo/config.toml").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(fs::read_to_string(&config).unwrap().contains("SECRET"));
    assert!(fs::read_to_string(&config).unwrap().contains("directory"), "the configuration was written");
    assert!(fs::read_to_string(&lock).unwrap().contains(" \"good\",\n"), "the lock was written");
    for (path, wanted) in modes {
        assert_eq!(mode(path), wanted, "{}", path.display());
    }
}

/// Whatever else is wrong with the folder of a package, what is not of the package stays.
#[test]
fn strangers_in_the_folder_of_a_package_stay() {
    for damage in ["name", "link", "device", "folder", "gone"] {
        let attacked = attacked("local");
        assert!(attacked.attack().status.success());
        let folder = attacked.tree().join("good-1.0.0");
        let own = match damage {
            "name" => folder.join(OsStr::from_bytes(b"notes\xff.txt")),
            _ => folder.join("notes.txt"),
        };
        write(&own, b"The user's own.");
        let listed = folder.join("Cargo.toml");
        match damage {
            "name" => {}
            "gone" => fs::remove_file(&listed).unwrap(),
            _ => {
                fs::remove_file(&listed).unwrap();
                match damage {
                    "link" => symlink("nowhere", &listed).unwrap(),
                    "device" => fifo(&listed),
                    _ => fs::create_dir(&listed).unwrap(),
                }
            }
        }
        let output = attacked.vendor();
        is_refused(&output, damage);
        assert!(stderr(&output).contains("CU0063"), "{damage}: {}", stderr(&output));
        assert_eq!(fs::read(&own).unwrap(), b"The user's own.", "{damage}");
    }
    // A link in the place of a file is somebody's, too.
    let attacked = attacked("local");
    assert!(attacked.attack().status.success());
    let listed = attacked.tree().join("good-1.0.0/src/lib.rs");
    fs::remove_file(&listed).unwrap();
    symlink("../../../mine.rs", &listed).unwrap();
    assert!(attacked.refused("CU0063").contains("src/lib.rs"));
    assert!(listed.is_symlink());
}

#[test]
fn what_has_the_name_of_an_archive_stays() {
    for what in ["folder", "link", "pipe"] {
        let attacked = attacked("tarball");
        let place = attacked.tree().join("good-1.0.0.crate");
        match what {
            "folder" => write(&place.join("notes.txt"), b"The user's own."),
            "link" => {
                fs::create_dir_all(attacked.tree()).unwrap();
                symlink("nowhere", &place).unwrap();
            }
            _ => fifo(&place),
        }
        let kind = place.symlink_metadata().unwrap().file_type();
        let output = attacked.vendor();
        is_refused(&output, what);
        assert!(stderr(&output).contains("good-1.0.0.crate"), "{what}: {}", stderr(&output));
        assert_eq!(place.symlink_metadata().unwrap().file_type(), kind, "{what}");
        assert!(what != "folder" || place.join("notes.txt").exists());
    }
}

/// The folder for what is staged is ours only by the whole mark of it.
#[test]
fn a_folder_with_part_of_the_mark_is_not_ours() {
    for mode in MODES {
        for mark in ["", "W", "What crate"] {
            let attacked = attacked(mode);
            let folder = attacked.tree().join(".crate-universe");
            write(&folder.join("staging"), mark.as_bytes());
            for notes in [false, true] {
                if notes {
                    write(&folder.join("notes.txt"), b"The user's own.");
                }
                attacked.refused("CU0063");
                assert_eq!(fs::read(folder.join("staging")).unwrap(), mark.as_bytes());
                assert_eq!(folder.join("notes.txt").exists(), notes);
            }
        }
    }
}

/// Where a list of the tree says what was written, the first lines of a file say nothing.
#[test]
fn what_the_list_does_not_have_stays() {
    const OURS: &str = "# Generated by crate_universe from Cargo.lock: do not edit.\n";
    for mode in MODES {
        let attacked = attacked(mode);
        assert!(attacked.attack().status.success());
        let own = ["BUILD.mine-1.0.0.bazel", "old-2.0.0/BUILD.bazel", "mine/BUILD.bazel"];
        for path in own {
            let text = format!("{OURS}\nalias(\n    name = \"mine\",\n    actual = \":x\",\n)\n");
            write(&attacked.tree().join(path), text.as_bytes());
        }
        let told = stderr(&attacked.attack());
        for path in own {
            assert!(attacked.tree().join(path).exists(), "{mode} {path}: {told}");
            assert!(told.contains(&format!("{path}: ")), "{mode} {path}: {told}");
        }
        assert!(!told.contains("removed"), "{mode}: {told}");
    }
}

/// Cargo would take such a folder for a package, though it has no name that a checksum could be listed under.
#[test]
fn packages_whose_names_are_not_utf8_are_found() {
    let attacked = attacked("local");
    assert!(attacked.attack().status.success());
    let check = || attacked.program(&["vendor", "--check"]).output().unwrap();
    let verify = || attacked.program(&["verify", attacked.tree().to_str().unwrap()]).output().unwrap();
    let folder = attacked.tree().join(OsStr::from_bytes(b"J\xfcrgen-1.0.0"));
    write(&folder.join("notes.txt"), b"The user's own.");
    for output in [check(), verify()] {
        assert!(output.status.success(), "it is no package: {}", stderr(&output));
    }
    write(&folder.join("Cargo.toml"), b"[package]\nname = \"good\"\nversion = \"1.0.1\"\n");
    for output in [check(), verify()] {
        is_refused(&output, "name");
        let told = stderr(&output);
        assert!(
            told.contains("CU0061") && told.contains("J\u{fffd}rgen-1.0.0 does not belong there"),
            "{told}"
        );
    }
}

//! Packages of strangers. Nobody builds them, and whoever vendors has them all the same.

use std::fs;

use super::{Attacked, Upload, files, stderr, write};

/// A manifest with these lines beside the package's name.
fn manifest(lines: &str) -> String {
    format!("[package]\nname = \"evil\"\nversion = \"1.0.0\"\n{lines}\n")
}

/// Files that a manifest names, outside of its package: none of them is emptied, and none is made.
#[test]
fn a_stub_has_no_file_outside_of_its_package() {
    for lines in [
        "[lib]\npath = \"VICTIM\"",
        "[[bin]]\nname = \"x\"\npath = \"VICTIM\"",
        "build = \"VICTIM\"",
        "[[example]]\nname = \"x\"\npath = \"VICTIM\"",
        "[[bench]]\nname = \"x\"\npath = \"VICTIM\"",
        "[lib]\npath = \"src/../../good-1.0.0/src/lib.rs\"",
        "[lib]\npath = \"src/../../../../../src/lib.rs\"",
        "[[test]]\nname = \"../../../../../../../made\"",
        "[[bench]]\nname = \"../../../../made\"",
        "[[example]]\nname = \"/tmp/../made\"",
        "[[bin]]\nname = \"x\"\npath = \"./../good-1.0.0/src/lib.rs\"",
    ] {
        let probe = Attacked::new("local", &Upload::new("evil", &manifest("")));
        let victim = probe.root().join("src/lib.rs");
        let text = manifest(&lines.replace("VICTIM", victim.to_str().unwrap()));
        let attacked = Attacked { mode: "local", ..Attacked::new("local", &Upload::new("evil", &text)) };
        write(&attacked.root().join("src/lib.rs"), b"// The user's own.");
        write(&victim, b"// The user's own.");
        let output = attacked.attack();
        assert_eq!(fs::read(&victim).unwrap(), b"// The user's own.", "{lines}");
        if output.status.success() {
            let good = fs::read(attacked.tree().join("good-1.0.0/src/lib.rs")).unwrap();
            assert_eq!(good, b"// A library.", "{lines}");
        } else {
            assert!(stderr(&output).contains("evil"), "{lines}: {}", stderr(&output));
        }
    }
}

/// What git would take for a repository stays in the archive: its configuration names programs.
#[test]
fn no_package_brings_a_repository_of_git() {
    let text = manifest("");
    let mut upload = Upload::new("good2", &text);
    upload.name = "evil";
    for path in
        [".git/config", ".GIT/hooks/post-checkout", "sub/.git", "sub2/.git./HEAD", "git~1/config", "a\\b"]
    {
        upload.entries.push((format!("evil-1.0.0/{path}"), b"hostile"));
    }
    upload.entries[0].0 = "evil-1.0.0/Cargo.toml".to_owned();
    upload.entries[1].0 = "evil-1.0.0/src/lib.rs".to_owned();
    let mut attacked = Attacked::new("local", &upload);
    // It is built, so that all of it is written.
    let lock = fs::read_to_string(attacked.root().join("Cargo.toml")).unwrap();
    write(&attacked.root().join("Cargo.toml"), lock.replace("cfg(windows)", "cfg(unix)").as_bytes());
    attacked.mode = "local";
    let output = attacked.attack();
    assert!(output.status.success(), "{}", stderr(&output));
    let names: Vec<_> = files(&attacked.tree().join("evil-1.0.0")).into_keys().collect();
    assert!(names.iter().any(|path| path.ends_with("src/lib.rs")));
    let hostile = names.iter().find(|path| fs::read(path).unwrap() == b"hostile");
    assert_eq!(hostile, None);
}

//! Packages of strangers. Nobody builds them, and whoever vendors has them all the same.

use std::fs;

use super::{HostileUpload, HostileWorkspace, files, stderr, write};

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
        let probe = HostileWorkspace::new("local", &HostileUpload::new("evil", &manifest("")));
        let victim = probe.root().join("src/lib.rs");
        let text = manifest(&lines.replace("VICTIM", victim.to_str().unwrap()));
        let attacked = HostileWorkspace {
            mode: "local",
            ..HostileWorkspace::new("local", &HostileUpload::new("evil", &text))
        };
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
    let mut upload = HostileUpload::new("good2", &text);
    upload.name = "evil";
    for path in [
        ".git/config",
        ".GIT/hooks/post-checkout",
        "sub/.git",
        "sub2/.git./HEAD",
        "git~1/config",
        "a\\b",
        // What some file system takes for a file of ours, or for the border of a package of Bazel's.
        "BUILD.bazel.",
        "BUILD.bazel ",
        "BUILD~1.BAZ",
        ".cargo-checksum.json.",
        "CARGO-~1.JSO",
        "sub/Build.bazel",
        "sub/build",
        "sub3/WORKSPACE.Bazel",
        "sub4/MODULE~2.BAZ",
        ".gitattributes.",
        ".g\u{200c}itattributes",
        "GITIGN~1",
        "sub5/.gitignore:x",
    ] {
        upload.entries.push((format!("evil-1.0.0/{path}"), b"hostile"));
    }
    upload.entries[0].0 = "evil-1.0.0/Cargo.toml".to_owned();
    upload.entries[1].0 = "evil-1.0.0/src/lib.rs".to_owned();
    let mut attacked = HostileWorkspace::new("local", &upload);
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

/// A package that is built, with one more entry in its archive.
fn with_entry(path: &str, kind: tar::EntryType, target: &str, bytes: &'static [u8]) -> HostileWorkspace {
    let text = manifest("");
    let mut upload = HostileUpload::new("evil", &text);
    upload.odd.push((path.to_owned(), kind, target.to_owned(), bytes));
    built(&upload)
}

/// A package that is built.
fn built(upload: &HostileUpload<'_>) -> HostileWorkspace {
    let attacked = HostileWorkspace::new("local", upload);
    let manifest = fs::read_to_string(attacked.root().join("Cargo.toml")).unwrap();
    write(&attacked.root().join("Cargo.toml"), manifest.replace("cfg(windows)", "cfg(unix)").as_bytes());
    attacked
}

/// What cargo refuses is refused, and named.
#[test]
fn odd_archives_are_refused() {
    use tar::EntryType;
    for (path, kind, target) in [
        ("good-1.0.0/src/lib.rs", EntryType::Regular, ""),
        ("/abs/x", EntryType::Regular, ""),
        ("evil-1.0.0/../x", EntryType::Regular, ""),
        ("evil-1.0.0/../../../../src/lib.rs", EntryType::Regular, ""),
        ("evil-1.0.0/src/out", EntryType::Symlink, "../../../../src/lib.rs"),
        ("evil-1.0.0/src/out", EntryType::Symlink, "/etc/hostname"),
        ("evil-1.0.0/src/out", EntryType::Link, "good-1.0.0/src/lib.rs"),
        ("evil-1.0.0/src/out", EntryType::Link, "evil-1.0.0/../good-1.0.0/src/lib.rs"),
        ("evil-1.0.0/src/out", EntryType::Link, "evil-1.0.0/src/gone.rs"),
        ("evil-1.0.0/pipe", EntryType::Fifo, ""),
        ("evil-1.0.0/device", EntryType::Char, ""),
    ] {
        let attacked = with_entry(path, kind, target, b"hostile");
        let output = attacked.attack();
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{path} {kind:?}: {told}");
        assert!(told.contains("evil") && told.contains("\n  help: "), "{path} {kind:?}: {told}");
        assert!(!attacked.tree().join("evil-1.0.0").exists(), "{path} {kind:?}: {told}");
    }
}

#[test]
fn a_link_in_a_package_is_a_copy() {
    for (target, kind) in
        [("lib.rs", tar::EntryType::Symlink), ("evil-1.0.0/src/lib.rs", tar::EntryType::Link)]
    {
        let attacked = with_entry("evil-1.0.0/src/alias.rs", kind, target, b"");
        let output = attacked.attack();
        assert!(output.status.success(), "{}", stderr(&output));
        let alias = attacked.tree().join("evil-1.0.0/src/alias.rs");
        assert_eq!(fs::read(&alias).unwrap(), b"// A library.");
        assert!(!alias.symlink_metadata().unwrap().is_symlink());
    }
}

/// Half a megabyte that would be half a gigabyte on the disk.
#[test]
fn a_bomb_is_refused() {
    let zeros = vec![0; 540 << 20];
    let text = manifest("");
    let mut upload = HostileUpload::new("evil", &text);
    upload.entries.push(("evil-1.0.0/zeros".to_owned(), &zeros));
    let attacked = HostileWorkspace::new("local", &upload);
    let output = attacked.attack();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("evil"), "{}", stderr(&output));
}

/// An entry that stands for more than it holds, and names without end.
#[test]
fn small_archives_that_would_be_large_are_refused() {
    let name = "evil-1.0.0/x".repeat(8 << 20);
    let pax = format!("{} path={name}\n", name.len() + 16);
    for (kind, bytes) in [
        (tar::EntryType::GNUSparse, &b"x"[..]),
        (tar::EntryType::GNULongName, name.as_bytes()),
        (tar::EntryType::GNULongLink, name.as_bytes()),
        (tar::EntryType::XHeader, pax.as_bytes()),
    ] {
        // With all of it said, no file has to be looked for, and cargo is not asked.
        let text = manifest(
            "readme = false\nbuild = false\nautobins = false\nautoexamples = false\nautotests = false\nautobenches = false\n[lib]\npath = \"src/lib.rs\"",
        );
        let mut upload = HostileUpload::new("evil", &text);
        upload.odd.push(("evil-1.0.0/odd".to_owned(), kind, String::new(), bytes));
        upload.odd.push(("evil-1.0.0/odd2".to_owned(), tar::EntryType::Regular, String::new(), b""));
        let attacked = built(&upload);
        let output = attacked.vendor_within(100);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{kind:?}: {told}");
        assert!(told.contains("evil") && told.contains("\n  help: "), "{kind:?}: {told}");
    }
}

#[test]
fn a_link_is_what_it_leads_to_by_however_many_steps() {
    let text = manifest("");
    let mut upload = HostileUpload::new("evil", &text);
    let mut link = |path: &str, kind, target: &str| {
        upload.odd.push((format!("evil-1.0.0/{path}"), kind, target.to_owned(), &b""[..]));
    };
    link("src/a.rs", tar::EntryType::Symlink, "b.rs");
    link("src/b.rs", tar::EntryType::Symlink, "../src/lib.rs");
    link("code", tar::EntryType::Symlink, "src");
    link("src/circle.rs", tar::EntryType::Symlink, "circle.rs");
    link("src/through.rs", tar::EntryType::Symlink, "../code/lib.rs");
    link("again", tar::EntryType::Symlink, "code");
    link("code2", tar::EntryType::Symlink, "code/../src");
    link("src/up", tar::EntryType::Symlink, "..");
    let attacked = built(&upload);
    let output = attacked.attack();
    assert!(output.status.success(), "{}", stderr(&output));
    for path in [
        "src/a.rs",
        "src/b.rs",
        "src/through.rs",
        "code/lib.rs",
        "code/a.rs",
        "code/through.rs",
        "again/lib.rs",
        "code2/b.rs",
    ] {
        let path = attacked.tree().join("evil-1.0.0").join(path);
        assert_eq!(fs::read(&path).unwrap(), b"// A library.", "{}", path.display());
    }
    assert!(!attacked.tree().join("evil-1.0.0/src/circle.rs").exists());
}

/// Through another link it leads out, by its own text it does not; and links to folders of links have no end.
#[test]
fn links_are_followed_before_they_are_judged() {
    for links in [
        vec![("deep".to_owned(), "src/inner".to_owned()), ("out".to_owned(), "deep/../../../x".to_owned())],
        (0..40)
            .flat_map(|at| ["a", "b"].map(|name| (format!("d{at}/{name}"), format!("../d{}", at + 1))))
            .collect(),
    ] {
        let text = manifest("");
        let mut upload = HostileUpload::new("evil", &text);
        upload.entries.push(("evil-1.0.0/d40/x".to_owned(), b""));
        for (path, target) in links {
            upload.odd.push((format!("evil-1.0.0/{path}"), tar::EntryType::Symlink, target, &b""[..]));
        }
        let attacked = built(&upload);
        let begun = std::time::Instant::now();
        assert!(attacked.refused("CU00").contains("evil"));
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}

/// Memory does not grow with a package.
#[test]
fn a_large_package_is_vendored_in_little_memory() {
    let zeros = vec![0; 500 << 20];
    let text = manifest("");
    let mut upload = HostileUpload::new("evil", &text);
    upload.entries.push(("evil-1.0.0/zeros".to_owned(), &zeros));
    let attacked = built(&upload);
    let output = attacked.vendor_within(100);
    assert!(output.status.success(), "{:?}: {}", output.status, stderr(&output));
    let written = attacked.tree().join("evil-1.0.0/zeros").metadata().unwrap();
    assert_eq!(written.len(), zeros.len() as u64);
}

/// What does not fit into memory waits on the disk; that there is no room is not the package's fault.
#[test]
fn a_full_folder_for_temporary_files_is_told() {
    let bytes: Vec<u8> = (0..24_u32 << 20).map(|at| (at >> 12) as u8).collect();
    let text = manifest("");
    let mut upload = HostileUpload::new("evil", &text);
    upload.entries.push(("evil-1.0.0/bytes".to_owned(), &bytes));
    let attacked = built(&upload);
    let output = attacked.vendor_with("trap '' XFSZ; ulimit -f 16384");
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("TMPDIR") && told.contains("evil") && !told.contains("author"), "{told}");
}

/// A link is a few bytes in the archive, and a file of its own in the tree.
#[test]
fn links_count_as_what_they_lead_to() {
    let zeros = vec![0; 64 << 20];
    let text = manifest("");
    let mut upload = HostileUpload::new("evil", &text);
    upload.entries.push(("evil-1.0.0/zeros".to_owned(), &zeros));
    for number in 0..9 {
        let link = (format!("evil-1.0.0/{number}"), tar::EntryType::Symlink, "zeros".to_owned(), &b""[..]);
        upload.odd.push(link);
    }
    let attacked = built(&upload);
    let output = attacked.attack();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("more than cargo accepts"), "{}", stderr(&output));
}

/// Whoever wrote the package has to give the file another name, so that the help is about the package.
#[test]
fn names_that_no_disk_can_hold_are_told() {
    for path in ["src/lib.rs/more.rs".to_owned(), format!("src/{}.rs", "x".repeat(300))] {
        let text = manifest(&format!("[[bin]]\nname = \"x\"\npath = \"{path}\""));
        let attacked = HostileWorkspace::new("local", &HostileUpload::new("evil", &text));
        let told = attacked.refused("CU0011");
        assert!(told.contains("evil-1.0.0/src/"), "{told}");
        assert!(told.contains("help: the name is too long, or clashes with another file"), "{told}");
        assert!(told.contains("use another version of the package"), "{told}");
    }
}

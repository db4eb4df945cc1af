//! Scratch folders and temporary files: who can read them, when they go, and what of them the next run takes for its own.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{FlockOperation, flock};

use super::site::{Job, Site, stderr, write};

/// Cargo itself, behind a script that notes what scratch folders there are.
fn noting_cargo(site: &Site) -> PathBuf {
    let script = site.base().join("noting-cargo");
    let log = site.base().join("noted");
    let text = format!(
        "#!/bin/sh\nfor folder in \"$TMPDIR\"/*; do stat -c '%a %F' \"$folder\"; done >> {}\nexec {} \"$@\"\n",
        log.display(),
        env!("CARGO")
    );
    write(&script, &text);
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    script
}

#[test]
fn scratch_folders_are_private_and_go_with_the_run() {
    for (job, words, succeeds) in [
        (Job::Repin, vec![], true),
        (Job::Repin, vec!["nosuch"], false),
        (Job::Vendor("local"), vec![], true),
        (Job::Vendor("tarball"), vec!["--repin=nosuch"], false),
    ] {
        let site = Site::new(job);
        site.become_state(true);
        let cargo = noting_cargo(&site);
        let request = site.base().join("request.json");
        let text = fs::read_to_string(&request).unwrap().replace(env!("CARGO"), cargo.to_str().unwrap());
        // An empty cache and another lock: cargo has to be asked.
        fs::write(&request, text).unwrap();
        let output = site.program().args(&words).output().unwrap();
        assert_eq!(output.status.success(), succeeds, "{}", stderr(&output));
        if job == Job::Repin {
            let noted = fs::read_to_string(site.base().join("noted")).unwrap();
            assert!(!noted.is_empty() && noted.lines().all(|line| line == "700 directory"), "{noted}");
        }
        assert_eq!(fs::read_dir(site.base().join("tmp")).unwrap().count(), 0, "{job:?}");
        site.assert_no_leftovers();
    }
}

/// What nobody owns goes; what a living run owns, what is kept to be looked at, and what only looks alike stays.
#[test]
fn only_what_nobody_owns_is_swept() {
    let site = Site::new(Job::Repin);
    let (root, tmp) = (site.root(), site.base().join("tmp"));
    let outside = site.base().join("outside");
    write(&outside.join("file"), "The user's own.");
    let stay = [
        root.join(".crate-universe-notes.tmp"),
        root.join(".crate-universe-0123456789abcdef"),
        root.join(".crate-universe-01234567-9abcdef.tmp"),
        root.join("src/.crate-universe-0123456789abcdef.tmp"),
        tmp.join("crate-universe-scratch-notes/file"),
        tmp.join("crate-universe-kept-0123456789abcdef/file"),
        tmp.join("my-crate-universe-scratch-0123456789abcdef/file"),
        root.join(".crate-universe-living7890123456.tmp"),
        tmp.join("crate-universe-scratch-living7890123456/file"),
        // Words of a user's own.
        root.join(".crate-universe-backup.tmp"),
        tmp.join("crate-universe-scratch-backup/file"),
        // The folders of runs are private.
        tmp.join("crate-universe-scratch-0readable89abcde/file"),
    ];
    let go = [
        root.join(".crate-universe-dead567890123456.tmp"),
        tmp.join("crate-universe-scratch-dead567890123456"),
    ];
    for path in stay.iter().chain([&go[0], &go[1].join(".cargo/config.toml")]) {
        write(path, "left");
    }
    for folder in [stay[8].parent().unwrap(), &go[1]] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    }
    let links = [
        root.join(".crate-universe-linked7890123456.tmp"),
        tmp.join("crate-universe-scratch-linked7890123456"),
    ];
    let pipe = tmp.join("crate-universe-scratch-piped67890123456");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    links.iter().for_each(|link| symlink(&outside, link).unwrap());
    let held = [stay[7].as_path(), stay[8].parent().unwrap()].map(|path: &Path| {
        let file = fs::File::open(path).unwrap();
        flock(&file, FlockOperation::LockExclusive).unwrap();
        file
    });
    site.become_state(true);
    site.succeed();
    let gone: Vec<&PathBuf> =
        stay.iter().chain(&links).chain([&pipe]).filter(|path| path.symlink_metadata().is_err()).collect();
    assert_eq!(gone, Vec::<&PathBuf>::new());
    assert_eq!(go.iter().find(|path| path.exists()), None);
    assert!(outside.join("file").is_file());
    // Once their runs live no more, the next one takes them away, whether it has something to write or not.
    drop(held);
    site.succeed();
    assert!(!stay[7].exists() && !stay[8].exists());
}

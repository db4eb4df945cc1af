//! Files of the user's own under every name that a tree has: none changes, whatever is run and whatever goes wrong meanwhile.

use std::fs;

use super::judge::run_limited;
use super::trees::{MODES, attacked};
use super::{Rounds, write};

/// Every name that a tree of ours has, seen from it.
const NAMES: [&str; 20] = [
    "BUILD.bazel",
    "BUILD",
    "defs.bzl",
    "crates.bzl",
    "cfg/BUILD.bazel",
    "packages.txt",
    ".gitattributes",
    "SHA256SUMS",
    "good-1.0.0",
    "good-1.0.0/BUILD.bazel",
    "good-1.0.0/src/lib.rs",
    "good-1.0.0/.cargo-checksum.json",
    "good-1.0.0.crate",
    "evil-1.0.0/Cargo.toml",
    "index/go/od/good",
    ".crate-universe",
    ".crate-universe/staging",
    ".crate-universe/journal.json",
    ".crate-universe-backup.tmp",
    "config.toml",
];

/// What goes wrong meanwhile, as a shell limits it. That is no reason to be aborted: with as little memory as this, too, a run ends
/// well, or with an error.
const FAULTS: [&str; 5] = ["", "ulimit -f 0", "ulimit -f 1", "ulimit -n 8", "ulimit -d 65536"];

/// Those that write into the tree.
const WRITERS: [&[&str]; 2] = [&["vendor"], &["vendor", "--repin"]];

/// Files of the user's own under these names, whatever is run and whatever goes wrong.
fn own_files_stay(mode: &'static str, names: &[&str], fault: &str, words: &[&str]) {
    let attacked = attacked(mode);
    for name in names {
        write(&attacked.tree().join(name), b"The user's own.");
    }
    let what = format!("{mode}, {names:?}, {fault}, {words:?}");
    let told = run_limited(&attacked.program(words), fault, &what).told;
    for name in names {
        let path = attacked.tree().join(name);
        assert_eq!(fs::read(&path).ok().as_deref(), Some(&b"The user's own."[..]), "{what}: {name}: {told}");
    }
}

fn names_modes_faults(each: usize, rounds: &mut Rounds) {
    // All that can be there at once, then each by itself.
    let together: Vec<&str> = NAMES
        .into_iter()
        .filter(|name| !NAMES.iter().any(|other| other.starts_with(&format!("{name}/"))))
        .collect();
    let sets = [together].into_iter().chain(NAMES.map(|name| vec![name]));
    let mut number = 0;
    for names in sets {
        for (mode, fault) in MODES.into_iter().flat_map(|mode| FAULTS.map(|fault| (mode, fault))) {
            for words in WRITERS {
                number += 1;
                if number % each == 0 {
                    rounds.run(&format!("{mode}, {names:?}, {fault}, {words:?}"), || {
                        own_files_stay(mode, &names, fault, words);
                        1
                    });
                }
            }
        }
    }
}

#[test]
fn own_files_stay_under_any_fault() {
    let mut rounds = super::short("own files");
    names_modes_faults(23, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "each name in each mode with each fault and each writer: test/run --full hostile"]
fn hostile_part_own_files() {
    let what = "files of the user's own under names that a tree has, in each mode, with full disks, few files and little memory: none changes";
    let mut rounds = super::long("own files", what);
    names_modes_faults(1, &mut rounds);
    rounds.end();
}

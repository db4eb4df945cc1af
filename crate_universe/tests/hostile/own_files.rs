//! Whatever a user has of their own under any name that a tree has: nothing of it changes, whatever is run and whatever goes wrong
//! meanwhile.

use std::fs;
use std::path::Path;

use super::judge::run_limited;
use super::own_kinds::{FileStates, KINDS, UserEntryKind, seen};
use super::trees::{MODES, attacked};
use super::{HostileWorkspace, Rounds, stderr};

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

/// What the user's own is put into.
#[derive(Clone, Copy, Debug)]
enum TreeState {
    /// None that a run has written.
    New,
    /// That of a run before. A file there that somebody has changed is written again, and told; anything else in the place of one is
    /// the user's own.
    Written,
}

struct UserFileRound<'a> {
    mode: &'static str,
    tree: TreeState,
    kind: UserEntryKind,
    names: &'a [&'static str],
    fault: &'static str,
    words: &'static [&'static str],
}

impl UserFileRound<'_> {
    fn name(&self) -> String {
        let UserFileRound { mode, tree, kind, names, fault, words } = self;
        format!("{mode}, {tree:?}, {kind:?}, {names:?}, {fault}, {words:?}")
    }

    /// Runs the program; what the user has is afterwards as it was.
    fn run(&self) {
        let attacked = attacked(self.mode);
        if matches!(self.tree, TreeState::Written) {
            let output = attacked.vendor();
            assert!(output.status.success(), "{}", stderr(&output));
        }
        let outside = attacked.scratch.path().join("outside");
        for name in self.names {
            let place = attacked.tree().join(name);
            remove(&place);
            self.kind.put(&place, &outside);
        }
        let before = self.own(&attacked);
        let told = run_limited(&attacked.program(self.words), self.fault, &self.name()).told;
        let after = self.own(&attacked);
        let differs = before.iter().find(|(path, own)| after.get(*path) != Some(*own));
        assert_eq!(differs, None, "{}: {told}", self.name());
        let more = after.keys().find(|path| path.starts_with(&outside) && !before.contains_key(*path));
        assert_eq!(more, None, "{}: {told}", self.name());
    }

    fn own(&self, attacked: &HostileWorkspace) -> FileStates {
        let places = self.names.iter().map(|name| attacked.tree().join(name));
        places.chain([attacked.scratch.path().join("outside")]).flat_map(|place| seen(&place)).collect()
    }
}

/// What a run has written there.
fn remove(place: &Path) {
    match place.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(place).unwrap(),
        Ok(_) => fs::remove_file(place).unwrap(),
        Err(_) => {}
    }
}

/// `each`: one round in so many is tried.
fn each_round(trees: &[TreeState], each: usize, rounds: &mut Rounds) {
    // All that can be there at once, then each by itself.
    let together: Vec<&str> = NAMES
        .into_iter()
        .filter(|name| !NAMES.iter().any(|other| other.starts_with(&format!("{name}/"))))
        .collect();
    let sets: Vec<Vec<&str>> = [together].into_iter().chain(NAMES.map(|name| vec![name])).collect();
    let mut number = 0;
    for tree in trees {
        let kinds =
            KINDS.into_iter().filter(|kind| matches!(tree, TreeState::New) || !kind.is_regular_file());
        let places = kinds.flat_map(|kind| sets.iter().map(move |names| (kind, names)));
        // A run that is killed leaves such a folder, so the next one takes it for its own.
        let places = places
            .filter(|(kind, names)| *kind != UserEntryKind::EmptyFolder || names[..] != [".crate-universe"]);
        for (kind, names) in places {
            for (mode, fault) in MODES.into_iter().flat_map(|mode| FAULTS.map(|fault| (mode, fault))) {
                for words in WRITERS {
                    number += 1;
                    if number % each == 0 {
                        let round = UserFileRound { mode, tree: *tree, kind, names, fault, words };
                        rounds.run(&round.name(), || {
                            round.run();
                            1
                        });
                    }
                }
            }
        }
    }
}

#[test]
fn own_files_stay_under_any_fault() {
    let mut rounds = super::short("own files");
    each_round(&[TreeState::New, TreeState::Written], 211, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "each kind under each name in each mode with each fault and each writer: test/run --full hostile"]
fn hostile_part_own_files() {
    let what = "files, links, pipes and folders of the user's own under names that a tree has, in each mode, with full disks, few files and little memory: none of them is changed";
    let mut rounds = super::long("own files", what);
    each_round(&[TreeState::New], 1, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "as the one before: test/run --full hostile"]
fn hostile_part_own_files_in_a_written_tree() {
    let what = "links, pipes and folders of the user's own in the place of files that a run has written, likewise: none of them is changed";
    let mut rounds = super::long("own files in a written tree", what);
    each_round(&[TreeState::Written], 1, &mut rounds);
    rounds.end();
}

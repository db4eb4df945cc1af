//! A disk that is full before a run has written all: each file is the old one or the new one, the message names a path, and with
//! more space the next run leaves what an undisturbed one does.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use super::labels;
use super::rounds::Rounds;
use super::site::{Job, Site, TREE, files, stderr};

/// No file may be larger than so many blocks of 512 bytes.
pub const BLOCKS: [usize; 12] = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48];
/// So many KiB are left on the disk.
const KIBIBYTES: [usize; 12] = [0, 4, 8, 16, 32, 48, 64, 96, 128, 192, 256, 384];
const SMALL_DISK: &str = "CRATE_UNIVERSE_SMALL_DISK";

pub fn limited_files(job: Job, blocks: &[usize], mut rounds: Rounds) {
    let site = Site::new(job).learn();
    for (number, blocks) in blocks.iter().enumerate() {
        let second = number % 2 == 0;
        rounds.run(&format!("files of at most {blocks} blocks"), || {
            site.go_back(second);
            let mut shell = Command::new("sh");
            // Who ignores the signal gets an error from the write.
            shell.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", &blocks.to_string()]);
            shell.arg(env!("CARGO_BIN_EXE_crate-universe")).args(site.arguments());
            site.set_environment(&mut shell);
            let output = shell.output().unwrap();
            assert!(*blocks > 0 || !output.status.success(), "nothing can be written");
            assert_outcome(&site, second, &output);
            site.assert_next_run(second);
            1
        });
    }
    rounds.end();
}

/// `test`: this very test, which is run again in a name space of its own, where it may mount a small disk.
pub fn small_disk(test: &str, job: Job, rounds: Rounds) {
    if std::env::var_os(SMALL_DISK).is_none() {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount"]).arg(std::env::current_exe().unwrap());
        unshare.args(["--include-ignored", "--exact", "--nocapture", test]).env(SMALL_DISK, "1");
        let status = unshare.status().expect("unshare is there: the long form mounts small disks by it");
        assert!(status.success());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"]).arg(folder.path());
    assert!(mount.status().unwrap().success(), "a small disk can be mounted");
    // It goes with the name space.
    sizes(&folder.path().canonicalize().unwrap(), job, rounds);
}

fn sizes(disk: &Path, job: Job, mut rounds: Rounds) {
    let site = Site::within(disk, job).learn();
    for (number, left) in KIBIBYTES.into_iter().enumerate() {
        let second = number % 2 == 0;
        rounds.run(&format!("{left} KiB left"), || {
            site.go_back(second);
            let ballast = disk.join("ballast");
            fill(&ballast, left);
            let output = site.program().output().unwrap();
            fs::remove_file(&ballast).unwrap();
            assert!(left > 0 || !output.status.success(), "nothing can be written");
            assert_outcome(&site, second, &output);
            site.assert_next_run(second);
            1
        });
    }
    rounds.end();
}

/// Takes all space of a disk but for so many KiB.
fn fill(ballast: &Path, left: usize) {
    let mut file = File::create(ballast).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    let length = file.metadata().unwrap().len();
    file.set_len(length - left as u64 * 1024).unwrap();
}

fn assert_outcome(site: &Site, second: bool, output: &Output) {
    let told = stderr(output);
    site.assert_own();
    if output.status.success() {
        return site.assert_state(second);
    }
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("CU0") && told.contains('/'), "it names an error and a path: {told}");
    site.assert_whole_files();
    if let Job::Vendor(_) = site.job {
        labels::assert_whole(&site.tree(), TREE);
    }
    let failure = fs::read_to_string(site.root().join("out/failure.json"));
    let whole = failure.map(|text| serde_json::from_str::<serde_json::Value>(&text).is_ok());
    assert!(whole.unwrap_or(true), "failure.json is torn");
    let scratch = files(&site.base().join("tmp"));
    assert!(scratch.is_empty(), "{:?}", scratch.keys());
}

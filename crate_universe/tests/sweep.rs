//! What is swept from the user's cache: folders of ours that nobody used for a month, and nothing else.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes files and fails by panicking"
)]

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Makes a file of this age, and the folders above it.
fn file(path: &Path, days: u32) {
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
    let file = File::create(path).expect("a file can be made");
    file.set_modified(SystemTime::now() - DAY * days).expect("its time can be set");
}

#[test]
fn only_marked_folders_that_nobody_used_for_a_month_are_removed() {
    let scratch = tempfile::tempdir().expect("a folder can be made");
    let cache = scratch.path().join("cache");
    for kind in ["target", "tool"] {
        file(&cache.join(kind).join("unused/.crate_universe"), 31);
        file(&cache.join(kind).join("used/.crate_universe"), 29);
        file(&cache.join(kind).join("not_ours/program"), 400);
    }
    // In use from now on.
    file(&cache.join("tool/old/.crate_universe"), 400);
    // A build is going on: cargo writes there.
    file(&cache.join("target/building/.crate_universe"), 400);
    file(&cache.join("target/building/release/deps/new.d"), 0);
    // Neither another folder of the cache nor a file.
    file(&cache.join("cargo_home/unused/.crate_universe"), 400);
    file(&cache.join("tool/file"), 400);
    file(&scratch.path().join("elsewhere/.crate_universe"), 400);
    #[cfg(unix)]
    std::os::unix::fs::symlink(scratch.path().join("elsewhere"), cache.join("tool/link"))
        .expect("a link can be made");

    let status = Command::new(env!("CARGO_BIN_EXE_crate-universe"))
        .arg("sweep")
        .arg(&cache)
        .arg("--used")
        .arg(cache.join("tool/old"))
        .status()
        .expect("the program can be run");

    assert!(status.success());
    for gone in ["target/unused", "tool/unused"] {
        assert!(!cache.join(gone).exists(), "{gone}");
    }
    for kept in [
        "target/used/.crate_universe",
        "target/not_ours/program",
        "target/building/.crate_universe",
        "tool/used/.crate_universe",
        "tool/not_ours/program",
        "tool/old/.crate_universe",
        "tool/file",
        "cargo_home/unused/.crate_universe",
    ] {
        assert!(cache.join(kept).exists(), "{kept}");
    }
    assert!(scratch.path().join("elsewhere/.crate_universe").exists());
}

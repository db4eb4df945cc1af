//! The file in which a long suite records its results, so that an interrupted run continues where it stopped.
//! Each build of the program and of the tests, and each version of cargo, has a file of its own.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

/// `CRATE_UNIVERSE_SUITE_RESULTS` names the folder.
pub fn file(name: &str) -> PathBuf {
    let mut digest = Sha256::new();
    for program in
        [env!("CARGO_BIN_EXE_crate-universe").into(), std::env::current_exe().expect("this program")]
    {
        digest.update(fs::read(program).expect("the programs are built"));
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from(env!("CARGO")));
    digest.update(Command::new(cargo).arg("--version").output().expect("cargo runs").stdout);
    let digest = digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>();
    let folder = std::env::var_os("CRATE_UNIVERSE_SUITE_RESULTS")
        .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("suite"), PathBuf::from);
    fs::create_dir_all(&folder).expect("the folder of results is writable");
    folder.join(format!("{name}-{digest}.tsv"))
}

//! Runs cargo for its unit graph, its metadata and rustc's cfg lines. Never writes into the workspace.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use super::feature_choice;
use super::matrix::{Mode, Selection};

/// cargo asks rustc for its host; this script answers with the host under test.
fn wrapper() -> PathBuf {
    repository().join("test/oracle/rustc-with-host")
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package stands inside the repository")
        .to_path_buf()
}

/// A plain cargo in `dir`, without what `cargo test` itself put into the environment.
pub fn cargo(dir: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(dir);
    clear(&mut command);
    command
}

/// Removes the variables through which the outer cargo, or the user's shell, would change an answer.
pub fn clear(command: &mut Command) {
    const KEPT: &[&str] = &["CARGO", "CARGO_HOME", "CARGO_TARGET_DIR"];
    for (name, _) in std::env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let of_cargo = text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_BIN_EXE_")
            || text.starts_with("CARGO_BUILD_")
            || text.starts_with("CARGO_TARGET_")
            || text == "CARGO_MANIFEST_DIR"
            || text == "CARGO_MANIFEST_PATH";
        let of_rustc =
            text.starts_with("RUSTC") || text.starts_with("RUSTFLAGS") || text == "CARGO_ENCODED_RUSTFLAGS";
        if (of_cargo && !KEPT.contains(&text)) || of_rustc {
            command.env_remove(&name);
        }
    }
}

/// One folder per host, so that cargo's cache of what rustc answered never mixes two hosts.
fn target_dir(host: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hosts").join(host);
    fs::create_dir_all(&dir).expect("the test's temporary folder is writable");
    dir
}

/// With other features of a member: as long as there are [`feature_choice::EditedManifests`]. Of one member: as in its folder, since with resolver 1 cargo counts the package of the folder it runs in.
pub fn unit_graph(
    dir: &Path,
    asked: Selection<'_>,
    (host, target): (&str, &str),
    mode: Mode,
) -> Result<Vec<u8>, String> {
    let mut command = cargo(dir);
    command.args(["build", "-Z", "unstable-options", "--unit-graph", "--locked", "--offline"]);
    match asked.member {
        Some(member) => command.args(["-p", &member.id, "--manifest-path", &member.manifest]),
        None => command.arg("--workspace"),
    };
    if asked.features.is_some() {
        command.args(["--no-default-features", "--features", feature_choice::CHOSEN]);
    }
    command.args(["--target", target]);
    if mode == Mode::AllTargets {
        command.arg("--all-targets");
    }
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("RUSTC_WRAPPER", wrapper()).env("ORACLE_HOST", host);
    command.env("CARGO_TARGET_DIR", target_dir(host));
    run(command)
}

pub fn metadata(dir: &Path) -> Result<Vec<u8>, String> {
    let mut command = cargo(dir);
    command.args(["metadata", "--all-features", "--format-version", "1", "--locked", "--offline"]);
    run(command)
}

/// `rustc --print cfg`, asked once per triple; it needs no standard library of that triple.
pub fn cfg_lines(triple: &str) -> Vec<String> {
    static KNOWN: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(lines) = known.get(triple) {
        return lines.clone();
    }
    let mut command = Command::new("rustc");
    clear(&mut command);
    command.args(["--print", "cfg", "--target", triple]);
    let printed = run(command).unwrap_or_else(|error| panic!("{error}"));
    let lines: Vec<String> = String::from_utf8_lossy(&printed).lines().map(str::to_owned).collect();
    known.insert(triple.to_owned(), lines.clone());
    lines
}

/// Standard output of a successful run, else what the command said.
pub fn run(mut command: Command) -> Result<Vec<u8>, String> {
    let Output { status, stdout, stderr } = command
        .output()
        .map_err(|error| format!("{} does not start: {error}", command.get_program().to_string_lossy()))?;
    if status.success() {
        return Ok(stdout);
    }
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    let program = command.get_program().to_string_lossy();
    Err(format!("{program} {} failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&stderr)))
}

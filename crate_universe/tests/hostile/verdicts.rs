//! What cargo refuses and what it takes, beside what we do of the same input. Where the two differ on purpose, the row says why.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::judge::run;
use super::verdict_rows::HostileInput::{self, Directory, DirectoryLacks, Entry, File, Name, Package};
use super::verdict_rows::{ELSEWHERE, LOCK, MANIFEST, ROWS, VerdictRow};
use super::{HostileUpload, HostileWorkspace, Rounds, sha256, write};

/// A hub, and the modes of a vendored tree.
pub const WAYS: [&str; 4] = ["generate", "remote", "tarball", "local"];

fn prepared(input: HostileInput) -> HostileWorkspace {
    let plain = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\n";
    let lines = if let Package(lines) = input { lines } else { "" };
    let text = match lines.starts_with("cargo-features") {
        true => format!("{lines}\n{plain}"),
        false => format!("{plain}{lines}\n"),
    };
    let mut upload = HostileUpload::new("evil", &text);
    if let Entry(path, kind, target) = input {
        upload.odd.push((path.to_owned(), kind, target.to_owned(), b"hostile"));
    }
    let attacked = HostileWorkspace::new("local", &upload);
    let edit = |path: &str, from: &str, to: &str| {
        let path = attacked.root().join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{}: {from}", path.display());
        let text = if from.is_empty() { format!("{text}{to}") } else { text.replacen(from, to, 1) };
        write(&path, text.as_bytes());
    };
    edit(MANIFEST, "cfg(windows)", "cfg(unix)");
    match input {
        File(path, from, to) => edit(path, from, to),
        Name(name) => {
            edit(MANIFEST, "\"app\"", &json!(name).to_string());
            edit(LOCK, "\"app\"", &json!(name).to_string());
        }
        Directory(path, text) => write(&directory(&attacked).join(path), text.as_bytes()),
        DirectoryLacks(path) => fs::remove_file(directory(&attacked).join(path)).unwrap(),
        Package(_) | Entry(..) => {}
    }
    attacked
}

/// Both packages in a directory source; gives the folder of the one.
pub fn directory(attacked: &HostileWorkspace) -> std::path::PathBuf {
    let sources = attacked.scratch.path().join("sources");
    for name in ["good", "evil"] {
        let dir = sources.join(name);
        let archive = fs::read(attacked.registry().join(format!("{name}-1.0.0.crate"))).unwrap();
        let manifest = format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\n");
        let files =
            [("Cargo.toml", manifest.as_str()), ("src/lib.rs", "// A library."), ("README.md", "less")];
        for (path, text) in files {
            write(&dir.join(path), text.as_bytes());
        }
        let sums: serde_json::Map<_, _> =
            files.iter().map(|(path, text)| ((*path).to_owned(), json!(sha256(text.as_bytes())))).collect();
        let checksums = json!({ "files": sums, "package": sha256(&archive) });
        write(&dir.join(".cargo-checksum.json"), checksums.to_string().as_bytes());
    }
    attacked.replace_source("directory = '../sources'");
    sources.join("evil")
}

/// Whether cargo takes it, and what it says. `metadata` reads each package, and builds none; `check` alone hashes directory sources.
pub fn of_cargo(attacked: &HostileWorkspace, words: &[&str]) -> (bool, String) {
    let told = attacked.scratch.path().join("home/told");
    write(&told, b"");
    let mut command = Command::new(env!("CARGO"));
    command.args(words).arg("--locked");
    command.current_dir(attacked.root()).env("CARGO_HOME", attacked.scratch.path().join("home"));
    command.env("CARGO_TARGET_DIR", attacked.scratch.path().join("home/target"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(&told).unwrap());
    let mut child = command.spawn().unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        // It goes round in some circles for ever.
        if begun.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = fs::read_to_string(Path::new(&told)).unwrap();
    (status.is_some_and(|status| status.success()), said)
}

/// As on a machine that has seen no package yet.
pub fn forget(attacked: &HostileWorkspace) {
    for folder in ["cache", "home"] {
        let _ = fs::remove_dir_all(attacked.scratch.path().join(folder));
    }
}

/// Whether we take it, and what we say.
pub fn of_way(attacked: &mut HostileWorkspace, way: &'static str, what: &str) -> (bool, String) {
    let mut command;
    if way == "generate" {
        let (request, out) = (attacked.evaluation(), attacked.scratch.path().join("out"));
        command = attacked.program(&["generate"]);
        command.arg("--request").arg(request).arg("--output-dir").arg(out);
    } else {
        attacked.mode = way;
        command = attacked.program_with(&["vendor"], way, "");
    }
    let verdict = run(&command, what);
    (verdict.code.is_none(), verdict.told)
}

fn compare((input, reason): VerdictRow) {
    let mut attacked = prepared(input);
    let words: &[&str] = match input {
        Directory(..) | DirectoryLacks(_) => &["check", "--offline"],
        _ => &["metadata", "--offline", "--format-version", "1"],
    };
    let (cargo, said) = of_cargo(&attacked, words);
    let mut wrong = Vec::new();
    for way in WAYS {
        let what = format!("{input:?}, {way}");
        forget(&attacked);
        let (own, told) = of_way(&mut attacked, way, &what);
        let elsewhere = ELSEWHERE.iter().find(|(ways, other, _)| ways.contains(&way) && *other == input);
        let reason = elsewhere.map_or(reason, |(_, _, reason)| *reason);
        if (cargo == own) != reason.is_empty() {
            wrong.push(format!("{what}: cargo {cargo}, we {own}\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}\ncargo: {said}", wrong.join("\n"));
}

fn rows(each: usize, rounds: &mut Rounds) {
    for (number, row) in ROWS.iter().enumerate().filter(|(number, _)| number % each == 0) {
        rounds.run(&format!("{number} {:?}", row.0).replace(['\t', '\n'], " "), || {
            compare(*row);
            WAYS.len() as u64
        });
    }
}

#[test]
fn verdicts_are_cargos() {
    let mut rounds = super::short("verdicts");
    rows(13, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "cargo runs for each row: test/run --full hostile"]
fn hostile_part_verdicts() {
    let what = "hostile inputs that cargo judges, too: the same verdict in a hub and in each mode, or a reason in the table";
    let mut rounds = super::long("verdicts", what);
    rows(1, &mut rounds);
    rounds.end();
}

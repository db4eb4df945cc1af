//! Files that were damaged on their way: cut, with bits that changed, with marks of a merge, of older and newer forms, or something else
//! altogether. Each is read, or refused.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::judge::run;
use super::{HostileUpload, HostileWorkspace, Rounds, write};

/// The files of a workspace, and the request.
const FILES: [&str; 6] =
    ["Cargo.lock", "Cargo.toml", "member/Cargo.toml", ".cargo/config.toml", "facts.json", "REQUEST"];

const COMMANDS: [&[&str]; 4] =
    [&["generate", "--output-dir", "OUT"], &["vendor"], &["vendor", "--check"], &["repin"]];

/// Ways to damage a text.
#[derive(Clone, Copy, Debug)]
enum TextDamage {
    Cut,
    BitFlipped,
    LineRemoved,
    LineTwice,
    QuoteRemoved,
    ByteInserted(u8),
    MergeMarks,
    /// Everything of one text becomes another.
    Replaced(&'static str, &'static str),
    Whole(&'static [u8]),
    Folder,
    Missing,
}

/// Those that are done at several places.
const PLACED: [TextDamage; 9] = [
    TextDamage::Cut,
    TextDamage::BitFlipped,
    TextDamage::LineRemoved,
    TextDamage::LineTwice,
    TextDamage::QuoteRemoved,
    TextDamage::ByteInserted(0),
    TextDamage::ByteInserted(0xff),
    TextDamage::ByteInserted(b'['),
    TextDamage::MergeMarks,
];

const WHOLE: [TextDamage; 19] = [
    TextDamage::Folder,
    TextDamage::Missing,
    TextDamage::Whole(b""),
    TextDamage::Whole(b"\n"),
    TextDamage::Whole(b"{}"),
    TextDamage::Whole(b"[]"),
    TextDamage::Whole(b"null"),
    TextDamage::Whole(b"\xef\xbb\xbf"),
    TextDamage::Whole(b"\xff\xfe[\0p\0"),
    TextDamage::Whole(b"version = 4\n"),
    TextDamage::Whole(b"{\"format\": 0}"),
    TextDamage::Replaced("version = 4", "version = 1"),
    TextDamage::Replaced("version = 4", "version = 99"),
    TextDamage::Replaced("\"format\":1", "\"format\":99"),
    TextDamage::Replaced("\"crate_universe\": ", "\"crate_universe\": 9"),
    TextDamage::Replaced("\n", "\r\n"),
    TextDamage::Replaced("\n", "\r"),
    TextDamage::Replaced("\"", "'"),
    TextDamage::Replaced("1", "99999999999999999999"),
];

impl TextDamage {
    /// The damaged bytes; none for what is no file any more. `place`: between 0 and 1000.
    fn of(self, text: &[u8], place: usize) -> Option<Vec<u8>> {
        let at = (text.len().saturating_sub(1)) * place / 1000;
        let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        let line = (lines.len().saturating_sub(1)) * place / 1000;
        let mut bytes = text.to_vec();
        match self {
            TextDamage::Cut => bytes.truncate(at),
            TextDamage::BitFlipped => bytes[at] ^= 1 << (place % 8),
            TextDamage::LineRemoved => bytes = [&lines[..line], &lines[line + 1..]].concat().concat(),
            TextDamage::LineTwice => bytes = [&lines[..=line], &lines[line..]].concat().concat(),
            TextDamage::QuoteRemoved => {
                if let Some(quote) = bytes[at..].iter().position(|byte| *byte == b'"') {
                    bytes.remove(at + quote);
                }
            }
            TextDamage::ByteInserted(byte) => bytes.insert(at, byte),
            TextDamage::MergeMarks => {
                let ours: [&[u8]; 2] = [b"<<<<<<< ours\n", b"=======\n"];
                let marked = [&lines[..line], &ours, &lines[line..], &[b">>>>>>> theirs\n".as_slice()]];
                bytes = marked.concat().concat();
            }
            TextDamage::Replaced(from, to) => {
                bytes = String::from_utf8_lossy(text).replace(from, to).into_bytes()
            }
            TextDamage::Whole(other) => bytes = other.to_vec(),
            TextDamage::Folder | TextDamage::Missing => return None,
        }
        Some(bytes)
    }
}

/// A workspace with a member, facts and a tree.
fn sound() -> HostileWorkspace {
    let attacked = HostileWorkspace::new(
        "remote",
        &HostileUpload::new("evil", "[package]\nname = \"evil\"\nversion = \"1.0.0\"\n"),
    );
    let root = attacked.root();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    write(&root.join("Cargo.toml"), format!("{manifest}\n[workspace]\nmembers = [\"member\"]\n").as_bytes());
    let member = "[package]\nname = \"member\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[features]\ndefault = [\"more\"]\nmore = []\n\n[dependencies]\ngood = { version = \"1\", optional = true }\n";
    write(&root.join("member/Cargo.toml"), member.as_bytes());
    write(&root.join("member/src/lib.rs"), b"");
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
    let member = "\n[[package]]\nname = \"member\"\nversion = \"0.1.0\"\ndependencies = [\n \"good\",\n]\n";
    write(&root.join("Cargo.lock"), format!("{lock}{member}").as_bytes());
    write(&root.join("facts.json"), b"");
    let output = attacked.vendor();
    assert!(output.status.success(), "{}", super::stderr(&output));
    attacked
}

/// Runs one command of a workspace with one damaged file.
fn damaged(file: &str, damage: TextDamage, place: usize, words: &[&str]) {
    let attacked = sound();
    let what = format!("{file}, {damage:?} at {place}, {words:?}");
    let request = attacked.request("crates", "");
    let request = match words[0] {
        // That of an evaluation has no tree.
        "generate" => {
            let mut own = request;
            own["vendor"] = json!(null);
            let text = own.to_string();
            let root = attacked.root();
            serde_json::from_str(&text.replace("${BUILD_WORKSPACE_DIRECTORY}", root.to_str().unwrap()))
                .unwrap()
        }
        _ => request,
    };
    let path: PathBuf = match file {
        "REQUEST" => attacked.scratch.path().join("request.json"),
        file => attacked.root().join(file),
    };
    let out = attacked.scratch.path().join("cache/out");
    let words: Vec<&str> =
        words.iter().map(|word| if *word == "OUT" { out.to_str().unwrap() } else { word }).collect();
    let mut command = attacked.program_of(&words, &request);
    if words[0] == "generate" {
        command.arg("--request").arg(attacked.scratch.path().join("request.json"));
    }
    let text = fs::read(&path).unwrap();
    match damage.of(&text, place) {
        Some(bytes) => fs::write(&path, bytes).unwrap(),
        None => {
            fs::remove_file(&path).unwrap();
            if matches!(damage, TextDamage::Folder) {
                fs::create_dir(&path).unwrap();
            }
        }
    }
    let before = attacked.others();
    run(&command, &what);
    // A repin writes the lock, and whoever vendors writes the facts.
    let writes = |path: &PathBuf| {
        path.ends_with("facts.json") || (words[0] == "repin" && path.ends_with("Cargo.lock"))
    };
    let mut kept = [before, attacked.others()];
    kept.iter_mut().for_each(|files| files.retain(|path, _| !writes(path)));
    assert!(kept[0] == kept[1], "{what}: files of the user's own have changed");
}

/// `places`: how many each damage has that has one; `each`: one in so many is tried.
fn each_damage(places: usize, each: usize, rounds: &mut Rounds) {
    let mut number = 0;
    for file in FILES {
        let placed =
            PLACED.iter().flat_map(|damage| (0..places).map(move |place| (*damage, place * 1000 / places)));
        let whole = WHOLE.iter().map(|damage| (*damage, 0));
        for (damage, place) in placed.chain(whole) {
            number += 1;
            if number % each != 0 {
                continue;
            }
            let words = COMMANDS[number / each % COMMANDS.len()];
            rounds.run(&format!("{number}"), || {
                damaged(file, damage, place + number % 97, words);
                1
            });
        }
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let mut rounds = super::short("damage");
    each_damage(1, 4, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "some hundred files: test/run --full hostile"]
fn hostile_part_damage() {
    let what = "damaged locks, manifests, configurations, facts and requests: no panic, no hang, each refusal has a code, a place and a help";
    let mut rounds = super::long("damage", what);
    each_damage(8, 1, &mut rounds);
    rounds.end();
}

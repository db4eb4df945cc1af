//! Programs that a workspace's configuration, or a package, names: none of them runs while crates are resolved or vendored.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::{Attacked, Rounds, Upload, stderr, write};

/// The last ones are for the long form.
const COMMANDS: [&[&str]; 8] = [
    &["generate", "--output-dir", "OUT", "--request", "REQUEST"],
    &["vendor"],
    &["vendor", "--check"],
    &["vendor", "--repin"],
    &["repin"],
    &["resolve", "--source", "cargo", "--manifest-path", "MANIFEST"],
    &["resolve", "--source", "native", "--manifest-path", "MANIFEST"],
    &["repin", "--repin=full"],
];

/// What is configured, with CANARY for the program; and whether by a variable.
const KINDS: [(&str, bool); 15] = [
    ("[build]\nrustc-wrapper = \"CANARY\"", false),
    ("[build]\nrustc-workspace-wrapper = \"CANARY\"", false),
    ("[build]\nrustc = \"CANARY\"", false),
    ("[build]\nrustdoc = \"CANARY\"", false),
    ("[target.x86_64-unknown-linux-gnu]\nlinker = \"CANARY\"\nrunner = \"CANARY\"", false),
    ("[alias]\nmetadata = \"!CANARY\"\nupdate = \"!CANARY\"\nvendor = \"!CANARY\"", false),
    ("[registry]\nglobal-credential-providers = [\"CANARY\"]", false),
    ("[env]\nRUSTC_WRAPPER = \"CANARY\"\nRUSTC = { value = \"CANARY\", force = true }", false),
    ("[env]\nPATH = { value = \"FOLDER\", force = true }", false),
    ("RUSTC_WRAPPER", true),
    ("RUSTC_WORKSPACE_WRAPPER", true),
    ("CARGO_BUILD_RUSTC_WRAPPER", true),
    ("CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER", true),
    ("CARGO_BUILD_RUSTC", true),
    ("CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS", true),
];

/// Whether a command ends well; whatever is configured does not run.
fn ends_well((kind, is_variable): (&str, bool), words: &[&str], is_offline: bool) -> bool {
    let script = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\nbuild = \"build.rs\"\n";
    let mut upload = Upload::new("evil", script);
    let build = "fn main() { std::fs::write(std::env::var(\"CANARY_FILE\").unwrap(), \"\").unwrap(); }";
    upload.entries.push(("evil-1.0.0/build.rs".to_owned(), build.as_bytes()));
    let attacked = Attacked::new("local", &upload);
    let folder = attacked.scratch.path().join("canary");
    let (canary, sings) = (folder.join("program"), folder.join("sings"));
    write(&canary, format!("#!/bin/sh\ntouch {}\nexec \"$@\"\n", sings.display()).as_bytes());
    fs::set_permissions(&canary, fs::Permissions::from_mode(0o755)).unwrap();
    let text = kind.replace("CANARY", canary.to_str().unwrap()).replace("FOLDER", folder.to_str().unwrap());
    let configuration = attacked.root().join(".cargo/config.toml");
    if !is_variable {
        let present = fs::read_to_string(&configuration).unwrap();
        write(&configuration, format!("{present}\n{text}\n").as_bytes());
    }
    let manifest: PathBuf = attacked.root().join("Cargo.toml");
    let request = attacked.evaluation();
    let out = attacked.scratch.path().join("out");
    let words: Vec<String> = words
        .iter()
        .map(|word| {
            word.replace("OUT", out.to_str().unwrap())
                .replace("MANIFEST", manifest.to_str().unwrap())
                .replace("REQUEST", request.to_str().unwrap())
        })
        .collect();
    let mut command = attacked.program(&words.iter().map(String::as_str).collect::<Vec<_>>());
    command.env("CANARY_FILE", &sings).env("CARGO_NET_OFFLINE", is_offline.to_string());
    if is_variable {
        command.env(kind, &canary);
    }
    let output = command.output().unwrap();
    assert!(!sings.exists(), "{kind} {words:?}: {}", stderr(&output));
    output.status.success()
}

#[test]
fn nothing_that_is_configured_runs() {
    let commands = &COMMANDS[..6];
    let all = KINDS.iter().flat_map(|kind| commands.iter().map(move |words| (*kind, *words)));
    let ended_well = all.filter(|(kind, words)| ends_well(*kind, words, false)).count();
    // A check of a tree that is not there fails, as it should; all else is done.
    assert!(ended_well >= KINDS.len() * (commands.len() - 2), "{ended_well} runs ended well");
}

#[test]
#[ignore = "each command with each kind: test/run --full hostile"]
fn hostile_part_canaries() {
    let what = "programs that a configuration, a variable or a package names, in each command, with and without a network: none runs";
    let mut rounds: Rounds = super::long("canaries", what);
    for kind in KINDS {
        for words in COMMANDS {
            for is_offline in [false, true] {
                let name = format!("{} {words:?} {is_offline}", kind.0.replace('\n', " "));
                rounds.run(&name, || {
                    ends_well(kind, words, is_offline);
                    1
                });
            }
        }
    }
    rounds.end();
}

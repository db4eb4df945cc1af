//! The committed facts of packages, edited by strangers, and what packages say of themselves.

use std::fs;

use super::trees::{MODES, attacked};
use super::{HostileUpload, HostileWorkspace, stderr, write};

/// What stands in the committed facts is compared with the packages, and a run does not take it from there.
#[test]
fn poisoned_facts_are_found_and_undone() {
    for mode in MODES {
        let attacked = attacked(mode);
        let path = attacked.root().join("facts.json");
        write(&path, b"");
        assert!(attacked.vendor().status.success());
        let check = || attacked.program(&["vendor", "--check"]).output().unwrap();
        assert!(check().status.success(), "{}", stderr(&check()));
        let sound = fs::read_to_string(&path).unwrap();
        for (from, to) in [
            (
                "\"targets\":",
                "\"said\":{\"additive_build_file_content\":\"genrule(name = 'x')\"},\"targets\":",
            ),
            ("\"kind\":\"Lib\"", "\"kind\":\"ProcMacro\""),
            ("\"root\":\"src/lib.rs\"", "\"root\":\"src/other.rs\""),
        ] {
            let poisoned = sealed(&sound.replacen(from, to, 1));
            assert_ne!(poisoned, sound, "{from}");
            write(&path, poisoned.as_bytes());
            fs::remove_dir_all(attacked.scratch.path().join("cache")).unwrap();
            let output = check();
            assert!(
                !output.status.success() && stderr(&output).contains("facts.json"),
                "{}",
                stderr(&output)
            );
            assert!(attacked.vendor().status.success());
            assert_eq!(fs::read_to_string(&path).unwrap(), sound);
            assert!(check().status.success(), "{}", stderr(&check()));
        }
    }
}

/// The checksum of each line, which guards against accidents alone: who changes a line can write it.
fn sealed(facts: &str) -> String {
    let seal = |line: &str| {
        let (key, value) = line.strip_prefix('"')?.split_once("\": [\"")?;
        let (_, value) = value.strip_suffix("],")?.split_once("\", ")?;
        let mut crc = flate2::Crc::new();
        crc.update(format!("{key} {value}").as_bytes());
        Some(format!("\"{key}\": [\"{:08x}\", {value}],", crc.sum()))
    };
    facts.lines().map(|line| seal(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

/// What a package says of itself is told once, by an evaluation that succeeds.
#[test]
fn a_failed_evaluation_has_told_nothing() {
    const MANIFEST: &str = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\n[package.metadata.bazel]\nadditive_build_file_content = \"genrule()\"\n";
    let attacked = HostileWorkspace::new("remote", &HostileUpload::new("evil", MANIFEST));
    let request = attacked.evaluation();
    let mut given: serde_json::Value = serde_json::from_slice(&fs::read(&request).unwrap()).unwrap();
    given["facts_cache"] = serde_json::json!(attacked.scratch.path().join("told"));
    fs::write(&request, given.to_string()).unwrap();
    let out = attacked.scratch.path().join("out");
    let plan = out.join("plan.json");
    let evaluated = || {
        let mut command = attacked.program(&["generate"]);
        command.arg("--request").arg(&request).arg("--output-dir").arg(&out);
        let output = command.env("CRATE_UNIVERSE_REQUEST", &request).output().unwrap();
        output.status.success()
    };
    let told = || fs::read_to_string(&plan).unwrap().contains("its own [package.metadata.bazel] applies");
    // Nothing can be written where a folder with a file is.
    write(&plan.join("file"), b"");
    assert!(!evaluated());
    fs::remove_dir_all(&plan).unwrap();
    assert!(evaluated() && told());
    assert!(evaluated() && !told());
}

/// The same for a hub without a tree: the check of its facts writes nothing, and lists what packages say of themselves.
#[test]
fn poisoned_facts_of_a_hub_are_found() {
    const MANIFEST: &str = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\n[package.metadata.bazel]\nadditive_build_file_content = \"genrule()\"\n";
    let attacked = HostileWorkspace::new("remote", &HostileUpload::new("evil", MANIFEST));
    let path = attacked.root().join("facts.json");
    write(&path, b"");
    let program = |arguments: &[&str]| {
        let mut command = attacked.program(arguments);
        let request = attacked.evaluation();
        let mut given: serde_json::Value = serde_json::from_slice(&fs::read(&request).unwrap()).unwrap();
        given["lockfile"] = serde_json::json!({ "label": "@@//:facts.json", "path": path });
        given["skip_cargo_lockfile_overwrite"] = serde_json::json!(true);
        fs::write(&request, given.to_string()).unwrap();
        command.env("CRATE_UNIVERSE_REQUEST", request).output().unwrap()
    };
    let told = "evil-1.0.0: its own [package.metadata.bazel] applies: additive_build_file_content";
    let repinned = program(&["repin"]);
    assert!(repinned.status.success() && stderr(&repinned).contains(told), "{}", stderr(&repinned));
    let sound = fs::read_to_string(&path).unwrap();
    assert!(!sound.contains("genrule") && sound.contains("\"evil 1.0.0 "), "{sound}");
    let sha256 = sound.lines().find_map(|line| line.strip_prefix("\"evil")?.split("\", \"").nth(1)).unwrap();
    for (from, to, name) in [
        ("\"kind\":\"Lib\"", "\"kind\":\"ProcMacro\"", "evil 1.0.0"),
        (&sha256[..64], &"0".repeat(64), "evil 1.0.0"),
        (
            "\"name\":\"good\",\"version\"",
            "\"features\":{\"x\":[]},\"name\":\"good\",\"version\"",
            "good 1.0.0",
        ),
    ] {
        let checked = program(&["repin", "--check"]);
        assert!(checked.status.success() && stderr(&checked).contains(told), "{}", stderr(&checked));
        let poisoned = sealed(&sound.replacen(from, to, 1));
        assert_ne!(poisoned, sound, "{from}");
        write(&path, poisoned.as_bytes());
        fs::remove_dir_all(attacked.scratch.path().join("cache")).unwrap();
        let output = program(&["repin", "--check"]);
        let message = stderr(&output);
        let named = format!("facts.json: {name}: the line differs from the package");
        assert!(message.contains("CU0044") && message.contains(&named), "{message}");
        assert_eq!(fs::read_to_string(&path).unwrap(), poisoned, "a check writes nothing");
        assert!(program(&["repin"]).status.success());
        assert_eq!(fs::read_to_string(&path).unwrap(), sound);
    }
}

/// A line says what a package says of its own BUILD file by a sha256 alone: an evaluation takes no such text from there.
#[test]
fn committed_facts_do_not_speak_for_a_package() {
    let attacked = attacked("remote");
    let path = attacked.root().join("facts.json");
    let evaluated = |words: &[&str]| {
        let request = attacked.evaluation();
        let mut given: serde_json::Value = serde_json::from_slice(&fs::read(&request).unwrap()).unwrap();
        given["lockfile"] = serde_json::json!({ "label": "@@//:facts.json", "path": path });
        fs::write(&request, given.to_string()).unwrap();
        let out = attacked.scratch.path().join("out");
        let mut command = attacked.program(words);
        command.env("CRATE_UNIVERSE_REQUEST", &request);
        if words == ["generate"] {
            command.arg("--request").arg(&request).arg("--output-dir").arg(&out);
        }
        let output = command.output().unwrap();
        let read = |file: &str| fs::read_to_string(out.join(file)).unwrap_or_default();
        (output.status.success(), stderr(&output) + &read("plan.json") + &read("failure.json"))
    };
    write(&path, b"");
    assert!(evaluated(&["repin"]).0);
    let sound = fs::read_to_string(&path).unwrap();
    assert!(sound.contains("\"good 1.0.0 ") && evaluated(&["generate"]).0);
    let said = "\"said\":{\"additive_build_file_content\":\"genrule(name = 'x')\"},\"targets\":";
    write(&path, sealed(&sound.replace("\"targets\":", said)).as_bytes());
    let (_, told) = evaluated(&["generate"]);
    assert!(!told.contains("genrule") && told.contains("CU0042") && told.contains("facts.json"), "{told}");
    assert!(evaluated(&["repin"]).0);
    assert_eq!(fs::read_to_string(&path).unwrap(), sound);
}

/// Of many evaluations one tells what a package says of itself, and one more when that changes.
#[test]
fn what_packages_say_is_told_once() {
    const MANIFEST: &str = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\n[package.metadata.bazel]\nrustc_flags = [\"-Cx\"]\n";
    let attacked = HostileWorkspace::new("remote", &HostileUpload::new("evil", MANIFEST));
    let told = |metadata: &[&str]| {
        let request = attacked.evaluation();
        let mut given: serde_json::Value = serde_json::from_slice(&fs::read(&request).unwrap()).unwrap();
        given["facts_cache"] = serde_json::json!(attacked.scratch.path().join("facts"));
        given["use_metadata_of"] = serde_json::json!(metadata);
        fs::write(&request, given.to_string()).unwrap();
        let out = attacked.scratch.path().join("out");
        let mut command = attacked.program(&["generate", "--request"]);
        let output = command.arg(&request).arg("--output-dir").arg(&out).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        fs::read_to_string(out.join("plan.json"))
            .unwrap()
            .contains("its own [package.metadata.bazel] applies: rustc_flags")
    };
    assert_eq!([told(&["*"]), told(&["*"]), told(&["*"])], [true, false, false]);
    assert_eq!([told(&[]), told(&["evil"]), told(&["*"]), told(&["*"])], [false, false, true, false]);
}

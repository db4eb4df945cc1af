//! The rules for the source files: which room may use which, how long a file may be, that each begins with its purpose,
//! and which programs users get.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "layers/uses.rs"]
mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// In order: a room uses the hall and earlier rooms, never later ones.
const ROOMS: [&str; 9] =
    ["input", "splice", "resolve", "annotate", "graph", "plan", "render", "vendor", "init"];

/// They use all rooms, and no room uses them.
const USES_ALL_ROOMS: [&str; 4] = ["evaluate", "commands", "fuzz", "bench"];

const LONGEST_FILE: usize = 400;

fn sources() -> Vec<(String, String)> {
    rust_files("src")
}

/// Path from the folder, and text.
fn rust_files(dir: &str) -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join(dir);
    let mut found = Vec::new();
    let mut dirs: Vec<PathBuf> = vec![src.clone()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 30, "the sources are found");
    found.sort();
    found
}

/// The place of a module in the order of the rooms. The hall comes first; what puts the rooms together comes last.
fn place_of(module: &[String]) -> usize {
    match ROOMS.iter().position(|room| *room == module[0]) {
        Some(room) => room + 1,
        None if USES_ALL_ROOMS.contains(&module[0].as_str()) => ROOMS.len() + 1,
        None => 0,
    }
}

#[test]
fn a_room_uses_only_earlier_rooms() {
    for (module, used) in uses::of_all(&sources()) {
        for other in used {
            let allowed = place_of(&other) <= place_of(&module);
            assert!(allowed, "{} uses {}, which comes later", module.join("::"), other.join("::"));
        }
    }
}

/// A file uses another one if it names an item of it, in a `use` or a path, through `crate`, `super`, `self` or a
/// child's name.
#[test]
fn no_files_use_each_other_in_a_circle() {
    let uses = uses::of_all(&sources());
    assert!(uses.values().map(BTreeSet::len).sum::<usize>() > 300, "uses are found");
    let mut done = BTreeSet::new();
    for start in uses.keys() {
        let mut path = Vec::new();
        assert_eq!(
            uses::circle(start, &uses, &mut path, &mut done),
            None,
            "files use each other in a circle"
        );
    }
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    for (file, text) in sources() {
        assert!(text.starts_with("//! "), "src/{file} opens without saying what it is for");
        assert!(text.lines().count() <= LONGEST_FILE, "src/{file} has over {LONGEST_FILE} lines");
    }
}

/// On a pipe or a device, `std::fs::read` may never return.
#[test]
fn files_are_read_by_the_disk_alone() {
    for (file, text) in sources().iter().filter(|(file, _)| !file.starts_with("disk/")) {
        let found =
            text.lines().position(|line| line.contains("fs::read(") || line.contains("fs::read_to_string("));
        assert_eq!(found, None, "src/{file}: crate::disk has read and read_to_string");
    }
}

/// What is asked elsewhere is not noted, so a kept plan would be used although the answer has changed.
#[test]
fn rooms_ask_the_disk_module_alone() {
    const QUESTIONS: [&str; 11] = [
        ".exists()",
        ".is_dir()",
        ".is_file()",
        ".metadata()",
        ".symlink_metadata()",
        "read_dir",
        "canonical_path(",
        "env::var",
        "fs::File::open",
        "glob::glob",
        "paths::is_same_file",
    ];
    // An archive counts only if its checksum is right. Files are executable only in a vendored tree. What a program prints is never
    // noted, nor is a home whose path is not UTF-8.
    const OTHERS: [(&str, usize); 5] = [
        ("resolve/cargo/command.rs", 1),
        ("resolve/cargo/configuration.rs", 1),
        ("resolve/facts/archive.rs", 6),
        ("resolve/facts/directory_contents.rs", 1),
        ("resolve/facts/tar_entries.rs", 1),
    ];
    let rooms = &ROOMS[..ROOMS.iter().position(|room| *room == "vendor").unwrap()];
    let in_room = |file: &str| rooms.iter().any(|room| file.starts_with(&format!("{room}/")));
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for (file, text) in
        sources().into_iter().filter(|(file, _)| in_room(file) && !file.contains("generated_files"))
    {
        let code = text.split("#[cfg(test)]").next().unwrap();
        let count = QUESTIONS.iter().map(|question| code.matches(question).count()).sum();
        found.extend((count > 0).then_some((file, count)));
    }
    assert_eq!(
        found,
        OTHERS.map(|(file, count)| (file.to_owned(), count)).into(),
        "crate::disk notes what is asked"
    );
}

/// `cargo install` installs every binary that needs no feature.
#[test]
fn users_get_one_program() {
    let manifest: toml::Table = toml::from_str(include_str!("../Cargo.toml")).unwrap();
    let binaries = manifest["bin"].as_array().unwrap();
    for binary in binaries {
        assert!(binary.get("required-features").is_some(), "{binary} is installed");
    }
    assert!(!manifest["features"].as_table().unwrap().contains_key("default"));
}

/// A reader who knows a name knows its type in every file.
#[test]
fn type_names_mean_one_thing() {
    check_type_names("src");
    check_type_names("tests");
}

fn check_type_names(dir: &str) {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in rust_files(dir) {
        for (number, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split_whitespace().take(3).collect();
            let Some(at) = words.iter().position(|word| ["struct", "enum", "trait"].contains(word)) else {
                continue;
            };
            if at > 1 || at == 1 && !words[0].starts_with("pub") {
                continue;
            }
            let name: String =
                words.get(at + 1).unwrap_or(&"").chars().take_while(|c| c.is_alphanumeric()).collect();
            // A macro inserts the other names.
            if name.is_empty() {
                continue;
            }
            places.entry(name).or_default().push(format!("{dir}/{file}:{}", number + 1));
        }
    }
    assert!(places.len() > 100, "types are found");
    places.retain(|_, places| places.len() > 1);
    assert_eq!(places, BTreeMap::new(), "a name for two types");
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let mut reason = false;
    let mut inside = false;
    for line in manifest.lines() {
        match line {
            _ if line.starts_with('[') => inside = line.contains("dependencies"),
            _ if !inside || line.is_empty() => reason = false,
            _ if line.starts_with('#') => reason = true,
            // One comment may explain several lines.
            _ => assert!(reason, "Cargo.toml: no reason above: {line}"),
        }
    }
}

#[test]
fn names_of_files_are_the_same_in_rust_and_starlark() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rust = fs::read_to_string(root.join("src/bazel_files.rs")).unwrap();
    let starlark = fs::read_to_string(root.join("../private/bazel_files.bzl")).unwrap();
    for list in ["PACKAGE_FILES", "WRITTEN_FILES"] {
        let names = |text: &str| {
            let (_, declared) = text.split_once(list).unwrap();
            let (_, names) = declared.split_once("= [").unwrap();
            names.split_once(']').unwrap().0.replace(char::is_whitespace, "")
        };
        assert_eq!(names(&rust), names(&starlark), "{list}");
    }
}

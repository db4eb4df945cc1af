//! A package may not define the names that its BUILD file has from us.

use crate::Files;

pub fn check(cases: impl Iterator<Item = Files>) {
    let kept = include_str!("../../src/input/package_metadata.rs");
    let mut count = 0;
    let is_package = |path: &str| path.starts_with("crates__") && !path.starts_with("crates__cfg/");
    for (path, text) in cases.flatten().filter(|(path, _)| is_package(path)) {
        let ours = text.split("# Additive").next().unwrap().lines();
        for line in ours {
            let loaded = line.strip_prefix("load(").and_then(|rest| rest.split_once(", "));
            let loaded =
                loaded.map(|(_, names)| names.trim_end_matches(')').split(", ")).into_iter().flatten();
            let assigned = line.split_once(" = ").filter(|(name, _)| !name.contains([' ', '(']));
            let assigned = assigned.map(|(name, _)| format!("\"{name}\""));
            for name in loaded.map(str::to_owned).chain(assigned) {
                count += 1;
                assert!(kept.contains(&format!("    {name},\n")), "{path}: OUR_NAMES lacks {name}");
            }
        }
    }
    assert!(count > 100, "the files are read");
}

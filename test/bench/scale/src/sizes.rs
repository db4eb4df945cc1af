//! Bytes of generated text by kind of file: of ours, as plan.json has it, and of cargo-bazel, as it writes the files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use side_by_side::Outcome;

/// Kind of file -> bytes.
pub type FileSizes = BTreeMap<String, u64>;

pub const SPOKES: &str = "BUILD files of the packages";
pub const HUB: &str = "BUILD file of the hub";
pub const CONDITIONS: &str = "config settings (`cfg`)";
pub const OTHER: &str = "other files";

/// The kind of a file of a repository that is no package's.
fn kind(repository: &str, path: &str) -> &'static str {
    match path {
        _ if repository.ends_with("cfg") || path.starts_with("cfg/") => CONDITIONS,
        "BUILD.bazel" => HUB,
        "crates.bzl" => "`crates.bzl`",
        "defs.bzl" => "`defs.bzl`",
        _ => OTHER,
    }
}

pub fn of_plan(plan: &Path) -> Outcome<FileSizes> {
    let plan: Value = serde_json::from_str(&fs::read_to_string(plan)?)?;
    let mut sizes = FileSizes::new();
    for repository in plan["repositories"].as_array().ok_or("the plan has no repositories")? {
        let name = repository["name"].as_str().unwrap_or_default();
        let attrs = &repository["attrs"];
        for (path, text) in attrs["files"].as_object().into_iter().flatten() {
            add(&mut sizes, kind(name, path), text.as_str().map_or(0, str::len) as u64);
        }
        if let Some(text) = attrs["build_file_content"].as_str() {
            add(&mut sizes, SPOKES, text.len() as u64);
        }
    }
    Ok(sizes)
}

/// cargo-bazel keeps the BUILD files of packages in the hub.
pub fn of_upstream(output: &Path) -> Outcome<FileSizes> {
    let mut sizes = FileSizes::new();
    let mut folders = vec![output.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(output)?.to_string_lossy().into_owned();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let kind = if name.starts_with("BUILD.") && name != "BUILD.bazel" {
                SPOKES
            } else {
                kind("", inside.trim_start_matches("crates/"))
            };
            add(&mut sizes, kind, fs::metadata(&path)?.len());
        }
    }
    Ok(sizes)
}

fn add(sizes: &mut FileSizes, kind: &str, bytes: u64) {
    *sizes.entry(kind.to_owned()).or_default() += bytes;
}

/// All BUILD text that packages and the hub have.
pub fn build_text(sizes: &FileSizes) -> u64 {
    [SPOKES, HUB].into_iter().filter_map(|kind| sizes.get(kind)).sum()
}

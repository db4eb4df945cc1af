//! The names of dependencies in manifests that may be invalid, read line by line. A broken hub needs all names that
//! users may refer to. They are never used to resolve anything.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::disk;
use crate::paths::normalize;

#[derive(Debug, Default)]
pub struct DependencyNames {
    /// A name in a manifest -> the packages that it may mean.
    pub packages: BTreeMap<String, BTreeSet<String>>,
    /// Every manifest that was looked for, whether it exists or not.
    pub manifests: BTreeSet<Utf8PathBuf>,
}

/// Reads the manifests, those above them up to `within`, and those that their members and paths refer to.
pub fn scan_manifests(manifests: &[Utf8PathBuf], within: &Utf8Path) -> DependencyNames {
    let mut found = DependencyNames::default();
    let mut pending: Vec<Utf8PathBuf> = manifests.to_vec();
    for manifest in manifests {
        let above = manifest.ancestors().skip(2).take_while(|dir| dir.starts_with(within));
        pending.extend(above.map(|dir| dir.join("Cargo.toml")).filter(|path| disk::is_file(path)));
    }
    while let Some(path) = pending.pop() {
        let text = disk::read_bytes(&path).unwrap_or_default();
        let lines = scan_text(&String::from_utf8_lossy(&text), &mut found.packages);
        let dir = path.parent().unwrap_or(Utf8Path::new("")).to_owned();
        if found.manifests.insert(path) {
            pending.extend(lines.iter().flat_map(|folder| matching_manifests(&normalize(&dir.join(folder)))));
        }
    }
    found
}

/// The manifest in a folder, or those in all folders that match a pattern.
fn matching_manifests(path: &Utf8Path) -> Vec<Utf8PathBuf> {
    if !path.as_str().contains(['*', '?', '[']) {
        return vec![path.join("Cargo.toml")];
    }
    let dirs = disk::glob(path).into_iter().flatten();
    let manifests = dirs.filter_map(|dir| Some(Utf8PathBuf::from_path_buf(dir).ok()?.join("Cargo.toml")));
    manifests.filter(|manifest| disk::is_file(manifest)).collect()
}

/// The table that a line is in.
enum ManifestTable {
    Dependencies,
    /// `[dependencies.NAME]`
    Dependency(String),
    /// `[[bin]]` or `[lib]`: their paths are not packages.
    Target,
    Other,
}

impl ManifestTable {
    fn from_header(header: &str) -> ManifestTable {
        if header.starts_with("[[") || header.starts_with("[lib") {
            return ManifestTable::Target;
        }
        let header = header.split(']').next().unwrap_or_default().trim_start_matches('[');
        match header.rsplit_once("dependencies") {
            Some((_, "")) => ManifestTable::Dependencies,
            Some((_, name)) => match name.strip_prefix('.').and_then(unquoted_key) {
                Some(name) => ManifestTable::Dependency(name),
                None => ManifestTable::Other,
            },
            None => ManifestTable::Other,
        }
    }
}

/// Adds the names in a text, and returns the folders that it names as members or paths.
fn scan_text(text: &str, packages: &mut BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut table = ManifestTable::Other;
    let mut in_members = false;
    let mut folders = Vec::new();
    for line in text.lines().map(str::trim) {
        let (key, value) = line.split_once('=').unwrap_or(("", line));
        if in_members || key.trim() == "members" {
            folders.extend(value.split(['"', '\'']).skip(1).step_by(2).map(str::to_owned));
            in_members = !value.contains(']');
            continue;
        }
        if line.starts_with('[') {
            table = ManifestTable::from_header(line);
        }
        let name = match &table {
            ManifestTable::Target => continue,
            ManifestTable::Dependencies => unquoted_key(key.split('.').next().unwrap_or_default()),
            ManifestTable::Dependency(name) => Some(name.clone()),
            ManifestTable::Other => None,
        };
        folders.extend(["path", "workspace"].iter().filter_map(|key| string_value(line, key)));
        if let Some(name) = name {
            let package = string_value(line, "package").unwrap_or_else(|| name.clone());
            packages.entry(name).or_default().insert(package);
        }
    }
    folders
}

/// The key without quotes, if a dependency may have this name.
fn unquoted_key(key: &str) -> Option<String> {
    let name = key.trim().trim_matches(['"', '\'']);
    (!name.is_empty() && name.chars().all(is_name_character)).then(|| name.to_owned())
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// The string that a line assigns to a key, also inside braces.
fn string_value(line: &str, key: &str) -> Option<String> {
    line.match_indices(key).find_map(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + key.len()..]);
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        let quote = value
            .chars()
            .next()
            .filter(|c| ['"', '\''].contains(c) && !before.ends_with(is_name_character))?;
        value[1..].split(quote).next().map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_every_form_that_cargo_knows() {
        let text = r#"
            [workspace]
            members = [
                "crates/*",
            <<<<<<< HEAD
                "ours",
            =======
                'theirs',
            >>>>>>> topic
            ]
            dependencies.dotted = "1"
            [dependencies]
            plain = "1"
            "quoted" = { version = "1", features = ["package"] }
            renamed = { package = "real", path = "real" }
            shared.workspace = true
            <<<<<<< HEAD
            ours = "1"
            =======
            theirs = "2"
            >>>>>>> topic
            [target.'cfg(target_os = "linux")'.dev-dependencies.apart]
            package = "whole"
            [lib]
            path = "src/elsewhere.rs"
            [patch.crates-io]
            patched = { path = "../patched" }
        "#;
        let mut packages = BTreeMap::new();
        let folders = scan_text(text, &mut packages);
        assert_eq!(folders, ["crates/*", "ours", "theirs", "real", "../patched"]);
        let means = |name: &str| packages[name].iter().cloned().collect::<Vec<_>>().join(" ");
        let names: Vec<&str> = packages.keys().map(String::as_str).collect();
        assert_eq!(names, ["apart", "ours", "plain", "quoted", "renamed", "shared", "theirs"]);
        assert_eq!((means("renamed"), means("apart")), ("real".to_owned(), "apart whole".to_owned()));
    }
}

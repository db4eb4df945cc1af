//! Searches the text of a package's sources for what its manifest does not show. This is a search for words, not a
//! parser: a flag may be set needlessly, which costs a few inputs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::disk;

use super::packages::{DependencyKind, LockedPackage, PackageIx, TargetKind};
use super::source_facts::{FolderText, ScriptText, SourceText};

/// The variable with the folder of the package being compiled.
const FOLDER: &str = "CARGO_MANIFEST_DIR";

/// The beginnings of `cargo::` instructions that change how something is compiled. `{` is the start of a formatted
/// value, which may be any instruction.
const HEARD: [&str; 6] = ["rustc-cfg", "rustc-env", "rustc-flags", "rustc-link", "rustc-cdylib", "{"];
const METADATA: &str = "metadata";

/// Folders of a package whose code is not part of a library.
const NO_LIBRARY: [&str; 4] = ["benches", "examples", "target", "tests"];

impl SourceText {
    pub fn is_empty(&self) -> bool {
        *self == SourceText::default()
    }
}

impl ScriptText {
    pub fn is_empty(&self) -> bool {
        *self == ScriptText::default()
    }

    /// `text` is the root file of the build script.
    pub fn read_script(text: &[u8]) -> ScriptText {
        let text = String::from_utf8_lossy(text);
        let mut found = ScriptText::default();
        for (at, start) in text.match_indices("cargo::") {
            let key = &text[at + start.len()..];
            found.double_colons |= HEARD.iter().any(|heard| key.starts_with(heard));
            found.metadata_lines |= key.starts_with(METADATA);
        }
        found
    }
}

impl FolderText {
    /// Whether a file is worth reading; `path` is relative to the package.
    pub fn may_read(path: &str) -> bool {
        let mut folders = path.split('/').rev();
        let file = folders.next().unwrap_or_default();
        file.ends_with(".rs") && file != "tests.rs" && !folders.any(|folder| NO_LIBRARY.contains(&folder))
    }

    /// Adds what a file shows. Do not pass the build script's file: the script runs in the package's folder anyway.
    pub fn add_file(&mut self, text: &[u8]) {
        // Almost all files are valid UTF-8, and checking that is cheaper than converting them.
        let text = std::str::from_utf8(text).map_or_else(|_| String::from_utf8_lossy(text), Cow::Borrowed);
        if text.contains(FOLDER) {
            let text = strip_test_modules(&text);
            text.match_indices(FOLDER).for_each(|(at, _)| self.add_folder_use(&text[..at]));
        }
    }

    /// `before` is the text before the variable's name.
    fn add_folder_use(&mut self, before: &str) {
        let line = before.rsplit('\n').next().unwrap_or_default();
        if line.trim_start().starts_with("//") {
            return;
        }
        let called = before.trim_end_matches(|c: char| c == '"' || c.is_whitespace());
        let called = called.strip_suffix('(').map(str::trim_end);
        let compiled =
            called.is_some_and(|called| called.ends_with("env!") || called.ends_with("option_env!"));
        let statement = before.rsplit([';', '{', '}']).next().unwrap_or_default();
        match compiled {
            true if statement.contains("include") => self.in_include = true,
            true => self.in_code = true,
            false => self.at_run_time = true,
        }
    }
}

/// The text without its test modules, in rustfmt's layout.
fn strip_test_modules(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let Some(module) = lines.next() else { break };
        if module.trim_start().starts_with("mod ") && module.ends_with('{') {
            lines.by_ref().find(|line| line.strip_prefix(indent) == Some("}"));
        } else {
            kept.push_str(module);
            kept.push('\n');
        }
    }
    kept
}

/// What the files in a package's folder show. A subfolder with its own manifest belongs to another package.
pub fn read_folder(dir: &Utf8Path, script: Option<&str>) -> FolderText {
    let mut found = FolderText::default();
    let mut pending = vec![String::new()];
    while let Some(prefix) = pending.pop() {
        for entry in disk::list_folder(dir.join(&prefix)) {
            let path = format!("{prefix}{}", entry.name);
            // A link is not followed, because it may lead back to a parent folder.
            if entry.is_folder {
                let skipped = prefix.is_empty() && NO_LIBRARY.contains(&entry.name.as_str());
                if !skipped && !entry.name.starts_with('.') && !disk::exists(entry.path.join("Cargo.toml")) {
                    pending.push(path + "/");
                }
            } else if FolderText::may_read(&path) && script != Some(&path) {
                found.add_file(&disk::read_bytes(&entry.path).unwrap_or_default());
            }
        }
    }
    found
}

/// The root file of a package's build script.
pub fn script_root(targets: &[super::packages::PackageTarget]) -> Option<&str> {
    let script = targets.iter().find(|target| target.kind == TargetKind::BuildScript);
    script.map(|script| script.root.as_str())
}

/// Reads the packages that are on disk, as far as it matters, and clears what does not matter in all others, so that
/// every package source gives the same result.
pub fn complete_from_folders(list: &mut [LockedPackage]) {
    let at_build_time = build_time_packages(list);
    for (ix, package) in list.iter_mut().enumerate() {
        let folder_matters = at_build_time.contains(&ix);
        if !package.dir.as_str().is_empty() {
            let script = script_root(&package.targets);
            package.text.script = read_script_in(&package.dir, script);
            package.text.folder = folder_matters.then(|| read_folder(&package.dir, script));
        }
        package.text.folder = package.text.folder.filter(|_| folder_matters);
    }
}

/// What the build script in a package's folder shows.
pub fn read_script_in(dir: &Utf8Path, script: Option<&str>) -> ScriptText {
    let text = script.and_then(|script| disk::read_bytes(dir.join(script)).ok());
    ScriptText::read_script(&text.unwrap_or_default())
}

/// The packages that may run during a build, except members: proc macros, build-dependencies, and their dependencies.
pub fn build_time_packages(list: &[LockedPackage]) -> BTreeSet<PackageIx> {
    let of = |package: &LockedPackage, kind| {
        let dependencies = package.dependencies.iter().filter(move |dependency| dependency.kind == kind);
        dependencies.filter_map(|dependency| dependency.package).collect::<Vec<_>>()
    };
    let mut pending: Vec<PackageIx> =
        list.iter().flat_map(|package| of(package, DependencyKind::Build)).collect();
    pending.extend((0..list.len()).filter(|ix| list[*ix].is_proc_macro()));
    let mut found = BTreeSet::new();
    while let Some(ix) = pending.pop() {
        if found.insert(ix) {
            pending.extend(of(&list[ix], DependencyKind::Normal));
        }
    }
    found.retain(|ix| !list[*ix].member);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> FolderText {
        let mut found = FolderText::default();
        found.add_file(text.as_bytes());
        found
    }

    #[test]
    fn a_folder_in_code_is_told_from_one_in_an_include() {
        let code = FolderText { in_code: true, ..FolderText::default() };
        let include = FolderText { in_include: true, ..FolderText::default() };
        let run_time = FolderText { at_run_time: true, ..FolderText::default() };
        assert_eq!(seen("fn a() { Path::new(env!(\"CARGO_MANIFEST_DIR\")).join(\"data\") }"), code);
        assert_eq!(seen("let a = option_env! (\n    \"CARGO_MANIFEST_DIR\"\n);"), code);
        assert_eq!(seen("const A: &str = concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/bin\");"), code);
        assert_eq!(
            seen("const A: &str = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/a\"));"),
            include
        );
        assert_eq!(seen("#![doc = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/a.md\"))]"), include);
        assert_eq!(seen("let a = std::env::var(\"CARGO_MANIFEST_DIR\");"), run_time);
        let tests = "fn a() {}\n#[cfg(test)]\nmod tests {\n    env!(\"CARGO_MANIFEST_DIR\");\n}\n";
        assert_eq!(seen(tests), FolderText::default());
        assert_eq!(seen(&format!("{tests}fn b() {{ env!(\"CARGO_MANIFEST_DIR\") }}")), code);
        assert_eq!(seen("    /// env!(\"CARGO_MANIFEST_DIR\") is its folder"), FolderText::default());
    }

    #[test]
    fn a_build_script_is_read_for_its_lines_alone() {
        let found =
            ScriptText::read_script(b"println!(\"cargo::rustc-cfg=a\"); env!(\"CARGO_MANIFEST_DIR\")");
        assert_eq!(found, ScriptText { double_colons: true, ..ScriptText::default() });
        assert!(FolderText::may_read("src/lib.rs") && FolderText::may_read("lib.rs"));
        assert!(
            !FolderText::may_read("tests/a.rs")
                && !FolderText::may_read("src/tests.rs")
                && !FolderText::may_read("src/a.c")
        );
    }
}

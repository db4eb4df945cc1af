//! The facts file (attribute `lockfile`): facts of registry packages, committed beside Cargo.lock so that an evaluation
//! need not download packages. It is JSON with one sorted line per package, and lines are independent, so that git can
//! merge them. A line is used only if its key has the checksum in Cargo.lock; its own checksum protects against
//! accidents. The `[package.metadata.bazel]` of a package is not included, since nobody would review it there: a line
//! only has its SHA-256, and the package itself is read if needed.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use crate::digest;
use crate::error::{Code, Error, Result};
use crate::resolve::cargo_lock::find_conflict_marker;

use super::cache;
use super::package_facts::PackageFacts;

/// The facts in one line.
#[derive(Debug)]
pub struct FactsLine {
    /// Without the package's `[package.metadata.bazel]`.
    pub facts: PackageFacts,
    /// Whether the package has that table.
    pub has_metadata: bool,
}

/// The last line has no comma and is the same in all facts files, so that merges do not change it.
const END: &str = "\"\": null}}";

/// Raised only if the committed lines, or how they are read, change, because users then have to write the file again.
/// The facts cache has a format number of its own.
const FORMAT: u32 = 6;

/// The beginning of a facts file of any version.
const KEY: &str = "{\"crate_universe\": ";

/// Keys of cargo-bazel's lockfile.
const UPSTREAMS: [&str; 2] = ["\"checksum\"", "\"crates\""];

/// Whether any line starts like the first line of a facts file.
fn has_key(text: &str) -> bool {
    let is_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    text.lines().any(|line| line.strip_prefix(KEY).is_some_and(is_number))
}

fn header_line() -> String {
    format!("{KEY}{FORMAT}, \"packages\": {{")
}

/// What the first line shows about the file.
enum FactsLockfileForm<'a> {
    /// The lines of packages follow.
    Ours(TextLines<'a>),
    /// The file is ignored, for this reason.
    Foreign(&'static str),
    Empty,
    Broken,
}

fn form_of(text: &str) -> FactsLockfileForm<'_> {
    // Users of rules_rust start with an empty object.
    if text.split_whitespace().collect::<String>().trim_start_matches("{}").is_empty() {
        return FactsLockfileForm::Empty;
    }
    let mut lines = TextLines { text, offset: 0 };
    let first = lines.next().map_or("", |(_, line)| line);
    let format = first.strip_prefix(KEY).and_then(|rest| rest.split(',').next());
    match format {
        Some(_) if first == header_line() => FactsLockfileForm::Ours(lines),
        Some(format) if format.parse::<u32>().is_ok() => {
            FactsLockfileForm::Foreign("was written by another version of crate_universe")
        }
        _ if is_from_cargo_bazel(text) => FactsLockfileForm::Foreign("is a cargo-bazel lockfile"),
        _ => FactsLockfileForm::Broken,
    }
}

/// Why a facts file is ignored, if that is not an error.
pub fn reason_to_ignore(path: &Utf8Path) -> Option<String> {
    match form_of(&crate::disk::read_to_string(path).ok()?) {
        FactsLockfileForm::Foreign(reason) => {
            Some(format!("{path} {reason} and is ignored; the next repin replaces it"))
        }
        _ => None,
    }
}

/// Fails if the file is neither a facts file nor a lockfile of rules_rust, so that it is not overwritten. A facts file
/// with merge conflicts may be overwritten.
pub fn check_replaceable(path: &Utf8Path) -> Result<()> {
    let not_ours = |why: &str| {
        Error::new(Code::NotOurs, format!("`lockfile` names a file that is not a facts file: {why}"))
            .at_path(path)
            .note("a repin would overwrite it with facts")
            .help("set `lockfile` to an empty file, or to one that does not exist yet")
    };
    match crate::disk::read_to_string(path) {
        Err(_) if path.is_symlink() && !crate::disk::exists(path) => {
            Err(not_ours("it is a broken symbolic link"))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(not_ours(&error.to_string())),
        Ok(text) => match form_of(&text) {
            FactsLockfileForm::Broken
                if !has_key(&text) && !UPSTREAMS.iter().all(|key| text.contains(key)) =>
            {
                Err(not_ours("it was written neither by crate_universe nor by cargo-bazel"))
            }
            _ => Ok(()),
        },
    }
}

/// The facts of the packages with these checksums. Other lines are not parsed.
pub fn read<'a>(path: &Utf8Path, wanted: &BTreeMap<&'a str, String>) -> Result<BTreeMap<&'a str, FactsLine>> {
    let text = crate::disk::read_to_string(path).map_err(|error| {
        Error::new(Code::Lockfile, format!("the facts file (`lockfile`) cannot be read: {error}"))
            .at_path(path)
            .note("the file must exist, but may be empty")
    })?;
    if matches!(form_of(&text), FactsLockfileForm::Broken) {
        check_replaceable(path)?;
    }
    parse(path, &text, wanted)
}

fn parse<'a>(
    path: &Utf8Path,
    text: &str,
    wanted: &BTreeMap<&'a str, String>,
) -> Result<BTreeMap<&'a str, FactsLine>> {
    if let Some(offset) = find_conflict_marker(text) {
        return Err(Error::new(Code::Lockfile, "the facts file contains a git conflict marker")
            .at_offset(path, text, offset)
            .note("you can keep the lines of both sides: lines that Cargo.lock does not need are ignored"));
    }
    let broken = |offset| {
        Error::new(Code::Lockfile, "the facts file contains a line that does not describe a package")
            .at_offset(path, text, offset)
    };
    let lines = match form_of(text) {
        FactsLockfileForm::Ours(lines) => lines,
        FactsLockfileForm::Empty | FactsLockfileForm::Foreign(_) => return Ok(BTreeMap::new()),
        FactsLockfileForm::Broken => return Err(broken(0)),
    };
    let mut found = BTreeMap::new();
    let mut last = None;
    for (offset, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        if last.replace(line) == Some(END) {
            return Err(broken(offset));
        }
        if line == END {
            continue;
        }
        let (key, seal, value) = parse_entry(line).ok_or_else(|| broken(offset))?;
        let checksum = key.rsplit(' ').next().unwrap_or_default();
        let known = wanted.get_key_value(checksum);
        if let Some((checksum, _)) = known.filter(|(_, name)| key.starts_with(name.as_str())) {
            if seal != cache::line_checksum(&sealed_line(key, value)) {
                return Err(Error::new(
                    Code::Lockfile,
                    "the facts file contains a line that was edited or damaged",
                )
                .at_offset(path, text, offset)
                .note("the checksum at the start of the line does not match the line"));
            }
            found.insert(*checksum, parse_content(value).ok_or_else(|| broken(offset))?);
        }
    }
    match last {
        Some(END) => Ok(found),
        _ => Err(broken(text.len())),
    }
}

/// `"name version checksum": ["seal", {...}],`. If the package has a `[package.metadata.bazel]`, its SHA-256 follows
/// the seal.
fn parse_entry(line: &str) -> Option<(&str, &str, &str)> {
    let (key, value) = line.strip_prefix('"')?.split_once("\": [\"")?;
    let (seal, value) = value.strip_suffix("],")?.split_once("\", ")?;
    value.ends_with('}').then_some((key, seal, value))
}

/// `None` if the line is not valid. A line with text for a BUILD file is not: it would be used without the package.
fn parse_content(value: &str) -> Option<FactsLine> {
    let (metadata, json) = match value.strip_prefix('"') {
        Some(rest) => rest.split_once("\", ").map(|(metadata, json)| (Some(metadata), json))?,
        None => (None, value),
    };
    let facts: PackageFacts = serde_json::from_str(json).ok()?;
    facts.bazel_metadata.is_empty().then_some(FactsLine { facts, has_metadata: metadata.is_some() })
}

fn sealed_line(key: &str, value: &str) -> String {
    format!("{key} {value}")
}

/// Whether the text is cargo-bazel's lockfile, which is one JSON object with these keys.
fn is_from_cargo_bazel(text: &str) -> bool {
    let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text);
    object.is_ok_and(|object| UPSTREAMS.iter().all(|key| object.contains_key(key.trim_matches('"'))))
}

/// The text of a facts file. `facts`: by checksum.
pub fn to_text<'a>(facts: impl IntoIterator<Item = (&'a str, &'a PackageFacts)>) -> Result<String> {
    let mut lines = BTreeSet::new();
    for (checksum, facts) in facts {
        let wrong =
            |error| Error::new(Code::Internal, format!("the facts file cannot be written as JSON: {error}"));
        let metadata = match facts.bazel_metadata.is_empty() {
            true => String::new(),
            false => {
                let text = serde_json::to_string(&facts.bazel_metadata).map_err(wrong)?;
                format!("\"{}\", ", digest::sha256(text))
            }
        };
        let without = PackageFacts { bazel_metadata: BTreeMap::new(), ..facts.clone() };
        let value = metadata + &serde_json::to_string(&without).map_err(wrong)?;
        let key = format!("{}{checksum}", key_prefix(&facts.name, &facts.version));
        lines.insert(format!(
            "\"{key}\": [\"{}\", {value}],",
            cache::line_checksum(&sealed_line(&key, &value))
        ));
    }
    let lines: Vec<String> = lines.into_iter().collect();
    Ok([&[header_line()], lines.as_slice(), &[END.to_owned()]].concat().join("\n") + "\n")
}

/// The differences between a facts file and the wanted text, one per package. `unread`: packages that could not be
/// compared.
pub fn find_differences(present: &str, wanted: &str, unread: &[String]) -> Vec<String> {
    fn lines_by_key(text: &str) -> BTreeMap<&str, &str> {
        text.lines().filter_map(|line| Some((parse_entry(line)?.0, line))).collect()
    }
    let shown = |key: &str| key.rsplit_once(' ').map_or(key, |(name, _)| name).to_owned();
    let (found, lines) = (lines_by_key(present), lines_by_key(wanted));
    let mut wrong: Vec<String> = Vec::new();
    for (key, line) in &lines {
        match found.get(key) {
            Some(found) if found == line => {}
            Some(_) => wrong.push(format!("{}: the line differs from the package", shown(key))),
            None => wrong.push(format!("{}: the line is missing", shown(key))),
        }
    }
    let surplus = found.keys().filter(|key| !lines.contains_key(*key)).map(|key| shown(key));
    let surplus = surplus.filter(|name| !unread.contains(name));
    wrong.extend(surplus.map(|name| format!("{name}: the package is not in Cargo.lock")));
    if wrong.is_empty() && unread.is_empty() && present != wanted {
        wrong.push("the lines are not in the form that a repin writes".to_owned());
    }
    wrong
}

/// The beginning of a package's key.
pub fn key_prefix(name: &str, version: &semver::Version) -> String {
    format!("{name} {version} ")
}

/// Lines without their ends, with their offsets.
struct TextLines<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Iterator for TextLines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.text.get(self.offset..)?.split_inclusive('\n').next()?;
        let offset = self.offset;
        self.offset += line.len();
        Some((offset, line.trim_end_matches(['\n', '\r'])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str) -> PackageFacts {
        let json = format!(r#"{{"name":"{name}","version":"1.0.0","targets":[]}}"#);
        serde_json::from_str(&json).expect("facts")
    }

    fn wanted<'a>(checksums: &[(&'a str, &str)]) -> BTreeMap<&'a str, String> {
        let version = semver::Version::new(1, 0, 0);
        checksums.iter().map(|(checksum, package)| (*checksum, key_prefix(package, &version))).collect()
    }

    fn text() -> String {
        to_text([("b2", &facts("b")), ("a1", &facts("a"))]).expect("text")
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = text();
        assert_eq!(text.lines().count(), 4);
        assert!(
            text.starts_with("{\"crate_universe\": 6, "),
            "whoever raises it makes all users repin: {text}"
        );
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "other tools can read it: {text}");
        let read = parse("l".into(), &text, &wanted(&[("a1", "a"), ("b2", "b")])).expect("facts");
        assert_eq!(read["a1"].facts.name, "a");
        assert_eq!(to_text(read.iter().map(|(key, line)| (*key, &line.facts))).expect("text"), text);
    }

    #[test]
    fn an_empty_file_or_object_holds_nothing() {
        for text in ["", "\n", "{}", "{\n}\n"] {
            assert!(parse("l".into(), text, &wanted(&[("a1", "a")])).expect("no facts").is_empty(), "{text}");
        }
        assert!(parse("l".into(), "{}x", &wanted(&[])).is_err());
    }

    #[test]
    fn an_entry_counts_for_its_name_version_and_checksum_only() {
        let read = |wanted| parse("l".into(), &text(), &wanted).expect("facts").len();
        assert_eq!(read(wanted(&[("a1", "a"), ("b3", "b")])), 1);
        assert_eq!(read(wanted(&[("a1", "b")])), 0);
    }

    #[test]
    fn lines_of_two_branches_are_read_together() {
        let text = text();
        let theirs = to_text([("b2", &facts("b")), ("a2", &facts("a"))]).expect("text");
        let end = text.lines().count() - 1;
        let merged: Vec<&str> = text.lines().take(2).chain(theirs.lines().skip(1).take(end)).collect();
        let merged = merged.join("\n");
        let read = parse("l".into(), &merged, &wanted(&[("a2", "a"), ("b2", "b")])).expect("facts");
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn a_broken_line_is_named() {
        let whole = text();
        let cases = [
            (whole.replace("\"a 1.0.0 a1\": [", "a 1.0.0 a1: ["), "l:2:1"),
            (whole.replace("],\n\"b", "]\n\"b"), "l:2:1"),
            (whole.replace("{\"name\":\"b\"", "{\"name\":b"), "l:3:1"),
            (whole.replace("\"name\":\"b\"", "\"name\":\"c\""), "l:3:1"),
            (whole.replace(END, ""), "l:5:1"),
            (whole.replace("\"b 1", "<<<<<<< HEAD\n\"b 1"), "l:3:1"),
            (format!("{whole}more\n"), "l:5:1"),
            ("something else\n".to_owned(), "l:1:1"),
        ];
        for (text, place) in cases {
            let error = parse("l".into(), &text, &wanted(&[("b2", "b")])).expect_err("broken");
            assert!(error.to_string().contains(place), "{place}: {error}\n{text}");
        }
    }

    /// A package that changes its `[package.metadata.bazel]` changes its archive, not this file.
    #[test]
    fn what_a_package_says_of_itself_is_its_sha256() {
        let json = r#"{"name":"a","version":"1.0.0","targets":[],"said":{"additive_build_file_content":"genrule()"}}"#;
        let loud: PackageFacts = serde_json::from_str(json).expect("facts");
        let text = to_text([("a1", &loud)]).expect("text");
        assert!(!text.contains("genrule") && !text.contains("said"), "{text}");
        let read = parse("l".into(), &text, &wanted(&[("a1", "a")])).expect("facts");
        assert!(read["a1"].has_metadata && read["a1"].facts.bazel_metadata.is_empty());
        let silent = to_text([("a1", &facts("a"))]).expect("text");
        assert!(!parse("l".into(), &silent, &wanted(&[("a1", "a")])).expect("facts")["a1"].has_metadata);
        assert_eq!(find_differences(&silent, &text, &[]), ["a 1.0.0: the line differs from the package"]);
    }

    #[test]
    fn differences_name_packages() {
        let both = text();
        let one = to_text([("a1", &facts("a"))]).expect("text");
        assert!(find_differences(&both, &both, &[]).is_empty());
        assert_eq!(find_differences(&one, &both, &[]), ["b 1.0.0: the line is missing"]);
        assert_eq!(find_differences(&both, &one, &[]), ["b 1.0.0: the package is not in Cargo.lock"]);
        assert!(find_differences(&both, &one, &["b 1.0.0".to_owned()]).is_empty());
        assert_eq!(find_differences(&format!("{both}\n"), &both, &[]).len(), 1);
        assert_eq!(find_differences("", &one, &[]).len(), 1);
    }

    #[test]
    fn one_of_cargo_bazel_or_of_another_version_is_not_used() {
        let upstreams = "{\n  \"checksum\": \"ab\",\n  \"crates\": {}\n}\n";
        for text in
            [upstreams.to_owned(), text().replace(&header_line(), "{\"crate_universe\": 0, \"packages\": {")]
        {
            let read = parse("l".into(), &text, &wanted(&[("a1", "a")])).expect("no error");
            assert!(read.is_empty() && matches!(form_of(&text), FactsLockfileForm::Foreign(_)));
        }
        assert!(parse("l".into(), "\n", &wanted(&[("a1", "a")])).expect("no error").is_empty());
    }
}

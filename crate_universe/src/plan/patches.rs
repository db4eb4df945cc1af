//! Checks whether patches can apply, as far as this is known before the sources are downloaded.
//!
//! Patches for another tool, and patches with unknown arguments, are not checked. Neither is anything that needs the
//! sources.

use serde::Serialize;

use crate::error::{Code, Error, Result};
use crate::graph::annotations_by_platform::ScopedItem;
use crate::input::fields::Field;
use crate::input::patches::PatchFile;
use crate::resolve::packages::PackageIx;

use super::plan_input::PlanInput;

/// How the sources are patched after the download.
#[derive(Debug, Default, Serialize)]
pub struct SpokePatches {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patch_args: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub patch_tool: String,
}

/// Arguments of GNU patch that do not change what is checked here.
const HARMLESS: [&str; 12] = [
    "-E",
    "-N",
    "-f",
    "-l",
    "-s",
    "-t",
    "-u",
    "--batch",
    "--forward",
    "--no-backup-if-mismatch",
    "--silent",
    "--unified",
];

/// The number of lines that a hunk may lack at the end of a patch, where trailing blank lines are often cut off.
const CHOPPED: usize = 2;

/// The number of leading folders to strip from the paths in a patch.
struct PatchStrip {
    folders: usize,
    /// Whether both paths of a file need that many folders. For GNU patch, one of them is enough.
    both: bool,
}

/// What is wrong with a patch, and at which offset.
struct PatchError {
    offset: usize,
    why: String,
    help: String,
}

pub fn check_patch(input: &PlanInput<'_>, ix: PackageIx, patching: &SpokePatches) -> Result<()> {
    if !patching.patch_tool.is_empty() {
        return Ok(());
    }
    let Some(strip) = parse_strip(&patching.patch_args) else { return Ok(()) };
    for label in &patching.patches {
        let Some(file) = input.config.patches.get(label) else { continue };
        let text = String::from_utf8_lossy(&file.bytes);
        if let Err(wrong) = check_unified_diff(&text, &strip) {
            return Err(patch_error(input, ix, (label, file), &text, wrong));
        }
    }
    Ok(())
}

fn patch_error(
    input: &PlanInput<'_>,
    ix: PackageIx,
    (label, file): (&str, &PatchFile),
    text: &str,
    wrong: PatchError,
) -> Error {
    let what = format!("the patch of {} does not apply: {label}", input.packages.list[ix].id);
    let error = Error::new(Code::Patch, what)
        .at_offset(&file.path, text, wrong.offset)
        .note(wrong.why)
        .help(wrong.help);
    let annotated = input.graph.annotated.items(ix, Field::Patches).iter();
    let annotated = annotated.filter(|scoped| scoped.item.as_text() == label);
    let tags = annotated.chain(input.graph.annotated.items(ix, Field::PatchArgs));
    tags.filter_map(|scoped: &ScopedItem| scoped.tag.as_ref())
        .fold(error, |error, tag| if error.tags().contains(tag) { error } else { error.with_tag(tag) })
}

/// Parses the arguments as Bazel does: with `-p` alone it applies the patch itself, with any other argument it runs
/// `patch`. `None` if the number of folders is unknown.
fn parse_strip(arguments: &[String]) -> Option<PatchStrip> {
    let both = arguments.iter().all(|argument| argument.starts_with("-p"));
    // Without a number, `patch` uses only the last part of each path.
    let mut folders = both.then_some(0);
    for argument in arguments {
        match argument.strip_prefix("-p").or_else(|| argument.strip_prefix("--strip=")) {
            Some(number) => folders = Some(number.parse().ok()?),
            None if HARMLESS.contains(&argument.as_str()) => {}
            None => return None,
        }
    }
    Some(PatchStrip { folders: folders?, both })
}

/// Checks a patch as a unified diff: the headers of files, and hunks with the lengths that they declare.
fn check_unified_diff(text: &str, strip: &PatchStrip) -> std::result::Result<(), PatchError> {
    let mut lines = PatchLines { text, offset: 0 };
    let mut has_change = false;
    while let Some((offset, line)) = lines.next() {
        has_change |= ["diff --git ", "Index: "].iter().any(|start| line.starts_with(start));
        if let (Some(old), Some(new)) = (line.strip_prefix("--- "), lines.peek_line().strip_prefix("+++ ")) {
            has_change = true;
            check_paths([header_path(old), header_path(new)], strip).map_err(|(why, help)| PatchError {
                offset,
                why,
                help,
            })?;
            lines.next();
        } else if let Some((old, new)) = parse_lengths(line) {
            has_change = true;
            skip_hunk(&mut lines, old, new).map_err(|offset| PatchError {
                offset,
                why: format!(
                    "the number of lines in the hunk `{}` does not match its header",
                    line.trim_end()
                ),
                help: "recreate the patch with git diff or diff -u".to_owned(),
            })?;
        }
    }
    if has_change || text.trim().is_empty() {
        return Ok(());
    }
    Err(PatchError {
        offset: 0,
        why: "it names no file to change: a unified diff does so in lines that start with `--- ` and `+++ `"
            .to_owned(),
        help: "recreate the patch with git diff or diff -u".to_owned(),
    })
}

struct PatchLines<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> PatchLines<'a> {
    fn next(&mut self) -> Option<(usize, &'a str)> {
        let (offset, line) = (self.offset, self.text.get(self.offset..)?.split_inclusive('\n').next()?);
        self.offset += line.len();
        Some((offset, line.trim_end_matches(['\n', '\r'])))
    }

    fn peek_line(&self) -> &'a str {
        PatchLines { ..*self }.next().map_or("", |(_, line)| line)
    }
}

/// The path in a header. A tab separates it from the time.
fn header_path(rest: &str) -> &str {
    rest.split('\t').next().unwrap_or(rest).trim()
}

/// What is wrong with the two paths of a file, and what helps.
fn check_paths(paths: [&str; 2], strip: &PatchStrip) -> std::result::Result<(), (String, String)> {
    let is_of_git = match paths.map(|path| path.split_once('/')) {
        [Some(("a", old)), Some(("b", new))] => old == new,
        _ => false,
    };
    let number = strip.folders;
    if is_of_git && number == 0 {
        let why =
            format!("its paths start with the `a/` and `b/` of git, which are not stripped: {}", paths[0]);
        return Err((why, "set patch_args = [\"-p1\"]".to_owned()));
    }
    let is_short = |path: &&str| *path != "/dev/null" && path.matches('/').count() < number;
    let mut short = paths.iter().filter(|path| is_short(path));
    let is_wrong = |path: &&&str| {
        strip.both || paths.iter().all(|other| other == *path || is_short(other) || *other == "/dev/null")
    };
    match short.find(is_wrong) {
        Some(path) => {
            let why = format!("-p{number} strips more directories than this path has: {path}");
            let fitting = if is_of_git { 1 } else { 0 };
            Err((why, format!("set patch_args = [\"-p{fitting}\"], or another number that fits its paths")))
        }
        None => Ok(()),
    }
}

/// The lengths of a hunk, before and after: `@@ -1,3 +1,4 @@`.
fn parse_lengths(line: &str) -> Option<(usize, usize)> {
    let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let length = |range: &str| match range.split_once(',') {
        Some((_, length)) => length.parse().ok(),
        None => Some(1),
    };
    Some((length(old)?, length(new)?))
}

/// Skips the lines of a hunk. The error is the offset at which the hunk breaks off.
fn skip_hunk(lines: &mut PatchLines<'_>, mut old: usize, mut new: usize) -> std::result::Result<(), usize> {
    while old > 0 || new > 0 {
        let Some((offset, line)) = lines.next() else {
            let is_chopped = old == new && old <= CHOPPED;
            return if is_chopped { Ok(()) } else { Err(lines.offset) };
        };
        let (removed, added) = match line.as_bytes().first() {
            Some(b'-') => (1, 0),
            Some(b'+') => (0, 1),
            Some(b'\\') => (0, 0),
            // Editors remove the leading space of an empty line.
            Some(b' ' | b'\t') | None => (1, 1),
            Some(_) => return Err(offset),
        };
        old = old.checked_sub(removed).ok_or(offset)?;
        new = new.checked_sub(added).ok_or(offset)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str, arguments: &[&str]) -> Option<String> {
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        check_unified_diff(text, &parse_strip(&arguments)?).err().map(|wrong| wrong.why)
    }

    const HUNK: &str = "@@ -1,2 +1,2 @@\n one\n-two\n+three\n";

    fn file(old: &str, new: &str) -> String {
        format!("--- {old}\n+++ {new}\n{HUNK}")
    }

    #[test]
    fn what_applies_is_not_judged_wrong() {
        let git = file("a/src/lib.rs", "b/src/lib.rs");
        let good: &[(String, &[&str])] = &[
            (git.clone(), &["-p1"]),
            (git.clone(), &["-u", "-p1"]),
            (format!("From 0123\nSubject: x\n---\n src/lib.rs | 2 +-\n\ndiff --git a/x b/x\n{git}-- \n2.39.2\n"), &["-p1"]),
            (file("src/lib.rs", "src/lib.rs"), &["-u", "-p0"]),
            (file("src/lib.rs.orig\t2026-01-01 10:00:00.0 +0000", "src/lib.rs\t2026-01-01"), &[]),
            (file("/dev/null", "b/new.rs"), &["-p1"]),
            (file("lib.rs.orig", "b/lib.rs"), &["-N", "-p1"]),
            (git.replace('\n', "\r\n"), &["-p1"]),
            ("--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n-- a\n+++ b\n+c\n \n".into(), &["-p1"]),
            ("--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n a\n+b\n\n".into(), &["-p1"]),
            ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n".into(), &["-p1"]),
            ("diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n".into(), &["-p1"]),
            ("diff --git a/x b/x\nGIT binary patch\nliteral 3\nKcmZ\n\n".into(), &["-p1"]),
            (" \n".into(), &[]),
            // Arguments that are not understood, and a `patch` that uses the last part of each path.
            (git.clone(), &["-u"]),
            (git.clone(), &["-p9", "-d", "src"]),
            ("*** a/x\n--- b/x\n***************\n*** 1 ****\n! a\n--- 1 ----\n! b\n".into(), &["-c"]),
        ];
        for (text, arguments) in good {
            assert_eq!(verdict(text, arguments), None, "{arguments:?}\n{text}");
        }
    }

    #[test]
    fn what_cannot_apply_is_told() {
        let git = file("a/src/lib.rs", "b/src/lib.rs");
        let bad: &[(String, &[&str], &str)] = &[
            (git.clone(), &[], "`a/`"),
            (git.clone(), &["-u", "-p0"], "`a/`"),
            (git.clone(), &["-p3"], "-p3 strips more"),
            (git.clone(), &["-u", "-p3"], "-p3 strips more"),
            (file("lib.rs.orig", "b/lib.rs"), &["-p1"], "lib.rs.orig"),
            (file("/dev/null", "new.rs"), &["-s", "-p1"], "new.rs"),
            (git.replace("+three", "three"), &["-p1"], "does not match its header"),
            (git.replace("+three\n", ""), &["-p1"], "does not match its header"),
            ("404: not found\n".into(), &["-p1"], "names no file"),
            ("*** a/x\n--- b/x\n***************\n*** 1 ****\n! a\n".into(), &["-p1"], "names no file"),
        ];
        for (text, arguments, why) in bad {
            let found = verdict(text, arguments);
            assert!(
                found.as_ref().is_some_and(|found| found.contains(why)),
                "{arguments:?} {found:?}\n{text}"
            );
        }
    }
}

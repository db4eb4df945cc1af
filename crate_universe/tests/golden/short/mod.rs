//! The files that a case wants, as one short text: each file is written as what differs from a standard file. The
//! standard files are those that the program writes for the case `standard`, which is compared byte for byte.
//! `expand` gives back the exact bytes. test/golden/README.md shows how to read the text.

mod call;
mod file;
mod json;
mod shapes;
mod sums;
pub mod tests;
mod tree;

use file::StandardFile;
use shapes::FileOwner;
pub use shapes::{CASE, StandardShapes};

use crate::Files;

/// The columns of a short text.
const WIDTH: usize = 120;

/// One section for each file: `== PATH`, how it is written, and its text.
pub fn shorten(files: &Files, shapes: &StandardShapes) -> String {
    let sections = files.iter().map(|(path, text)| {
        let short = starlark(path, text, shapes).or_else(|| compact_json(path, text));
        let short = short.or_else(|| Some(as_it_is(path, &sums::shorten(path, text, files)?)));
        short.unwrap_or_else(|| as_it_is(path, text))
    });
    let short: String = sections.collect();
    assert!(expand(&short, shapes) == *files, "the short form gives back the exact bytes:\n{short}");
    short
}

/// Every file as it is.
pub fn whole(files: &Files) -> String {
    files.iter().map(|(path, text)| as_it_is(path, text)).collect()
}

fn as_it_is(path: &str, text: &str) -> String {
    assert!(text.is_empty() || text.ends_with('\n'), "{path} ends with a line");
    let escaped =
        |line: &str| if line.starts_with(['=', '\\']) { format!("\\{line}") } else { line.to_owned() };
    format!("== {path}\n{}", text.split_inclusive('\n').map(escaped).collect::<String>())
}

fn compact_json(path: &str, text: &str) -> Option<String> {
    let short = path.ends_with(".json").then(|| json::shorten(path, text))??;
    Some(format!("== {path} compact\n{short}"))
}

/// Like the shape that makes it shortest.
fn starlark(path: &str, text: &str, shapes: &StandardShapes) -> Option<String> {
    if !path.ends_with(".bazel") && !path.ends_with(".bzl") {
        return None;
    }
    let owner = FileOwner::of(text);
    let shapes = shapes.of(&owner);
    let chunks = shapes.chunks();
    let all = shapes.0.iter().zip(&chunks).filter(|(shape, _)| owner.fits(path, shape));
    let all = all.filter_map(|(shape, file)| {
        if shape.text == text {
            return Some(format!("== {path} is {}{}\n", shape.name, owner.display()));
        }
        let standard = StandardFile { file, all: &chunks };
        let short = file::shorten(text, &standard);
        let gives_back = file::expand(&short, &standard).as_deref() == Some(text);
        gives_back.then(|| format!("== {path} like {}{}\n{short}", shape.name, owner.display()))
    });
    all.min_by_key(|short| (short.lines().count(), short.len()))
}

/// The files of a short text.
pub fn expand(short: &str, shapes: &StandardShapes) -> Files {
    let mut files = Files::new();
    for section in format!("\n{short}").split("\n== ").skip(1) {
        let (head, text) = section.split_once('\n').unwrap_or((section, ""));
        let text =
            if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
        let (path, form) = head.split_once(' ').unwrap_or((head, ""));
        let whole = expand_section(path, form, &text, shapes);
        files.insert(path.to_owned(), whole.unwrap_or_else(|| panic!("a section that says nothing: {head}")));
    }
    let sums: Files = files
        .iter()
        .filter_map(|(path, text)| Some((path.clone(), sums::expand(path, text, &files)?)))
        .collect();
    files.extend(sums);
    files
}

fn expand_section(path: &str, form: &str, text: &str, shapes: &StandardShapes) -> Option<String> {
    if form.is_empty() {
        return Some(
            text.split_inclusive('\n').map(|line| line.strip_prefix('\\').unwrap_or(line)).collect(),
        );
    }
    if form == "compact" {
        return json::expand(path, text);
    }
    let (how, rest) = form.split_once(' ')?;
    let end = rest.find([':', ' ']).unwrap_or(rest.len());
    let shapes = shapes.of(&FileOwner::parse(&rest[end..])?);
    let at = shapes.0.iter().position(|shape| shape.name == &rest[..end])?;
    if how == "is" {
        return Some(shapes.0[at].text.clone());
    }
    let chunks = shapes.chunks();
    file::expand(text, &StandardFile { file: &chunks[at], all: &chunks })
}

//! A file beside a standard file. Its chunks, which empty lines part, are compared with those of the standard one by
//! one: `... KEY` stands for the next standard chunks up to that with this key, `- KEY` says that they are missing.
//! Another chunk begins in the first column, and `| ` begins one that is written as it is.

use super::call;

pub struct FileChunk<'a> {
    key: String,
    text: &'a str,
}

/// A standard file, and all of them: their chunks are standard for those that the first one has nothing like.
pub struct StandardFile<'a> {
    pub file: &'a [FileChunk<'a>],
    pub all: &'a [Vec<FileChunk<'a>>],
}

impl<'a> StandardFile<'a> {
    /// The chunk of the same kind and name, or else of the same kind.
    fn like(&self, key: &str) -> Option<&'a str> {
        let kind = |key: &'a str| key.split(' ').next();
        let all = || self.file.iter().chain(self.all.iter().flatten());
        let same = all().find(|chunk| chunk.key == key);
        same.or_else(|| all().find(|chunk| kind(&chunk.key) == key.split(' ').next())).map(|chunk| chunk.text)
    }

    /// The position after the chunk of this key.
    fn after(&self, key: &str, from: usize) -> Option<usize> {
        self.file[from..].iter().position(|chunk| chunk.key == key).map(|at| from + at + 1)
    }
}

pub fn shorten(text: &str, standard: &StandardFile) -> String {
    let mut out = String::new();
    let mut at = 0;
    let mut run = None;
    for FileChunk { key, text: chunk } in chunks(text) {
        let same = standard.file[at..].iter().position(|other| other.text == chunk).map(|more| at + more);
        let next = same.or_else(|| standard.after(&key, at).map(|after| after - 1));
        if next.is_some_and(|next| next > at) || same.is_none() {
            end_run(&mut out, &mut run);
        }
        if let Some(next) = next {
            if next > at {
                out.push_str(&format!("- {}\n", standard.file[next - 1].key));
            }
            at = next + 1;
        }
        match same {
            Some(_) => run = Some(key),
            None => out.push_str(&shown(chunk, standard.like(&key))),
        }
    }
    end_run(&mut out, &mut run);
    out
}

fn end_run(out: &mut String, run: &mut Option<String>) {
    out.extend(run.take().map(|key| format!("... {key}\n")));
}

fn shown(chunk: &str, standard: Option<&str>) -> String {
    let as_it_is = || format!("| {}", chunk.lines().collect::<Vec<_>>().join("\n | "));
    let short = call::shorten(chunk, standard).filter(|short| !short.lines().any(is_special));
    short.unwrap_or_else(as_it_is) + "\n"
}

fn is_special(line: &str) -> bool {
    ["... ", "- ", "| ", " | ", "== "].iter().any(|sign| line.starts_with(sign))
}

/// None where the short form names what the standard lacks.
pub fn expand(short: &str, standard: &StandardFile) -> Option<String> {
    let mut chunks: Vec<String> = Vec::new();
    let mut at = 0;
    for shown in split(short) {
        if let Some(key) = shown.strip_prefix("... ") {
            let end = standard.after(key, at)?;
            chunks.extend(standard.file[at..end].iter().map(|chunk| chunk.text.to_owned()));
            at = end;
        } else if let Some(key) = shown.strip_prefix("- ") {
            at = standard.after(key, at)?;
        } else {
            let chunk = match shown.strip_prefix("| ") {
                Some(text) => text.replace("\n | ", "\n"),
                None => call::expand(&shown, standard.like(&key(&shown)))?,
            };
            if standard.file.get(at).is_some_and(|other| other.key == key(&chunk)) {
                at += 1;
            }
            chunks.push(chunk);
        }
    }
    Some(chunks.join("\n\n") + "\n")
}

/// What begins in the first column, with the lines that go on.
fn split(short: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in short.lines() {
        match found.last_mut() {
            Some(last) if line.starts_with([' ', ')', ']', '}']) || line.is_empty() => {
                last.push('\n');
                last.push_str(line);
            }
            _ => found.push(line.to_owned()),
        }
    }
    found
}

pub fn chunks(text: &str) -> Vec<FileChunk<'_>> {
    let texts = text.strip_suffix('\n').unwrap_or(text).split("\n\n");
    texts.map(|text| FileChunk { key: key(text), text }).collect()
}

/// The first word of a chunk, and the name of a target.
fn key(chunk: &str) -> String {
    let first =
        chunk.lines().find(|line| !line.starts_with('#')).or_else(|| chunk.lines().next()).unwrap_or("");
    let first = first.trim_start_matches(|next: char| !next.is_ascii_alphabetic() && next != '_');
    let word = first.split(|next: char| !next.is_ascii_alphanumeric() && next != '_').next().unwrap_or("");
    let name = chunk.split_once("name = \"").filter(|(before, _)| before.trim_end().ends_with('('));
    match name.and_then(|(_, rest)| rest.split_once('"')) {
        Some((name, _)) => format!("{word} {name}"),
        None => word.to_owned(),
    }
}

//! SHA256SUMS without the checksums that are those of the files at hand: `sha256  BUILD.bazel`.

use sha2::{Digest, Sha256};

use crate::Files;

const NAME: &str = "SHA256SUMS";
const RIGHT: &str = "sha256";

/// None for any other file.
pub fn shorten(path: &str, text: &str, files: &Files) -> Option<String> {
    lines(path, text, |sum, listed| match checksum(path, listed, files) {
        Some(own) if own == sum => RIGHT.to_owned(),
        _ => sum.to_owned(),
    })
}

pub fn expand(path: &str, text: &str, files: &Files) -> Option<String> {
    lines(path, text, |sum, listed| match checksum(path, listed, files) {
        Some(own) if sum == RIGHT => own,
        _ => sum.to_owned(),
    })
}

fn lines(path: &str, text: &str, sum: impl Fn(&str, &str) -> String) -> Option<String> {
    path.ends_with(NAME).then_some(())?;
    let line = |line: &str| match line.split_once("  ") {
        Some((old, listed)) => format!("{}  {listed}", sum(old, listed.trim_end())),
        None => line.to_owned(),
    };
    Some(text.split_inclusive('\n').map(line).collect())
}

fn checksum(path: &str, listed: &str, files: &Files) -> Option<String> {
    let text = files.get(&(path.strip_suffix(NAME)?.to_owned() + listed))?;
    Some(Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect())
}

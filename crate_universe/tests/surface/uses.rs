//! What a case uses of the surface: attributes by the rule or tag whose call they stand in, calls, files that are loaded,
//! variables, and values of a repin.

use std::collections::BTreeSet;

#[derive(Default)]
pub struct Uses {
    seen: BTreeSet<(String, String)>,
    /// What it was read from, for rows that are a label.
    pub text: String,
}

impl Uses {
    pub fn add(&mut self, group: &str, name: &str) {
        self.seen.insert((group.to_owned(), name.to_owned()));
    }

    pub fn has(&self, group: &str, name: &str) -> bool {
        self.seen.contains(&(group.to_owned(), name.to_owned()))
    }
}

/// Where the value of a repin may follow.
const REPINS: [&str; 6] =
    ["REPIN=", "REPIN\":\"", "--repin=", "@crates//:repin -- ", ".repins(\"", "run_repin(&[\""];

/// Variables are named by scripts, by the environment of requests, and by test programs.
pub fn variables(text: &str, uses: &mut Uses) {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    for (at, _) in text.match_indices("REPIN").chain(text.match_indices("CARGO_BAZEL_")) {
        let start = text[..at].rfind(|c| !is_part(c)).map_or(0, |before| before + 1);
        let end = text[at..].find(|c| !is_part(c)).map_or(text.len(), |length| at + length);
        let quoted = text[..start].ends_with('"') && text[end..].starts_with('"');
        if quoted || text[end..].starts_with('=') {
            uses.add("variable", &text[start..end]);
        }
    }
    // A value that another variable of the line holds back says nothing of values.
    for line in text.lines().filter(|line| !line.contains("REPIN_ONLY") && !line.contains("REPIN=off")) {
        for sign in REPINS {
            for (at, _) in line.match_indices(sign) {
                let after = &line[at + sign.len()..];
                let value = after.split(|c: char| c.is_whitespace() || "\"'\\);".contains(c)).next().unwrap();
                repin(value, uses);
            }
        }
    }
    if text.contains("REPIN=off") {
        repin("off", uses);
    }
}

fn repin(value: &str, uses: &mut Uses) {
    if value.is_empty() || value.contains('$') {
        return;
    }
    if value.contains(',') {
        uses.add("repin", "several");
    }
    for one in value.split(',') {
        let kind = match one {
            "1" | "true" | "yes" | "on" => "true",
            "workspace" | "minimal" => "workspace",
            "full" | "eager" | "all" => "full",
            "0" | "false" | "no" | "off" => "false",
            _ => match (one.contains('@'), one.contains('=')) {
                (true, true) => "package@version=version",
                (true, false) => "package@version",
                (false, true) => "package=version",
                (false, false) => "package",
            },
        };
        uses.add("repin", kind);
    }
}

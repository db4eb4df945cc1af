//! The language of BUILD files: Starlark without functions, loops and conditions, as Bazel reads them. Says whether Bazel would
//! take a text that somebody else wrote, and which names that text defines; evaluates nothing.
//!
//! See <https://github.com/bazelbuild/starlark/blob/master/spec.md> and
//! <https://bazel.build/concepts/build-files#syntax>. `test/integration/build_language.sh` compares the verdicts of
//! `test/support/build_language.txt` with Bazel's.

mod calls;
mod lexer;
mod parser;

use std::collections::{BTreeMap, BTreeSet};

/// What a text defines at its top.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    /// Names that are assigned.
    pub names: BTreeSet<String>,
    /// Names that are loaded, and the file of each.
    pub loads: BTreeMap<String, String>,
    /// The functions that are called.
    pub calls: BTreeSet<String>,
    /// What these calls give as `name`, where that is a text.
    pub targets: BTreeSet<String>,
}

/// Why Bazel would not take a text, and in which of its lines.
#[derive(Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub line: usize,
    pub what: String,
}

/// Reads a text as Bazel does before it evaluates it.
pub fn parse(text: &str) -> Result<Definitions, SyntaxError> {
    parser::Parser::new(lexer::tokens(text)?).file()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table that is compared with Bazel's verdicts: `ok` or `no`, then a text with `\n` for the ends of lines.
    #[test]
    fn verdicts_are_those_of_the_table() {
        let table = include_str!("../../../test/support/build_language.txt");
        let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut count = 0;
        for line in lines {
            let (verdict, text) = line.split_once(' ').expect("a verdict and a text");
            let text = text.replace("␤", "\n").replace("␉", "\t").replace("␍", "\r");
            let parsed = parse(&text);
            assert_eq!(parsed.is_ok(), verdict == "ok", "{line}: {parsed:?}");
            count += 1;
        }
        assert!(count > 100, "the table is read");
    }

    #[test]
    fn definitions_are_found() {
        let text = "load(\"@x//:y.bzl\", \"one\", two = \"three\")\nA, B = 1, [x for x in [2]]\none(name = \"t\", n = two(name = \"u\"))\nfour(\n    srcs = [\"s\"],\n    name = \"v\",\n)\n";
        let found = parse(text).expect("a text");
        let all = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(all(&found.names), "A B");
        let loads: Vec<&str> = found.loads.keys().map(String::as_str).collect();
        assert_eq!((loads.join(" ").as_str(), found.loads["two"].as_str()), ("one two", "@x//:y.bzl"));
        assert_eq!(all(&found.calls), "four one two");
        assert_eq!(all(&found.targets), "t u v");
    }

    #[test]
    fn an_error_has_its_line() {
        let error = parse("a = 1\n\nb = [\n    1,\n    2 3,\n]\n").expect_err("an error");
        assert_eq!((error.line, error.what.as_str()), (5, "`3` is not expected here"));
    }

    /// What nests without end is an error, not the end of the program.
    #[test]
    fn nesting_ends() {
        for open in ["(", "[", "{", "not ", "-", "f(", "1 if 1 else "] {
            assert!(parse(&open.repeat(100_000)).is_err(), "{open}");
        }
    }

    /// Bazel would nest as deep.
    #[test]
    fn chains_end() {
        let chains = |links: usize| {
            [
                "1 + ".repeat(links) + "1",
                format!("f{}", "()".repeat(links)),
                format!("f{}", ".x".repeat(links)),
                format!("f{}", "[0]".repeat(links)),
                format!("[x{}]", " for x in y".repeat(links)),
                format!("[x for x in y{}]", " if x".repeat(links)),
                format!("(1{})", " + 1".repeat(links / 2)) + &" + 1".repeat(links.div_ceil(2)),
            ]
        };
        for (short, long) in chains(999).iter().zip(chains(1_001)) {
            assert!(parse(&format!("A = {short}\nB = {short}")).is_ok(), "{short}");
            let error = parse(&format!("A = {long}")).expect_err(&long);
            assert!(error.what.contains("too many operators"), "{}", error.what);
        }
    }

    /// Whatever a text is made of, twice as much takes twice as long.
    #[test]
    fn long_texts_are_read_in_seconds() {
        let start = std::time::Instant::now();
        for (open, item, close) in [
            ("x = [", "a,", "]"),
            ("x = (", "a,", ")"),
            ("x = ", "a,", "a"),
            ("x = {", "a:a,", "}"),
            ("f(", "a,", ")"),
            ("", "a;", "a"),
            ("", " \n", ""),
            ("", "#\\\n", ""),
            ("", "\\\n", "a"),
            ("x = [", "\"a\",", "]"),
        ] {
            parse(&format!("{open}{}{close}", item.repeat(200_000))).expect(item);
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}

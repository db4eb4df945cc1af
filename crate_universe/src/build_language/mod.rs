//! Parses the language of BUILD files, which is Starlark without functions, loops and conditions. Finds out whether
//! Bazel would accept text from a package, and which names the text defines, without evaluating it.
//!
//! See <https://github.com/bazelbuild/starlark/blob/master/spec.md> and
//! <https://bazel.build/concepts/build-files#syntax>. `test/integration/build_language.sh` compares the verdicts of
//! `test/support/build_language.txt` with Bazel's.

mod calls;
mod calls_in_text;
mod definitions;
mod lexer;
mod parser;
mod statements;

pub use calls_in_text::{LocatedArgument, LocatedCall, StarlarkSource};
pub use definitions::{Definitions, LoadedNames, SyntaxError};
pub use lexer::{LocatedToken, Token};
pub use statements::{CallStatement, list_calls};

/// Parses a text as Bazel does before it evaluates it.
pub fn parse(text: &str) -> Result<Definitions, SyntaxError> {
    parser::Parser::new(lexer::tokenize(text)?).parse_file()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The same table is compared with Bazel's verdicts. Each line has `ok` or `no`, then a text with `␤` for a
    /// newline, `␉` for a tab and `␍` for a carriage return.
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
        let load = |name: &str, of: &str| LoadedNames {
            name: name.to_owned(),
            file: "@x//:y.bzl".to_owned(),
            of: of.to_owned(),
        };
        assert_eq!(found.loads, BTreeSet::from([load("one", "one"), load("two", "three")]));
        assert_eq!(all(&found.uses), "A B four one two x");
        assert_eq!(all(&found.targets), "t u v");
    }

    /// Bazel accepts all of these, but the text alone does not show what they define.
    #[test]
    fn what_is_not_spelled_out_is_told() {
        for (text, place) in [
            (r#"load("//:x\56bzl", "one")"#, 1),
            (r#"load("//:x.bzl", "on\145")"#, 1),
            ("load(\"//:x.bzl\", one = r\"\\two\")", 1),
            ("\nf(name = \"l\\151b\")", 2),
            ("f(\n    a = 1,\n    name = \"l\" + \"ib\",\n)", 3),
            ("f(name = (\"lib\"))", 1),
            ("[f(name = n) for n in [\"a\"]]", 1),
            ("f(name = NAME)", 1),
        ] {
            let found = parse(text).expect(text);
            assert_eq!(found.hidden.expect(text).line, place, "{text}");
            assert!(found.targets.is_empty(), "{text}");
        }
        let plain =
            "load(\"//:x.bzl\", \"one\")\nA = \"\\n\" + 'b'\nf(name = 'a', b = \"\\\"\", package = A)";
        assert_eq!(parse(plain).expect("a text").hidden, None);
    }

    #[test]
    fn names_are_used_wherever_they_are_values() {
        for text in
            ["package()", "p = package", "f(package)", "f(a = [package])", "x.y(package)", "package = 1"]
        {
            assert!(parse(text).expect(text).uses.contains("package"), "{text}");
        }
        for text in ["f(package = 1)", "x.package()", "A = \"package\"", "# package()"] {
            assert!(!parse(text).expect(text).uses.contains("package"), "{text}");
        }
    }

    #[test]
    fn an_error_has_its_line() {
        let error = parse("a = 1\n\nb = [\n    1,\n    2 3,\n]\n").expect_err("an error");
        assert_eq!((error.line, error.what.as_str()), (5, "`3` is not expected here"));
    }

    /// Very deep nesting is an error, and does not crash the program.
    #[test]
    fn nesting_ends() {
        for open in ["(", "[", "{", "not ", "-", "f(", "1 if 1 else "] {
            assert!(parse(&open.repeat(100_000)).is_err(), "{open}");
        }
    }

    /// Bazel would need a stack as deep as the chain is long.
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

    /// The time is linear in the length of the text, whatever it contains.
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

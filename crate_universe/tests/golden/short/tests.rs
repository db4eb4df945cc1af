//! Tests of the short form itself, with the standard files as they are wanted.

use libtest_mimic::Trial;

use super::{StandardShapes, expand, shapes::SHAPES, shorten};
use crate::Files;

pub fn all(standard: fn() -> Files) -> Vec<Trial> {
    let trial = |name: &str, test: fn(&Files)| {
        Trial::test(name, move || {
            test(&standard());
            Ok(())
        })
    };
    vec![
        trial("a_short_form_says_when_nothing_differs", says_when_nothing_differs),
        trial("a_short_form_shows_what_differs", shows_what_differs),
        trial("a_short_form_loses_no_line", loses_no_line),
    ]
}

fn library(standard: &Files) -> &str {
    &standard["crates__usual-library-9.8.7/BUILD.bazel"]
}

fn short(text: &str, standard: &Files) -> String {
    let files = Files::from([("a/BUILD.bazel".to_owned(), text.to_owned())]);
    shorten(&files, &StandardShapes::new(standard))
}

fn says_when_nothing_differs(standard: &Files) {
    let text = library(standard).replace("usual-library", "a-b").replace("usual_library", "a_b");
    let text = text.replace("9.8.7", "1.2.3").replace("@crates__cfg//", "@tools__cfg//");
    assert_eq!(short(&text, standard), "== a/BUILD.bazel is library: a-b 1.2.3 in tools\n");
}

fn shows_what_differs(standard: &Files) {
    let text = library(standard)
        .replace("    \"CARGO_PKG_README\": \"\",\n", "    \"CARGO_PKG_README\": \"a.md\",\n")
        .replace("    rustc_flags = [\"--cap-lints=allow\"],\n", "")
        .replace(
            "    crate_root",
            "    crate_features = [\n        \"a\",\n        \"b\",\n    ],\n    crate_root",
        )
        .replace("target_compatible_with = ", "target_compatible_with = [\"//:a\"] + ");
    let wanted = "== a/BUILD.bazel like library: usual-library 9.8.7
... package
CARGO_PKG_ENV = {\"CARGO_PKG_README\": \"a.md\", ...}
rust_library(
    name = \"usual_library\",
    crate_features = [\"a\", \"b\",],
    target_compatible_with = [\"//:a\"] + ...,
    -rustc_flags,
    ...,
)
";
    assert_eq!(short(&text, standard), wanted);
}

/// Without a line, with it twice, with another word, indent or end: the short form changes, and gives back the text.
fn loses_no_line(standard: &Files) {
    let changes: [fn(&str) -> String; 5] = [
        |_| String::new(),
        |line| format!("{line}\n{line}\n"),
        |line| format!(" {line}\n"),
        |line| format!("{line}\r\n"),
        |line| line.replacen(|next: char| next.is_alphabetic(), "x", 1) + "\n",
    ];
    let mut count = 0;
    for (_, path) in SHAPES {
        let text = &standard[path];
        let whole = short(text, standard);
        for (at, change) in (0..text.lines().count()).zip(changes.into_iter().cycle()) {
            let lines = text.lines().enumerate();
            let changed: String = lines
                .map(|(line, text)| if line == at { change(text) } else { format!("{text}\n") })
                .collect();
            if changed != *text {
                let short = short(&changed, standard);
                assert_ne!(short, whole);
                assert_eq!(expand(&short, &StandardShapes::new(standard))["a/BUILD.bazel"], changed);
                count += 1;
            }
        }
    }
    assert!(count > 300, "the lines are changed: {count}");
}
